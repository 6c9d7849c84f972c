/* SPDX-License-Identifier: Apache-2.0 */
/* Asking before something is deleted or cut off. */
#ifndef JT_CLI_MANAGE_CONFIRM_H
#define JT_CLI_MANAGE_CONFIRM_H

#include "cli/cli.h"

/* Can it be asked, or need it not? Before anything is sent: JT_ERR_ARG without --yes when stdin is
 * no terminal. */
JT_MUST_USE enum jt_err jt_confirm_check(const struct jt_cli *cli, struct jt_trouble *trouble);
/* Asks "QUESTION [y/N]" on stderr unless --yes. JT_ERR_ARG: the answer was no. The text may hold
 * what a server sent. */
JT_MUST_USE enum jt_err jt_confirm(const struct jt_cli *cli, jt_str question,
                                   struct jt_trouble *trouble);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* A token for a command: credentials, store, and the server if need be. */
#ifndef JT_CLI_SESSION_H
#define JT_CLI_SESSION_H

#include "cli/cli.h"

/* Fills in what jt_acquire() wants from cli. Opens the store. */
JT_MUST_USE enum jt_err jt_session_begin(struct jt_cli *cli, struct jt_acquire *ret_acquire,
                                         struct jt_trouble *trouble);
/* Both in one: a token, from the store or new. */
JT_MUST_USE enum jt_err jt_session_token(struct jt_cli *cli, struct jt_acquired *ret_acquired,
                                         struct jt_trouble *trouble);

#endif

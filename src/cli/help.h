/* SPDX-License-Identifier: Apache-2.0 */
/* The help of one command, or of one of its verbs. */
#ifndef JT_CLI_HELP_H
#define JT_CLI_HELP_H

#include "cli/cli.h"

/* verb may be NULL: then the verbs are listed, if there are any. */
void jt_help_write(const struct jt_cmd *cmd, const struct jt_verb *verb, struct jt_buf *buf);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Help, made from the commands and the option table. */
#ifndef JT_CLI_HELP_H
#define JT_CLI_HELP_H

#include "cli/cli.h"

/* Usage, what it does, its options. */
void jt_help_write(const struct jt_cmd *cmd, struct jt_buf *buf);

#endif

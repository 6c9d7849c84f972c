/* SPDX-License-Identifier: Apache-2.0 */
/* The help of one command. */
#include "cli/help.h"

void jt_help_write(const struct jt_cmd *cmd, struct jt_buf *buf)
{
    jt_buf_append_f(buf, "usage: jeton %s %s\n\n%s\n\n%s\nOptions:\n", cmd->name, cmd->args,
                    cmd->summary, cmd->help);
    jt_options_write_help(cmd->takes, buf);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The help of one command, or of one of its verbs. */
#include "cli/help.h"

static void write_verb(const struct jt_cmd *cmd, const struct jt_verb *verb, struct jt_buf *buf)
{
    jt_buf_append_f(buf, "usage: jeton %s %s%s%s [options]\n\n%s\n\n%s\nOptions:\n", cmd->name,
                    verb->name, verb->args[0] ? " " : "", verb->args, verb->summary,
                    verb->help ? verb->help : "");
    jt_options_write_help(verb->takes, buf);
}

void jt_help_write(const struct jt_cmd *cmd, const struct jt_verb *verb, struct jt_buf *buf)
{
    if (verb) {
        write_verb(cmd, verb, buf);
        return;
    }
    jt_buf_append_f(buf, "usage: jeton %s %s\n\n%s\n\n%s\n", cmd->name, cmd->args, cmd->summary,
                    cmd->help);
    for (verb = cmd->verbs; verb && verb->name; verb++) {
        jt_buf_append_f(buf, "  jeton %s %-12s %s\n", cmd->name, verb->name, verb->summary);
    }
    jt_buf_append_c(buf, cmd->verbs ? "\nEach says more: `jeton " : "Options:\n");
    if (cmd->verbs) {
        jt_buf_append_f(buf, "%s VERB --help`.\n", cmd->name);
        return;
    }
    jt_options_write_help(cmd->takes, buf);
}

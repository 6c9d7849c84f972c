/* SPDX-License-Identifier: Apache-2.0 */
/* jeton help: the commands, or one of them. */
#include "cli/cmds.h"
#include "cli/help.h"
#include "cli/say.h"

#include "codec/json_write.h"

static void write_all(struct jt_buf *out)
{
    jt_buf_append_c(out,
                    "usage: jeton COMMAND [options]\n\n"
                    "Gets an OAuth 2.0 access token for a machine, keeps it encrypted, uses it "
                    "until it ends.\n\n");
    for (const struct jt_cmd *const *cmd = jt_cmds_all; *cmd; cmd++) {
        jt_buf_append_f(out, "  jeton %-10s %s\n", (*cmd)->name, (*cmd)->summary);
    }
    jt_buf_append_c(out,
                    "\n`jeton COMMAND --help` says more. Exit codes: 0 done, 1 internal, 2 "
                    "usage, 3 the server\nrefused, 4 network or TLS, 5 local store, "
                    "configuration or damaged credentials,\n6 `jeton doctor` found a cause.\n");
}

static void write_json(struct jt_buf *out)
{
    struct jt_json_writer w = {.buf = out};
    jt_json_object_begin(&w);
    jt_json_name(&w, "commands");
    jt_json_array_begin(&w);
    for (const struct jt_cmd *const *cmd = jt_cmds_all; *cmd; cmd++) {
        jt_json_object_begin(&w);
        jt_json_member_string(&w, "name", jt_str_from_c((*cmd)->name));
        jt_json_member_string(&w, "arguments", jt_str_from_c((*cmd)->args));
        jt_json_member_string(&w, "summary", jt_str_from_c((*cmd)->summary));
        jt_json_object_end(&w);
    }
    jt_json_array_end(&w);
    jt_json_object_end(&w);
    jt_buf_append_char(out, '\n');
}

static int run(struct jt_cli *cli)
{
    const struct jt_options *options = &cli->options;
    if (options->arg_count == 0) {
        (cli->options.json ? write_json : write_all)(&cli->out);
        return JT_EXIT_OK;
    }
    const struct jt_cmd *cmd = jt_cmd_find(jt_cmds_all, options->args[0]);
    if (cmd == NULL) {
        return jt_say_usage(cli, "there is no command \"%s\"", options->args[0]);
    }
    const char *name = options->arg_count > 1 ? options->args[1] : NULL;
    const struct jt_verb *verb = jt_verb_find(cmd, name);
    if (name && verb == NULL) {
        return jt_say_usage(cli, "there is no `jeton %s %s`", cmd->name, name);
    }
    jt_help_write(cmd, verb, &cli->out);
    return JT_EXIT_OK;
}

const struct jt_cmd jt_cmd_help = {
    .name = "help",
    .args = "[COMMAND [VERB]]",
    .summary = "Lists the commands, or explains one.",
    .help = "",
    .takes = 0,
    .run = run,
};

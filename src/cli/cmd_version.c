/* SPDX-License-Identifier: Apache-2.0 */
/* jeton version. */
#include "cli/cmds.h"

#include "codec/json_write.h"

static int run(struct jt_cli *cli)
{
    struct jt_json_writer w = {.buf = &cli->out};
    if (!cli->options.json) {
        jt_buf_append_c(&cli->out, "jeton " JT_VERSION "\n");
        return JT_EXIT_OK;
    }
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "version", JT_STR(JT_VERSION));
    jt_json_object_end(&w);
    jt_buf_append_char(&cli->out, '\n');
    return JT_EXIT_OK;
}

const struct jt_cmd jt_cmd_version = {
    .name = "version",
    .args = "[--json]",
    .summary = "Prints the version.",
    .help = "",
    .takes = 0,
    .run = run,
};

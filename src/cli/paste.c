/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a paste. */
#include "cli/paste.h"

#include "base/fd.h"

#include <string.h>
#include <unistd.h>

void jt_pasted_clear(struct jt_pasted *pasted)
{
    jt_buf_clear(&pasted->text);
    jt_arena_clear(&pasted->arena);
}

static enum jt_err fail(struct jt_trouble *trouble, const char *what, const char *next)
{
    jt_trouble_set(trouble, JT_TROUBLE_USAGE, "%s", what);
    jt_trouble_set_next(trouble, "%s", next);
    return JT_ERR_ARG;
}

static enum jt_err parse(const struct jt_cli *cli, struct jt_pasted *pasted,
                         struct jt_trouble *trouble)
{
    pasted->command = jt_arena_alloc(&pasted->arena, sizeof(*pasted->command));
    if (pasted->command == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err =
        jt_curl_command_parse(&pasted->arena, jt_buf_str(&pasted->text), pasted->command);
    if (err == JT_ERR_NOT_FOUND) {
        jt_trouble_set(trouble, JT_TROUBLE_USAGE, "There is no curl command on stdin.");
        jt_trouble_set_next(trouble,
                            "Paste the whole command, then press Ctrl-D; or: jeton %s --curl - < "
                            "FILE",
                            cli->cmd->name);
        return JT_ERR_ARG;
    }
    if (err == JT_ERR_LIMIT) {
        return fail(trouble, "The curl command has too many words, headers or data to be read.",
                    "Leave out what does not belong to the question.");
    }
    if (err == JT_OK && pasted->command->url.len == 0) {
        return fail(trouble, "The curl command names no address.", "Was it copied whole?");
    }
    return err;
}

enum jt_err jt_pasted_read(const struct jt_cli *cli, struct jt_pasted *pasted,
                           struct jt_trouble *trouble)
{
    if (strcmp(cli->options.curl, "-") != 0) {
        return fail(trouble, "A curl command is read from stdin alone: --curl -",
                    "As an option's value every user of this machine could read it.");
    }
    pasted->text.max = JT_SHELL_INPUT_MAX;
    if (isatty(STDIN_FILENO)) {
        (void)jt_fd_write_all(STDERR_FILENO,
                              JT_STR("Paste the curl command, then press Ctrl-D:\n"));
    }
    enum jt_err err = jt_fd_read_all(STDIN_FILENO, &pasted->text);
    if (err == JT_ERR_LIMIT) {
        return fail(trouble, "What stands on stdin is longer than 64 kB.",
                    "Leave out what does not belong to the command.");
    }
    JT_TRY(err);
    return parse(cli, pasted, trouble);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Asking before something is deleted or cut off. */
#include "cli/manage/confirm.h"

#include "base/fd.h"
#include "cli/manage/text.h"

#include <strings.h>
#include <unistd.h>

enum { ANSWER_ROOM = 16, QUESTION_MAX = 4096 };

enum jt_err jt_confirm_check(const struct jt_cli *cli, struct jt_trouble *trouble)
{
    if (cli->options.yes || isatty(STDIN_FILENO)) {
        return JT_OK;
    }
    jt_trouble_set(trouble, JT_TROUBLE_USAGE,
                   "This cuts something off or deletes it, and there is no terminal to ask at.");
    jt_trouble_set_next(trouble, "Say --yes if it shall be done.");
    return JT_ERR_ARG;
}

static bool is_yes(jt_str answer)
{
    answer = jt_str_trim(jt_str_slice(answer, 0, jt_str_find_char(answer, '\n')));
    return jt_str_equal_nocase(answer, JT_STR("y")) || jt_str_equal_nocase(answer, JT_STR("yes"));
}

enum jt_err jt_confirm(const struct jt_cli *cli, jt_str question, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = JT_BUF_INIT(QUESTION_MAX);
    char answer[ANSWER_ROOM];
    if (cli->options.yes) {
        return JT_OK;
    }
    JT_TRY(jt_confirm_check(cli, trouble));
    jt_text_append_clean(&text, question);
    jt_buf_append_c(&text, " [y/N] ");
    (void)jt_fd_write_all(STDERR_FILENO, jt_buf_str(&text));
    ssize_t got = read(STDIN_FILENO, answer, sizeof(answer));
    if (got > 0 && is_yes(jt_str_make(answer, (size_t)got))) {
        return JT_OK;
    }
    jt_trouble_set(trouble, JT_TROUBLE_USAGE, "Nothing was changed.");
    return JT_ERR_ARG;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Messages for people, or for their programs. */
#include "cli/say.h"

#include "base/fd.h"
#include "codec/json_write.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { MESSAGE_MAX = 16 << 10 };

/* stderr is the last place to complain: nothing can be done when it is gone. */
static void to_stderr(struct jt_buf *text)
{
    (void)jt_fd_write_all(STDERR_FILENO, jt_buf_str(text));
    jt_buf_clear(text);
}

/* https://no-color.org */
bool jt_say_is_coloured(int fd)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return (no_color == NULL || no_color[0] == '\0') && term && strcmp(term, "dumb") != 0 &&
           isatty(fd);
}

size_t jt_say_width(int fd)
{
    enum { USUAL = 80, LEAST = 40, MOST = 120 };
    struct winsize size = {.ws_col = 0};
    if (!isatty(fd)) {
        return 0;
    }
    bool is_known = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    size_t columns = is_known ? size.ws_col : USUAL;
    return columns < LEAST ? LEAST : columns > MOST ? MOST : columns;
}

static void begin(struct jt_buf *text, const char *colour)
{
    bool coloured = jt_say_is_coloured(STDERR_FILENO);
    *text = (struct jt_buf)JT_BUF_INIT(MESSAGE_MAX);
    jt_buf_append_f(text, "%s%sjeton:%s ", coloured ? "\033[" : "", coloured ? colour : "",
                    coloured ? "\033[0m" : "");
}

void jt_say_note(const struct jt_cli *cli, const char *text)
{
    struct jt_buf line = JT_BUF_INIT(MESSAGE_MAX);
    struct jt_json_writer w = {.buf = &line};
    if (cli->options.json) {
        jt_json_object_begin(&w);
        jt_json_member_string(&w, "note", jt_str_from_c(text));
        jt_json_object_end(&w);
        jt_buf_append_char(&line, '\n');
    } else {
        begin(&line, "33m");
        jt_buf_append_f(&line, "%s\n", text);
    }
    to_stderr(&line);
}

static int exit_code(enum jt_trouble_kind kind)
{
    switch (kind) {
    case JT_TROUBLE_NONE:
    case JT_TROUBLE_INTERNAL:
        return JT_EXIT_INTERNAL;
    case JT_TROUBLE_USAGE:
        return JT_EXIT_USAGE;
    case JT_TROUBLE_REFUSED:
        return JT_EXIT_REFUSED;
    case JT_TROUBLE_NETWORK:
        return JT_EXIT_NETWORK;
    case JT_TROUBLE_LOCAL:
        return JT_EXIT_LOCAL;
    }
    return JT_EXIT_INTERNAL;
}

void jt_json_member_if(struct jt_json_writer *w, const char *name, const char *text)
{
    if (text[0]) {
        jt_json_member_string(w, name, jt_str_from_c(text));
    }
}

static void say_json(const struct jt_trouble *trouble)
{
    struct jt_buf text = JT_BUF_INIT(MESSAGE_MAX);
    struct jt_json_writer w = {.buf = &text};
    jt_json_object_begin(&w);
    jt_json_member_integer(&w, "exit_code", exit_code(trouble->kind));
    jt_json_member_string(&w, "message", jt_str_from_c(trouble->what));
    jt_json_member_if(&w, "next", trouble->next);
    if (trouble->status) {
        jt_json_member_integer(&w, "status", trouble->status);
    }
    jt_json_member_if(&w, "error", trouble->error);
    jt_json_member_if(&w, "error_description", trouble->description);
    jt_json_member_if(&w, "rejection_id", trouble->rejection_id);
    jt_json_member_if(&w, "error_uri", trouble->error_uri);
    jt_json_object_end(&w);
    jt_buf_append_char(&text, '\n');
    to_stderr(&text);
}

static void add_line(struct jt_buf *text, const char *label, const char *value)
{
    if (value[0]) {
        jt_buf_append_f(text, "  %-12s%s\n", label, value);
    }
}

int jt_say_trouble(const struct jt_cli *cli, const struct jt_trouble *trouble)
{
    struct jt_buf text;
    if (cli->options.json) {
        say_json(trouble);
        return exit_code(trouble->kind);
    }
    begin(&text, "1;31m");
    jt_buf_append_f(&text, "%s\n", trouble->what);
    add_line(&text, "error:", trouble->error);
    add_line(&text, "reason:", trouble->description);
    add_line(&text, "reference:", trouble->rejection_id);
    add_line(&text, "see:", trouble->error_uri);
    add_line(&text, "what to do:", trouble->next);
    to_stderr(&text);
    return exit_code(trouble->kind);
}

int jt_say_usage(const struct jt_cli *cli, const char *fmt, ...)
{
    struct jt_trouble trouble;
    char what[sizeof(trouble.what)];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(what, sizeof(what), fmt, args);
    va_end(args);
    jt_trouble_set(&trouble, JT_TROUBLE_USAGE, "%s.", what);
    jt_trouble_set_next(&trouble, "See: jeton%s%s%s%s --help", cli->cmd ? " " : "",
                        cli->cmd ? cli->cmd->name : "", cli->verb ? " " : "",
                        cli->verb ? cli->verb->name : "");
    return jt_say_trouble(cli, &trouble);
}

int jt_say_err(const struct jt_cli *cli, enum jt_err err)
{
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    jt_trouble_set_err(&trouble, err);
    return jt_say_trouble(cli, &trouble);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The POSIX shell's words: quotes, backslashes, comments, and where a command ends. */
#include "codec/shell_parts.h"

/* How far a $( may be from what closes it. */
enum { NESTED_MAX = 4096 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Copies what stands between open and close, both included, as it is. False: nothing closes it. */
static bool copy_nested(struct jt_shell_reader *reader, char open, char close)
{
    size_t depth = 0;
    size_t end = reader->at;
    size_t limit = reader->in.len - end > NESTED_MAX ? end + NESTED_MAX : reader->in.len;
    for (; end < limit; end++) {
        char c = reader->in.ptr[end];
        if (c == close && (open == close ? depth == 1 : depth <= 1)) {
            break;
        }
        if (c == open) {
            depth++;
        } else if (c == close) {
            depth--;
        }
    }
    if (end == limit) {
        return false;
    }
    while (reader->at <= end) {
        jt_shell_copy(reader);
    }
    return true;
}

/* A $ or a backtick, inside double quotes or outside. */
static void copy_expansion(struct jt_shell_reader *reader)
{
    size_t offset = reader->at;
    char c = jt_shell_peek(reader, 0);
    char next = jt_shell_peek(reader, 1);
    jt_shell_begin_word(reader, offset);
    if (c == '$' && !is_name(next) && !jt_shell_is_one_of(next, JT_STR("{(@*#?-$!"))) {
        jt_shell_copy(reader);
        return;
    }
    bool runs = c == '`' || next == '(';
    jt_shell_report(reader, runs ? JT_SHELL_SUBSTITUTION : JT_SHELL_VARIABLE, offset);
    if (c == '$') {
        jt_shell_copy(reader);
    }
    bool closed = true;
    if (c == '`') {
        closed = copy_nested(reader, '`', '`');
    } else if (next == '(' || next == '{') {
        closed = copy_nested(reader, next, next == '(' ? ')' : '}');
    }
    if (!closed) {
        jt_shell_report(reader, JT_SHELL_UNTERMINATED, offset);
        jt_shell_copy(reader);
    }
}

static void check_history(struct jt_shell_reader *reader)
{
    char next = jt_shell_peek(reader, 1);
    if (next && !jt_shell_is_one_of(next, JT_STR(" \t\r\n=(\"'"))) {
        jt_shell_report(reader, JT_SHELL_HISTORY, reader->at);
    }
}

static void read_single(struct jt_shell_reader *reader)
{
    size_t offset = reader->at++;
    while (reader->at < reader->in.len) {
        if (jt_shell_peek(reader, 0) == '\'') {
            reader->at++;
            return;
        }
        jt_shell_copy(reader);
    }
    jt_shell_report(reader, JT_SHELL_UNTERMINATED, offset);
}

/* XCU §2.2.3: a backslash in double quotes escapes $ ` " \ and the line's end, and stays
 * elsewhere. */
static void read_backslash_in_double(struct jt_shell_reader *reader)
{
    char next = jt_shell_peek(reader, 1);
    size_t line_break = jt_shell_break_len(reader, 1);
    if (line_break) {
        reader->at += 1 + line_break;
    } else if (jt_shell_is_one_of(next, JT_STR("$`\"\\"))) {
        reader->at++;
        jt_shell_copy(reader);
    } else {
        jt_shell_copy(reader);
    }
}

static void read_double(struct jt_shell_reader *reader)
{
    size_t offset = reader->at++;
    while (reader->at < reader->in.len) {
        char c = jt_shell_peek(reader, 0);
        if (c == '"') {
            reader->at++;
            return;
        }
        if (c == '\\') {
            read_backslash_in_double(reader);
        } else if (c == '$' || c == '`') {
            copy_expansion(reader);
        } else {
            if (c == '!') {
                check_history(reader);
            }
            jt_shell_copy(reader);
        }
    }
    jt_shell_report(reader, JT_SHELL_UNTERMINATED, offset);
}

/* The second prompt, "> ", comes along when a command of several lines is copied from a terminal;
 * what follows tells it from a redirection: an option, a quote, an address. */
static void skip_second_prompt(struct jt_shell_reader *reader)
{
    size_t blanks = 1;
    while (is_blank(jt_shell_peek(reader, blanks))) {
        blanks++;
    }
    if (!reader->in_word && jt_shell_peek(reader, 0) == '>' && blanks > 1 &&
        jt_shell_is_one_of(jt_shell_peek(reader, blanks), JT_STR("-'\"h"))) {
        reader->at += blanks;
    }
}

/* A backslash or a backtick before nothing but blanks and the line's end; 0: something follows. */
static size_t blanks_to_break(const struct jt_shell_reader *reader)
{
    size_t distance = 1;
    while (is_blank(jt_shell_peek(reader, distance))) {
        distance++;
    }
    return jt_shell_break_len(reader, distance) ? distance : 0;
}

static void read_backslash(struct jt_shell_reader *reader)
{
    size_t blanks = blanks_to_break(reader);
    if (blanks == 1) {
        reader->at += 1 + jt_shell_break_len(reader, 1);
        skip_second_prompt(reader);
        return;
    }
    if (blanks > 1) {
        jt_shell_report(reader, JT_SHELL_BLANK_AFTER, reader->at);
    }
    jt_shell_begin_word(reader, reader->at++);
    if (reader->at < reader->in.len) {
        jt_shell_copy(reader);
    }
}

static void read_plain(struct jt_shell_reader *reader)
{
    char c = jt_shell_peek(reader, 0);
    if (c == '~' && !reader->in_word) {
        jt_shell_report(reader, JT_SHELL_TILDE, reader->at);
    } else if (c == '!') {
        check_history(reader);
    } else if (c == '*' || c == '?' || c == '[' || (c == '{' && jt_shell_peek(reader, 1) != '}')) {
        jt_shell_report(reader, JT_SHELL_PATTERN, reader->at);
    }
    jt_shell_copy(reader);
}

static void read_dollar(struct jt_shell_reader *reader)
{
    char next = jt_shell_peek(reader, 1);
    if (next == '\'') {
        jt_shell_begin_word(reader, reader->at);
        reader->at += 2;
        jt_shell_read_ansi(reader);
    } else if (next == '"') {
        jt_shell_begin_word(reader, reader->at++);
        read_double(reader);
    } else {
        copy_expansion(reader);
    }
}

static void read_backtick(struct jt_shell_reader *reader)
{
    size_t blanks = blanks_to_break(reader);
    if (blanks == 0) {
        copy_expansion(reader);
        return;
    }
    jt_shell_report(reader, JT_SHELL_FOREIGN_BREAK, reader->at);
    reader->at += blanks + jt_shell_break_len(reader, blanks);
}

/* < and >, with what belongs to them; the word that follows is no argument, nor is a number right
 * before. */
static enum jt_err read_redirect(struct jt_shell_reader *reader)
{
    bool numbered = reader->in_word && reader->len > reader->word_out;
    for (size_t i = reader->word_out; numbered && i < reader->len; i++) {
        numbered = reader->out[i] >= '0' && reader->out[i] <= '9';
    }
    reader->drops_word = reader->in_word && numbered;
    JT_TRY(jt_shell_end_word(reader));
    if (jt_shell_peek(reader, 0) == '<') {
        jt_shell_report(reader, JT_SHELL_REDIRECT, reader->at);
    }
    while (jt_shell_is_one_of(jt_shell_peek(reader, 0), JT_STR("<>&|"))) {
        reader->at++;
    }
    reader->drops_word = true;
    return JT_OK;
}

static void skip_line(struct jt_shell_reader *reader)
{
    reader->at += jt_str_find_char(jt_str_from(reader->in, reader->at), '\n');
}

/* The command ends at an operator. Inside a word an & is seldom meant. */
static void end_at_operator(struct jt_shell_reader *reader)
{
    char next = jt_shell_peek(reader, 1);
    if (jt_shell_peek(reader, 0) == '&' && reader->in_word && is_name(next)) {
        jt_shell_report(reader, JT_SHELL_AMPERSAND, reader->at);
    }
    reader->at++;
}

/* The line ends, and with it the command; a next line that begins with an option was cut off. */
static void end_at_break(struct jt_shell_reader *reader, size_t line_break)
{
    size_t offset = reader->at;
    reader->at += line_break;
    size_t blanks = 0;
    while (is_blank(jt_shell_peek(reader, blanks))) {
        blanks++;
    }
    if (jt_shell_peek(reader, blanks) == '-' && jt_shell_peek(reader, blanks + 1) != ' ') {
        jt_shell_report(reader, JT_SHELL_LOST_BREAK, offset);
    }
}

static void read_piece(struct jt_shell_reader *reader)
{
    switch (jt_shell_peek(reader, 0)) {
    case '\'':
        jt_shell_begin_word(reader, reader->at);
        read_single(reader);
        return;
    case '"':
        jt_shell_begin_word(reader, reader->at);
        read_double(reader);
        return;
    case '\\':
        read_backslash(reader);
        return;
    case '$':
        read_dollar(reader);
        return;
    case '`':
        read_backtick(reader);
        return;
    default:
        read_plain(reader);
        return;
    }
}

/* One step; *ret_ended when the command is over. */
static enum jt_err step(struct jt_shell_reader *reader, bool *ret_ended)
{
    char c = jt_shell_peek(reader, 0);
    size_t line_break = jt_shell_break_len(reader, 0);
    bool begun = reader->in_word || reader->command->word_count;
    if (is_blank(c)) {
        reader->at++;
        return jt_shell_end_word(reader);
    }
    if (line_break && !begun) {
        reader->at += line_break;
    } else if (line_break) {
        end_at_break(reader, line_break);
        *ret_ended = true;
    } else if (c == '#' && !reader->in_word) {
        skip_line(reader);
    } else if (c == '<' || c == '>' || (c == '&' && jt_shell_peek(reader, 1) == '>')) {
        return read_redirect(reader);
    } else if (jt_shell_is_one_of(c, JT_STR(";|&()"))) {
        end_at_operator(reader);
        *ret_ended = begun;
    } else {
        read_piece(reader);
    }
    return JT_OK;
}

/* A command of redirections alone has no words and is passed over. */
static enum jt_err split_posix(struct jt_shell_reader *reader)
{
    while (reader->command->word_count == 0 && reader->at < reader->in.len) {
        bool ended = false;
        while (!ended && reader->at < reader->in.len) {
            JT_TRY(step(reader, &ended));
        }
        JT_TRY(jt_shell_end_word(reader));
        reader->drops_word = false;
    }
    return JT_OK;
}

enum jt_err jt_shell_split(struct jt_arena *arena, jt_str input, size_t offset,
                           struct jt_shell_command *ret_command)
{
    if (input.len > JT_SHELL_INPUT_MAX || offset > input.len) {
        return JT_ERR_LIMIT;
    }
    struct jt_shell_reader reader = {
        .in = input,
        .at = offset,
        .command = ret_command,
        .out = jt_arena_alloc(arena, input.len - offset + 1),
    };
    if (reader.out == NULL) {
        return JT_ERR_NOMEM;
    }
    ret_command->word_count = 0;
    ret_command->finding_count = 0;
    JT_TRY(jt_shell_is_cmd(input) ? jt_shell_split_cmd(&reader, arena) : split_posix(&reader));
    ret_command->end = reader.at;
    return JT_OK;
}

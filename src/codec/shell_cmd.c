/* SPDX-License-Identifier: Apache-2.0 */
/* What browsers copy "as cURL (cmd)": first ^ escapes and joins lines, as Windows' cmd reads it,
 * then quotes and \" make words, as a program's start-up code does. */
#include "codec/shell_parts.h"

/* A character that cmd hands on, and where it stood. */
struct handed {
    char *bytes;
    uint32_t *offsets;
    size_t count;
};

bool jt_shell_is_cmd(jt_str input)
{
    for (size_t at = 0; at + 1 < input.len; at++) {
        char next = input.ptr[at + 1];
        bool after_blank = at > 0 && input.ptr[at - 1] == ' ';
        if (input.ptr[at] == '^' &&
            (next == '\n' || next == '\r' || (next == '"' && after_blank))) {
            return true;
        }
    }
    return false;
}

static void hand_on(struct jt_shell_reader *reader, struct handed *handed)
{
    handed->bytes[handed->count] = jt_shell_peek(reader, 0);
    handed->offsets[handed->count++] = (uint32_t)reader->at++;
}

/* ^ and what follows: a line break joins, anything else loses its meaning for cmd. */
static void read_caret(struct jt_shell_reader *reader, struct handed *handed)
{
    reader->at++;
    size_t line_break = jt_shell_break_len(reader, 0);
    if (line_break) {
        reader->at += line_break;
    } else if (reader->at < reader->in.len) {
        hand_on(reader, handed);
    }
}

static void end_at_operator(struct jt_shell_reader *reader)
{
    if (jt_shell_peek(reader, 0) == '&') {
        jt_shell_report(reader, JT_SHELL_AMPERSAND, reader->at);
    }
    reader->at++;
}

static void read_line(struct jt_shell_reader *reader, struct handed *handed)
{
    bool quoted = false;
    while (reader->at < reader->in.len) {
        char c = jt_shell_peek(reader, 0);
        size_t line_break = jt_shell_break_len(reader, 0);
        if (line_break && !quoted && handed->count) {
            reader->at += line_break;
            return;
        }
        if (!quoted && jt_shell_is_one_of(c, JT_STR("&|<>"))) {
            end_at_operator(reader);
            return;
        }
        if (!quoted && c == '^') {
            read_caret(reader, handed);
            continue;
        }
        quoted = c == '"' ? !quoted : quoted;
        hand_on(reader, handed);
    }
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The bytes of one character, so that look-alikes are seen whole. */
static void copy_handed(struct jt_shell_reader *reader, const struct handed *handed, size_t *at)
{
    size_t behind = reader->at;
    reader->at = handed->offsets[*at];
    size_t before = reader->at;
    jt_shell_copy(reader);
    *at += reader->at - before;
    reader->at = behind;
}

static enum jt_err make_words(struct jt_shell_reader *reader, const struct handed *handed)
{
    bool quoted = false;
    for (size_t at = 0; at < handed->count;) {
        char c = handed->bytes[at];
        bool escapes = c == '\\' && at + 1 < handed->count && handed->bytes[at + 1] == '"';
        if (is_space(c) && !quoted) {
            JT_TRY(jt_shell_end_word(reader));
            at++;
        } else if (c == '"') {
            jt_shell_begin_word(reader, handed->offsets[at]);
            quoted = !quoted;
            at++;
        } else {
            at += escapes;
            copy_handed(reader, handed, &at);
        }
    }
    if (quoted) {
        jt_shell_report(reader, JT_SHELL_UNTERMINATED, reader->word_offset);
    }
    return jt_shell_end_word(reader);
}

enum jt_err jt_shell_split_cmd(struct jt_shell_reader *reader, struct jt_arena *arena)
{
    size_t room = reader->in.len - reader->at + 1;
    struct handed handed = {.bytes = jt_arena_alloc(arena, room),
                            .offsets = jt_arena_alloc_array(arena, room, sizeof(uint32_t))};
    if (handed.bytes == NULL || handed.offsets == NULL) {
        return JT_ERR_NOMEM;
    }
    while (reader->command->word_count == 0 && reader->at < reader->in.len) {
        handed.count = 0;
        read_line(reader, &handed);
        JT_TRY(make_words(reader, &handed));
    }
    return JT_OK;
}

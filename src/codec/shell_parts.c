/* SPDX-License-Identifier: Apache-2.0 */
/* Words under way, findings, and the characters that look like others. */
#include "codec/shell_parts.h"

#include "codec/utf8.h"

char jt_shell_peek(const struct jt_shell_reader *reader, size_t distance)
{
    size_t at = reader->at + distance;
    return at < reader->in.len ? reader->in.ptr[at] : '\0';
}

bool jt_shell_is_one_of(char c, jt_str set)
{
    return c != '\0' && jt_str_find_char(set, c) < set.len;
}

size_t jt_shell_break_len(const struct jt_shell_reader *reader, size_t distance)
{
    if (jt_shell_peek(reader, distance) == '\n') {
        return 1;
    }
    return jt_shell_peek(reader, distance) == '\r' && jt_shell_peek(reader, distance + 1) == '\n'
               ? 2
               : 0;
}

void jt_shell_report(struct jt_shell_reader *reader, enum jt_shell_finding_kind kind, size_t offset)
{
    struct jt_shell_command *command = reader->command;
    if (command->finding_count < JT_SHELL_FINDINGS_MAX) {
        command->findings[command->finding_count++] =
            (struct jt_shell_finding){.kind = kind, .offset = offset, .word = command->word_count};
    }
}

void jt_shell_begin_word(struct jt_shell_reader *reader, size_t offset)
{
    if (!reader->in_word) {
        reader->in_word = true;
        reader->word_out = reader->len;
        reader->word_offset = offset;
    }
}

void jt_shell_put(struct jt_shell_reader *reader, char c)
{
    reader->out[reader->len++] = c;
}

enum jt_err jt_shell_end_word(struct jt_shell_reader *reader)
{
    struct jt_shell_command *command = reader->command;
    if (!reader->in_word) {
        return JT_OK;
    }
    reader->in_word = false;
    if (reader->drops_word) {
        reader->drops_word = false;
        return JT_OK;
    }
    if (command->word_count == JT_SHELL_WORDS_MAX) {
        return JT_ERR_LIMIT;
    }
    command->words[command->word_count++] = (struct jt_shell_word){
        .text = jt_str_make(reader->out + reader->word_out, reader->len - reader->word_out),
        .offset = reader->word_offset};
    return JT_OK;
}

struct look_alike {
    uint32_t first;
    uint32_t last;
    enum jt_shell_finding_kind kind;
};

static const struct look_alike look_alikes[] = {
    {0x0001, 0x0008, JT_SHELL_CONTROL},       {0x000b, 0x001f, JT_SHELL_CONTROL},
    {0x007f, 0x009f, JT_SHELL_CONTROL},       {0x00a0, 0x00a0, JT_SHELL_SPECIAL_SPACE},
    {0x00ab, 0x00ab, JT_SHELL_CURLY_QUOTE},   {0x00ad, 0x00ad, JT_SHELL_INVISIBLE},
    {0x00bb, 0x00bb, JT_SHELL_CURLY_QUOTE},   {0x2000, 0x200a, JT_SHELL_SPECIAL_SPACE},
    {0x200b, 0x200f, JT_SHELL_INVISIBLE},     {0x2010, 0x2015, JT_SHELL_DASH},
    {0x2018, 0x201f, JT_SHELL_CURLY_QUOTE},   {0x2028, 0x202e, JT_SHELL_INVISIBLE},
    {0x202f, 0x202f, JT_SHELL_SPECIAL_SPACE}, {0x2039, 0x203a, JT_SHELL_CURLY_QUOTE},
    {0x205f, 0x205f, JT_SHELL_SPECIAL_SPACE}, {0x2060, 0x2064, JT_SHELL_INVISIBLE},
    {0x2212, 0x2212, JT_SHELL_DASH},          {0x3000, 0x3000, JT_SHELL_SPECIAL_SPACE},
    {0xfeff, 0xfeff, JT_SHELL_INVISIBLE},
};

static void report_look_alike(struct jt_shell_reader *reader, uint32_t point)
{
    bool begins_word = reader->len == reader->word_out;
    for (size_t i = 0; i < sizeof(look_alikes) / sizeof(look_alikes[0]); i++) {
        const struct look_alike *row = &look_alikes[i];
        if (point >= row->first && point <= row->last &&
            (row->kind != JT_SHELL_DASH || begins_word)) {
            jt_shell_report(reader, row->kind, reader->at);
        }
    }
}

void jt_shell_copy(struct jt_shell_reader *reader)
{
    uint32_t point = 0;
    size_t len = jt_utf8_decode(jt_str_from(reader->in, reader->at), &point);
    jt_shell_begin_word(reader, reader->at);
    if (len && point == 0) {
        jt_shell_report(reader, JT_SHELL_CONTROL, reader->at++);
        return;
    }
    if (len) {
        report_look_alike(reader, point);
    }
    for (size_t i = 0; i < (len ? len : 1); i++) {
        jt_shell_put(reader, reader->in.ptr[reader->at++]);
    }
}

void jt_shell_place(jt_str input, size_t offset, size_t *ret_line, size_t *ret_column)
{
    size_t line = 1;
    size_t column = 1;
    for (size_t i = 0; i < offset && i < input.len; i++) {
        unsigned char c = (unsigned char)input.ptr[i];
        if (c == '\n') {
            line++;
            column = 1;
        } else {
            column += (c & 0xc0) != 0x80;
        }
    }
    *ret_line = line;
    *ret_column = column;
}

static bool needs_no_quotes(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     jt_shell_is_one_of(c, JT_STR("-._/:@%+,="));
        if (!plain) {
            return false;
        }
    }
    return text.len > 0;
}

void jt_shell_quote(struct jt_buf *buf, jt_str text)
{
    if (needs_no_quotes(text)) {
        jt_buf_append(buf, text);
        return;
    }
    jt_buf_append_char(buf, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'') {
            jt_buf_append_c(buf, "'\\''");
        } else {
            jt_buf_append_char(buf, text.ptr[i]);
        }
    }
    jt_buf_append_char(buf, '\'');
}

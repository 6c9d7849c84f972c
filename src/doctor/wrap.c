/* SPDX-License-Identifier: Apache-2.0 */
/* Words are laid out one after another. */
#include "doctor/wrap.h"

/* Without colours: from ESC to its "m". */
static size_t columns(jt_str word)
{
    size_t count = 0;
    bool is_colour = false;
    for (size_t i = 0; i < word.len; i++) {
        unsigned char c = (unsigned char)word.ptr[i];
        is_colour = is_colour || c == '\033';
        count += !is_colour && (c & 0xc0) != 0x80;
        is_colour = is_colour && c != 'm';
    }
    return count;
}

static size_t blanks(jt_str line)
{
    size_t count = 0;
    while (count < line.len && line.ptr[count] == ' ') {
        count++;
    }
    return count;
}

static void append_blanks(struct jt_buf *out, size_t count)
{
    for (; count > 0; count--) {
        jt_buf_append_char(out, ' ');
    }
}

void jt_wrap_line(jt_str line, size_t width, size_t hang, struct jt_buf *out)
{
    size_t at = 0;
    while (line.len > 0) {
        size_t gap = blanks(line);
        jt_str rest = jt_str_from(line, gap);
        jt_str word = jt_str_slice(rest, 0, jt_str_find_char(rest, ' '));
        size_t wide = columns(word);
        bool fits = at + gap + wide <= width || at + gap <= hang; /* a row begins with a word */
        if (width && word.len && !fits) {
            jt_buf_append_char(out, '\n');
            append_blanks(out, hang);
            at = hang;
            gap = 0;
        }
        append_blanks(out, gap);
        jt_buf_append(out, word);
        at += gap + wide;
        line = jt_str_from(rest, word.len);
    }
    jt_buf_append_char(out, '\n');
}

/* SPDX-License-Identifier: Apache-2.0 */
/* $'…', the quotes in which browsers copy a request: backslash escapes are read, nothing else. */
#include "codec/shell_parts.h"

static int digit_value(char c, unsigned base)
{
    int value = -1;
    if (c >= '0' && c <= '9') {
        value = c - '0';
    } else if (c >= 'a' && c <= 'f') {
        value = c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
        value = c - 'A' + 10;
    }
    return value < (int)base ? value : -1;
}

/* At most max digits at the place; returns how many there were. */
static unsigned read_number(struct jt_shell_reader *reader, unsigned base, unsigned max,
                            uint32_t *ret_value)
{
    unsigned count = 0;
    uint32_t value = 0;
    for (; count < max; count++) {
        int digit = digit_value(jt_shell_peek(reader, 0), base);
        if (digit < 0) {
            break;
        }
        value = value * base + (uint32_t)digit;
        reader->at++;
    }
    *ret_value = value;
    return count;
}

/* An escape is longer than what it stands for, so that out has room. */
static void put_point(struct jt_shell_reader *reader, uint32_t point)
{
    if (point < 0x80) {
        jt_shell_put(reader, (char)point);
        return;
    }
    unsigned len = 2U + (point >= 0x800) + (point >= 0x10000);
    static const uint8_t lead[5] = {0, 0, 0xc0, 0xe0, 0xf0};
    jt_shell_put(reader, (char)(lead[len] | point >> (6 * (len - 1))));
    for (unsigned i = len - 1; i-- > 0;) {
        jt_shell_put(reader, (char)(0x80 | (point >> (6 * i) & 0x3f)));
    }
}

/* A NUL cannot stand in a word: it is dropped. */
static void put_number(struct jt_shell_reader *reader, size_t offset, uint32_t value, bool is_point)
{
    value = is_point ? value : value & 0xff;
    if (value == 0 || (is_point && value > 0x10ffff)) {
        jt_shell_report(reader, JT_SHELL_CONTROL, offset);
    } else if (is_point) {
        put_point(reader, value);
    } else {
        jt_shell_put(reader, (char)value);
    }
}

/* x, u and U: without digits the two characters stay. */
static void read_hex(struct jt_shell_reader *reader, size_t offset, char letter)
{
    uint32_t value = 0;
    unsigned max = letter == 'x' ? 2 : 8;
    if (letter == 'u') {
        max = 4;
    }
    if (read_number(reader, 16, max, &value) == 0) {
        jt_shell_put(reader, '\\');
        jt_shell_put(reader, letter);
        return;
    }
    put_number(reader, offset, value, letter != 'x');
}

static void read_escape(struct jt_shell_reader *reader)
{
    static const char letters[] = "abefnrtvE\\'\"?";
    static const char stand_for[] = "\a\b\033\f\n\r\t\v\033\\'\"?";
    size_t offset = reader->at++;
    char c = jt_shell_peek(reader, 0);
    size_t known = c ? jt_str_find_char(jt_str_from_c(letters), c) : sizeof(letters) - 1;
    if (known < sizeof(letters) - 1) {
        jt_shell_put(reader, stand_for[known]);
        reader->at++;
    } else if (c >= '0' && c <= '7') {
        uint32_t value = 0;
        (void)read_number(reader, 8, 3, &value);
        put_number(reader, offset, value, false);
    } else if (c == 'x' || c == 'u' || c == 'U') {
        reader->at++;
        read_hex(reader, offset, c);
    } else if (c == 'c' && jt_shell_peek(reader, 1)) {
        put_number(reader, offset, (uint32_t)jt_shell_peek(reader, 1) & 0x1f, false);
        reader->at += 2;
    } else {
        jt_shell_put(reader, '\\');
    }
}

void jt_shell_read_ansi(struct jt_shell_reader *reader)
{
    size_t offset = reader->at;
    while (reader->at < reader->in.len) {
        char c = jt_shell_peek(reader, 0);
        if (c == '\'') {
            reader->at++;
            return;
        }
        if (c == '\\') {
            read_escape(reader);
        } else {
            jt_shell_copy(reader);
        }
    }
    jt_shell_report(reader, JT_SHELL_UNTERMINATED, offset);
}

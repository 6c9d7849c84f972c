/* SPDX-License-Identifier: Apache-2.0 */
/* Cleaning text and measuring it. The ranges are the blocks of Unicode 15 that people meet, not
 * every code point: a column more or less in a table harms nobody. */
#include "cli/manage/text.h"

#include "codec/utf8.h"

struct range {
    uint32_t first;
    uint32_t last;
};

/* Controls, soft hyphen, zero-width and directional marks, line separators, tags, private use. */
static const struct range forbidden[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f},   {0x00ad, 0x00ad},    {0x061c, 0x061c}, {0x180e, 0x180e},
    {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},    {0xe000, 0xf8ff}, {0xfeff, 0xfeff},
    {0xfff9, 0xfffb}, {0xe0000, 0xe0fff}, {0xf0000, 0x10ffff},
};

static const struct range combining[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f},
    {0x06d6, 0x06dc}, {0x0900, 0x0902}, {0x093c, 0x093c}, {0x0941, 0x0948}, {0x094d, 0x094d},
    {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
    {0x20d0, 0x20ff}, {0x302a, 0x302d}, {0x3099, 0x309a}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

static const struct range wide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x23e9, 0x23ec},   {0x25fd, 0x25fe},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26a1, 0x26a1},   {0x2705, 0x2705},
    {0x274c, 0x274c},   {0x2753, 0x2757},   {0x2e80, 0x303e},   {0x3041, 0x33ff},
    {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xa000, 0xa4cf},   {0xa960, 0xa97f},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
    {0xffe0, 0xffe6},   {0x1f004, 0x1f004}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a},
    {0x1f200, 0x1f2ff}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f7e0, 0x1f7eb},
    {0x1f900, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x3fffd},
};

#define IS_IN(code, ranges) is_in(code, ranges, sizeof(ranges) / sizeof((ranges)[0]))

static bool is_in(uint32_t code, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

void jt_text_append_clean(struct jt_buf *buf, jt_str text)
{
    while (text.len) {
        uint32_t code = 0;
        size_t taken = jt_utf8_decode(text, &code);
        bool is_space = taken && (code == '\n' || code == '\r' || code == '\t');
        if (is_space) {
            jt_buf_append_char(buf, ' ');
        } else if (taken == 0 || IS_IN(code, forbidden)) {
            jt_buf_append_char(buf, '?');
        } else {
            jt_buf_append(buf, jt_str_slice(text, 0, taken));
        }
        text = jt_str_from(text, taken ? taken : 1);
    }
}

size_t jt_text_width(jt_str text)
{
    size_t width = 0;
    while (text.len) {
        uint32_t code = 0;
        size_t taken = jt_utf8_decode(text, &code);
        width += IS_IN(code, combining) ? 0 : IS_IN(code, wide) ? 2 : 1;
        text = jt_str_from(text, taken ? taken : 1);
    }
    return width;
}

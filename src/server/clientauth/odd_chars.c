/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that are no UTF-8 count as one character each, and stay. */
#include "server/clientauth/odd_chars.h"

#include "codec/utf8.h"

#include <string.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/* Unicode: White_Space, Cc, and what takes no room: U+00AD, U+180E, U+200B to U+200F, U+202A to
 * U+202E, U+2060 to U+206F, U+FEFF. */
static const struct range odd[] = {
    {0x00, 0x20},     {0x7f, 0xa0},     {0xad, 0xad},     {0x1680, 0x1680}, {0x180e, 0x180e},
    {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f}, {0x3000, 0x3000}, {0xfeff, 0xfeff},
};
static const uint32_t quotes[] = {'"',    '\'',   '`',    0xab,   0xbb,   0x2018, 0x2019,
                                  0x201a, 0x201b, 0x201c, 0x201d, 0x201e, 0x2039, 0x203a};

static const struct name {
    uint32_t code;
    const char *text;
} names[] = {
    {0x09, "a tab"},
    {0x0a, "a line feed"},
    {0x0d, "a carriage return"},
    {0x20, "a space"},
    {0x22, "a quotation mark"},
    {0x27, "an apostrophe"},
    {0x60, "a backtick"},
    {0xa0, "a no-break space"},
    {0xad, "a soft hyphen"},
    {0x200b, "a zero-width space"},
    {0x200c, "a zero-width non-joiner"},
    {0x200d, "a zero-width joiner"},
    {0x2060, "a word joiner"},
    {0x3000, "an ideographic space"},
    {0xfeff, "a byte order mark"},
};

static bool is_odd(uint32_t code)
{
    if (code > 0x20 && code < 0x7f) {
        return false; /* nearly always */
    }
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        if (code >= odd[i].first && code <= odd[i].last) {
            return true;
        }
    }
    return false;
}

static bool is_quote(uint32_t code)
{
    for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++) {
        if (code == quotes[i]) {
            return true;
        }
    }
    return false;
}

/* A byte that begins no character stands for itself, as a code that is none. */
static size_t read_char(jt_str rest, uint32_t *ret_code)
{
    size_t len = jt_utf8_decode(rest, ret_code);
    if (len == 0) {
        *ret_code = UINT32_MAX;
        return 1;
    }
    return len;
}

static size_t trim_begin(jt_str text)
{
    size_t at = 0;
    uint32_t code;
    while (at < text.len) {
        size_t len = read_char(jt_str_from(text, at), &code);
        if (!is_odd(code) && !is_quote(code)) {
            break;
        }
        at += len;
    }
    return at;
}

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

static size_t trim_end(jt_str text)
{
    size_t end = text.len;
    uint32_t code;
    while (end > 0) {
        size_t at = end - 1;
        while (at > 0 && end - at < 4 && continues(text.ptr[at])) {
            at--;
        }
        size_t len = read_char(jt_str_slice(text, at, end - at), &code);
        if (at + len != end || (!is_odd(code) && !is_quote(code))) {
            break;
        }
        end = at;
    }
    return end;
}

jt_str jt_odd_chars_trim(jt_str text)
{
    jt_str rest = jt_str_from(text, trim_begin(text));
    return jt_str_slice(rest, 0, trim_end(rest));
}

bool jt_odd_chars_inside(jt_str text)
{
    uint32_t code;
    for (size_t at = 0; at < text.len; at += read_char(jt_str_from(text, at), &code)) {
        (void)read_char(jt_str_from(text, at), &code);
        if (is_odd(code)) {
            return true;
        }
    }
    return false;
}

size_t jt_odd_chars_remove(jt_str text, char *ret_to)
{
    jt_str kept = jt_odd_chars_trim(text);
    size_t written = 0;
    uint32_t code;
    for (size_t at = 0, len; at < kept.len; at += len) {
        len = read_char(jt_str_from(kept, at), &code);
        if (!is_odd(code)) {
            memcpy(ret_to + written, kept.ptr + at, len);
            written += len;
        }
    }
    return written;
}

static void add(struct jt_odd_chars *list, uint32_t code, uint32_t after)
{
    if (list->count < JT_ODD_CHARS_TOLD) {
        list->items[list->count].code = code;
        list->items[list->count].after = after;
    }
    list->count++;
}

void jt_odd_chars_list(jt_str text, bool ends_alone, struct jt_odd_chars *ret_odd)
{
    size_t begin = trim_begin(text);
    size_t end = begin + trim_end(jt_str_from(text, begin));
    uint32_t code;
    uint32_t before = 0;
    *ret_odd = (struct jt_odd_chars){0};
    for (size_t at = 0, len; at < text.len; at += len, before++) {
        len = read_char(jt_str_from(text, at), &code);
        bool is_inside = at >= begin && at < end;
        if (!is_inside || (!ends_alone && is_odd(code))) {
            add(ret_odd, code, before);
        }
    }
}

static const char *name_of(uint32_t code)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].code == code) {
            return names[i].text;
        }
    }
    if (is_quote(code)) {
        return "a quotation mark";
    }
    return code < 0x20 || (code >= 0x7f && code < 0xa0) ? "a control character"
                                                        : "an invisible character";
}

static void write_place(struct jt_buf *buf, uint32_t after)
{
    if (after == 0) {
        jt_buf_append_c(buf, " before the first character");
        return;
    }
    jt_buf_append_f(buf, " after character %u", (unsigned)after);
}

void jt_odd_chars_write(struct jt_buf *buf, const struct jt_odd_chars *list)
{
    uint32_t told = list->count < JT_ODD_CHARS_TOLD ? list->count : JT_ODD_CHARS_TOLD;
    for (uint32_t i = 0; i < told; i++) {
        bool is_last = i + 1 == list->count;
        jt_buf_append_c(buf, i == 0 ? "" : is_last ? " and " : ", ");
        jt_buf_append_f(buf, "%s (U+%04X)", name_of(list->items[i].code),
                        (unsigned)list->items[i].code);
        write_place(buf, list->items[i].after);
    }
    if (list->count > told) {
        jt_buf_append_f(buf, " and %u more", (unsigned)(list->count - told));
    }
}

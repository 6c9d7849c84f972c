/* SPDX-License-Identifier: Apache-2.0 */
/* Encoded words and quoted-printable, written; Jeton reads no mail. */
#include "codec/mime.h"

#include "codec/base64.h"
#include "codec/utf8.h"

#include <string.h>

/* RFC 2047 §2: an encoded word has at most 75 characters; 45 bytes make 60 of base64. RFC 5322
 * §2.1.1: a line has at most 998, and the longest name is short. */
enum { WORD_BYTES = 45, PLAIN_VALUE_MAX = 60, BODY_LINE_MAX = 900 };

static bool is_printable(char c)
{
    return c >= 0x20 && c < 0x7f;
}

static bool is_printable_text(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_printable(text.ptr[i])) {
            return false;
        }
    }
    return true;
}

enum jt_err jt_mime_field(struct jt_buf *buf, const char *name, jt_str value)
{
    if (!jt_utf8_is_plain(value)) {
        return JT_ERR_ARG;
    }
    jt_buf_append_f(buf, "%s: %.*s\r\n", name, JT_STR_ARG(value));
    return JT_OK;
}

/* How many bytes of whole characters fit into one encoded word. */
static size_t word_len(jt_str text)
{
    size_t len = 0;
    uint32_t point = 0;
    while (len < text.len) {
        size_t next = jt_utf8_decode(jt_str_from(text, len), &point);
        if (next == 0 || len + next > WORD_BYTES) {
            break;
        }
        len += next;
    }
    return len;
}

enum jt_err jt_mime_field_text(struct jt_buf *buf, const char *name, jt_str value)
{
    if (!jt_utf8_is_plain(value)) {
        return JT_ERR_ARG;
    }
    /* "=?" would be read as the beginning of an encoded word. */
    if (is_printable_text(value) && value.len <= PLAIN_VALUE_MAX &&
        !jt_str_contains(value, JT_STR("=?"))) {
        return jt_mime_field(buf, name, value);
    }
    jt_buf_append_f(buf, "%s:", name);
    while (value.len) {
        size_t len = word_len(value);
        jt_buf_append_c(buf, " =?utf-8?B?");
        jt_base64_encode(buf, jt_str_slice(value, 0, len));
        value = jt_str_from(value, len);
        jt_buf_append_c(buf, value.len ? "?=\r\n" : "?=");
    }
    jt_buf_append_c(buf, "\r\n");
    return JT_OK;
}

bool jt_mime_body_is_plain(jt_str text)
{
    jt_str line;
    while (jt_str_next(&text, '\n', &line)) {
        if (line.len > BODY_LINE_MAX || !is_printable_text(line)) {
            return false;
        }
    }
    return true;
}

/* A line at the end that LF closed is followed by nothing, not by an empty line. */
static bool next_line(jt_str *rest, jt_str *ret_line)
{
    return rest->len && jt_str_next(rest, '\n', ret_line);
}

static char harmless(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte < 0x20 || byte == 0x7f ? '?' : c;
}

void jt_mime_body_plain(struct jt_buf *buf, jt_str text)
{
    jt_str line;
    while (next_line(&text, &line)) {
        for (size_t i = 0; i < line.len; i++) {
            jt_buf_append_char(buf, harmless(line.ptr[i]));
        }
        jt_buf_append_c(buf, "\r\n");
    }
}

/* A space at the end of a line may be lost on the way; a dot at the beginning ends the mail where
 * it is not doubled. */
static bool needs_quote(jt_str line, size_t at)
{
    char c = line.ptr[at];
    return !is_printable(c) || c == '=' || (c == ' ' && at + 1 == line.len) ||
           (c == '.' && line.len == 1);
}

static void quote_line(struct jt_buf *buf, jt_str line)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t column = 0;
    for (size_t i = 0; i < line.len; i++) {
        unsigned char byte = (unsigned char)harmless(line.ptr[i]);
        bool quote = needs_quote(line, i) && byte != '?';
        size_t width = quote ? 3 : 1;
        if (column + width > JT_MIME_LINE_MAX - 1) {
            jt_buf_append_c(buf, "=\r\n");
            column = 0;
        }
        if (quote) {
            jt_buf_append_char(buf, '=');
            jt_buf_append_char(buf, digits[byte >> 4]);
            jt_buf_append_char(buf, digits[byte & 15]);
        } else {
            jt_buf_append_char(buf, (char)byte);
        }
        column += width;
    }
    jt_buf_append_c(buf, "\r\n");
}

void jt_mime_body_quoted(struct jt_buf *buf, jt_str text)
{
    jt_str line;
    while (next_line(&text, &line)) {
        quote_line(buf, line);
    }
}

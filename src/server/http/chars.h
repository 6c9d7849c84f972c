/* SPDX-License-Identifier: Apache-2.0 */
/* Which bytes may stand where in an HTTP head: one table, made from the grammars. */
#ifndef JT_SERVER_HTTP_CHARS_H
#define JT_SERVER_HTTP_CHARS_H

#include "base/str.h"

enum {
    JT_CHAR_TOKEN = 1,  /* RFC 9110 §5.6.2: tchar */
    JT_CHAR_FIELD = 2,  /* RFC 9110 §5.5: visible, obs-text, space, tab */
    JT_CHAR_TARGET = 4, /* RFC 3986 §3.3, §3.4: pchar, "/", "?" */
    JT_CHAR_HOST = 8,   /* letters, digits, "-", ".", "_", "~" */
    JT_CHAR_HEX = 16,
    JT_CHAR_LOWER = 32,
    JT_CHAR_UPPER = 64,
};

extern const uint8_t jt_http_chars[256];

static inline bool jt_char_is(char c, unsigned classes)
{
    return (jt_http_chars[(unsigned char)c] & classes) != 0;
}

/* How many bytes at the beginning of text belong to the classes. */
static inline size_t jt_chars_span(jt_str text, unsigned classes)
{
    size_t len = 0;
    while (len < text.len && jt_char_is(text.ptr[len], classes)) {
        len++;
    }
    return len;
}

static inline bool jt_chars_all(jt_str text, unsigned classes)
{
    return jt_chars_span(text, classes) == text.len;
}

/* 0-15, or 16 for what is no digit. */
unsigned jt_char_hex(char c);

#endif

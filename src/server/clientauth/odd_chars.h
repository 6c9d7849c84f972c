/* SPDX-License-Identifier: Apache-2.0 */
/* Characters that come with a paste and are no part of a secret: white space, control characters,
 * byte order marks, zero-width and direction marks anywhere, and quotes around the whole. */
#ifndef JT_SERVER_CLIENTAUTH_ODD_CHARS_H
#define JT_SERVER_CLIENTAUTH_ODD_CHARS_H

#include "base/buf.h"

enum { JT_ODD_CHARS_TOLD = 4 };

/* The first of them, for words; all of them are counted. */
struct jt_odd_chars {
    uint32_t count;
    struct {
        uint32_t code;  /* Unicode */
        uint32_t after; /* how many characters stand before it */
    } items[JT_ODD_CHARS_TOLD];
};

/* The part of text without odd characters and quotes at its ends. */
jt_str jt_odd_chars_trim(jt_str text);
/* Is there one inside of text, quotes not counted? */
bool jt_odd_chars_inside(jt_str text);
/* Writes text without any of them to ret_to, which has text.len bytes; returns how many. */
size_t jt_odd_chars_remove(jt_str text, char *ret_to);
/* What a removal takes away, or a trim alone. */
void jt_odd_chars_list(jt_str text, bool ends_alone, struct jt_odd_chars *ret_odd);
/* Appends "a line feed (U+000A) after character 53", one after the other. */
void jt_odd_chars_write(struct jt_buf *buf, const struct jt_odd_chars *odd);

#endif

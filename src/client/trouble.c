/* SPDX-License-Identifier: Apache-2.0 */
/* Trouble: fixed room, so that reporting a failure cannot fail. */
#include "client/trouble.h"

#include "codec/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A cut sentence stays a string; that is all that can go wrong here. */
static JT_PRINTF(3, 0) void format(char *field, size_t size, const char *fmt, va_list args)
{
    char raw[1024];
    int len = vsnprintf(raw, sizeof(raw), fmt, args);
    size_t used = len < 0 ? 0 : (size_t)len;
    jt_trouble_copy(field, size, jt_str_make(raw, used < sizeof(raw) ? used : sizeof(raw) - 1));
}

void jt_trouble_set(struct jt_trouble *trouble, enum jt_trouble_kind kind, const char *fmt, ...)
{
    va_list args;
    *trouble = (struct jt_trouble){.kind = kind};
    va_start(args, fmt);
    format(trouble->what, sizeof(trouble->what), fmt, args);
    va_end(args);
}

void jt_trouble_set_next(struct jt_trouble *trouble, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    format(trouble->next, sizeof(trouble->next), fmt, args);
    va_end(args);
}

static size_t sequence_len(unsigned char lead)
{
    if (lead < 0x80) {
        return 1;
    }
    return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

/* Marks and embeddings that turn the direction of what follows, line and paragraph separators, and
 * those without width: what is shown shall be what is there. */
static bool is_deceitful(jt_str piece)
{
    uint32_t c;
    if (piece.len < 2 || jt_utf8_decode(piece, &c) != piece.len) {
        return false;
    }
    return c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

/* C0, DEL and the C1 controls (U+0080-009F), which terminals obey in UTF-8 too. */
static bool is_control(jt_str piece)
{
    unsigned char first = (unsigned char)piece.ptr[0];
    bool is_c1 = piece.len == 2 && first == 0xc2 && (unsigned char)piece.ptr[1] < 0xa0;
    return first < 0x20 || first == 0x7f || is_c1;
}

void jt_trouble_copy(char *ret_field, size_t size, jt_str text)
{
    size_t used = 0;
    size_t at = 0;
    while (at < text.len) {
        jt_str piece = jt_str_slice(text, at, sequence_len((unsigned char)text.ptr[at]));
        at += jt_utf8_is_valid(piece) ? piece.len : 1;
        if (!jt_utf8_is_valid(piece) || is_control(piece) || is_deceitful(piece)) {
            piece = JT_STR("?");
        }
        if (used + piece.len >= size) {
            break;
        }
        memcpy(ret_field + used, piece.ptr, piece.len);
        used += piece.len;
    }
    ret_field[used] = '\0';
}

void jt_trouble_set_err(struct jt_trouble *trouble, enum jt_err err)
{
    if (trouble->kind == JT_TROUBLE_NONE) {
        jt_trouble_set(trouble, JT_TROUBLE_INTERNAL, "Jeton could not go on: %s.",
                       jt_err_text(err));
    }
}

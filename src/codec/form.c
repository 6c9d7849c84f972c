/* SPDX-License-Identifier: Apache-2.0 */
/* Forms: what token requests are made of. */
#include "codec/form.h"

#include "codec/percent.h"
#include "codec/utf8.h"

#include <string.h>

/* Writes at most text.len bytes. False for a broken escape, NUL, or what is no UTF-8. */
static bool decode_to(char *ret_bytes, jt_str text, jt_str *ret_value)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        int byte = (unsigned char)text.ptr[i];
        if (byte == '+') {
            byte = ' ';
        } else if (byte == '%') {
            byte = jt_percent_byte(text, i);
            i += 2;
        }
        if (byte <= 0) {
            return false;
        }
        ret_bytes[len++] = (char)byte;
    }
    if (!jt_utf8_is_valid(jt_str_make(ret_bytes, len))) {
        return false;
    }
    *ret_value = jt_str_make(ret_bytes, len);
    return true;
}

enum jt_err jt_form_decode(struct jt_arena *arena, jt_str text, jt_str *ret_value)
{
    char *bytes = jt_arena_alloc(arena, text.len);
    if (bytes == NULL) {
        return JT_ERR_NOMEM;
    }
    return decode_to(bytes, text, ret_value) ? JT_OK : JT_ERR_FORMAT;
}

/* Decoding never lengthens, so a pair stays inside the bytes of its piece. */
static bool decode_pair(char *ret_bytes, jt_str piece, struct jt_form_pair *ret_pair)
{
    size_t equals = jt_str_find_char(piece, '=');
    return decode_to(ret_bytes, jt_str_slice(piece, 0, equals), &ret_pair->name) &&
           decode_to(ret_bytes + equals, jt_str_from(piece, equals + 1), &ret_pair->value);
}

enum jt_err jt_form_parse(struct jt_arena *arena, jt_str body, struct jt_form *ret_form)
{
    struct jt_form_pair pairs[JT_FORM_PAIRS_MAX];
    size_t count = 0;
    char *bytes = jt_arena_alloc(arena, body.len);
    if (bytes == NULL) {
        return JT_ERR_NOMEM;
    }
    jt_str rest = body;
    jt_str piece;
    while (jt_str_next(&rest, '&', &piece)) {
        if (piece.len == 0) {
            continue;
        }
        if (count == JT_FORM_PAIRS_MAX) {
            return JT_ERR_LIMIT;
        }
        if (!decode_pair(bytes + (piece.ptr - body.ptr), piece, &pairs[count])) {
            return JT_ERR_FORMAT;
        }
        count++;
    }
    memcpy(ret_form->pairs, pairs, count * sizeof(pairs[0]));
    ret_form->count = count;
    return JT_OK;
}

size_t jt_form_count(const struct jt_form *form, jt_str name)
{
    size_t count = 0;
    for (size_t i = 0; i < form->count; i++) {
        count += jt_str_equal(form->pairs[i].name, name);
    }
    return count;
}

jt_str jt_form_get(const struct jt_form *form, jt_str name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (jt_str_equal(form->pairs[i].name, name)) {
            return form->pairs[i].value;
        }
    }
    return jt_str_make(NULL, 0);
}

jt_str jt_form_find_duplicate(const struct jt_form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        jt_str name = form->pairs[i].name;
        if (name.len && jt_form_count(form, name) > 1) {
            return name;
        }
    }
    return jt_str_make(NULL, 0);
}

static bool stays(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '*' ||
           c == '-' || c == '.' || c == '_';
}

static size_t encoded_len(jt_str value)
{
    size_t len = 0;
    for (size_t i = 0; i < value.len; i++) {
        len += stays(value.ptr[i]) || value.ptr[i] == ' ' ? 1 : 3;
    }
    return len;
}

void jt_form_encode(struct jt_buf *buf, jt_str value)
{
    size_t len = encoded_len(value);
    char *room = jt_buf_reserve(buf, len);
    if (room == NULL) {
        return;
    }
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (stays(c) || c == ' ') {
            *room++ = c == ' ' ? '+' : c;
            continue;
        }
        jt_percent_write_byte(room, (unsigned char)c);
        room += 3;
    }
    jt_buf_grow(buf, len);
}

void jt_form_append(struct jt_buf *buf, jt_str name, jt_str value)
{
    if (buf->len) {
        jt_buf_append_char(buf, '&');
    }
    jt_form_encode(buf, name);
    jt_buf_append_char(buf, '=');
    jt_form_encode(buf, value);
}

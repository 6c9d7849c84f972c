/* SPDX-License-Identifier: Apache-2.0 */
/* The disguises of one secret: what clients send, and what a server could make of it. */
#include "doctor/needle.h"

#include "codec/base64.h"
#include "codec/form.h"
#include "codec/json_write.h"
#include "codec/percent.h"

enum { NEEDLE_MIN = 4, TRIPLE = 3 };

static void add(struct jt_needles *needles, jt_str bytes, bool is_base64)
{
    struct jt_needle needle = {.at = needles->bytes.len, .len = bytes.len, .is_base64 = is_base64};
    if (bytes.len < NEEDLE_MIN) {
        return;
    }
    if (needles->count == JT_NEEDLES_MAX) {
        needles->bytes.err = JT_ERR_LIMIT; /* nothing is shown rather than too much */
        return;
    }
    jt_buf_append(&needles->bytes, bytes);
    needles->all[needles->count++] = needle;
}

/* %2B and %2b. */
static void add_percent(struct jt_needles *needles, struct jt_buf *encoded)
{
    add(needles, jt_buf_str(encoded), false);
    for (size_t i = 0; i < encoded->len; i++) {
        for (size_t digit = 1; encoded->ptr[i] == '%' && digit <= 2 && i + digit < encoded->len;
             digit++) {
            char *c = &encoded->ptr[i + digit];
            *c = (char)(*c >= 'A' && *c <= 'F' ? *c + ('a' - 'A') : *c);
        }
    }
    add(needles, jt_buf_str(encoded), false);
}

/* Wherever the secret stands in what was encoded, one of three rows of whole triples is in the
 * result, in one of two alphabets. */
static void add_base64(struct jt_needles *needles, jt_str secret)
{
    for (size_t skip = 0; skip < TRIPLE && skip < secret.len; skip++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf encoded = {0};
        jt_str rest = jt_str_from(secret, skip);
        jt_base64_encode(&encoded, jt_str_slice(rest, 0, rest.len - rest.len % TRIPLE));
        add(needles, jt_buf_str(&encoded), true);
        for (size_t i = 0; i < encoded.len; i++) {
            char c = encoded.ptr[i];
            encoded.ptr[i] = (char)(c == '+' ? '-' : c == '/' ? '_' : c);
        }
        add(needles, jt_buf_str(&encoded), true);
    }
}

static void add_hex(struct jt_needles *needles, jt_str secret)
{
    static const char *const digits[] = {"0123456789abcdef", "0123456789ABCDEF"};
    for (size_t i = 0; i < 2; i++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf hex = {0};
        for (size_t at = 0; at < secret.len; at++) {
            unsigned char byte = (unsigned char)secret.ptr[at];
            jt_buf_append_char(&hex, digits[i][byte >> 4]);
            jt_buf_append_char(&hex, digits[i][byte & 15]);
        }
        add(needles, jt_buf_str(&hex), false);
    }
}

/* As it stands in a JSON string, without the quotes. */
static void add_json(struct jt_needles *needles, jt_str secret)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf json = {0};
    struct jt_json_writer w = {.buf = &json};
    jt_json_write_string(&w, secret);
    if (json.len > 2) {
        add(needles, jt_str_slice(jt_buf_str(&json), 1, json.len - 2), false);
    }
}

void jt_needles_add(struct jt_needles *needles, jt_str secret)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf form = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf percent = {0};
    if (secret.len < NEEDLE_MIN) {
        return;
    }
    jt_form_encode(&form, secret);
    jt_percent_encode(&percent, secret);
    add(needles, secret, false);
    add_base64(needles, secret);
    add_base64(needles, jt_buf_str(&form));
    add_hex(needles, secret);
    add_json(needles, secret);
    add_percent(needles, &form);
    add_percent(needles, &percent);
}

/* A text that was cut may end within one. */
size_t jt_needles_match(const struct jt_needles *needles, jt_str rest, bool *ret_is_base64)
{
    size_t longest = 0;
    *ret_is_base64 = false;
    for (size_t i = 0; i < needles->count; i++) {
        const struct jt_needle *one = &needles->all[i];
        jt_str needle = jt_str_slice(jt_buf_str(&needles->bytes), one->at, one->len);
        size_t len = rest.len < needle.len ? rest.len : needle.len;
        bool is_here = len >= NEEDLE_MIN && len > longest && rest.ptr[0] == needle.ptr[0] &&
                       jt_str_starts_with(rest, jt_str_slice(needle, 0, len));
        if (is_here) {
            longest = len;
            *ret_is_base64 = one->is_base64;
        }
    }
    return longest;
}

void jt_needles_clear(struct jt_needles *needles)
{
    jt_buf_clear(&needles->bytes);
    needles->count = 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* One list has one address: what is written here is what is read here, byte for byte. */
#include "server/status/status_uri.h"

#include <string.h>

enum { DIGITS_MAX = 10 };

static const jt_str path = JT_STR_INIT("/status-lists/");

static char *put(char *at, const char *bytes, size_t len)
{
    memcpy(at, bytes, len);
    return at + len;
}

jt_str jt_status_uri_make(struct jt_arena *arena, jt_str issuer, uint32_t list)
{
    char digits[DIGITS_MAX];
    size_t first = DIGITS_MAX;
    char *text = jt_arena_alloc(arena, issuer.len + path.len + DIGITS_MAX);
    if (text == NULL) {
        return (jt_str){0};
    }
    do {
        digits[--first] = (char)('0' + list % 10);
        list /= 10;
    } while (list);
    char *end = put(text, issuer.ptr, issuer.len);
    end = put(end, path.ptr, path.len);
    end = put(end, digits + first, DIGITS_MAX - first);
    return jt_str_make(text, (size_t)(end - text));
}

uint32_t jt_status_number_parse(jt_str text)
{
    uint64_t number = 0;
    bool is_number = jt_str_to_u64(text, &number) && text.ptr[0] != '0' && number <= UINT32_MAX;
    return is_number ? (uint32_t)number : 0;
}

uint32_t jt_status_uri_parse(jt_str uri, jt_str issuer)
{
    if (!jt_str_starts_with(uri, issuer)) {
        return 0;
    }
    jt_str rest = jt_str_from(uri, issuer.len);
    if (!jt_str_starts_with(rest, path)) {
        return 0;
    }
    return jt_status_number_parse(jt_str_from(rest, path.len));
}

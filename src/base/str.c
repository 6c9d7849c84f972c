/* SPDX-License-Identifier: Apache-2.0 */
/* Views of bytes. */
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool jt_str_equal_nocase(jt_str a, jt_str b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i])) {
            return false;
        }
    }
    return true;
}

bool jt_str_starts_with(jt_str s, jt_str prefix)
{
    return s.len >= prefix.len && jt_str_equal(jt_str_slice(s, 0, prefix.len), prefix);
}

bool jt_str_ends_with(jt_str s, jt_str suffix)
{
    return s.len >= suffix.len && jt_str_equal(jt_str_from(s, s.len - suffix.len), suffix);
}

size_t jt_str_find_char(jt_str s, char c)
{
    const char *at = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return at ? (size_t)(at - s.ptr) : s.len;
}

size_t jt_str_find(jt_str s, jt_str needle)
{
    const char *at = s.len && needle.len ? memmem(s.ptr, s.len, needle.ptr, needle.len) : NULL;
    if (needle.len == 0) {
        return 0;
    }
    return at ? (size_t)(at - s.ptr) : s.len;
}

bool jt_str_contains(jt_str s, jt_str needle)
{
    return jt_str_find(s, needle) < s.len;
}

bool jt_str_contains_c(jt_str s, const char *needle)
{
    return jt_str_contains(s, jt_str_from_c(needle));
}

jt_str jt_str_slice(jt_str s, size_t offset, size_t len)
{
    if (offset >= s.len) {
        return (jt_str){NULL, 0};
    }
    size_t left = s.len - offset;
    return (jt_str){s.ptr + offset, len < left ? len : left};
}

jt_str jt_str_from(jt_str s, size_t offset)
{
    return jt_str_slice(s, offset, SIZE_MAX);
}

bool jt_str_next(jt_str *rest, char sep, jt_str *ret_part)
{
    if (rest->ptr == NULL) {
        return false;
    }
    size_t at = jt_str_find_char(*rest, sep);
    *ret_part = jt_str_make(rest->ptr, at);
    *rest =
        at < rest->len ? jt_str_make(rest->ptr + at + 1, rest->len - at - 1) : jt_str_make(NULL, 0);
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

jt_str jt_str_trim(jt_str s)
{
    while (s.len && is_blank(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len && is_blank(s.ptr[s.len - 1])) {
        s.len--;
    }
    return s;
}

bool jt_str_to_u64(jt_str s, uint64_t *ret_value)
{
    uint64_t value = 0;
    if (s.len == 0) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') {
            return false;
        }
        if (__builtin_mul_overflow(value, 10U, &value) ||
            __builtin_add_overflow(value, (uint64_t)(s.ptr[i] - '0'), &value)) {
            return false;
        }
    }
    *ret_value = value;
    return true;
}

char *jt_str_dup(jt_str s)
{
    char *copy = malloc(s.len + 1);
    if (copy == NULL) {
        return NULL;
    }
    if (s.len) {
        memcpy(copy, s.ptr, s.len);
    }
    copy[s.len] = '\0';
    return copy;
}

void jt_cstr_clear(char **text)
{
    free(*text);
    *text = NULL;
}

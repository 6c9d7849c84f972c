/* SPDX-License-Identifier: Apache-2.0 */
/* A borrowed view of bytes: pointer and length travel together. Not NUL-terminated, may hold NUL.
 * Never owns. An empty view has len 0 and any ptr, NULL included. */
#ifndef JT_BASE_STR_H
#define JT_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct jt_str {
    const char *ptr;
    size_t len;
} jt_str;

/* A view of a string literal. */
#define JT_STR(literal) ((jt_str){"" literal, sizeof(literal) - 1})
/* The same in a static initialiser. */
#define JT_STR_INIT(literal)                                                                       \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
/* printf("%.*s", JT_STR_ARG(s)) */
#define JT_STR_ARG(s) (int)(s).len, (s).len ? (s).ptr : ""

/* The three that everything is made of stand here, so that a literal's length is known where it is
 * used. */
static inline jt_str jt_str_make(const char *ptr, size_t len)
{
    return (jt_str){ptr, len};
}

/* A view of a NUL-terminated string; NULL gives the empty view. */
static inline jt_str jt_str_from_c(const char *text)
{
    return (jt_str){text, text ? strlen(text) : 0};
}

/* Byte equality, not in constant time: never for secrets (base/secret.h). */
static inline bool jt_str_equal(jt_str a, jt_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Equality where A-Z equal a-z; nothing else folds. */
bool jt_str_equal_nocase(jt_str a, jt_str b);
bool jt_str_starts_with(jt_str s, jt_str prefix);
bool jt_str_ends_with(jt_str s, jt_str suffix);
/* Offset of the first byte c, or s.len when there is none. */
size_t jt_str_find_char(jt_str s, char c);
/* Offset of the first needle, or s.len when there is none. */
size_t jt_str_find(jt_str s, jt_str needle);
/* Does needle stand in s? Nothing stands in the empty view. */
bool jt_str_contains(jt_str s, jt_str needle);
bool jt_str_contains_c(jt_str s, const char *needle);
/* The bytes from offset on, at most len of them; offsets beyond the end give the empty view. */
jt_str jt_str_slice(jt_str s, size_t offset, size_t len);
jt_str jt_str_from(jt_str s, size_t offset);
/* Takes the part before the next sep off *rest (the separator too). False when *rest was used up;
 * an empty part between two separators is a part. Start with a copy of the whole. */
bool jt_str_next(jt_str *rest, char sep, jt_str *ret_part);
/* Without spaces and tabs at both ends. */
jt_str jt_str_trim(jt_str s);
/* Decimal digits only, no sign, no space, no overflow, at least one digit. */
bool jt_str_to_u64(jt_str s, uint64_t *ret_value);
/* A NUL-terminated copy from malloc, NULL without memory. The caller frees it. */
char *jt_str_dup(jt_str s);
/* Cleanup helper for char * from malloc. */
void jt_cstr_clear(char **text);

#endif

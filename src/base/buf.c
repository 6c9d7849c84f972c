/* SPDX-License-Identifier: Apache-2.0 */
/* A growing buffer with a maximum and a sticky error. */
#include "base/buf.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

static size_t maximum(const struct jt_buf *buf)
{
    return buf->max ? buf->max : (size_t)JT_BUF_MAX_DEFAULT;
}

static size_t next_capacity(const struct jt_buf *buf, size_t needed)
{
    size_t cap = buf->cap ? buf->cap : FIRST_CAPACITY;
    while (cap < needed) {
        cap *= 2;
    }
    return cap;
}

/* realloc() may leave the old bytes behind, so growing copies and wipes. */
static bool enlarge(struct jt_buf *buf, size_t needed)
{
    size_t cap = next_capacity(buf, needed);
    char *bigger = malloc(cap);
    if (bigger == NULL) {
        buf->err = JT_ERR_NOMEM;
        return false;
    }
    if (buf->ptr) {
        memcpy(bigger, buf->ptr, buf->len);
        explicit_bzero(buf->ptr, buf->cap);
        free(buf->ptr);
    }
    buf->ptr = bigger;
    buf->cap = cap;
    return true;
}

char *jt_buf_reserve(struct jt_buf *buf, size_t len)
{
    if (buf->err != JT_OK) {
        return NULL;
    }
    if (len > maximum(buf) || buf->len > maximum(buf) - len) {
        buf->err = JT_ERR_LIMIT;
        return NULL;
    }
    if (buf->len + len + 1 > buf->cap && !enlarge(buf, buf->len + len + 1)) {
        return NULL;
    }
    return buf->ptr + buf->len;
}

void jt_buf_grow(struct jt_buf *buf, size_t len)
{
    buf->len += len;
}

void jt_buf_append(struct jt_buf *buf, jt_str bytes)
{
    char *room = jt_buf_reserve(buf, bytes.len);
    if (room && bytes.len) {
        memcpy(room, bytes.ptr, bytes.len);
        buf->len += bytes.len;
    }
}

void jt_buf_append_u64(struct jt_buf *buf, uint64_t value)
{
    char digits[20];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    jt_buf_append(buf, jt_str_make(digits + at, sizeof(digits) - at));
}

void jt_buf_append_i64(struct jt_buf *buf, int64_t value)
{
    if (value < 0) {
        jt_buf_append_char(buf, '-');
        jt_buf_append_u64(buf, 0 - (uint64_t)value);
        return;
    }
    jt_buf_append_u64(buf, (uint64_t)value);
}

void jt_buf_append_f(struct jt_buf *buf, const char *fmt, ...)
{
    va_list args;
    va_list again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *room = len < 0 ? NULL : jt_buf_reserve(buf, (size_t)len);
    if (room) {
        (void)vsnprintf(room, (size_t)len + 1, fmt, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

enum jt_err jt_buf_check(const struct jt_buf *buf)
{
    return buf->err;
}

jt_str jt_buf_str(const struct jt_buf *buf)
{
    return jt_str_make(buf->ptr, buf->len);
}

const char *jt_buf_c(struct jt_buf *buf)
{
    char *end = jt_buf_reserve(buf, 0);
    if (end == NULL) {
        return "";
    }
    *end = '\0';
    return buf->ptr;
}

void jt_buf_reset(struct jt_buf *buf)
{
    if (buf->ptr) {
        explicit_bzero(buf->ptr, buf->len);
    }
    buf->len = 0;
    buf->err = JT_OK;
}

void jt_buf_clear(struct jt_buf *buf)
{
    if (buf->ptr) {
        explicit_bzero(buf->ptr, buf->cap);
        free(buf->ptr);
    }
    *buf = (struct jt_buf){.max = buf->max};
}

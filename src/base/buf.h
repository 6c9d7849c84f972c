/* SPDX-License-Identifier: Apache-2.0 */
/* A growing buffer of bytes with a maximum. The first failure sticks: appends after it do nothing,
 * and jt_buf_check() reports it once at the end. The bytes are wiped when they are let go. */
#ifndef JT_BASE_BUF_H
#define JT_BASE_BUF_H

#include "base/err.h"
#include "base/str.h"

struct jt_buf {
    char *ptr;
    size_t len;
    size_t cap;
    size_t max; /* bytes; 0 means JT_BUF_MAX_DEFAULT */
    enum jt_err err;
};

enum { JT_BUF_MAX_DEFAULT = 1 << 20 };

/* An empty buffer that may hold at most max bytes. {0} is a valid empty buffer too. */
#define JT_BUF_INIT(max_bytes)                                                                     \
    {                                                                                              \
        .max = (max_bytes)                                                                         \
    }

void jt_buf_append(struct jt_buf *buf, jt_str bytes);
static inline void jt_buf_append_c(struct jt_buf *buf, const char *text)
{
    jt_buf_append(buf, jt_str_from_c(text));
}

/* As jt_buf_append() of one byte, without a call while there is room. */
static inline void jt_buf_append_char(struct jt_buf *buf, char c)
{
    size_t max = buf->max ? buf->max : (size_t)JT_BUF_MAX_DEFAULT;
    if (buf->err == JT_OK && buf->len + 1 < buf->cap && buf->len < max) {
        buf->ptr[buf->len++] = c;
    } else {
        jt_buf_append(buf, jt_str_make(&c, 1));
    }
}

void jt_buf_append_i64(struct jt_buf *buf, int64_t value);
void jt_buf_append_u64(struct jt_buf *buf, uint64_t value);
void jt_buf_append_f(struct jt_buf *buf, const char *fmt, ...) JT_PRINTF(2, 3);
/* Room for len more bytes, to be written by the caller, then counted by jt_buf_grow(). NULL on
 * failure, which sticks. */
char *jt_buf_reserve(struct jt_buf *buf, size_t len);
void jt_buf_grow(struct jt_buf *buf, size_t len);
/* The first failure since init, reset or clear: JT_OK, JT_ERR_NOMEM or JT_ERR_LIMIT. */
JT_MUST_USE enum jt_err jt_buf_check(const struct jt_buf *buf);
/* Borrowed: valid until the next append. */
jt_str jt_buf_str(const struct jt_buf *buf);
/* NUL-terminated, borrowed; "" when the append of the NUL failed. Not counted in len. */
const char *jt_buf_c(struct jt_buf *buf);
/* Empties and forgets the failure; keeps the memory and wipes what was in it. */
void jt_buf_reset(struct jt_buf *buf);
/* Wipes, frees; the buffer is empty and usable again with the same max. */
void jt_buf_clear(struct jt_buf *buf);

#endif

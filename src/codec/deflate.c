/* SPDX-License-Identifier: Apache-2.0 */
/* zlib behind two functions. Inflating gives out a piece at a time, so that a small stream that
 * claims gigabytes costs no more than what the caller allowed. */
#include "codec/deflate.h"

#include <limits.h>
#include <zlib.h>

enum { PIECE = 16 << 10 };

enum jt_err jt_deflate(struct jt_buf *buf, jt_str bytes)
{
    if (bytes.len > ULONG_MAX / 2) {
        return JT_ERR_LIMIT;
    }
    uLongf len = compressBound((uLong)bytes.len);
    char *room = jt_buf_reserve(buf, len);
    if (room == NULL) {
        return jt_buf_check(buf);
    }
    int rc = compress2((Bytef *)room, &len, (const Bytef *)bytes.ptr, (uLong)bytes.len,
                       Z_BEST_COMPRESSION);
    if (rc != Z_OK) {
        return JT_ERR_NOMEM; /* the room is what zlib itself asked for */
    }
    jt_buf_grow(buf, len);
    return JT_OK;
}

static enum jt_err of_zlib(int rc)
{
    return rc == Z_MEM_ERROR ? JT_ERR_NOMEM : JT_ERR_FORMAT;
}

/* One piece; *ret_ended: the stream is whole. A byte more than allowed is asked for, so that "just
 * enough" and "too much" are told apart. */
static enum jt_err inflate_piece(z_stream *z, struct jt_buf *buf, size_t room, bool *ret_ended)
{
    size_t len = room < PIECE ? room : PIECE;
    char *piece = jt_buf_reserve(buf, len);
    if (piece == NULL) {
        return jt_buf_check(buf);
    }
    z->next_out = (Bytef *)piece;
    z->avail_out = (uInt)len;
    int rc = inflate(z, Z_NO_FLUSH);
    if (rc != Z_OK && rc != Z_STREAM_END) {
        return of_zlib(rc);
    }
    jt_buf_grow(buf, len - z->avail_out);
    *ret_ended = rc == Z_STREAM_END;
    /* Neither ended nor full: it wants more than there is. */
    return *ret_ended || z->avail_out == 0 ? JT_OK : JT_ERR_FORMAT;
}

static enum jt_err inflate_all(z_stream *z, struct jt_buf *buf, size_t max_bytes)
{
    size_t begin = buf->len;
    bool ended = false;
    while (!ended) {
        size_t done = buf->len - begin;
        JT_TRY(inflate_piece(z, buf, max_bytes - done + 1, &ended));
        if (buf->len - begin > max_bytes) {
            return JT_ERR_LIMIT;
        }
    }
    return z->avail_in == 0 ? JT_OK : JT_ERR_FORMAT;
}

enum jt_err jt_inflate(struct jt_buf *buf, jt_str stream, size_t max_bytes)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)stream.ptr, .avail_in = (uInt)stream.len};
    size_t begin = buf->len;
    if (stream.len > UINT_MAX || max_bytes == SIZE_MAX) {
        return JT_ERR_LIMIT;
    }
    int rc = inflateInit(&z);
    if (rc != Z_OK) {
        return of_zlib(rc);
    }
    enum jt_err err = inflate_all(&z, buf, max_bytes);
    (void)inflateEnd(&z);
    if (err != JT_OK) {
        buf->len = begin;
    }
    return err;
}

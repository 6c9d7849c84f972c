/* SPDX-License-Identifier: Apache-2.0 */
/* DEFLATE in the ZLIB format (RFC 1950, RFC 1951): bytes made small and whole again. What comes in
 * may claim to be huge: the caller says how much may come out. */
#ifndef JT_CODEC_DEFLATE_H
#define JT_CODEC_DEFLATE_H

#include "base/buf.h"

/* Appends one ZLIB stream at the highest level of compression. On failure nothing is appended.
 * JT_ERR_NOMEM, JT_ERR_LIMIT: of the buffer. */
JT_MUST_USE enum jt_err jt_deflate(struct jt_buf *buf, jt_str bytes);
/* Appends what one whole ZLIB stream holds, at most max_bytes. On failure nothing is appended.
 * JT_ERR_FORMAT: damaged, cut off, followed by anything, or made with a dictionary; JT_ERR_LIMIT:
 * more than max_bytes; JT_ERR_NOMEM. The buffer's own maximum must leave room for max_bytes + 1. */
JT_MUST_USE enum jt_err jt_inflate(struct jt_buf *buf, jt_str stream, size_t max_bytes);

#endif

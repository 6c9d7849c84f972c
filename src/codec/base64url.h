/* SPDX-License-Identifier: Apache-2.0 */
/* base64url without padding (RFC 4648 §5), strict: no padding, no white space, and the unused bits
 * of the last character must be zero, so that one value has one text. */
#ifndef JT_CODEC_BASE64URL_H
#define JT_CODEC_BASE64URL_H

#include "base/buf.h"

#define JT_BASE64URL_LEN(bytes) (((bytes)*4 + 2) / 3)

void jt_base64url_encode(struct jt_buf *buf, jt_str bytes);
/* Writes JT_BASE64URL_LEN(bytes.len) characters, no NUL; returns that count. */
size_t jt_base64url_encode_to(char *ret_text, jt_str bytes);
/* Appends the decoded bytes; JT_ERR_FORMAT appends nothing. */
JT_MUST_USE enum jt_err jt_base64url_decode(struct jt_buf *buf, jt_str text);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* base64 with its padding (RFC 4648 §4), strict like base64url.h: exact padding, zero spare bits.
 */
#ifndef JT_CODEC_BASE64_H
#define JT_CODEC_BASE64_H

#include "base/buf.h"

void jt_base64_encode(struct jt_buf *buf, jt_str bytes);
/* Appends the decoded bytes; JT_ERR_FORMAT appends nothing. */
JT_MUST_USE enum jt_err jt_base64_decode(struct jt_buf *buf, jt_str text);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Percent-encoding (RFC 3986 §2.1): every % must be followed by two hex digits. */
#ifndef JT_CODEC_PERCENT_H
#define JT_CODEC_PERCENT_H

#include "base/buf.h"

/* Encodes everything but the unreserved A-Z a-z 0-9 - . _ ~ */
void jt_percent_encode(struct jt_buf *buf, jt_str bytes);
/* JT_ERR_FORMAT for a broken escape; appends nothing then. */
JT_MUST_USE enum jt_err jt_percent_decode(struct jt_buf *buf, jt_str text);

/* The byte that the escape at this place stands for; -1 when there is no whole escape. */
int jt_percent_byte(jt_str text, size_t at);
/* Writes three characters, "%2F", no NUL. */
void jt_percent_write_byte(char *ret_escape, unsigned char byte);

#endif

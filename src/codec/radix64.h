/* SPDX-License-Identifier: Apache-2.0 */
/* The six-bit arithmetic that base64 and base64url share; only the alphabets differ. Inside codec/
 * alone: everybody else includes base64.h or base64url.h. */
#ifndef JT_CODEC_RADIX64_H
#define JT_CODEC_RADIX64_H

#include "base/buf.h"

struct jt_radix64 {
    char digits[64 + 1];
    unsigned char values[256]; /* value + 1; 0: not of the alphabet */
};

extern const struct jt_radix64 jt_radix64_standard; /* RFC 4648 §4 */
extern const struct jt_radix64 jt_radix64_url;      /* RFC 4648 §5 */

/* Writes ceil(bytes.len * 8 / 6) digits, no padding, no NUL; returns that count. */
size_t jt_radix64_encode(const struct jt_radix64 *radix, char *ret_text, jt_str bytes);
/* Appends what digits without padding stand for. JT_ERR_FORMAT appends nothing. */
JT_MUST_USE enum jt_err jt_radix64_decode(const struct jt_radix64 *radix, struct jt_buf *buf,
                                          jt_str digits);

#endif

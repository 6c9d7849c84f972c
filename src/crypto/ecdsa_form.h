/* SPDX-License-Identifier: Apache-2.0 */
/* The two forms of an ECDSA signature over P-256: r||s as JWS wants it (RFC 7518 §3.4), DER as
 * OpenSSL speaks it. Pure. */
#ifndef JT_CRYPTO_ECDSA_FORM_H
#define JT_CRYPTO_ECDSA_FORM_H

#include "base/err.h"
#include "base/str.h"

enum { JT_ECDSA_RAW = 64, JT_ECDSA_DER_MAX = 72 };

/* JT_ERR_FORMAT: not the minimal DER of two numbers of at most 256 bits. */
JT_MUST_USE enum jt_err jt_ecdsa_from_der(const uint8_t *der, size_t len,
                                          uint8_t ret_raw[static JT_ECDSA_RAW]);
/* JT_ERR_REFUSED: not 64 bytes, or r or s is 0 or not below the order of the curve. */
JT_MUST_USE enum jt_err jt_ecdsa_to_der(jt_str raw, uint8_t ret_der[static JT_ECDSA_DER_MAX],
                                        size_t *ret_len);

#endif

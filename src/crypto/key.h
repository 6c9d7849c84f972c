/* SPDX-License-Identifier: Apache-2.0 */
/* Asymmetric keys: made, kept as PKCS#8 DER, shown as raw public members. Immutable after making;
 * any number of threads may use one. */
#ifndef JT_CRYPTO_KEY_H
#define JT_CRYPTO_KEY_H

#include "base/buf.h"
#include "base/secret.h"

enum jt_key_kind { JT_KEY_P256, JT_KEY_RSA, JT_KEY_ED25519 };

enum { JT_RSA_BITS = 2048, JT_RSA_BITS_MAX = 8192, JT_KEY_MEMBER_MAX = JT_RSA_BITS_MAX / 8 };

struct jt_key;

/* A new private key. JT_ERR_CRYPTO, JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_key_generate(enum jt_key_kind kind, struct jt_key **ret_key);
void jt_key_free(struct jt_key *key);
enum jt_key_kind jt_key_kind(const struct jt_key *key);

/* Private keys as PKCS#8 DER (RFC 5958). */
JT_MUST_USE enum jt_err jt_key_write_private(const struct jt_key *key, struct jt_secret *ret_der);
JT_MUST_USE enum jt_err jt_key_read_private(jt_str der, struct jt_key **ret_key);

/* Public members as big-endian bytes: P-256: a = x, b = y (32 bytes each); RSA: a = n, b = e;
 * Ed25519: a = x (32 bytes), b empty. Never a private part. */
JT_MUST_USE enum jt_err jt_key_public_members(const struct jt_key *key, struct jt_buf *ret_a,
                                              struct jt_buf *ret_b);
/* JT_ERR_CRYPTO: a point not on the curve, RSA below 2048 or above JT_RSA_BITS_MAX bits, e even or
 * below 3 (RFC 8725 §3.5). */
JT_MUST_USE enum jt_err jt_key_from_public_members(enum jt_key_kind kind, jt_str a, jt_str b,
                                                   struct jt_key **ret_key);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures in the forms of JWS (RFC 7518 §3, RFC 8037 §3.1). A signer or verifier prepares its
 * contexts once and is used by one thread; fresh contexts for each signature cost 6-21 %. */
#ifndef JT_CRYPTO_SIGN_H
#define JT_CRYPTO_SIGN_H

#include "crypto/key.h"

enum jt_sign_scheme {
    JT_SIGN_ES256, /* ECDSA P-256, SHA-256, r||s of 64 bytes */
    JT_SIGN_RS256, /* RSASSA-PKCS1-v1_5, SHA-256 */
    JT_SIGN_PS256, /* RSASSA-PSS, SHA-256, salt of 32 bytes */
    JT_SIGN_EDDSA, /* Ed25519 */
};

enum { JT_SIGNATURE_MAX = JT_KEY_MEMBER_MAX };

struct jt_signer;
struct jt_verifier;

/* Borrows key, which must outlive the signer. JT_ERR_ARG: the scheme does not fit the key. */
JT_MUST_USE enum jt_err jt_signer_new(const struct jt_key *key, enum jt_sign_scheme scheme,
                                      struct jt_signer **ret_signer);
void jt_signer_free(struct jt_signer *signer);
/* JT_ERR_CRYPTO. */
JT_MUST_USE enum jt_err jt_signer_sign(struct jt_signer *signer, jt_str message,
                                       uint8_t ret_signature[static JT_SIGNATURE_MAX],
                                       size_t *ret_len);

/* Same for verifying; key may be public alone. */
JT_MUST_USE enum jt_err jt_verifier_new(const struct jt_key *key, enum jt_sign_scheme scheme,
                                        struct jt_verifier **ret_verifier);
void jt_verifier_free(struct jt_verifier *verifier);
/* JT_ERR_REFUSED: the signature is wrong (length, range, value). JT_ERR_CRYPTO: could not tell. */
JT_MUST_USE enum jt_err jt_verifier_check(struct jt_verifier *verifier, jt_str message,
                                          jt_str signature);

#endif

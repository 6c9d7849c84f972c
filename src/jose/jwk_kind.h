/* SPDX-License-Identifier: Apache-2.0 */
/* What the kinds of keys are called in a JWK (RFC 7518 §6, RFC 8037 §2). Only for jwk_*.c. */
#ifndef JT_JOSE_JWK_KIND_H
#define JT_JOSE_JWK_KIND_H

#include "crypto/key.h"

struct jt_jwk_kind {
    enum jt_key_kind kind;
    const char *kty;
    const char *crv; /* NULL: has none */
    const char *a;   /* names of the two public members of crypto/key.h */
    const char *b;   /* NULL: has none */
};

/* In the order of enum jt_key_kind. */
extern const struct jt_jwk_kind jt_jwk_kinds[];
extern const size_t jt_jwk_kinds_count;

#endif

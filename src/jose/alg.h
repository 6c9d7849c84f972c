/* SPDX-License-Identifier: Apache-2.0 */
/* The four signature algorithms of Jeton, one row each (RFC 7518 §3.1, RFC 8037 §3.1). "none" and
 * the symmetric ones do not exist here (RFC 8725 §3.2). */
#ifndef JT_JOSE_ALG_H
#define JT_JOSE_ALG_H

#include "crypto/sign.h"

struct jt_alg {
    jt_str name; /* "ES256" */
    enum jt_sign_scheme scheme;
    enum jt_key_kind key_kind;
};

extern const struct jt_alg jt_algs[];
extern const size_t jt_algs_count;

/* NULL for any other name; bytes are compared exactly. */
const struct jt_alg *jt_alg_find(jt_str name);
const struct jt_alg *jt_alg_of(enum jt_sign_scheme scheme);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The table of algorithms. A name is known only when it stands here, byte for byte. */
#include "jose/alg.h"

const struct jt_alg jt_algs[] = {
    {JT_STR_INIT("ES256"), JT_SIGN_ES256, JT_KEY_P256},
    {JT_STR_INIT("RS256"), JT_SIGN_RS256, JT_KEY_RSA},
    {JT_STR_INIT("PS256"), JT_SIGN_PS256, JT_KEY_RSA},
    {JT_STR_INIT("EdDSA"), JT_SIGN_EDDSA, JT_KEY_ED25519},
};
const size_t jt_algs_count = sizeof(jt_algs) / sizeof(jt_algs[0]);

const struct jt_alg *jt_alg_find(jt_str name)
{
    for (size_t i = 0; i < jt_algs_count; i++) {
        if (jt_str_equal(jt_algs[i].name, name)) {
            return &jt_algs[i];
        }
    }
    return NULL;
}

const struct jt_alg *jt_alg_of(enum jt_sign_scheme scheme)
{
    for (size_t i = 0; i < jt_algs_count; i++) {
        if (jt_algs[i].scheme == scheme) {
            return &jt_algs[i];
        }
    }
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The table of kinds. */
#include "jose/jwk_kind.h"

const struct jt_jwk_kind jt_jwk_kinds[] = {
    [JT_KEY_P256] = {JT_KEY_P256, "EC", "P-256", "x", "y"},
    [JT_KEY_RSA] = {JT_KEY_RSA, "RSA", NULL, "n", "e"},
    [JT_KEY_ED25519] = {JT_KEY_ED25519, "OKP", "Ed25519", "x", NULL},
};
const size_t jt_jwk_kinds_count = sizeof(jt_jwk_kinds) / sizeof(jt_jwk_kinds[0]);

/* SPDX-License-Identifier: Apache-2.0 */
/* One JWK set (RFC 7517 §5), read once, immutable, counted. Keys that we cannot use are left out,
 * as the RFC wants it. */
#ifndef JT_VERIFY_KEY_SET_H
#define JT_VERIFY_KEY_SET_H

#include "jose/alg.h"

struct jt_key_set;
struct jt_set_key;

/* One reference, the caller's. JT_ERR_FORMAT: no JWK set, or no usable key in it; JT_ERR_LIMIT:
 * more than JETON_JWKS_MAX bytes or JETON_JWKS_KEYS_MAX keys; JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_key_set_read(jt_str text, struct jt_key_set **ret_set);
struct jt_key_set *jt_key_set_keep(struct jt_key_set *set);
void jt_key_set_free(struct jt_key_set *set);

/* The key with this kid, or without a kid the only key there is. NULL: none. */
struct jt_set_key *jt_key_set_find(struct jt_key_set *set, jt_str kid);
const struct jt_alg *jt_set_key_alg(const struct jt_set_key *key);
/* Any number of threads. As jt_verifier_check(). */
JT_MUST_USE enum jt_err jt_set_key_check(struct jt_set_key *key, jt_str message, jt_str signature);

#endif

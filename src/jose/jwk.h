/* SPDX-License-Identifier: Apache-2.0 */
/* Public JSON Web Keys (RFC 7517) and their thumbprints (RFC 7638). Only public members are ever
 * written; private or symmetric material that comes in is refused. */
#ifndef JT_JOSE_JWK_H
#define JT_JOSE_JWK_H

#include "base/arena.h"
#include "codec/json.h"
#include "codec/json_write.h"
#include "jose/alg.h"

enum { JT_KID_TEXT = 43 }; /* base64url of SHA-256 */

/* Writes one object: kty, its members, use "sig", alg, kid. */
JT_MUST_USE enum jt_err jt_jwk_write(struct jt_json_writer *w, const struct jt_key *key,
                                     const struct jt_alg *alg, jt_str kid);
/* RFC 7638 §3: JT_KID_TEXT characters and a NUL. */
JT_MUST_USE enum jt_err jt_jwk_thumbprint(const struct jt_key *key,
                                          char ret_kid[static JT_KID_TEXT + 1]);

struct jt_jwk {
    struct jt_key *key;       /* owned */
    const struct jt_alg *alg; /* of the "alg" member, or what the key's kind implies */
    jt_str kid;               /* borrowed from the JSON; empty when absent */
};

/* Reads one object. JT_ERR_FORMAT: unknown kty or crv, wrong members, private or symmetric
 * material, use that is not "sig", alg that does not fit. JT_ERR_CRYPTO: a bad key. */
JT_MUST_USE enum jt_err jt_jwk_read(const struct jt_json_value *object, struct jt_jwk *ret_jwk);
void jt_jwk_clear(struct jt_jwk *jwk);

#endif

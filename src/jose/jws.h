/* SPDX-License-Identifier: Apache-2.0 */
/* JWS in its compact form (RFC 7515 §3.1): three base64url parts. Reading takes apart and checks
 * the form; it trusts nothing until a key has verified it. */
#ifndef JT_JOSE_JWS_H
#define JT_JOSE_JWS_H

#include "base/buf.h"
#include "codec/json.h"
#include "jose/alg.h"

enum { JT_JWS_MAX = 16 << 10, JT_JWS_KID_MAX = 256 };

struct jt_jws {
    const struct jt_alg *alg;
    jt_str typ;           /* empty when absent */
    jt_str kid;           /* empty when absent */
    jt_str signing_input; /* borrowed from the text */
    struct jt_buf signature;
    struct jt_buf payload;
    struct jt_json *header; /* owns typ and kid */
};

enum jt_jws_fault {
    JT_JWS_OK,
    JT_JWS_FORMAT, /* not three strict base64url parts, too long, five parts, JSON form */
    JT_JWS_JSON,   /* the header is not one strict JSON object */
    JT_JWS_ALG,    /* alg missing, no string, or not one of ours */
    JT_JWS_HEADER, /* crit, b64, jku, jwk, x5u, x5c, zip present; typ, kid of a wrong type */
    JT_JWS_NOMEM,
};

/* Takes text apart into ret_jws, which borrows from text. Clear it in every case but a fault. */
enum jt_jws_fault jt_jws_read(jt_str text, struct jt_jws *ret_jws);
/* The same for texts of at most max bytes instead of JT_JWS_MAX; max below 1 MB. */
enum jt_jws_fault jt_jws_read_long(jt_str text, size_t max, struct jt_jws *ret_jws);
void jt_jws_clear(struct jt_jws *jws);

/* Appends header.payload.signature. header_b64 is the encoded header, made once for each key. */
JT_MUST_USE enum jt_err jt_jws_write(struct jt_buf *buf, jt_str header_b64, jt_str payload,
                                     struct jt_signer *signer);
/* Appends the encoded header {"alg":…,"typ":…,"kid":…}. */
void jt_jws_write_header(struct jt_buf *buf, const struct jt_alg *alg, jt_str typ, jt_str kid);

#endif

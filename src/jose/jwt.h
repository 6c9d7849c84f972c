/* SPDX-License-Identifier: Apache-2.0 */
/* The claims of an access token (RFC 7519 §4.1, RFC 9068 §2.2), written and read strictly. */
#ifndef JT_JOSE_JWT_H
#define JT_JOSE_JWT_H

#include "base/clock.h"
#include "codec/json.h"
#include "codec/json_write.h"

struct jt_claims {
    jt_str iss;
    jt_str sub;
    jt_str client_id;
    jt_str aud; /* the only audience; when read from an array of several, the first */
    const struct jt_json_value *aud_value; /* as it stood, when read; NULL when made */
    jt_str jti;
    jt_str scope; /* empty: no scope member */
    jt_time iat;
    jt_time exp;
    jt_time nbf;       /* 0: absent */
    jt_str status_uri; /* empty: no status member */
    int64_t status_idx;
};

/* Appends the claims as one JSON object. */
void jt_claims_write(struct jt_buf *buf, const struct jt_claims *claims);

enum jt_claims_fault {
    JT_CLAIMS_OK,
    JT_CLAIMS_JSON, /* not one strict JSON object */
    JT_CLAIMS_TYPE, /* a claim has the wrong type */
    JT_CLAIMS_EXP,  /* exp missing, negative, not a number, 2^53 or more */
    JT_CLAIMS_NOMEM,
};

/* Reads payload; the views in ret_claims borrow from *ret_json, which the caller frees. Numbers
 * may have fractions, which are dropped. Missing text claims are empty views; only exp is demanded.
 */
enum jt_claims_fault jt_claims_read(jt_str payload, struct jt_json **ret_json,
                                    struct jt_claims *ret_claims);
/* Does aud (string or array of strings) contain audience? */
bool jt_claims_has_audience(const struct jt_claims *claims, jt_str audience);

#endif

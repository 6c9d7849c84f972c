/* SPDX-License-Identifier: Apache-2.0 */
/* A status list token (Token Status List §5.1) that came in: believed after its signature, its
 * type, its subject and its times held, and not before. */
#ifndef JT_VERIFY_STATUS_TOKEN_H
#define JT_VERIFY_STATUS_TOKEN_H

#include "verify/key_cache.h"
#include "verify/policy.h"

enum {
    JT_STATUS_BYTES_MAX = JETON_STATUS_BITS_MAX / 8,
    JT_STATUS_TTL_DEFAULT_S = 5, /* of a list that does not say */
    JT_STATUS_TTL_MAX_S = 3600,  /* one that says more is looked at as often as this */
};

struct jt_status_token {
    jt_time iat;
    jt_time exp;
    int64_t ttl_s;      /* 1 to JT_STATUS_TTL_MAX_S */
    struct jt_buf bits; /* one for each status, the first the lowest of the first byte */
};

/* uri: of the list that was asked for. JT_ERR_REFUSED: it is not what it should be; JT_ERR_LIMIT:
 * it is too large; JT_ERR_UNAVAILABLE: there are no keys to judge it by; JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_status_token_read(const struct jeton_policy *policy,
                                             struct jt_key_cache *keys, jt_str uri, jt_str text,
                                             struct jt_status_token *ret_token);
void jt_status_token_clear(struct jt_status_token *token);

#endif

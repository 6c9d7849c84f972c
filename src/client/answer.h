/* SPDX-License-Identifier: Apache-2.0 */
/* The token endpoint's success (RFC 6749 §5.1), read with suspicion. */
#ifndef JT_CLIENT_ANSWER_H
#define JT_CLIENT_ANSWER_H

#include "client/trouble.h"

#include "base/arena.h"
#include "base/clock.h"

enum {
    JT_ANSWER_LIFETIME_S = 300, /* when the server does not say (RFC 6749 §5.1: it should) */
    JT_ANSWER_LIFETIME_MAX_S = 2592000, /* 30 days: beyond, the server's number is not believed */
};

struct jt_answer {
    jt_str access_token;
    jt_str scope;              /* empty: as asked */
    int64_t lifetime_s;        /* 0: to be used once and not kept */
    jt_time secret_expires_at; /* client_secret_expires_at; 0: nothing said */
};

/* body: of a 200 whose content type is JSON. JT_ERR_FORMAT: no access token, one with characters
 * that no header carries (RFC 6750 §2.1), another token type than Bearer, a lifetime that is no
 * number or negative; trouble says which. Texts live in arena. */
JT_MUST_USE enum jt_err jt_answer_parse(struct jt_arena *arena, jt_str body,
                                        struct jt_answer *ret_answer, struct jt_trouble *trouble);

#endif

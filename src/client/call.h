/* SPDX-License-Identifier: Apache-2.0 */
/* An API request that carries the token: only to origins that may have it, and once more with a new
 * token when the API says that this one is no good (RFC 6750 §3.1). */
#ifndef JT_CLIENT_CALL_H
#define JT_CLIENT_CALL_H

#include "client/acquire.h"
#include "client/refused.h"

enum {
    JT_CALL_BODY_MAX = 16 << 20,  /* sent and received */
    JT_CALL_ARENA_MAX = 40 << 20, /* two answers, should it come to that */
    JT_CALL_DEADLINE_MS = 60000,  /* for one request */
    JT_CALL_HEADERS_MAX = 40,
};

struct jt_call {
    jt_str method;
    jt_str url;
    const jt_str *headers; /* "Name: value"; Authorization is ours */
    size_t header_count;
    jt_str body; /* in memory whole, so every request can be sent again */
    jt_str allow_origins;
};

/* What comes back, whatever its status, lives in arena. JT_ERR_REFUSED: the URL's origin may not
 * have the token. JT_ERR_ARG: method or header that cannot be sent. Errors of jt_acquire() and of
 * the network; trouble is set on every failure. */
JT_MUST_USE enum jt_err jt_call_send(const struct jt_call *call, const struct jt_acquire *acquire,
                                     struct jt_arena *arena, struct jt_http_in *ret_in,
                                     struct jt_trouble *trouble);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Asking the server for a token: discovery, the choice of the method, one request (RFC 6749 §4.4).
 * This is the part of the client that needs the network; acquire.h calls it through a pointer, so
 * that a program can leave it unloaded until the store has nothing to offer. */
#ifndef JT_CLIENT_ASK_H
#define JT_CLIENT_ASK_H

#include "client/store/token.h"

#include "base/rand.h"
#include "base/secret.h"

struct jt_ask {
    struct jt_want want;
    jt_str secret;
    jt_str token_origins; /* that may have the secret, separated by spaces */
    bool insecure_http;
    const char *ca_file; /* NULL: the system's */
    const struct jt_clock *clock;
    const char *boot; /* of struct jt_now */
    int64_t deadline_ms;
};

struct jt_asked {
    struct jt_token token;     /* owned by the caller */
    jt_time secret_expires_at; /* 0: the server said nothing */
    bool keep;                 /* false: its lifetime is over already */
    bool by_other_secret;      /* not by that of struct jt_ask: see cli/pending.h */
};

/* JT_ERR_REFUSED with a trouble of kind REFUSED: the server's no. Any other error: trouble says
 * what happened. */
JT_MUST_USE enum jt_err jt_ask_token(const struct jt_ask *ask, struct jt_asked *ret_asked,
                                     struct jt_trouble *trouble);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* A token for whoever wants one: from the store without a lock; else one process asks for all the
 * others, which wait for it and look again. From 80 % of the lifetime one process renews while the
 * others use what they have. */
#ifndef JT_CLIENT_ACQUIRE_H
#define JT_CLIENT_ACQUIRE_H

#include "client/ask.h"
#include "client/store/store.h"

enum {
    JT_ACQUIRE_ASK_MS = 15000,  /* for all requests of one attempt together */
    JT_ACQUIRE_RENEW_MS = 4000, /* when a usable token is at hand */
    JT_ACQUIRE_WAIT_MS = 20000, /* for whoever asks; longer than one attempt takes */
};

struct jt_acquire {
    struct jt_want want;
    jt_str token_origins;
    bool insecure_http;
    const char *ca_file;
    bool force; /* neither the store nor the memory of refusals is looked at */
    const struct jt_token_store *store;
    const struct jt_clock *clock;
    const char *boot;
    /* Called at most once, and only when the server must be asked. trouble on failure. */
    enum jt_err (*get_secret)(void *arg, struct jt_secret *ret_secret, struct jt_trouble *trouble);
    /* jt_ask_token(), or what loads it. */
    enum jt_err (*ask)(void *arg, const struct jt_ask *ask, struct jt_asked *ret_asked,
                       struct jt_trouble *trouble);
    /* A sentence for a person about something that stops nobody; may be NULL. */
    void (*note)(void *arg, const char *text);
    void *arg;
};

struct jt_acquired {
    struct jt_token token; /* owned by the caller */
    bool cached;
};

/* JT_ERR_UNAVAILABLE: whoever asks took longer than JT_ACQUIRE_WAIT_MS. Otherwise the errors of
 * jt_ask_token(), of get_secret and of the store; trouble is set on every one. */
JT_MUST_USE enum jt_err jt_acquire(const struct jt_acquire *acquire,
                                   struct jt_acquired *ret_acquired, struct jt_trouble *trouble);

/* Is there a token in the store that jt_acquire() would use? Asks nobody. */
bool jt_acquire_is_at_hand(const struct jt_acquire *acquire);

/* An API refused this token as invalid: marks it in the store, unless the store holds a newer one
 * by now. */
JT_MUST_USE enum jt_err jt_acquire_refused(const struct jt_acquire *acquire, jt_str access_token);

/* This moment by the clock given. */
struct jt_now jt_now_make(const struct jt_clock *clock, const char *boot);

#endif

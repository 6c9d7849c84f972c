/* SPDX-License-Identifier: Apache-2.0 */
/* One client secret as a row: never its text, only its HMAC, and everything about its life. */
#ifndef JT_MODEL_CLIENT_SECRET_H
#define JT_MODEL_CLIENT_SECRET_H

#include "base/clock.h"
#include "base/uuid.h"

enum { JT_SECRET_HMAC_LEN = 32, JT_SECRET_HINT_LEN = 4 };

enum jt_secret_end {
    JT_SECRET_END_NONE,
    JT_SECRET_END_RETIRED,
    JT_SECRET_END_COMPROMISED,
    JT_SECRET_END_SUPERSEDED
};

struct jt_client_secret {
    jt_uuid id;
    jt_uuid client;
    uint8_t hmac[JT_SECRET_HMAC_LEN];
    uint32_t hmac_key_version;
    char hint[JT_SECRET_HINT_LEN + 1]; /* last 4 characters */
    bool imported;
    bool remind;
    jt_time created;
    jt_time expires; /* the last second in which it works */
    jt_time ended;   /* 0: not ended by hand; otherwise from this second on it is dead */
    enum jt_secret_end end;
    jt_uuid successor; /* zero: none */
    jt_time last_used; /* 0: never */
    jt_str last_used_from;
    uint32_t status_list;  /* number of the status list */
    uint32_t status_index; /* bit in it, below JT_STATUS_LIST_BITS */
    bool status_revoked;   /* its tokens were revoked with it; for ever */
    bool forgotten;        /* kept for its status bit alone: nobody is told of it any more */
};

enum jt_secret_state {
    JT_SECRET_ACTIVE,
    JT_SECRET_OVERLAPPING,
    JT_SECRET_EXPIRED,
    JT_SECRET_REVOKED,
    JT_SECRET_SUPERSEDED
};

/* Revoked by hand counts above expired; of expired and superseded, what came first. */
enum jt_secret_state jt_client_secret_state(const struct jt_client_secret *secret, jt_time now);
bool jt_client_secret_is_live(const struct jt_client_secret *secret, jt_time now);
/* The second from which on a dead secret is dead. */
jt_time jt_client_secret_death(const struct jt_client_secret *secret);
/* Live, or dead and still told of: not forgotten, dead for less than JT_SECRET_DEAD_KEEP_DAYS. */
bool jt_client_secret_is_known(const struct jt_client_secret *secret, jt_time now);
jt_str jt_client_secret_state_text(enum jt_secret_state state);
/* 23:59:59 UTC of the day so many days from now. */
jt_time jt_client_secret_expiry_in(jt_time now, int64_t days);
/* Default expiry: 23:59:59 UTC of the day JT_SECRET_LIFETIME_DAYS from now. */
jt_time jt_client_secret_default_expiry(jt_time now);
/* Is expires in the future, and its day at most JT_SECRET_LIFETIME_MAX_MONTHS away? */
bool jt_client_secret_expiry_is_valid(jt_time expires, jt_time now);

#endif

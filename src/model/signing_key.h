/* SPDX-License-Identifier: Apache-2.0 */
/* A realm's signing keys: published before they sign, kept published for as long as what they
 * signed may live, then withdrawn. */
#ifndef JT_MODEL_SIGNING_KEY_H
#define JT_MODEL_SIGNING_KEY_H

#include "base/clock.h"
#include "base/str.h"
#include "base/uuid.h"

/* private_sealed is opaque below the server: sealed by server/keys. A withdrawn key keeps its
 * public part there alone. */
enum jt_signing_key_state {
    JT_SIGNING_KEY_NEXT,      /* published, does not sign yet */
    JT_SIGNING_KEY_ACTIVE,    /* signs */
    JT_SIGNING_KEY_RETIRED,   /* published for as long as what it signed may live */
    JT_SIGNING_KEY_WITHDRAWN, /* nothing that it signed is believed, but old checkpoints */
};
struct jt_signing_key {
    jt_str kid;
    jt_uuid realm;
    jt_str alg;
    enum jt_signing_key_state state;
    jt_str private_sealed;
    jt_time created;
    jt_time activated; /* 0: not yet */
    jt_time retired;   /* 0: not */
    jt_time withdrawn; /* 0: not */
    bool emergency;    /* withdrawn before its time, with everything that it had signed */
    uint64_t version;  /* set by the store */
};
jt_str jt_signing_key_state_text(enum jt_signing_key_state state); /* "next" */

/* When a realm's keys change by themselves. */
struct jt_signing_schedule {
    jt_uuid realm;
    int64_t rotation_days; /* 0: never */
};
enum { JT_ROTATION_DAYS = 90, JT_ROTATION_DAYS_MAX = 3650 };

/* A realm is due when its active key is older than its days but notice_s and there is no next one,
 * when its next key is older than notice_s, or when a retired key is older than keep_s. */
struct jt_signing_due_rule {
    jt_time now;
    int64_t notice_s;
    int64_t keep_s;
};

#endif

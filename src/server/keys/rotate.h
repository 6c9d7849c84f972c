/* SPDX-License-Identifier: Apache-2.0 */
/* How a realm changes its signing key without a token being refused that was good: the next key is
 * published first, signs once every verifier has fetched it, and the one before stays published
 * until the last token it signed has ended. An emergency does none of this, and says what it
 * breaks.
 *
 * Plans are made and stored on the writing thread, where nobody changes a key in between. */
#ifndef JT_SERVER_KEYS_ROTATE_H
#define JT_SERVER_KEYS_ROTATE_H

#include "model/limits.h"
#include "server/keys/keyring.h"

enum {
    JT_JWKS_MAX_AGE_S = 300, /* how long a verifier may keep the key set */
    /* What verifiers add by themselves, and clocks that differ. */
    JT_JWKS_MARGIN_S = 300,
    JT_SIGNING_NOTICE_MIN_S = JT_JWKS_MAX_AGE_S + JT_JWKS_MARGIN_S,
    JT_RETIRED_KEEP_S = JT_TOKEN_LIFETIME_MAX_S + JT_SIGNING_NOTICE_MIN_S,
};

enum jt_rotation_wish {
    JT_ROTATION_SCHEDULED, /* what is due, and nothing else; no key is made on the way */
    JT_ROTATION_BY_HAND,
    JT_ROTATION_EMERGENCY,
};

enum jt_rotation_outcome {
    JT_ROTATION_NOTHING,    /* nothing is due */
    JT_ROTATION_PUBLISHED,  /* a next key is published and becomes active at `ready` by itself */
    JT_ROTATION_ROTATED,    /* the next key signs now */
    JT_ROTATION_REPLACED,   /* emergency: a new key signs, every older one is withdrawn */
    JT_ROTATION_WITHDRAWN,  /* retired keys whose tokens have ended are gone */
    JT_ROTATION_TOO_EARLY,  /* refused: verifiers may not know the next key before `ready` */
    JT_ROTATION_UNPREPARED, /* scheduled: a next key is due, and no spare one is there */
};

struct jt_rotation_order {
    enum jt_rotation_wish wish;
    jt_uuid realm;
    const struct jt_alg *alg; /* of a new key; NULL: as the active one's */
    jt_time now;
    int64_t notice_s;
    int64_t rotation_days;       /* for what is scheduled; 0: never */
    struct jt_signing_key spare; /* made before; taken when it fits. Without a kid: there is none */
};

struct jt_rotation {
    enum jt_rotation_outcome outcome;
    struct jt_signing_key *keys; /* to be stored: changed and new ones */
    size_t count;
    jt_time ready;
};

/* On any thread: makes the key that the plan will need, if it will need one, so that the writing
 * thread does not: an RSA key takes its time. The text lives in arena. */
JT_MUST_USE enum jt_err jt_rotation_prepare(struct jt_keyring *keyring, struct jt_arena *arena,
                                            struct jt_rotation_order *order);
/* The text lives in arena. JT_ERR_NOT_FOUND: the realm has no keys. */
JT_MUST_USE enum jt_err jt_rotation_plan(struct jt_keyring *keyring, struct jt_arena *arena,
                                         const struct jt_rotation_order *order,
                                         struct jt_rotation *ret_rotation);
/* The action of the audit events; empty for what changes nothing. */
jt_str jt_rotation_action(enum jt_rotation_outcome outcome);
/* Plans and stores. */
JT_MUST_USE enum jt_err jt_rotation_run(struct jt_keyring *keyring, struct jt_store *store,
                                        struct jt_arena *arena, const struct jt_write *write,
                                        const struct jt_rotation_order *order,
                                        struct jt_rotation *ret_rotation);

#endif

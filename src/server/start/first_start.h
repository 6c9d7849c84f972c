/* SPDX-License-Identifier: Apache-2.0 */
/* The first start on an empty store: the organization "default", its platform realm, three stages
 * with their application realms, an administrator, and the API client "bootstrap" with every
 * permission. Their credentials go to DIR/bootstrap.json, mode 0600, and nowhere else. */
#ifndef JT_SERVER_START_FIRST_START_H
#define JT_SERVER_START_FIRST_START_H

#include "base/rand.h"
#include "crypto/hmac.h"
#include "server/config/config.h"
#include "server/keys/keyring.h"

enum { JT_BOOTSTRAP_DAYS = 30 };

struct jt_first_start {
    const struct jt_config *config;
    struct jt_store *store;
    const struct jt_keyring *keyring;
    const struct jt_hmac_key *secret_hmac;
    uint32_t secret_hmac_version;
    const uint8_t *master_check; /* 32 bytes */
    const struct jt_rand *rand;
    jt_time now;
};

/* Writes bootstrap.json first and the store after it: a crash in between leaves an empty store and
 * a file that the next start overwrites, never a store whose credentials nobody has. */
JT_MUST_USE enum jt_err jt_first_start_run(const struct jt_first_start *first, struct jt_buf *why);
/* DIR/bootstrap.json; ptr NULL without memory. */
jt_str jt_bootstrap_path(const struct jt_config *config, struct jt_arena *arena);

#endif

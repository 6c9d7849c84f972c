/* SPDX-License-Identifier: Apache-2.0 */
/* The master key: 32 random bytes, kept as 64 hex digits in a file of its own, from which every
 * other key is derived by purpose and version. It is never in the database and never in a backup.
 */
#ifndef JT_SERVER_START_MASTER_KEY_H
#define JT_SERVER_START_MASTER_KEY_H

#include "base/rand.h"
#include "seal/kdf.h"
#include "server/config/config.h"

struct jt_master_key {
    uint8_t bytes[JT_MASTER_KEY_LEN];
};

/* Purposes of derived keys. Changing one loses what was made with it. */
#define JT_PURPOSE_CLIENT_SECRET JT_STR("client-secret-hmac")
#define JT_PURPOSE_SIGNING_KEY JT_STR("signing-key-seal")
#define JT_PURPOSE_REJECTION JT_STR("rejection-reference")
#define JT_PURPOSE_CHECK JT_STR("master-key-check")
enum { JT_KEY_VERSION = 1 };

/* Reads it: --master-key-file, else the systemd credential jeton-master-key, else DIR/master.key.
 * JT_ERR_NOT_FOUND: there is none at the default place. Other failures explain themselves in why.
 */
JT_MUST_USE enum jt_err jt_master_key_read(const struct jt_config *config,
                                           struct jt_master_key *ret_key, struct jt_buf *why);
/* Makes a key in DIR/master.key.new with mode 0600; it takes its place once the store that it
 * belongs to is there, so that a key without a store always means that a store was lost. */
JT_MUST_USE enum jt_err jt_master_key_make(const struct jt_config *config,
                                           const struct jt_rand *rand,
                                           struct jt_master_key *ret_key, struct jt_buf *why);
/* Gives DIR/master.key.new its place, when there is one. */
JT_MUST_USE enum jt_err jt_master_key_settle(const struct jt_config *config, struct jt_buf *why);
/* Is there a key at the default place? */
bool jt_master_key_is_at_home(const struct jt_config *config);
void jt_master_key_clear(struct jt_master_key *key);

#endif

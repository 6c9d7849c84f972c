/* SPDX-License-Identifier: Apache-2.0 */
/* One row of the keyring: a signing key as the store holds it, opened when first needed. */
#ifndef JT_SERVER_KEYS_KEY_ROW_H
#define JT_SERVER_KEYS_KEY_ROW_H

#include "base/rand.h"
#include "server/keys/opened_key.h"
#include "store/store.h"

enum { JT_SEAL_KEY_LEN = 32 };

struct jt_key_row {
    struct jt_key_row *next; /* in its bucket of the keyring */
    jt_uuid realm;
    jt_str kid; /* owned, in one allocation with sealed */
    jt_str sealed;
    const struct jt_alg *alg;
    enum jt_signing_key_state state;
    jt_time created;
    jt_time activated;
    jt_time retired;
    struct jt_opened_key *opened; /* NULL until it was needed */
};

/* A copy of what the store holds. JT_ERR_DAMAGED: an algorithm or key id that this program does not
 * write. */
JT_MUST_USE enum jt_err jt_key_row_new(const struct jt_signing_key *key,
                                       struct jt_key_row **ret_row);
void jt_key_row_free(struct jt_key_row *row);
bool jt_key_row_is(const struct jt_key_row *row, const jt_uuid *realm, jt_str kid);
/* Opens the key unless it is open; row->opened is set then. JT_ERR_DAMAGED: the sealed bytes were
 * changed or moved, the seal key is another one, or the key is not what the row says. */
JT_MUST_USE enum jt_err jt_key_row_open(struct jt_key_row *row,
                                        const uint8_t seal_key[static JT_SEAL_KEY_LEN]);
/* The same for the public part alone: of a key that is withdrawn. */
JT_MUST_USE enum jt_err jt_key_row_seal_public(const uint8_t seal_key[static JT_SEAL_KEY_LEN],
                                               const struct jt_opened_key *opened,
                                               const struct jt_rand *rand, struct jt_buf *buf);
/* The sealed form of key for this realm and key id, appended to buf. */
JT_MUST_USE enum jt_err jt_key_row_seal(const uint8_t seal_key[static JT_SEAL_KEY_LEN],
                                        const jt_uuid *realm, jt_str kid, const struct jt_key *key,
                                        const struct jt_rand *rand, struct jt_buf *buf);

#endif

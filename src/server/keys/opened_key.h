/* SPDX-License-Identifier: Apache-2.0 */
/* A signing key once it is open: immutable, shared by the keyring and by the threads that sign
 * with it, freed by whoever lets go last. */
#ifndef JT_SERVER_KEYS_OPENED_KEY_H
#define JT_SERVER_KEYS_OPENED_KEY_H

#include "jose/jwk.h"

#include "base/uuid.h"

#include <stdatomic.h>

enum { JT_KEY_ID_MAX = 64 }; /* ours are JT_KID_TEXT long */

struct jt_opened_key {
    atomic_uint holders;
    struct jt_key *key; /* owned */
    const struct jt_alg *alg;
    jt_uuid realm;
    jt_str kid; /* of kid_text */
    char kid_text[JT_KEY_ID_MAX];
};

/* Takes over key, also when it fails; the caller is the first holder. kid is at most JT_KEY_ID_MAX
 * long. */
JT_MUST_USE enum jt_err jt_opened_key_new(struct jt_key *key, const struct jt_alg *alg,
                                          const jt_uuid *realm, jt_str kid,
                                          struct jt_opened_key **ret_opened);
void jt_opened_key_hold(struct jt_opened_key *opened);
/* NULL is fine. */
void jt_opened_key_release(struct jt_opened_key *opened);

#endif

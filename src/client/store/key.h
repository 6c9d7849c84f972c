/* SPDX-License-Identifier: Apache-2.0 */
/* The store key: any file of 32 to 4096 bytes. From its bytes come three keys, separate by purpose.
 * It protects copies and backups of the tokens' folder, not against programs of the same user. */
#ifndef JT_CLIENT_STORE_KEY_H
#define JT_CLIENT_STORE_KEY_H

#include "client/store/place.h"

#include "base/rand.h"
#include "seal/aead.h"
#include "seal/kdf.h"

enum { JT_STORE_KEY_MIN = 32, JT_STORE_KEY_MAX = 4096 };

struct jt_store_keys {
    uint8_t name[JT_DERIVED_KEY_LEN];        /* file names */
    uint8_t seal[JT_AEAD_KEY_LEN];           /* contents */
    uint8_t fingerprint[JT_DERIVED_KEY_LEN]; /* of refused client secrets */
};

/* Reads the key file; with make the default one is made when it is not there, whole or not at all,
 * and two processes that do so at once agree on one key. JT_ERR_NOT_FOUND, JT_ERR_REFUSED (others
 * may read it), JT_ERR_FORMAT (size), JT_ERR_IO: trouble says what to do. */
JT_MUST_USE enum jt_err jt_store_keys_load(const struct jt_place *place, bool make,
                                           const struct jt_rand *rand,
                                           struct jt_store_keys *ret_keys,
                                           struct jt_trouble *trouble);
void jt_store_keys_clear(struct jt_store_keys *keys);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What the threads' caches need of the keyring: its generation, and open keys to hold. */
#ifndef JT_SERVER_KEYS_KEYRING_INTERNAL_H
#define JT_SERVER_KEYS_KEYRING_INTERNAL_H

#include "server/keys/key_row.h"
#include "server/keys/keyring.h"

/* Rises with every change of any key. */
uint64_t jt_keyring_generation(const struct jt_keyring *keyring);
/* For sealing; borrowed. */
const uint8_t *jt_keyring_seal_key(const struct jt_keyring *keyring);
/* The active key of a realm, or the one with this kid that is not withdrawn; opened, and held for
 * the caller. JT_ERR_NOT_FOUND, JT_ERR_DAMAGED, JT_ERR_NOMEM. Any thread; takes the keyring's lock.
 */
JT_MUST_USE enum jt_err jt_keyring_hold_active(struct jt_keyring *keyring, const jt_uuid *realm,
                                               struct jt_opened_key **ret_opened);
JT_MUST_USE enum jt_err jt_keyring_hold_kid(struct jt_keyring *keyring, const jt_uuid *realm,
                                            jt_str kid, struct jt_opened_key **ret_opened);
/* All keys of a realm, opened and held, for publishing: next, active, then retired; withdrawn ones
 * last, when they are asked for. The caller releases each and frees the array. */
JT_MUST_USE enum jt_err jt_keyring_hold_all(struct jt_keyring *keyring, const jt_uuid *realm,
                                            bool with_withdrawn, struct jt_opened_key ***ret_opened,
                                            size_t *ret_count);

#endif

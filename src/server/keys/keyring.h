/* SPDX-License-Identifier: Apache-2.0 */
/* Signing keys of every realm: kept sealed in the store, opened when first needed, published as a
 * JWK set. Each loop's thread keeps its own signers, which find out by a generation number that
 * the keys of a realm changed: signing takes no lock. */
#ifndef JT_SERVER_KEYS_KEYRING_H
#define JT_SERVER_KEYS_KEYRING_H

#include "jose/jwk.h"
#include "store/store.h"

struct jt_keyring;
struct jt_thread_keys;

/* seal_key: derived from the master key for the purpose "signing-key". Copied. */
JT_MUST_USE enum jt_err jt_keyring_new(const uint8_t seal_key[static 32],
                                       struct jt_keyring **ret_keyring);
void jt_keyring_free(struct jt_keyring *keyring);
/* For jt_store_visitor.signing_key; arg is the keyring. */
enum jt_err jt_keyring_visit(void *arg, const struct jt_signing_key *row);
/* Keeps the keyring in step with the store; other kinds of change are accepted and ignored. */
struct jt_store_listener jt_keyring_listener(struct jt_keyring *keyring);

/* Makes a new sealed key for a realm, as a row to be stored; its text lives in arena. */
JT_MUST_USE enum jt_err jt_keyring_make(const struct jt_keyring *keyring, struct jt_arena *arena,
                                        const jt_uuid *realm, const struct jt_alg *alg,
                                        enum jt_signing_key_state state, jt_time now,
                                        struct jt_signing_key *ret_row);

/* Makes key, a copy of a row that is not withdrawn, a withdrawn one: of its private part nothing is
 * left. The text lives in arena. */
JT_MUST_USE enum jt_err jt_keyring_withdraw(struct jt_keyring *keyring, struct jt_arena *arena,
                                            struct jt_signing_key *key, jt_time now,
                                            bool emergency);
/* Copies of a realm's keys that are not withdrawn, in arena. */
JT_MUST_USE enum jt_err jt_keyring_copy_realm(struct jt_keyring *keyring, struct jt_arena *arena,
                                              const jt_uuid *realm,
                                              struct jt_signing_key **ret_keys, size_t *ret_count);
/* Appends a compact JWS of the realm's active key, for what is signed now and then; any thread. */
JT_MUST_USE enum jt_err jt_keyring_sign(struct jt_keyring *keyring, const jt_uuid *realm,
                                        jt_str typ, jt_str payload, struct jt_buf *buf);

/* One per thread. */
JT_MUST_USE enum jt_err jt_thread_keys_new(struct jt_keyring *keyring,
                                           struct jt_thread_keys **ret_keys);
void jt_thread_keys_free(struct jt_thread_keys *keys);

struct jt_signing {
    struct jt_signer *signer;
    const struct jt_alg *alg;
    jt_str kid;
    jt_str header_b64; /* of typ at+jwt */
};
/* The active key of a realm; borrowed until the next call. JT_ERR_NOT_FOUND: none. JT_ERR_DAMAGED:
 * it does not open under this master key. */
JT_MUST_USE enum jt_err jt_thread_keys_signing(struct jt_thread_keys *keys, const jt_uuid *realm,
                                               const struct jt_signing **ret_signing);
/* Verifies against the realm's key with this kid, also retired and next ones, never withdrawn ones.
 * JT_ERR_NOT_FOUND: no such key; JT_ERR_REFUSED: wrong signature or another algorithm. */
JT_MUST_USE enum jt_err jt_thread_keys_verify(struct jt_thread_keys *keys, const jt_uuid *realm,
                                              jt_str kid, const struct jt_alg *alg,
                                              jt_str signing_input, jt_str signature);
/* Appends {"keys":[…]} with next, active and retired keys of the realm. */
JT_MUST_USE enum jt_err jt_keyring_write_jwks(struct jt_keyring *keyring, const jt_uuid *realm,
                                              struct jt_buf *buf);
/* The same with withdrawn keys, by which old checkpoints are verified. */
JT_MUST_USE enum jt_err jt_keyring_write_every_jwk(struct jt_keyring *keyring, const jt_uuid *realm,
                                                   struct jt_buf *buf);

#endif

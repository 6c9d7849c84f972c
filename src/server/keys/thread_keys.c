/* SPDX-License-Identifier: Apache-2.0 */
/* Signers and verifiers of one thread, in two small tables where each realm or key id has exactly
 * one place: bounded, found in one step, and emptied as soon as the keyring's generation moved. */
#include "server/keys/keyring_internal.h"

#include "jose/jws.h"

#include <stdlib.h>
#include <string.h>

enum { SLOT_COUNT = 64, HEADER_MAX = 512 };

struct signing_slot {
    struct jt_opened_key *opened; /* NULL: empty */
    struct jt_signing signing;
    struct jt_buf header;
};

struct verifying_slot {
    struct jt_opened_key *opened;
    struct jt_verifier *verifier;
};

struct jt_thread_keys {
    struct jt_keyring *keyring;
    uint64_t generation; /* of what stands in the slots */
    struct signing_slot signing[SLOT_COUNT];
    struct verifying_slot verifying[SLOT_COUNT];
};

enum jt_err jt_thread_keys_new(struct jt_keyring *keyring, struct jt_thread_keys **ret_keys)
{
    struct jt_thread_keys *keys = calloc(1, sizeof(*keys));
    if (keys == NULL) {
        return JT_ERR_NOMEM;
    }
    keys->keyring = keyring;
    keys->generation = jt_keyring_generation(keyring);
    *ret_keys = keys;
    return JT_OK;
}

static void clear_signing(struct signing_slot *slot)
{
    jt_signer_free(slot->signing.signer);
    jt_opened_key_release(slot->opened);
    jt_buf_clear(&slot->header);
    *slot = (struct signing_slot){.header = JT_BUF_INIT(HEADER_MAX)};
}

static void clear_verifying(struct verifying_slot *slot)
{
    jt_verifier_free(slot->verifier);
    jt_opened_key_release(slot->opened);
    *slot = (struct verifying_slot){0};
}

static void clear_all(struct jt_thread_keys *keys)
{
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        clear_signing(&keys->signing[i]);
        clear_verifying(&keys->verifying[i]);
    }
}

void jt_thread_keys_free(struct jt_thread_keys *keys)
{
    if (keys) {
        clear_all(keys);
        free(keys);
    }
}

/* The generation is read before the keys: a change in between empties the slots once more. */
static void refresh(struct jt_thread_keys *keys)
{
    uint64_t generation = jt_keyring_generation(keys->keyring);
    if (generation != keys->generation) {
        clear_all(keys);
        keys->generation = generation;
    }
}

static enum jt_err fill_signing(struct signing_slot *slot, struct jt_opened_key *opened)
{
    slot->opened = opened;
    slot->signing.alg = opened->alg;
    slot->signing.kid = opened->kid;
    jt_jws_write_header(&slot->header, opened->alg, JT_STR("at+jwt"), opened->kid);
    JT_TRY(jt_buf_check(&slot->header));
    slot->signing.header_b64 = jt_buf_str(&slot->header);
    return jt_signer_new(opened->key, opened->alg->scheme, &slot->signing.signer);
}

enum jt_err jt_thread_keys_signing(struct jt_thread_keys *keys, const jt_uuid *realm,
                                   const struct jt_signing **ret_signing)
{
    refresh(keys);
    struct signing_slot *slot = &keys->signing[realm->bytes[15] % SLOT_COUNT];
    if (slot->opened == NULL || !jt_uuid_equal(&slot->opened->realm, realm)) {
        struct jt_opened_key *opened = NULL;
        clear_signing(slot);
        JT_TRY(jt_keyring_hold_active(keys->keyring, realm, &opened));
        enum jt_err err = fill_signing(slot, opened);
        if (err != JT_OK) {
            clear_signing(slot);
            return err;
        }
    }
    *ret_signing = &slot->signing;
    return JT_OK;
}

/* Key ids are hashes, and only those that exist come to stand in a slot. */
static struct verifying_slot *verifying_slot_of(struct jt_thread_keys *keys, const jt_uuid *realm,
                                                jt_str kid)
{
    size_t hash = realm->bytes[15];
    for (size_t i = 0; i < kid.len && i < 4; i++) {
        hash = hash * 31 + (unsigned char)kid.ptr[i];
    }
    return &keys->verifying[hash % SLOT_COUNT];
}

static enum jt_err fill_verifying(struct jt_thread_keys *keys, struct verifying_slot *slot,
                                  const jt_uuid *realm, jt_str kid)
{
    struct jt_opened_key *opened = NULL;
    struct jt_verifier *verifier = NULL;
    JT_TRY(jt_keyring_hold_kid(keys->keyring, realm, kid, &opened));
    enum jt_err err = jt_verifier_new(opened->key, opened->alg->scheme, &verifier);
    if (err != JT_OK) {
        jt_opened_key_release(opened);
        return err;
    }
    clear_verifying(slot);
    *slot = (struct verifying_slot){.opened = opened, .verifier = verifier};
    return JT_OK;
}

enum jt_err jt_thread_keys_verify(struct jt_thread_keys *keys, const jt_uuid *realm, jt_str kid,
                                  const struct jt_alg *alg, jt_str signing_input, jt_str signature)
{
    refresh(keys);
    struct verifying_slot *slot = verifying_slot_of(keys, realm, kid);
    if (slot->opened == NULL || !jt_uuid_equal(&slot->opened->realm, realm) ||
        !jt_str_equal(slot->opened->kid, kid)) {
        JT_TRY(fill_verifying(keys, slot, realm, kid));
    }
    /* RFC 8725 §3.1: the key's own algorithm decides, never the header's. */
    if (slot->opened->alg != alg) {
        return JT_ERR_REFUSED;
    }
    return jt_verifier_check(slot->verifier, signing_input, signature);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Signers and verifiers of one thread, in two small tables: a keyed place has room for WAYS of
 * them, and the one used longest ago gives way. Bounded, found in a few steps, and emptied as soon
 * as the keyring's generation moved. */
#include "server/keys/keyring_internal.h"

#include "jose/jws.h"

#include <stdlib.h>
#include <string.h>

enum { SETS = 64, WAYS = 4, HEADER_MAX = 512 };

/* Begins every slot. */
struct place {
    struct jt_opened_key *opened; /* NULL: empty */
    uint64_t used;                /* when last, in uses */
};

struct signing_slot {
    struct place place;
    struct jt_signing signing;
    struct jt_buf header;
};

struct verifying_slot {
    struct place place;
    struct jt_verifier *verifier;
};

struct jt_thread_keys {
    struct jt_keyring *keyring;
    uint64_t generation; /* of what stands in the slots */
    uint64_t uses;
    struct signing_slot signing[SETS][WAYS];
    struct verifying_slot verifying[SETS][WAYS];
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
    jt_opened_key_release(slot->place.opened);
    jt_buf_clear(&slot->header);
    *slot = (struct signing_slot){.header = JT_BUF_INIT(HEADER_MAX)};
}

static void clear_verifying(struct verifying_slot *slot)
{
    jt_verifier_free(slot->verifier);
    jt_opened_key_release(slot->place.opened);
    *slot = (struct verifying_slot){0};
}

static void clear_all(struct jt_thread_keys *keys)
{
    for (size_t i = 0; i < (size_t)SETS * WAYS; i++) {
        clear_signing(&keys->signing[i / WAYS][i % WAYS]);
        clear_verifying(&keys->verifying[i / WAYS][i % WAYS]);
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

/* Realms have random keys, and key ids are hashes; only those that exist come to stand in a slot.
 */
static size_t set_of(const jt_uuid *realm, jt_str kid)
{
    uint64_t words[2];
    memcpy(words, realm->bytes, sizeof(words));
    uint64_t hash = words[0] ^ words[1];
    for (size_t i = 0; i < kid.len && i < 8; i++) {
        hash = hash * 31 + (unsigned char)kid.ptr[i];
    }
    return (size_t)((hash * UINT64_C(0x9e3779b97f4a7c15)) >> 32) % SETS;
}

static enum jt_err fill_signing(struct signing_slot *slot, struct jt_opened_key *opened)
{
    clear_signing(slot);
    slot->place.opened = opened;
    slot->signing.alg = opened->alg;
    slot->signing.kid = opened->kid;
    jt_jws_write_header(&slot->header, opened->alg, JT_STR("at+jwt"), opened->kid);
    JT_TRY(jt_buf_check(&slot->header));
    slot->signing.header_b64 = jt_buf_str(&slot->header);
    return jt_signer_new(opened->key, opened->alg->scheme, &slot->signing.signer);
}

/* The one of the realm, or the one to give way. */
static struct signing_slot *find_signing(struct signing_slot *set, const jt_uuid *realm,
                                         bool *ret_found)
{
    struct signing_slot *oldest = set;
    for (size_t i = 0; i < WAYS; i++) {
        const struct jt_opened_key *opened = set[i].place.opened;
        if (opened && jt_uuid_equal(&opened->realm, realm)) {
            *ret_found = true;
            return &set[i];
        }
        oldest = set[i].place.used < oldest->place.used ? &set[i] : oldest;
    }
    return oldest;
}

enum jt_err jt_thread_keys_signing(struct jt_thread_keys *keys, const jt_uuid *realm,
                                   const struct jt_signing **ret_signing)
{
    bool found = false;
    refresh(keys);
    struct signing_slot *slot =
        find_signing(keys->signing[set_of(realm, (jt_str){0})], realm, &found);
    if (!found) {
        struct jt_opened_key *opened = NULL;
        JT_TRY(jt_keyring_hold_active(keys->keyring, realm, &opened));
        enum jt_err err = fill_signing(slot, opened);
        if (err != JT_OK) {
            clear_signing(slot);
            return err;
        }
    }
    slot->place.used = ++keys->uses;
    *ret_signing = &slot->signing;
    return JT_OK;
}

static struct verifying_slot *find_verifying(struct verifying_slot *set, const jt_uuid *realm,
                                             jt_str kid, bool *ret_found)
{
    struct verifying_slot *oldest = set;
    for (size_t i = 0; i < WAYS; i++) {
        const struct jt_opened_key *opened = set[i].place.opened;
        if (opened && jt_uuid_equal(&opened->realm, realm) && jt_str_equal(opened->kid, kid)) {
            *ret_found = true;
            return &set[i];
        }
        oldest = set[i].place.used < oldest->place.used ? &set[i] : oldest;
    }
    return oldest;
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
    *slot = (struct verifying_slot){.place = {.opened = opened}, .verifier = verifier};
    return JT_OK;
}

enum jt_err jt_thread_keys_verify(struct jt_thread_keys *keys, const jt_uuid *realm, jt_str kid,
                                  const struct jt_alg *alg, jt_str signing_input, jt_str signature)
{
    bool found = false;
    refresh(keys);
    struct verifying_slot *slot =
        find_verifying(keys->verifying[set_of(realm, kid)], realm, kid, &found);
    if (!found) {
        JT_TRY(fill_verifying(keys, slot, realm, kid));
    }
    slot->place.used = ++keys->uses;
    /* RFC 8725 §3.1: the key's own algorithm decides, never the header's. */
    if (slot->place.opened->alg != alg) {
        return JT_ERR_REFUSED;
    }
    return jt_verifier_check(slot->verifier, signing_input, signature);
}

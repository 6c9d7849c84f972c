/* SPDX-License-Identifier: Apache-2.0 */
/* BLAKE2b under a key, with a personal string for each of the two uses, and every part preceded by
 * its length. */
#include "seal/kdf.h"

#include "base/secret.h"
#include "seal/sodium_ready.h"

#include <sodium.h>

enum { LENGTH = 8 };

/* Sixteen bytes each, as BLAKE2b's personalisation wants it. */
static const uint8_t for_deriving[] = "jeton-derive-key";
static const uint8_t for_hashing[] = "jeton-keyed-hash";

_Static_assert(sizeof(for_deriving) == crypto_generichash_blake2b_PERSONALBYTES + 1, "personal");
_Static_assert(sizeof(for_hashing) == crypto_generichash_blake2b_PERSONALBYTES + 1, "personal");

static void add_number(crypto_generichash_blake2b_state *state, uint64_t number)
{
    uint8_t little_endian[LENGTH];
    for (size_t i = 0; i < LENGTH; i++) {
        little_endian[i] = (uint8_t)(number >> (8 * i));
    }
    (void)crypto_generichash_blake2b_update(state, little_endian, sizeof(little_endian));
}

static void add_part(crypto_generichash_blake2b_state *state, jt_str part)
{
    add_number(state, part.len);
    if (part.len) {
        (void)crypto_generichash_blake2b_update(state, (const uint8_t *)part.ptr, part.len);
    }
}

static enum jt_err begin(crypto_generichash_blake2b_state *state, const uint8_t *key,
                         const uint8_t *personal)
{
    JT_TRY(jt_sodium_ready());
    int failed = crypto_generichash_blake2b_init_salt_personal(state, key, JT_MASTER_KEY_LEN,
                                                               JT_DERIVED_KEY_LEN, NULL, personal);
    return failed ? JT_ERR_CRYPTO : JT_OK;
}

static void end(crypto_generichash_blake2b_state *state, uint8_t *ret_hash)
{
    (void)crypto_generichash_blake2b_final(state, ret_hash, JT_DERIVED_KEY_LEN);
    jt_wipe(state, sizeof(*state));
}

enum jt_err jt_kdf_derive(const uint8_t master[static JT_MASTER_KEY_LEN], jt_str purpose,
                          uint32_t version, uint8_t ret_key[static JT_DERIVED_KEY_LEN])
{
    crypto_generichash_blake2b_state state;
    JT_TRY(begin(&state, master, for_deriving));
    add_part(&state, purpose);
    add_number(&state, version);
    end(&state, ret_key);
    return JT_OK;
}

enum jt_err jt_keyed_hash(const uint8_t key[static JT_DERIVED_KEY_LEN], const jt_str *parts,
                          size_t count, uint8_t ret_hash[static JT_KEYED_HASH_LEN])
{
    crypto_generichash_blake2b_state state;
    JT_TRY(begin(&state, key, for_hashing));
    for (size_t i = 0; i < count; i++) {
        add_part(&state, parts[i]);
    }
    end(&state, ret_hash);
    return JT_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed bytes are: version, nonce, ciphertext, tag. The version is authenticated together with
 * the identity, so that a later version cannot be passed off as this one. */
#include "seal/aead.h"

#include "seal/sodium_ready.h"

#include <sodium.h>

enum {
    VERSION = 1,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};

_Static_assert(JT_AEAD_OVERHEAD == 1 + NONCE + TAG, "overhead of XChaCha20-Poly1305");
_Static_assert(JT_AEAD_KEY_LEN == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key length");

/* The version and the identity as one piece of associated data. */
static enum jt_err make_associated(struct jt_buf *associated, jt_str identity)
{
    jt_buf_append_char(associated, VERSION);
    jt_buf_append(associated, identity);
    return jt_buf_check(associated);
}

enum jt_err jt_aead_seal(const uint8_t key[static JT_AEAD_KEY_LEN], jt_str identity, jt_str plain,
                         const struct jt_rand *rand, struct jt_buf *buf)
{
    uint8_t nonce[NONCE];
    JT_CLEAN(jt_buf_clear) struct jt_buf associated = {0};
    JT_TRY(jt_sodium_ready());
    JT_TRY(jt_rand_fill(rand, nonce, sizeof(nonce)));
    JT_TRY(make_associated(&associated, identity));
    if (plain.len > SIZE_MAX - JT_AEAD_OVERHEAD) {
        return JT_ERR_LIMIT;
    }
    char *room = jt_buf_reserve(buf, plain.len + JT_AEAD_OVERHEAD);
    if (room == NULL) {
        return jt_buf_check(buf);
    }
    room[0] = VERSION;
    for (size_t i = 0; i < NONCE; i++) {
        room[1 + i] = (char)nonce[i];
    }
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        (uint8_t *)room + 1 + NONCE, NULL, (const uint8_t *)plain.ptr, plain.len,
        (const uint8_t *)associated.ptr, associated.len, NULL, nonce, key);
    jt_buf_grow(buf, plain.len + JT_AEAD_OVERHEAD);
    return JT_OK;
}

enum jt_err jt_aead_open(const uint8_t key[static JT_AEAD_KEY_LEN], jt_str identity, jt_str sealed,
                         struct jt_buf *buf)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf associated = {0};
    if (sealed.len < JT_AEAD_OVERHEAD || sealed.ptr[0] != VERSION) {
        return JT_ERR_DAMAGED;
    }
    JT_TRY(jt_sodium_ready());
    JT_TRY(make_associated(&associated, identity));
    char *room = jt_buf_reserve(buf, sealed.len - JT_AEAD_OVERHEAD);
    if (room == NULL) {
        return jt_buf_check(buf);
    }
    const uint8_t *nonce = (const uint8_t *)sealed.ptr + 1;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            (uint8_t *)room, NULL, NULL, nonce + NONCE, sealed.len - 1 - NONCE,
            (const uint8_t *)associated.ptr, associated.len, nonce, key) != 0) {
        return JT_ERR_DAMAGED;
    }
    jt_buf_grow(buf, sealed.len - JT_AEAD_OVERHEAD);
    return JT_OK;
}

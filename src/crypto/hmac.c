/* SPDX-License-Identifier: Apache-2.0 */
/* HMAC-SHA-256 from two prepared states: the digest after the inner pad, and the one after the
 * outer pad. For a message of 53 bytes copying them into the thread's context costs 0.16 µs,
 * hashing the pads anew 0.25 µs, EVP_MAC_CTX_dup() 0.53 µs. */
#include "crypto/hmac.h"

#include "base/secret.h"
#include "crypto/digest_context.h"
#include "crypto/openssl_failure.h"

#include <stdlib.h>

enum { BLOCK = 64, INNER_PAD = 0x36, OUTER_PAD = 0x5c };

/* Copying reads the source alone (and counts the algorithm's references atomically). */
struct jt_hmac_key {
    EVP_MD_CTX *inner;
    EVP_MD_CTX *outer;
};

/* RFC 2104 §2: the state after the key, filled up with zeros and XORed with the pad. */
static EVP_MD_CTX *padded_state(const uint8_t key[static JT_HMAC_KEY_LEN], uint8_t pad)
{
    uint8_t block[BLOCK];
    for (size_t i = 0; i < BLOCK; i++) {
        block[i] = (uint8_t)(pad ^ (i < JT_HMAC_KEY_LEN ? key[i] : 0));
    }
    const EVP_MD *algorithm = jt_digest_algorithm();
    EVP_MD_CTX *state = algorithm ? EVP_MD_CTX_new() : NULL;
    if (state && (EVP_DigestInit_ex2(state, algorithm, NULL) != 1 ||
                  EVP_DigestUpdate(state, block, BLOCK) != 1)) {
        EVP_MD_CTX_free(state);
        state = NULL;
    }
    jt_wipe(block, sizeof(block));
    return state;
}

enum jt_err jt_hmac_key_new(const uint8_t key[static JT_HMAC_KEY_LEN], struct jt_hmac_key **ret_key)
{
    struct jt_hmac_key *made = calloc(1, sizeof(*made));
    if (made == NULL) {
        return JT_ERR_NOMEM;
    }
    made->inner = padded_state(key, INNER_PAD);
    made->outer = made->inner ? padded_state(key, OUTER_PAD) : NULL;
    if (made->outer == NULL) {
        jt_hmac_key_free(made);
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    *ret_key = made;
    return JT_OK;
}

/* OpenSSL wipes the states when it frees them. */
void jt_hmac_key_free(struct jt_hmac_key *key)
{
    if (key) {
        EVP_MD_CTX_free(key->inner);
        EVP_MD_CTX_free(key->outer);
        free(key);
    }
}

static bool digest_from(EVP_MD_CTX *context, const EVP_MD_CTX *state, jt_str bytes,
                        uint8_t ret_digest[static JT_HMAC_LEN])
{
    return EVP_MD_CTX_copy_ex(context, state) == 1 &&
           EVP_DigestUpdate(context, bytes.ptr, bytes.len) == 1 &&
           EVP_DigestFinal_ex(context, ret_digest, NULL) == 1;
}

enum jt_err jt_hmac(const struct jt_hmac_key *key, jt_str message,
                    uint8_t ret_mac[static JT_HMAC_LEN])
{
    uint8_t inner[JT_HMAC_LEN];
    EVP_MD_CTX *context = jt_digest_context();
    bool done =
        context && digest_from(context, key->inner, message, inner) &&
        digest_from(context, key->outer, jt_str_make((const char *)inner, sizeof(inner)), ret_mac);
    jt_wipe(inner, sizeof(inner));
    return done ? JT_OK : jt_openssl_failure(JT_ERR_CRYPTO);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* AES-128 on single blocks: a context for each direction, prepared once. */
#include "crypto/block.h"

#include "crypto/openssl_failure.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdlib.h>

struct jt_block_cipher {
    EVP_CIPHER_CTX *encrypt;
    EVP_CIPHER_CTX *decrypt;
};

/* One block is one call of the bare permutation, which OpenSSL calls ECB without padding. */
static EVP_CIPHER_CTX *direction(const EVP_CIPHER *aes, const uint8_t key[static JT_BLOCK_KEY_LEN],
                                 bool encrypts)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    if (context && EVP_CipherInit_ex2(context, aes, key, NULL, encrypts, NULL) == 1 &&
        EVP_CIPHER_CTX_set_padding(context, 0) == 1) {
        return context;
    }
    EVP_CIPHER_CTX_free(context);
    return NULL;
}

enum jt_err jt_block_new(const uint8_t key[static JT_BLOCK_KEY_LEN],
                         struct jt_block_cipher **ret_cipher)
{
    struct jt_block_cipher *cipher = calloc(1, sizeof(*cipher));
    if (cipher == NULL) {
        return JT_ERR_NOMEM;
    }
    EVP_CIPHER *aes = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL);
    if (aes) {
        cipher->encrypt = direction(aes, key, true);
        cipher->decrypt = direction(aes, key, false);
    }
    EVP_CIPHER_free(aes);
    if (cipher->encrypt == NULL || cipher->decrypt == NULL) {
        jt_block_free(cipher);
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    *ret_cipher = cipher;
    return JT_OK;
}

void jt_block_free(struct jt_block_cipher *cipher)
{
    if (cipher) {
        EVP_CIPHER_CTX_free(cipher->encrypt);
        EVP_CIPHER_CTX_free(cipher->decrypt);
        free(cipher);
    }
}

static enum jt_err permute(EVP_CIPHER_CTX *context, const uint8_t in[static JT_BLOCK_LEN],
                           uint8_t ret_out[static JT_BLOCK_LEN])
{
    int len = 0;
    if (EVP_CipherUpdate(context, ret_out, &len, in, JT_BLOCK_LEN) != 1 || len != JT_BLOCK_LEN) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    return JT_OK;
}

enum jt_err jt_block_encrypt(struct jt_block_cipher *cipher, const uint8_t in[static JT_BLOCK_LEN],
                             uint8_t ret_out[static JT_BLOCK_LEN])
{
    return permute(cipher->encrypt, in, ret_out);
}

enum jt_err jt_block_decrypt(struct jt_block_cipher *cipher, const uint8_t in[static JT_BLOCK_LEN],
                             uint8_t ret_out[static JT_BLOCK_LEN])
{
    return permute(cipher->decrypt, in, ret_out);
}

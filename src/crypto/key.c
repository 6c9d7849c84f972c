/* SPDX-License-Identifier: Apache-2.0 */
/* Keys as a whole: made, judged, written and read as PKCS#8. */
#include "crypto/key.h"

#include "crypto/key_openssl.h"
#include "crypto/openssl_failure.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

static void clear_info(PKCS8_PRIV_KEY_INFO **info)
{
    PKCS8_PRIV_KEY_INFO_free(*info);
}

static bool curve_is_p256(const EVP_PKEY *pkey)
{
    char name[32];
    size_t len = 0;
    return EVP_PKEY_get_group_name(pkey, name, sizeof(name), &len) == 1 &&
           strcmp(name, "prime256v1") == 0;
}

static bool find_kind(const EVP_PKEY *pkey, enum jt_key_kind *ret_kind)
{
    if (EVP_PKEY_is_a(pkey, "EC")) {
        *ret_kind = JT_KEY_P256;
        return curve_is_p256(pkey);
    }
    if (EVP_PKEY_is_a(pkey, "RSA")) {
        int bits = EVP_PKEY_get_bits(pkey);
        *ret_kind = JT_KEY_RSA;
        return bits >= JT_RSA_BITS && bits <= JT_RSA_BITS_MAX;
    }
    *ret_kind = JT_KEY_ED25519;
    return EVP_PKEY_is_a(pkey, "ED25519") == 1;
}

enum jt_err jt_key_adopt(EVP_PKEY *pkey, struct jt_key **ret_key)
{
    enum jt_key_kind kind;
    if (!find_kind(pkey, &kind)) {
        EVP_PKEY_free(pkey);
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    struct jt_key *key = malloc(sizeof(*key));
    if (key == NULL) {
        EVP_PKEY_free(pkey);
        return JT_ERR_NOMEM;
    }
    *key = (struct jt_key){kind, pkey};
    *ret_key = key;
    return JT_OK;
}

static EVP_PKEY *make(enum jt_key_kind kind)
{
    switch (kind) {
    case JT_KEY_P256:
        return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    case JT_KEY_RSA:
        return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)JT_RSA_BITS);
    case JT_KEY_ED25519:
        return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    }
    return NULL;
}

enum jt_err jt_key_generate(enum jt_key_kind kind, struct jt_key **ret_key)
{
    EVP_PKEY *pkey = make(kind);
    return pkey ? jt_key_adopt(pkey, ret_key) : jt_openssl_failure(JT_ERR_CRYPTO);
}

void jt_key_free(struct jt_key *key)
{
    if (key) {
        EVP_PKEY_free(key->pkey);
        free(key);
    }
}

enum jt_key_kind jt_key_kind(const struct jt_key *key)
{
    return key->kind;
}

enum jt_err jt_key_write_private(const struct jt_key *key, struct jt_secret *ret_der)
{
    JT_CLEAN(clear_info) PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key->pkey);
    unsigned char *der = NULL;
    int len = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : -1;
    if (len < 0) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    enum jt_err err = jt_secret_set(ret_der, jt_str_make((const char *)der, (size_t)len));
    OPENSSL_clear_free(der, (size_t)len);
    return err;
}

enum jt_err jt_key_read_private(jt_str der, struct jt_key **ret_key)
{
    const unsigned char *at = (const unsigned char *)der.ptr;
    if (der.len == 0 || der.len > JT_SECRET_MAX) {
        return JT_ERR_FORMAT;
    }
    JT_CLEAN(clear_info)
    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)der.len);
    if (info == NULL || at != (const unsigned char *)der.ptr + der.len) {
        return jt_openssl_failure(JT_ERR_FORMAT);
    }
    EVP_PKEY *pkey = EVP_PKCS82PKEY(info);
    return pkey ? jt_key_adopt(pkey, ret_key) : jt_openssl_failure(JT_ERR_FORMAT);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Signing. The context is set up once; each message costs its digest and EVP_PKEY_sign(). Ed25519
 * alone wants the message itself, which EVP_DigestSign() takes. */
#include "crypto/sign.h"

#include "crypto/digest.h"
#include "crypto/ecdsa_form.h"
#include "crypto/openssl_failure.h"
#include "crypto/sign_scheme.h"

#include <stdlib.h>

struct jt_signer {
    enum jt_sign_scheme scheme;
    EVP_PKEY_CTX *pkey_context; /* all but Ed25519 */
    EVP_MD_CTX *md_context;     /* Ed25519 */
};

static enum jt_err set_up(struct jt_signer *signer, const struct jt_key *key)
{
    if (signer->scheme == JT_SIGN_EDDSA) {
        signer->md_context = EVP_MD_CTX_new();
        bool done = signer->md_context && EVP_DigestSignInit_ex(signer->md_context, NULL, NULL,
                                                                NULL, NULL, key->pkey, NULL) == 1;
        return done ? JT_OK : jt_openssl_failure(JT_ERR_CRYPTO);
    }
    signer->pkey_context = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
    if (signer->pkey_context == NULL || EVP_PKEY_sign_init(signer->pkey_context) != 1) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    return jt_sign_scheme_set_up(signer->scheme, signer->pkey_context);
}

enum jt_err jt_signer_new(const struct jt_key *key, enum jt_sign_scheme scheme,
                          struct jt_signer **ret_signer)
{
    if (!jt_sign_scheme_fits(scheme, key->kind)) {
        return JT_ERR_ARG;
    }
    struct jt_signer *signer = calloc(1, sizeof(*signer));
    if (signer == NULL) {
        return JT_ERR_NOMEM;
    }
    signer->scheme = scheme;
    enum jt_err err = set_up(signer, key);
    if (err != JT_OK) {
        jt_signer_free(signer);
        return err;
    }
    *ret_signer = signer;
    return JT_OK;
}

void jt_signer_free(struct jt_signer *signer)
{
    if (signer) {
        EVP_PKEY_CTX_free(signer->pkey_context);
        EVP_MD_CTX_free(signer->md_context);
        free(signer);
    }
}

static enum jt_err sign_message(struct jt_signer *signer, jt_str message,
                                uint8_t ret_signature[static JT_SIGNATURE_MAX], size_t *ret_len)
{
    size_t len = JT_SIGNATURE_MAX;
    if (EVP_DigestSign(signer->md_context, ret_signature, &len, (const uint8_t *)message.ptr,
                       message.len) != 1) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    *ret_len = len;
    return JT_OK;
}

static enum jt_err sign_digest(struct jt_signer *signer, jt_str message, uint8_t *ret_signature,
                               size_t *ret_len)
{
    uint8_t digest[JT_SHA256_LEN];
    JT_TRY(jt_sha256(message, digest));
    if (EVP_PKEY_sign(signer->pkey_context, ret_signature, ret_len, digest, sizeof(digest)) != 1) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    return JT_OK;
}

static enum jt_err sign_ecdsa(struct jt_signer *signer, jt_str message,
                              uint8_t ret_signature[static JT_SIGNATURE_MAX], size_t *ret_len)
{
    uint8_t der[JT_ECDSA_DER_MAX];
    size_t der_len = sizeof(der);
    JT_TRY(sign_digest(signer, message, der, &der_len));
    if (jt_ecdsa_from_der(der, der_len, ret_signature) != JT_OK) {
        return JT_ERR_CRYPTO;
    }
    *ret_len = JT_ECDSA_RAW;
    return JT_OK;
}

enum jt_err jt_signer_sign(struct jt_signer *signer, jt_str message,
                           uint8_t ret_signature[static JT_SIGNATURE_MAX], size_t *ret_len)
{
    size_t len = JT_SIGNATURE_MAX;
    switch (signer->scheme) {
    case JT_SIGN_ES256:
        return sign_ecdsa(signer, message, ret_signature, ret_len);
    case JT_SIGN_RS256:
    case JT_SIGN_PS256:
        JT_TRY(sign_digest(signer, message, ret_signature, &len));
        *ret_len = len;
        return JT_OK;
    case JT_SIGN_EDDSA:
        return sign_message(signer, message, ret_signature, ret_len);
    }
    return JT_ERR_ARG;
}

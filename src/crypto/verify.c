/* SPDX-License-Identifier: Apache-2.0 */
/* Verifying. A wrong signature is JT_ERR_REFUSED; when OpenSSL lacked memory, nobody knows, and
 * that is never a no. */
#include "crypto/sign.h"

#include "crypto/digest.h"
#include "crypto/ecdsa_form.h"
#include "crypto/openssl_failure.h"
#include "crypto/sign_scheme.h"

#include <openssl/err.h>
#include <stdlib.h>

enum { ED25519_SIGNATURE = 64 };

struct jt_verifier {
    enum jt_sign_scheme scheme;
    size_t signature_len;       /* of r||s, of the modulus, of Ed25519 */
    EVP_PKEY_CTX *pkey_context; /* all but Ed25519 */
    EVP_MD_CTX *md_context;     /* Ed25519 */
};

static enum jt_err set_up(struct jt_verifier *verifier, const struct jt_key *key)
{
    if (verifier->scheme == JT_SIGN_EDDSA) {
        verifier->signature_len = ED25519_SIGNATURE;
        verifier->md_context = EVP_MD_CTX_new();
        bool done =
            verifier->md_context && EVP_DigestVerifyInit_ex(verifier->md_context, NULL, NULL, NULL,
                                                            NULL, key->pkey, NULL) == 1;
        return done ? JT_OK : jt_openssl_failure(JT_ERR_CRYPTO);
    }
    verifier->signature_len = verifier->scheme == JT_SIGN_ES256
                                  ? (size_t)JT_ECDSA_RAW
                                  : (size_t)EVP_PKEY_get_size(key->pkey);
    verifier->pkey_context = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
    if (verifier->pkey_context == NULL || EVP_PKEY_verify_init(verifier->pkey_context) != 1) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    return jt_sign_scheme_set_up(verifier->scheme, verifier->pkey_context);
}

enum jt_err jt_verifier_new(const struct jt_key *key, enum jt_sign_scheme scheme,
                            struct jt_verifier **ret_verifier)
{
    if (!jt_sign_scheme_fits(scheme, key->kind)) {
        return JT_ERR_ARG;
    }
    struct jt_verifier *verifier = calloc(1, sizeof(*verifier));
    if (verifier == NULL) {
        return JT_ERR_NOMEM;
    }
    verifier->scheme = scheme;
    enum jt_err err = set_up(verifier, key);
    if (err != JT_OK) {
        jt_verifier_free(verifier);
        return err;
    }
    *ret_verifier = verifier;
    return JT_OK;
}

void jt_verifier_free(struct jt_verifier *verifier)
{
    if (verifier) {
        EVP_PKEY_CTX_free(verifier->pkey_context);
        EVP_MD_CTX_free(verifier->md_context);
        free(verifier);
    }
}

static enum jt_err judge(int result)
{
    if (result == 1) {
        return JT_OK;
    }
    return jt_openssl_failure(JT_ERR_REFUSED) == JT_ERR_NOMEM ? JT_ERR_CRYPTO : JT_ERR_REFUSED;
}

static enum jt_err check_digest(struct jt_verifier *verifier, jt_str message,
                                const uint8_t *signature, size_t len)
{
    uint8_t digest[JT_SHA256_LEN];
    if (jt_sha256(message, digest) != JT_OK) {
        return JT_ERR_CRYPTO;
    }
    return judge(EVP_PKEY_verify(verifier->pkey_context, signature, len, digest, sizeof(digest)));
}

static enum jt_err check_ecdsa(struct jt_verifier *verifier, jt_str message, jt_str signature)
{
    uint8_t der[JT_ECDSA_DER_MAX];
    size_t len;
    JT_TRY(jt_ecdsa_to_der(signature, der, &len));
    return check_digest(verifier, message, der, len);
}

enum jt_err jt_verifier_check(struct jt_verifier *verifier, jt_str message, jt_str signature)
{
    const uint8_t *bytes = (const uint8_t *)signature.ptr;
    if (signature.len != verifier->signature_len) {
        return JT_ERR_REFUSED;
    }
    ERR_clear_error(); /* what stood there before must not decide about this signature */
    switch (verifier->scheme) {
    case JT_SIGN_ES256:
        return check_ecdsa(verifier, message, signature);
    case JT_SIGN_RS256:
    case JT_SIGN_PS256:
        return check_digest(verifier, message, bytes, signature.len);
    case JT_SIGN_EDDSA:
        return judge(EVP_DigestVerify(verifier->md_context, bytes, signature.len,
                                      (const uint8_t *)message.ptr, message.len));
    }
    return JT_ERR_ARG;
}

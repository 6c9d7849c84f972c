/* SPDX-License-Identifier: Apache-2.0 */
/* One place for the parameters of the schemes, so that signing and verifying cannot differ. */
#include "crypto/sign_scheme.h"

#include "crypto/digest.h"
#include "crypto/openssl_failure.h"

#include <openssl/rsa.h>

bool jt_sign_scheme_fits(enum jt_sign_scheme scheme, enum jt_key_kind kind)
{
    switch (scheme) {
    case JT_SIGN_ES256:
        return kind == JT_KEY_P256;
    case JT_SIGN_RS256:
    case JT_SIGN_PS256:
        return kind == JT_KEY_RSA;
    case JT_SIGN_EDDSA:
        return kind == JT_KEY_ED25519;
    }
    return false;
}

/* 0: the scheme knows no padding. */
static int padding(enum jt_sign_scheme scheme)
{
    switch (scheme) {
    case JT_SIGN_RS256:
        return RSA_PKCS1_PADDING;
    case JT_SIGN_PS256:
        return RSA_PKCS1_PSS_PADDING;
    case JT_SIGN_ES256:
    case JT_SIGN_EDDSA:
        return 0;
    }
    return 0;
}

/* RFC 7518 §3.5: the salt is as long as the digest, and MGF1 uses the same digest, which is what
 * OpenSSL takes for it when nothing else is said. */
enum jt_err jt_sign_scheme_set_up(enum jt_sign_scheme scheme, EVP_PKEY_CTX *context)
{
    int pad = padding(scheme);
    if ((pad && EVP_PKEY_CTX_set_rsa_padding(context, pad) != 1) ||
        EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) != 1 ||
        (scheme == JT_SIGN_PS256 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, JT_SHA256_LEN) != 1)) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    return JT_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What signing and verifying share: which key a scheme wants, and how its context is set up. Only
 * for files of this folder. */
#ifndef JT_CRYPTO_SIGN_SCHEME_H
#define JT_CRYPTO_SIGN_SCHEME_H

#include "crypto/key_openssl.h"
#include "crypto/sign.h"

bool jt_sign_scheme_fits(enum jt_sign_scheme scheme, enum jt_key_kind kind);
/* After EVP_PKEY_sign_init() or EVP_PKEY_verify_init(). */
JT_MUST_USE enum jt_err jt_sign_scheme_set_up(enum jt_sign_scheme scheme, EVP_PKEY_CTX *context);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a key, for the files of this folder alone. */
#ifndef JT_CRYPTO_KEY_OPENSSL_H
#define JT_CRYPTO_KEY_OPENSSL_H

#include "crypto/key.h"

#include <openssl/evp.h>

struct jt_key {
    enum jt_key_kind kind;
    EVP_PKEY *pkey;
};

/* Takes pkey over, also when it fails. JT_ERR_CRYPTO: a kind or size that we do not use. */
JT_MUST_USE enum jt_err jt_key_adopt(EVP_PKEY *pkey, struct jt_key **ret_key);

#endif

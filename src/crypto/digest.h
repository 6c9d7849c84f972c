/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4) with one fetched algorithm and one context per thread: the one-shot
 * function of OpenSSL 3 fetches on every call, which does not scale to two threads. */
#ifndef JT_CRYPTO_DIGEST_H
#define JT_CRYPTO_DIGEST_H

#include "base/err.h"
#include "base/str.h"

enum { JT_SHA256_LEN = 32 };

JT_MUST_USE enum jt_err jt_sha256(jt_str bytes, uint8_t ret_digest[static JT_SHA256_LEN]);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What digest and hmac share: SHA-256 fetched once for the process, and one context for each
 * thread, freed when the thread ends. Only for files of this folder. */
#ifndef JT_CRYPTO_DIGEST_CONTEXT_H
#define JT_CRYPTO_DIGEST_CONTEXT_H

#include <openssl/evp.h>

/* NULL: OpenSSL has none to give; the next call tries again. */
const EVP_MD *jt_digest_algorithm(void);
/* This thread's context in any state: initialise it or copy into it. NULL without memory. */
EVP_MD_CTX *jt_digest_context(void);

#endif

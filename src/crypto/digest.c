/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 over the thread's own context. */
#include "crypto/digest.h"

#include "crypto/digest_context.h"
#include "crypto/openssl_failure.h"

enum jt_err jt_sha256(jt_str bytes, uint8_t ret_digest[static JT_SHA256_LEN])
{
    const EVP_MD *algorithm = jt_digest_algorithm();
    EVP_MD_CTX *context = jt_digest_context();
    if (algorithm == NULL || context == NULL || EVP_DigestInit_ex2(context, algorithm, NULL) != 1 ||
        EVP_DigestUpdate(context, bytes.ptr, bytes.len) != 1 ||
        EVP_DigestFinal_ex(context, ret_digest, NULL) != 1) {
        return jt_openssl_failure(JT_ERR_CRYPTO);
    }
    return JT_OK;
}

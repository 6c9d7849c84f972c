/* SPDX-License-Identifier: Apache-2.0 */
/* Tells a lack of memory from every other failure of OpenSSL: a verification that ran out of
 * memory must not look like a wrong signature. */
#include "crypto/openssl_failure.h"

#include <openssl/err.h>

enum jt_err jt_openssl_failure(enum jt_err otherwise)
{
    enum jt_err err = otherwise;
    for (unsigned long code = ERR_get_error(); code; code = ERR_get_error()) {
        if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE) {
            err = JT_ERR_NOMEM;
        }
    }
    return err;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What a failed call of OpenSSL means, read from its error queue, which is empty afterwards. Only
 * for files of this folder. */
#ifndef JT_CRYPTO_OPENSSL_FAILURE_H
#define JT_CRYPTO_OPENSSL_FAILURE_H

#include "base/err.h"

/* JT_ERR_NOMEM when memory was the reason, otherwise what the caller says. */
JT_MUST_USE enum jt_err jt_openssl_failure(enum jt_err otherwise);

#endif

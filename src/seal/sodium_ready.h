/* SPDX-License-Identifier: Apache-2.0 */
/* libsodium made ready once for the process (0.04 ms). Only for files of this folder. */
#ifndef JT_SEAL_SODIUM_READY_H
#define JT_SEAL_SODIUM_READY_H

#include "base/err.h"

/* JT_ERR_CRYPTO: libsodium found no random source. */
JT_MUST_USE enum jt_err jt_sodium_ready(void);

#endif

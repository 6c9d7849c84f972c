/* SPDX-License-Identifier: Apache-2.0 */
/* sodium_init() takes a lock on every call; after the first success a flag is enough. */
#include "seal/sodium_ready.h"

#include <sodium.h>
#include <stdatomic.h>
#include <stdbool.h>

enum jt_err jt_sodium_ready(void)
{
    static atomic_bool is_ready;
    if (atomic_load_explicit(&is_ready, memory_order_acquire)) {
        return JT_OK;
    }
    if (sodium_init() < 0) {
        return JT_ERR_CRYPTO;
    }
    atomic_store_explicit(&is_ready, true, memory_order_release);
    return JT_OK;
}

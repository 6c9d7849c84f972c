/* SPDX-License-Identifier: Apache-2.0 */
/* Random bytes from the kernel. A source is passed in, so that tests make it fail. */
#ifndef JT_BASE_RAND_H
#define JT_BASE_RAND_H

#include "base/err.h"

#include <stddef.h>

struct jt_rand {
    /* Fills len bytes or fails whole with JT_ERR_CRYPTO. */
    enum jt_err (*fill)(const struct jt_rand *source, void *ret_bytes, size_t len);
    void *state;
};

/* getrandom(2), through a small buffer per thread: a byte handed out is wiped from the buffer, and
 * a fork starts afresh. Thread-safe. */
extern const struct jt_rand jt_rand_system;

JT_MUST_USE enum jt_err jt_rand_fill(const struct jt_rand *source, void *ret_bytes, size_t len);

#endif

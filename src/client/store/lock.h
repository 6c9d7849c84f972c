/* SPDX-License-Identifier: Apache-2.0 */
/* One asker at a time: a lock file for each entry, held by flock(2), which the kernel lets go the
 * moment its holder dies. The file may be taken away under us (cache clear): whoever locked a file
 * that is no longer there tries again. */
#ifndef JT_CLIENT_STORE_LOCK_H
#define JT_CLIENT_STORE_LOCK_H

#include "base/clock.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct jt_lock {
    int fd; /* -1: none */
};

#define JT_LOCK_NONE                                                                               \
    {                                                                                              \
        -1                                                                                         \
    }

/* JT_ERR_UNAVAILABLE: somebody has it. JT_ERR_REFUSED: what stands there is no file of ours.
 * JT_ERR_IO. */
JT_MUST_USE enum jt_err jt_lock_try(int dir, const char *name, struct jt_lock *ret_lock);
/* Waits, at most timeout_ms: JT_ERR_UNAVAILABLE then. */
JT_MUST_USE enum jt_err jt_lock_wait(int dir, const char *name, const struct jt_clock *clock,
                                     int64_t timeout_ms, struct jt_lock *ret_lock);
void jt_lock_clear(struct jt_lock *lock);

#endif

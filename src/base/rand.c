/* SPDX-License-Identifier: Apache-2.0 */
/* getrandom(2), a few hundred bytes at a time and per thread: one call serves many ids. */
#include "base/rand.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>

enum { POOL = 256 }; /* up to 256 bytes getrandom() is never interrupted */

static _Thread_local struct {
    unsigned char bytes[POOL];
    size_t left;
    unsigned fork;
} pool;

/* How many forks lie between this process and its first ancestor: a child must not hand out the
 * bytes of its parent. Counted by a handler, because asking for the process id is a system call. */
static _Atomic unsigned forks;

static void count_fork(void)
{
    atomic_fetch_add_explicit(&forks, 1, memory_order_relaxed);
}

__attribute__((constructor)) static void watch_forks(void)
{
    (void)pthread_atfork(NULL, NULL, count_fork);
}

static bool fetch(void *bytes, size_t len)
{
    unsigned char *at = bytes;
    while (len) {
        ssize_t got = getrandom(at, len, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        at += got;
        len -= (size_t)got;
    }
    return true;
}

static enum jt_err system_fill(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    (void)source;
    if (len > POOL) {
        return fetch(ret_bytes, len) ? JT_OK : JT_ERR_CRYPTO;
    }
    unsigned fork = atomic_load_explicit(&forks, memory_order_relaxed);
    if (pool.left < len || pool.fork != fork) {
        pool.left = 0;
        if (!fetch(pool.bytes, POOL)) {
            return JT_ERR_CRYPTO;
        }
        pool.left = POOL;
        pool.fork = fork;
    }
    pool.left -= len;
    memcpy(ret_bytes, pool.bytes + pool.left, len);
    explicit_bzero(pool.bytes + pool.left, len);
    return JT_OK;
}

const struct jt_rand jt_rand_system = {.fill = system_fill};

enum jt_err jt_rand_fill(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    return source->fill(source, ret_bytes, len);
}

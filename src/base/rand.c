/* SPDX-License-Identifier: Apache-2.0 */
/* getrandom(2), a few hundred bytes at a time and per thread: one call serves many ids. */
#include "base/rand.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum { POOL = 256 }; /* up to 256 bytes getrandom() is never interrupted */

static _Thread_local struct {
    unsigned char bytes[POOL];
    size_t left;
    pid_t owner;
} pool;

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
    if (pool.left < len || pool.owner != getpid()) {
        pool.left = 0;
        if (!fetch(pool.bytes, POOL)) {
            return JT_ERR_CRYPTO;
        }
        pool.left = POOL;
        pool.owner = getpid();
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

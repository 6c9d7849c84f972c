/* SPDX-License-Identifier: Apache-2.0 */
/* flock(2) on a file that may vanish, with a limit to the waiting. */
#include "client/store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { RACES_MAX = 100, PAUSE_MIN_MS = 2, PAUSE_MAX_MS = 40 };

static bool is_in_place(int dir, const char *name, int fd)
{
    struct stat ours;
    struct stat named;
    return fstat(fd, &ours) == 0 && fstatat(dir, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

static enum jt_err open_file(int dir, const char *name, int *ret_fd)
{
    struct stat status;
    int fd = openat(dir, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
    if (fd < 0) {
        return errno == ELOOP || errno == EISDIR || errno == ENXIO ? JT_ERR_REFUSED : JT_ERR_IO;
    }
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != geteuid()) {
        (void)close(fd);
        return JT_ERR_REFUSED;
    }
    *ret_fd = fd;
    return JT_OK;
}

/* JT_ERR_CONFLICT: locked, but the file is no longer the one that has the name. */
static enum jt_err try_once(int dir, const char *name, struct jt_lock *ret_lock)
{
    struct jt_lock lock = JT_LOCK_NONE;
    JT_TRY(open_file(dir, name, &lock.fd));
    enum jt_err err = JT_OK;
    if (flock(lock.fd, LOCK_EX | LOCK_NB) != 0) {
        err = errno == EWOULDBLOCK || errno == EINTR ? JT_ERR_UNAVAILABLE : JT_ERR_IO;
    } else if (!is_in_place(dir, name, lock.fd)) {
        err = JT_ERR_CONFLICT;
    }
    if (err != JT_OK) {
        jt_lock_clear(&lock);
        return err;
    }
    *ret_lock = lock;
    return JT_OK;
}

enum jt_err jt_lock_try(int dir, const char *name, struct jt_lock *ret_lock)
{
    enum jt_err err = JT_ERR_CONFLICT;
    for (int i = 0; i < RACES_MAX && err == JT_ERR_CONFLICT; i++) {
        err = try_once(dir, name, ret_lock);
    }
    return err;
}

/* Every process pauses a little differently, so that a crowd does not march in step. */
static void pause_ms(int64_t ms)
{
    int64_t spread_us = (int64_t)getpid() * 7919 % (ms * 1000);
    int64_t ns = ms * 1000000 / 2 + spread_us * 500;
    struct timespec span = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
    (void)nanosleep(&span, NULL);
}

enum jt_err jt_lock_wait(int dir, const char *name, const struct jt_clock *clock,
                         int64_t timeout_ms, struct jt_lock *ret_lock)
{
    jt_mono start = jt_clock_mono(clock);
    int64_t wait_ms = PAUSE_MIN_MS;
    for (;;) {
        enum jt_err err = jt_lock_try(dir, name, ret_lock);
        if (err != JT_ERR_UNAVAILABLE ||
            (jt_clock_mono(clock).ns - start.ns) / 1000000 >= timeout_ms) {
            return err;
        }
        pause_ms(wait_ms);
        wait_ms = wait_ms * 2 < PAUSE_MAX_MS ? wait_ms * 2 : PAUSE_MAX_MS;
    }
}

void jt_lock_clear(struct jt_lock *lock)
{
    if (lock->fd >= 0) {
        (void)close(lock->fd);
    }
    lock->fd = -1;
}

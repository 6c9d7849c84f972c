/* SPDX-License-Identifier: Apache-2.0 */
/* flock(2) on FILE-lock, with the holder's process id in it for the message. */
#include "store/sqlite/lock.h"

#include "base/str.h"
#include "store/sqlite/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { PID_TEXT = 16 };

static void note_holder(int fd)
{
    char pid[PID_TEXT];
    int len = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
    /* Only for the message of the one who comes second. */
    if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, (size_t)len, 0) != len) {
        return;
    }
}

static enum jt_err say_taken(int fd, const char *file, char **ret_why)
{
    char pid[PID_TEXT] = "";
    ssize_t len = pread(fd, pid, sizeof(pid) - 1, 0);
    pid[len > 0 ? strcspn(pid, "\n") : 0] = '\0';
    return jt_sqlite_why(JT_ERR_IO, ret_why,
                         "the database %s is in use by another process%s%s: stop it first, or "
                         "choose another data directory",
                         file, pid[0] ? ", number " : "", pid);
}

enum jt_err jt_sqlite_lock(const char *file, int *ret_fd, char **ret_why)
{
    char *path JT_CLEAN(jt_cstr_clear) = NULL;
    if (asprintf(&path, "%s-lock", file) < 0) {
        path = NULL;
        return jt_sqlite_why(JT_ERR_NOMEM, ret_why, "no memory");
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return jt_sqlite_why(JT_ERR_IO, ret_why, "the file %s cannot be opened for writing: %s",
                             path, strerror(errno));
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        note_holder(fd);
        *ret_fd = fd;
        return JT_OK;
    }
    enum jt_err err = errno == EWOULDBLOCK
                          ? say_taken(fd, file, ret_why)
                          : jt_sqlite_why(JT_ERR_IO, ret_why, "the file %s cannot be locked: %s",
                                          path, strerror(errno));
    (void)close(fd);
    return err;
}

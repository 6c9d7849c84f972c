/* SPDX-License-Identifier: Apache-2.0 */
/* Small private files: a temporary file, fsync, rename, fsync of the directory. */
#include "server/start/file.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        int kept = errno;
        (void)close(*fd);
        errno = kept;
    }
}

enum jt_err jt_file_read(const char *path, struct jt_buf *buf)
{
    JT_CLEAN(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? JT_ERR_NOT_FOUND : JT_ERR_IO;
    }
    for (;;) {
        char *room = jt_buf_reserve(buf, 1024);
        if (room == NULL || buf->len > JT_PRIVATE_FILE_MAX) {
            return JT_ERR_LIMIT;
        }
        ssize_t got = read(fd, room, 1024);
        if (got < 0 && errno != EINTR) {
            return JT_ERR_IO;
        }
        if (got == 0) {
            return JT_OK;
        }
        jt_buf_grow(buf, got > 0 ? (size_t)got : 0);
    }
}

static bool sync_directory_of(const char *path)
{
    char copy[PATH_MAX];
    if ((size_t)snprintf(copy, sizeof(copy), "%s", path) >= sizeof(copy)) {
        errno = ENAMETOOLONG;
        return false;
    }
    JT_CLEAN(close_fd) int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0;
}

static bool write_temporary(const char *path, jt_str bytes)
{
    (void)unlink(path);
    JT_CLEAN(close_fd)
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    return fd >= 0 && jt_fd_write_all(fd, bytes) && fsync(fd) == 0;
}

enum jt_err jt_file_write_private(const char *path, jt_str bytes)
{
    char temporary[PATH_MAX];
    if ((size_t)snprintf(temporary, sizeof(temporary), "%s.new", path) >= sizeof(temporary)) {
        errno = ENAMETOOLONG;
        return JT_ERR_IO;
    }
    if (!write_temporary(temporary, bytes) || rename(temporary, path) != 0 ||
        !sync_directory_of(path)) {
        int kept = errno;
        (void)unlink(temporary);
        errno = kept;
        return JT_ERR_IO;
    }
    return JT_OK;
}

bool jt_file_exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

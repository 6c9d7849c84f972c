/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded by tests: while the file FULL_DISK_WHILE exists, the disk takes no byte more (or, with
 * the word "broken" in it, answers with an input/output error). */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int failure(void)
{
    const char *path = getenv("FULL_DISK_WHILE");
    char word[8] = "";
    int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    ssize_t len = read(fd, word, sizeof(word) - 1);
    (void)close(fd);
    return len > 0 && strcmp(word, "broken") == 0 ? EIO : ENOSPC;
}

static ssize_t write_at(int fd, const void *bytes, size_t len, off_t at)
{
    int why = failure();
    if (why) {
        errno = why;
        return -1;
    }
    return (ssize_t)syscall(SYS_pwrite64, fd, bytes, len, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
    return write_at(fd, bytes, len, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
    return write_at(fd, bytes, len, at);
}

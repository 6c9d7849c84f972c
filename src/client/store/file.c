/* SPDX-License-Identifier: Apache-2.0 */
/* Private files, read with suspicion and written whole. */
#include "client/store/file.h"

#include "base/fd.h"
#include "client/store/place.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY_END ".tmp"

enum { NAME_ROOM = 256 };

/* st_nlink is 0 when a writer has just put a newer file in this one's place: that is fine. */
static bool is_private(const struct stat *status)
{
    return S_ISREG(status->st_mode) && status->st_uid == geteuid() && status->st_nlink <= 1;
}

enum jt_err jt_file_read(int dir, const char *name, struct jt_buf *buf)
{
    /* O_NONBLOCK: a FIFO put there must not make us wait. */
    JT_CLEAN(jt_fd_clear)
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    if (fd < 0) {
        bool is_link = errno == ELOOP || errno == ENXIO;
        return errno == ENOENT ? JT_ERR_NOT_FOUND : is_link ? JT_ERR_REFUSED : JT_ERR_IO;
    }
    if (fstat(fd, &status) != 0) {
        return JT_ERR_IO;
    }
    if (!is_private(&status)) {
        return JT_ERR_REFUSED;
    }
    return jt_fd_read_all(fd, buf);
}

static enum jt_err write_temporary(int dir, const char *name, jt_str bytes,
                                   const struct jt_rand *rand, char ret_name[static NAME_ROOM])
{
    uint64_t salt = 0;
    JT_TRY(jt_rand_fill(rand, &salt, sizeof(salt)));
    (void)snprintf(ret_name, NAME_ROOM, "%.180s.%016" PRIx64 TEMPORARY_END, name, salt);
    JT_CLEAN(jt_fd_clear)
    int fd = openat(dir, ret_name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return JT_ERR_IO;
    }
    if (!jt_fd_write_all(fd, bytes) || fsync(fd) != 0) {
        int why = errno;
        (void)unlinkat(dir, ret_name, 0);
        errno = why;
        return JT_ERR_IO;
    }
    return JT_OK;
}

/* flags: of renameat2(2). An empty folder in the file's place is taken away. */
static enum jt_err put_in_place(int dir, const char *temporary, const char *name, unsigned flags)
{
    int failed = renameat2(dir, temporary, dir, name, flags);
    if (failed && errno == EISDIR && unlinkat(dir, name, AT_REMOVEDIR) == 0) {
        failed = renameat2(dir, temporary, dir, name, flags);
    }
    if (failed == 0) {
        return fsync(dir) == 0 ? JT_OK : JT_ERR_IO;
    }
    int why = errno;
    (void)unlinkat(dir, temporary, 0);
    errno = why;
    return why == EEXIST ? JT_ERR_EXISTS : JT_ERR_IO;
}

enum jt_err jt_file_replace(int dir, const char *name, jt_str bytes, const struct jt_rand *rand)
{
    char temporary[NAME_ROOM];
    JT_TRY(write_temporary(dir, name, bytes, rand, temporary));
    return put_in_place(dir, temporary, name, 0);
}

enum jt_err jt_file_create(int dir, const char *name, jt_str bytes, const struct jt_rand *rand)
{
    char temporary[NAME_ROOM];
    JT_TRY(write_temporary(dir, name, bytes, rand, temporary));
    return put_in_place(dir, temporary, name, RENAME_NOREPLACE);
}

bool jt_file_is_temporary(jt_str name)
{
    return jt_str_ends_with(name, JT_STR(TEMPORARY_END));
}

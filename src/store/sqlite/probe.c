/* SPDX-License-Identifier: Apache-2.0 */
/* A look at the file that a URI names, without making or locking anything: a server may have it
 * open. */
#include "store/sqlite/error.h"
#include "store/sqlite/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first bytes of every database, its NUL among them. */
static const char magic[] = "SQLite format 3";

static enum jt_err look_at_beginning(const char *path, char **ret_why)
{
    char bytes[sizeof(magic)] = "";
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return jt_sqlite_why(JT_ERR_IO, ret_why, "the database %s cannot be opened: %s", path,
                             strerror(errno));
    }
    ssize_t len = pread(fd, bytes, sizeof(bytes), 0);
    (void)close(fd);
    if (len < 0) {
        return jt_sqlite_why(JT_ERR_IO, ret_why, "the database %s cannot be read: %s", path,
                             strerror(errno));
    }
    if (len > 0 && memcmp(bytes, magic, sizeof(magic)) != 0) {
        return jt_sqlite_why(JT_ERR_DAMAGED, ret_why,
                             "the file %s is no database of Jeton, or its beginning is damaged",
                             path);
    }
    return JT_OK;
}

enum jt_err jt_sqlite_probe(jt_str location, bool *ret_exists, char **ret_why)
{
    *ret_why = NULL;
    char *path JT_CLEAN(jt_cstr_clear) = NULL;
    JT_TRY(jt_sqlite_path(location, &path, ret_why));
    if (access(path, F_OK) == 0) {
        *ret_exists = true;
        return look_at_beginning(path, ret_why);
    }
    char *copy JT_CLEAN(jt_cstr_clear) = strdup(path);
    if (copy == NULL || access(dirname(copy), W_OK | X_OK) != 0) {
        return jt_sqlite_why(JT_ERR_IO, ret_why, "the database %s cannot be made: %s", path,
                             strerror(errno));
    }
    *ret_exists = false;
    return JT_OK;
}

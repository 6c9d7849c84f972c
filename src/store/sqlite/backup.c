/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of one snapshot into a new file, by a connection of its own: neither reads nor writes of
 * the store wait for it, and another process may make it. */
#include "store/sqlite/error.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum jt_err sync_file(const char *file, int flags)
{
    int fd = open(file, flags | O_CLOEXEC);
    if (fd < 0) {
        return JT_ERR_IO;
    }
    int rc = fsync(fd);
    (void)close(fd);
    return rc == 0 ? JT_OK : JT_ERR_IO;
}

static enum jt_err sync_directory(const char *file)
{
    const char *slash = strrchr(file, '/');
    jt_str parent = slash ? jt_str_make(file, (size_t)(slash - file) + 1) : JT_STR(".");
    char *directory JT_CLEAN(jt_cstr_clear) = jt_str_dup(parent);
    return directory ? sync_file(directory, O_RDONLY | O_DIRECTORY) : JT_ERR_NOMEM;
}

static enum jt_err vacuum_into(struct jt_sqlite_db *db, const char *file)
{
    static const char sql[] = "VACUUM INTO ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_text(&st, jt_str_from_c(file));
    return jt_statement_run(&st);
}

/* SQLite writes into an empty file that is there: it is made here so that nobody else may read it,
 * and so that no other file is overwritten. */
static enum jt_err make_target(const char *file, char **ret_why)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return jt_sqlite_why(JT_ERR_IO, ret_why, "the backup %s cannot be made: %s", file,
                             strerror(errno));
    }
    (void)close(fd);
    return JT_OK;
}

static enum jt_err fill_target(struct jt_sqlite_db *db, const char *file, char **ret_why)
{
    enum jt_err err = vacuum_into(db, file);
    if (err != JT_OK) {
        return jt_sqlite_why(err, ret_why, "the backup %s cannot be made: %s", file,
                             sqlite3_errmsg(db->handle));
    }
    err = sync_file(file, O_RDONLY);
    if (err == JT_OK) {
        err = sync_directory(file);
    }
    return err == JT_OK ? JT_OK
                        : jt_sqlite_why(err, ret_why, "the backup %s cannot be synced: %s", file,
                                        strerror(errno));
}

static enum jt_err copy(const char *path, const char *file, char **ret_why)
{
    struct jt_sqlite_db db JT_CLEAN(jt_sqlite_db_clear) = {0};
    JT_TRY(jt_sqlite_connect(path, &db, ret_why));
    JT_TRY(jt_sqlite_schema_check(&db, path, ret_why));
    JT_TRY(make_target(file, ret_why));
    enum jt_err err = fill_target(&db, file, ret_why);
    if (err != JT_OK) {
        (void)unlink(file);
    }
    return err;
}

enum jt_err jt_sqlite_backup(struct jt_store *store, const char *file, char **ret_why)
{
    *ret_why = NULL;
    return copy(jt_sqlite_of(store)->path, file, ret_why);
}

enum jt_err jt_sqlite_copy(jt_str location, const char *file, char **ret_why)
{
    *ret_why = NULL;
    char *path JT_CLEAN(jt_cstr_clear) = NULL;
    JT_TRY(jt_sqlite_path(location, &path, ret_why));
    return copy(path, file, ret_why);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Opening: lock, file, identity, schema, then the two connections. */
#include "store/sqlite/error.h"
#include "store/sqlite/lock.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite.h"
#include "store/sqlite/transaction.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file up to this size is checked whole at each start; the pages of a larger one are checked as
 * they are read, and the load reads most of them. */
enum { QUICK_CHECK_PAGES = 512 };

/* SQLite would create it readable for everybody that the umask lets in. */
static enum jt_err make_file(const char *path, char **ret_why)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
        (void)close(fd);
        return JT_OK;
    }
    fd = errno == ENOENT ? open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (fd < 0) {
        return jt_sqlite_why(JT_ERR_IO, ret_why, "the database %s cannot be opened: %s", path,
                             strerror(errno));
    }
    (void)close(fd);
    char *copy JT_CLEAN(jt_cstr_clear) = strdup(path);
    int directory = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int rc = directory < 0 ? -1 : fsync(directory);
    if (directory >= 0) {
        (void)close(directory);
    }
    return rc == 0 ? JT_OK
                   : jt_sqlite_why(JT_ERR_IO, ret_why, "the directory of %s cannot be synced: %s",
                                   path, strerror(errno));
}

static enum jt_err read_one(struct jt_sqlite_db *db, const char *sql, struct jt_statement *st,
                            const char *path, char **ret_why)
{
    enum jt_err err = jt_statement_take(db, sql, st);
    if (err == JT_OK) {
        err = jt_statement_row(st);
    }
    return err == JT_OK ? JT_OK : jt_sqlite_say(err, db->handle, path, ret_why);
}

static enum jt_err check_pages(struct jt_sqlite_db *db, const char *path, char **ret_why)
{
    static const char page_count[] = "PRAGMA page_count";
    static const char quick_check[] = "PRAGMA quick_check(1)";
    struct jt_statement pages JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(read_one(db, page_count, &pages, path, ret_why));
    if (jt_statement_int(&pages) > QUICK_CHECK_PAGES) {
        return JT_OK;
    }
    struct jt_statement check JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(read_one(db, quick_check, &check, path, ret_why));
    jt_str verdict = jt_statement_text(&check);
    return jt_str_equal(verdict, JT_STR("ok"))
               ? JT_OK
               : jt_sqlite_why(JT_ERR_DAMAGED, ret_why,
                               "the database %s is damaged (%.*s): restore a backup", path,
                               JT_STR_ARG(verdict));
}

/* Persistent in the file; asked for once it is known to be ours. */
static enum jt_err use_wal(struct jt_sqlite_db *db, const char *path, char **ret_why)
{
    static const char wal[] = "PRAGMA journal_mode = WAL";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(read_one(db, wal, &st, path, ret_why));
    if (!jt_str_equal(jt_statement_text(&st), JT_STR("wal"))) {
        return jt_sqlite_why(JT_ERR_IO, ret_why,
                             "the file system under %s does not allow a write-ahead log: use a "
                             "local one",
                             path);
    }
    return JT_OK;
}

static enum jt_err open_write(struct jt_sqlite *store, char **ret_why)
{
    JT_TRY(jt_sqlite_connect(store->path, &store->write, ret_why));
    JT_TRY(jt_sqlite_schema_check(&store->write, store->path, ret_why));
    JT_TRY(use_wal(&store->write, store->path, ret_why));
    jt_sqlite_checkpoint_init(store);
    JT_TRY(jt_sqlite_schema_migrate(&store->write, store->path, ret_why));
    return check_pages(&store->write, store->path, ret_why);
}

static enum jt_err open_parts(struct jt_sqlite *store, jt_str location, char **ret_why)
{
    JT_TRY(jt_sqlite_path(location, &store->path, ret_why));
    JT_TRY(jt_sqlite_lock(store->path, &store->lock_fd, ret_why));
    JT_TRY(make_file(store->path, ret_why));
    JT_TRY(open_write(store, ret_why));
    return jt_sqlite_connect_reader(store->path, &store->read, ret_why);
}

enum jt_err jt_sqlite_open(jt_str location, struct jt_store **ret_store, char **ret_why)
{
    *ret_why = NULL;
    struct jt_sqlite *store = calloc(1, sizeof(*store));
    if (store == NULL) {
        return jt_sqlite_why(JT_ERR_NOMEM, ret_why, "no memory");
    }
    store->store.ops = &jt_store_sqlite;
    store->lock_fd = -1;
    (void)pthread_mutex_init(&store->peek_lock, NULL); /* without attributes it cannot fail */
    enum jt_err err = open_parts(store, location, ret_why);
    if (err != JT_OK) {
        jt_sqlite_close(&store->store);
        return *ret_why ? err
                        : jt_sqlite_why(err, ret_why, "the database %.*s cannot be opened: %s",
                                        JT_STR_ARG(location), jt_err_text(err));
    }
    *ret_store = &store->store;
    return JT_OK;
}

void jt_sqlite_close(struct jt_store *base)
{
    struct jt_sqlite *store = jt_sqlite_of(base);
    jt_sqlite_peek_end(base);
    jt_sqlite_checkpoint_end(store);
    (void)pthread_mutex_destroy(&store->peek_lock);
    jt_sqlite_db_clear(&store->read);
    jt_sqlite_db_clear(&store->write);
    if (store->lock_fd >= 0) {
        (void)close(store->lock_fd); /* last: whoever waits for it finds the file closed */
    }
    free(store->path);
    free(store);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The order of a change, and what happens when the disk fails in the middle of it.
 *
 * When COMMIT fails, the change may stand in the log on disk or not, and after a failed fsync the
 * kernel may have dropped what it could not write: memory can no longer be told apart from disk.
 * So the process ends at once, and its next start reads from disk what is true. This is the only
 * place below server/ that writes to stderr. One failure is known to be none: SQLITE_FULL means
 * that a write came back short before the frame that commits was whole; what does not end in such
 * a frame is not part of the log (its checksum does not hold), so nothing was changed. */
#include "store/sqlite/transaction.h"

#include "store/sqlite/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PRIMARY_CODE = 0xff, TEXT_MAX = 512 };

_Noreturn void jt_sqlite_end_process(sqlite3 *handle, const char *why)
{
    char text[TEXT_MAX];
    int len = snprintf(text, sizeof(text), "jetond: %s%s%s\n", why,
                       handle ? " The database says: " : "", handle ? sqlite3_errmsg(handle) : "");
    /* Nothing can be done about a failure to say it. */
    ssize_t written = write(STDERR_FILENO, text, len < TEXT_MAX ? (size_t)len : sizeof(text) - 1);
    (void)written;
    _Exit(JT_SQLITE_EXIT_UNKNOWN);
}

static const char rollback_sql[] = "ROLLBACK";

/* The way back is made before the way in, while there is memory for it. */
static enum jt_err begin(struct jt_sqlite_db *db, const char *sql)
{
    struct jt_statement back JT_CLEAN(jt_statement_clear) = {0};
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, rollback_sql, &back));
    JT_TRY(jt_statement_take(db, sql, &st));
    return jt_statement_run(&st);
}

/* SQLite itself rolls back after some failures. */
static void roll_back(struct jt_sqlite_db *db)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    if (!sqlite3_get_autocommit(db->handle) && jt_statement_take(db, rollback_sql, &st) == JT_OK) {
        (void)sqlite3_step(st.stmt);
    }
}

enum jt_err jt_transaction_begin(struct jt_store *store, struct jt_transaction *ret_transaction)
{
    static const char begin_sql[] = "BEGIN IMMEDIATE";
    struct jt_sqlite *sqlite = jt_sqlite_of(store);
    JT_TRY(begin(&sqlite->write, begin_sql));
    ret_transaction->store = sqlite;
    return JT_OK;
}

enum jt_err jt_write_check_version(const struct jt_write *write, uint64_t version)
{
    bool fits = write->expected_version == 0 || write->expected_version == version;
    return fits ? JT_OK : JT_ERR_CONFLICT;
}

void jt_transaction_clear(struct jt_transaction *transaction)
{
    if (transaction->store == NULL) {
        return;
    }
    sqlite3 *handle = transaction->store->write.handle;
    roll_back(&transaction->store->write);
    transaction->store = NULL;
    if (!sqlite3_get_autocommit(handle)) {
        jt_sqlite_end_process(
            handle, "a change could not be taken back; ending, because what is stored must "
                    "be read anew. Check the disk.");
    }
}

/* A database that was deleted or replaced under us would take changes that nobody finds again. */
static bool file_has_moved(sqlite3 *handle)
{
    int moved = 0;
    int rc = sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return rc == SQLITE_OK && moved != 0;
}

static enum jt_err commit(struct jt_transaction *transaction)
{
    static const char sql[] = "COMMIT";
    if (file_has_moved(transaction->store->write.handle)) {
        jt_sqlite_end_process(
            NULL, "the database file was deleted or replaced while it was in use; ending, "
                  "because a change would be lost. Put it back, or restore a backup.");
    }
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&transaction->store->write, sql, &st));
    int rc = sqlite3_step(st.stmt);
    if (rc == SQLITE_DONE) {
        transaction->store = NULL;
        return JT_OK;
    }
    if ((rc & PRIMARY_CODE) != SQLITE_FULL) {
        jt_sqlite_end_process(
            transaction->store->write.handle,
            "a change may or may not be on disk; ending, because what is stored must be "
            "read anew. Check the disk.");
    }
    /* SQLite itself keeps silent about this one. */
    sqlite3_log(rc, "%s", sqlite3_errmsg(transaction->store->write.handle));
    return JT_ERR_IO; /* the caller's clear rolls back what SQLite did not */
}

enum jt_err jt_transaction_commit(struct jt_transaction *transaction,
                                  const struct jt_change *change)
{
    struct jt_sqlite *store = transaction->store;
    const struct jt_store_listener *listener = &store->listener;
    bool listens = change && listener->prepare;
    void *part = NULL;
    if (listens) {
        JT_TRY(listener->prepare(listener->arg, change, &part));
    }
    enum jt_err err = commit(transaction);
    if (err != JT_OK && listens) {
        listener->discard(listener->arg, part);
    }
    if (err != JT_OK) {
        return err;
    }
    if (listens) {
        listener->publish(listener->arg, part);
    }
    jt_sqlite_checkpoint(store);
    return JT_OK;
}

enum jt_err jt_snapshot_begin_on(struct jt_sqlite_db *db, struct jt_sqlite_db **ret_db)
{
    static const char begin_sql[] = "BEGIN";
    roll_back(db); /* what an earlier snapshot could not end */
    JT_TRY(begin(db, begin_sql));
    *ret_db = db;
    return JT_OK;
}

enum jt_err jt_snapshot_begin(struct jt_store *store, struct jt_sqlite_db **ret_db)
{
    return jt_snapshot_begin_on(&jt_sqlite_of(store)->read, ret_db);
}

void jt_snapshot_clear(struct jt_sqlite_db **db)
{
    if (*db) {
        roll_back(*db);
    }
}

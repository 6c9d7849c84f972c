/* SPDX-License-Identifier: Apache-2.0 */
/* A write: apply, prepare, COMMIT, publish. What is not committed is rolled back when the variable
 * goes out of scope. */
#ifndef JT_STORE_SQLITE_TRANSACTION_H
#define JT_STORE_SQLITE_TRANSACTION_H

#include "store/sqlite/sqlite.h"

/* The exit code of a process that does not know what is on disk (EX_SOFTWARE). */
enum { JT_SQLITE_EXIT_UNKNOWN = 70 };

struct jt_transaction {
    struct jt_sqlite *store; /* NULL: not open */
};

JT_MUST_USE enum jt_err jt_transaction_begin(struct jt_store *store,
                                             struct jt_transaction *ret_transaction);
/* change: NULL when nobody needs to hear of it. A disk without room is JT_ERR_IO and changes
 * nothing; any other failure of COMMIT ends the process with JT_SQLITE_EXIT_UNKNOWN. */
JT_MUST_USE enum jt_err jt_transaction_commit(struct jt_transaction *transaction,
                                              const struct jt_change *change);
/* JT_ERR_CONFLICT: the writer expects another version of the object. */
JT_MUST_USE enum jt_err jt_write_check_version(const struct jt_write *write, uint64_t version);
/* Rolls back what is open; for JT_CLEAN. */
void jt_transaction_clear(struct jt_transaction *transaction);

/* A snapshot for reads that take several statements. */
JT_MUST_USE enum jt_err jt_snapshot_begin(struct jt_store *store, struct jt_sqlite_db **ret_db);
/* The same on any connection that is in no transaction. */
JT_MUST_USE enum jt_err jt_snapshot_begin_on(struct jt_sqlite_db *db, struct jt_sqlite_db **ret_db);
/* For JT_CLEAN. */
void jt_snapshot_clear(struct jt_sqlite_db **db);

/* Says why on stderr; handle: its last failure is said too, NULL: there was none. */
_Noreturn void jt_sqlite_end_process(sqlite3 *handle, const char *why);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The write-ahead log is folded into the database by a thread with a connection of its own, so that
 * no write waits for it. Checkpoints are made here and not by SQLite, which would overlook a failed
 * fsync: after one the process ends (JT_SQLITE_EXIT_UNKNOWN). */
#ifndef JT_STORE_SQLITE_CHECKPOINT_H
#define JT_STORE_SQLITE_CHECKPOINT_H

struct jt_sqlite;
struct jt_checkpointer;

/* The store's connection for writes is open. */
void jt_sqlite_checkpoint_init(struct jt_sqlite *store);
/* After a commit, on the thread that writes. */
void jt_sqlite_checkpoint(struct jt_sqlite *store);
/* Waits for the thread, if there is one. */
void jt_sqlite_checkpoint_end(struct jt_sqlite *store);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* One process, one store. The lock is a file of its own beside the database: closing any
 * descriptor of the database itself would drop the locks that SQLite holds on it. */
#ifndef JT_STORE_SQLITE_LOCK_H
#define JT_STORE_SQLITE_LOCK_H

#include "base/err.h"

/* Locks FILE-lock until *ret_fd is closed or the process ends, however it ends. JT_ERR_IO with why:
 * held by another process, or the directory is not writable. */
JT_MUST_USE enum jt_err jt_sqlite_lock(const char *file, int *ret_fd, char **ret_why);

#endif

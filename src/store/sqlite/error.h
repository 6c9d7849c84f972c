/* SPDX-License-Identifier: Apache-2.0 */
/* What SQLite's result codes mean to Jeton. */
#ifndef JT_STORE_SQLITE_ERROR_H
#define JT_STORE_SQLITE_ERROR_H

#include "base/err.h"

#include <sqlite3.h>

/* rc: an extended result code. Unique constraints are JT_ERR_EXISTS, references to what is not
 * there JT_ERR_NOT_FOUND, a corrupt file JT_ERR_DAMAGED, what the system refuses JT_ERR_IO. */
enum jt_err jt_sqlite_err(int rc);

/* A sentence for the operator into *ret_why, from malloc; NULL without memory. Returns err. */
enum jt_err jt_sqlite_why(enum jt_err err, char **ret_why, const char *fmt, ...) JT_PRINTF(3, 4);

/* The same about the connection's last failure, which was err. */
enum jt_err jt_sqlite_say(enum jt_err err, sqlite3 *handle, const char *path, char **ret_why);

#endif

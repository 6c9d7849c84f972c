/* SPDX-License-Identifier: Apache-2.0 */
/* Result codes of SQLite in the words of enum jt_err. */
#include "store/sqlite/error.h"

#include <stdarg.h>
#include <stdio.h>

static enum jt_err from_constraint(int rc)
{
    switch (rc) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return JT_ERR_EXISTS;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return JT_ERR_NOT_FOUND;
    default:
        return JT_ERR_ARG; /* NOT NULL, CHECK, a type: the caller broke the contract */
    }
}

enum jt_err jt_sqlite_err(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return JT_OK;
    case SQLITE_NOMEM:
        return JT_ERR_NOMEM;
    case SQLITE_TOOBIG:
        return JT_ERR_LIMIT;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
        return JT_ERR_DAMAGED;
    case SQLITE_CONSTRAINT:
        return from_constraint(rc);
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_MISMATCH:
        return JT_ERR_ARG;
    default:
        return JT_ERR_IO;
    }
}

enum jt_err jt_sqlite_why(enum jt_err err, char **ret_why, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *why = NULL;
    if (vasprintf(&why, fmt, args) < 0) {
        why = NULL;
    }
    va_end(args);
    *ret_why = why;
    return err;
}

enum jt_err jt_sqlite_say(enum jt_err err, sqlite3 *handle, const char *path, char **ret_why)
{
    const char *text = sqlite3_errmsg(handle);
    if (err != JT_ERR_DAMAGED) {
        return jt_sqlite_why(err, ret_why, "the database %s cannot be read: %s", path, text);
    }
    if (sqlite3_errcode(handle) == SQLITE_NOTADB) {
        return jt_sqlite_why(
            err, ret_why, "the file %s is no database of Jeton, or its beginning is damaged", path);
    }
    return jt_sqlite_why(err, ret_why, "the database %s is damaged (%s): restore a backup", path,
                         text);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A connection to the file, with the settings that every connection of ours has. */
#include "store/sqlite/error.h"
#include "store/sqlite/sqlite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Another process reads only for a backup; five seconds are long for what it may hold up. */
enum { BUSY_TIMEOUT_MS = 5000 };

/* The directory must exist; the file may be new. */
static char *resolve(const char *given)
{
    char *path = realpath(given, NULL);
    if (path || errno != ENOENT) {
        return path;
    }
    const char *slash = strrchr(given, '/');
    jt_str parent = slash ? jt_str_make(given, (size_t)(slash - given) + 1) : JT_STR(".");
    char *parent_text JT_CLEAN(jt_cstr_clear) = jt_str_dup(parent);
    char *directory JT_CLEAN(jt_cstr_clear) = parent_text ? realpath(parent_text, NULL) : NULL;
    if (directory == NULL || asprintf(&path, "%s/%s", directory, slash ? slash + 1 : given) < 0) {
        return NULL;
    }
    return path;
}

enum jt_err jt_sqlite_path(jt_str location, char **ret_path, char **ret_why)
{
    if (location.len == 0 || jt_str_find_char(location, '\0') != location.len) {
        return jt_sqlite_why(JT_ERR_ARG, ret_why, "the store's URI names no file: sqlite:FILE");
    }
    char *given JT_CLEAN(jt_cstr_clear) = jt_str_dup(location);
    if (given == NULL) {
        return jt_sqlite_why(JT_ERR_NOMEM, ret_why, "no memory");
    }
    char *path = resolve(given);
    if (path == NULL) {
        return jt_sqlite_why(errno == ENOMEM ? JT_ERR_NOMEM : JT_ERR_IO, ret_why,
                             "the database %s cannot be opened: %s", given, strerror(errno));
    }
    *ret_path = path;
    return JT_OK;
}

static int configure(sqlite3 *handle, const char *own_pragmas)
{
    static const char pragmas[] = "PRAGMA foreign_keys = ON;"
                                  "PRAGMA temp_store = MEMORY;"
                                  "PRAGMA cell_size_check = ON;";
    int rc = sqlite3_busy_timeout(handle, BUSY_TIMEOUT_MS);
    if (rc == SQLITE_OK) {
        rc = sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    }
    /* Closing folds no log into the database until the store is accepted (ops.c). */
    if (rc == SQLITE_OK) {
        rc = sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
    /* A schema that somebody else wrote into the file runs no functions. */
    if (rc == SQLITE_OK) {
        rc = sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    }
    if (rc == SQLITE_OK) {
        rc = sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    }
    if (rc == SQLITE_OK) {
        rc = sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    }
    if (rc == SQLITE_OK) {
        rc = sqlite3_exec(handle, own_pragmas, NULL, NULL, NULL);
    }
    return rc == SQLITE_OK ? sqlite3_exec(handle, pragmas, NULL, NULL, NULL) : rc;
}

static enum jt_err connect_as(const char *path, const char *own_pragmas, struct jt_sqlite_db *db,
                              char **ret_why)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int rc = sqlite3_open_v2(path, &db->handle, flags, NULL);
    if (rc == SQLITE_OK) {
        rc = configure(db->handle, own_pragmas);
    }
    if (rc == SQLITE_OK) {
        return JT_OK;
    }
    enum jt_err err = jt_sqlite_say(jt_sqlite_err(rc), db->handle, path, ret_why);
    jt_sqlite_db_clear(db);
    return err;
}

/* The page size is that of a file that is new: names side by side (row_text.h) are read in half as
 * many pieces as with SQLite's 4096. An older file keeps its own, its backup has these. */
enum jt_err jt_sqlite_connect(const char *path, struct jt_sqlite_db *db, char **ret_why)
{
    static const char own_pragmas[] = "PRAGMA page_size = 8192;"
                                      "PRAGMA synchronous = FULL;";
    return connect_as(path, own_pragmas, db, ret_why);
}

/* Asking for synchronous would read the schema at once, which is half of what a connection costs.
 */
enum jt_err jt_sqlite_connect_reader(const char *path, struct jt_sqlite_db *db, char **ret_why)
{
    return connect_as(path, "PRAGMA query_only = ON", db, ret_why);
}

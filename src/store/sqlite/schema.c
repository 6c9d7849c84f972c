/* SPDX-License-Identifier: Apache-2.0 */
/* Whose file is this, and which steps does its schema lack? */
#include "store/sqlite/schema.h"

#include "store/sqlite/error.h"
#include "store/sqlite/schema_step.h"

/* A number without a step is skipped. */
static const char *const steps[JT_SQLITE_SCHEMA_VERSION] = {
    [0] = jt_sqlite_schema_1,   [1] = jt_sqlite_schema_2,   [3] = jt_sqlite_schema_4,
    [5] = jt_sqlite_schema_6,   [6] = jt_sqlite_schema_7,   [7] = jt_sqlite_schema_8,
    [8] = jt_sqlite_schema_9,   [9] = jt_sqlite_schema_10,  [10] = jt_sqlite_schema_11,
    [11] = jt_sqlite_schema_12, [12] = jt_sqlite_schema_13,
};

struct identity {
    int64_t application_id;
    int64_t version;
    int64_t objects;
};

static enum jt_err read_number(struct jt_sqlite_db *db, const char *sql, int64_t *ret_number)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_row(&st));
    *ret_number = jt_statement_int(&st);
    return JT_OK;
}

static enum jt_err read_identity(struct jt_sqlite_db *db, struct identity *identity)
{
    static const char application_id[] = "PRAGMA application_id";
    static const char user_version[] = "PRAGMA user_version";
    static const char objects[] = "SELECT count(*) FROM sqlite_schema";
    JT_TRY(read_number(db, application_id, &identity->application_id));
    JT_TRY(read_number(db, user_version, &identity->version));
    return read_number(db, objects, &identity->objects);
}

enum jt_err jt_sqlite_schema_check(struct jt_sqlite_db *db, const char *path, char **ret_why)
{
    struct identity identity = {0};
    enum jt_err err = read_identity(db, &identity);
    if (err != JT_OK) {
        return jt_sqlite_say(err, db->handle, path, ret_why);
    }
    bool ours = identity.application_id == JT_SQLITE_APPLICATION_ID;
    bool is_new = identity.application_id == 0 && identity.version == 0 && identity.objects == 0;
    if (!ours && !is_new) {
        return jt_sqlite_why(JT_ERR_DAMAGED, ret_why,
                             "the file %s is no database of Jeton but of another program", path);
    }
    if (identity.version > JT_SQLITE_SCHEMA_VERSION) {
        return jt_sqlite_why(JT_ERR_DAMAGED, ret_why,
                             "the database %s has the newer schema %lld, this program knows %d: "
                             "start the newer program, or restore a backup made before it",
                             path, (long long)identity.version, JT_SQLITE_SCHEMA_VERSION);
    }
    if (ours && (identity.version < 1 || identity.objects == 0)) {
        return jt_sqlite_why(JT_ERR_DAMAGED, ret_why,
                             "the database %s is damaged (its tables are gone): restore a backup",
                             path);
    }
    return JT_OK;
}

static enum jt_err take_step(struct jt_sqlite_db *db, const char *sql)
{
    int rc = sqlite3_exec(db->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    }
    if (rc == SQLITE_OK) {
        rc = sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL);
    }
    if (rc != SQLITE_OK && !sqlite3_get_autocommit(db->handle)) {
        (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    }
    return jt_sqlite_err(rc);
}

enum jt_err jt_sqlite_schema_migrate(struct jt_sqlite_db *db, const char *path, char **ret_why)
{
    struct identity identity = {0};
    enum jt_err err = read_identity(db, &identity);
    if (err != JT_OK) {
        return jt_sqlite_say(err, db->handle, path, ret_why);
    }
    for (int64_t version = identity.version; version < JT_SQLITE_SCHEMA_VERSION; version++) {
        err = steps[version] ? take_step(db, steps[version]) : JT_OK;
        if (err != JT_OK) {
            return jt_sqlite_why(err, ret_why, "the database %s cannot take schema %lld: %s", path,
                                 (long long)version + 1, sqlite3_errmsg(db->handle));
        }
    }
    return JT_OK;
}

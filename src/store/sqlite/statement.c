/* SPDX-License-Identifier: Apache-2.0 */
/* Prepared statements, bound in order and read in order. */
#include "store/sqlite/statement.h"

#include "store/sqlite/error.h"

#include <string.h>
#include <sys/stat.h>

/* An empty log holds nothing to fold in: closing may take it away again. */
static void allow_removal_of_empty_log(sqlite3 *handle)
{
    const char *file = handle ? sqlite3_db_filename(handle, "main") : NULL;
    struct stat status;
    if (file && file[0] && stat(sqlite3_filename_wal(file), &status) == 0 && status.st_size == 0) {
        (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    }
}

void jt_sqlite_db_clear(struct jt_sqlite_db *db)
{
    for (size_t i = 0; i < db->prepared_count; i++) {
        (void)sqlite3_finalize(db->prepared[i].stmt);
    }
    allow_removal_of_empty_log(db->handle);
    (void)sqlite3_close(db->handle);
    *db = (struct jt_sqlite_db){0};
}

static enum jt_err prepare(struct jt_sqlite_db *db, const char *sql, sqlite3_stmt **ret_stmt)
{
    if (db->prepared_count == JT_SQLITE_STATEMENTS_MAX) {
        return JT_ERR_LIMIT;
    }
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
    if (rc != SQLITE_OK) {
        return jt_sqlite_err(rc);
    }
    db->prepared[db->prepared_count].sql = sql;
    db->prepared[db->prepared_count].stmt = stmt;
    db->prepared_count++;
    *ret_stmt = stmt;
    return JT_OK;
}

enum jt_err jt_statement_take(struct jt_sqlite_db *db, const char *sql,
                              struct jt_statement *ret_statement)
{
    sqlite3_stmt *stmt = NULL;
    for (size_t i = 0; i < db->prepared_count && stmt == NULL; i++) {
        stmt = db->prepared[i].sql == sql ? db->prepared[i].stmt : NULL;
    }
    if (stmt == NULL) {
        JT_TRY(prepare(db, sql, &stmt));
    }
    if (sqlite3_stmt_busy(stmt)) {
        return JT_ERR_ARG;
    }
    *ret_statement = (struct jt_statement){.stmt = stmt};
    return JT_OK;
}

void jt_statement_clear(struct jt_statement *statement)
{
    if (statement->stmt == NULL) {
        return;
    }
    (void)sqlite3_reset(statement->stmt);
    (void)sqlite3_clear_bindings(statement->stmt);
    *statement = (struct jt_statement){0};
}

static void note(struct jt_statement *statement, enum jt_err err)
{
    if (statement->err == JT_OK) {
        statement->err = err;
    }
}

void jt_statement_bind_int(struct jt_statement *statement, int64_t value)
{
    note(statement, jt_sqlite_err(sqlite3_bind_int64(statement->stmt, ++statement->next, value)));
}

void jt_statement_bind_u64(struct jt_statement *statement, uint64_t value)
{
    int64_t bits = 0;
    memcpy(&bits, &value, sizeof(bits));
    jt_statement_bind_int(statement, bits);
}

void jt_statement_bind_time(struct jt_statement *statement, jt_time time)
{
    jt_statement_bind_int(statement, time.s);
}

void jt_statement_bind_text(struct jt_statement *statement, jt_str text)
{
    int at = ++statement->next;
    const char *ptr = text.len ? text.ptr : "";
    note(statement, jt_sqlite_err(sqlite3_bind_text64(statement->stmt, at, ptr, text.len,
                                                      SQLITE_STATIC, SQLITE_UTF8)));
}

void jt_statement_bind_blob(struct jt_statement *statement, const void *bytes, size_t len)
{
    int at = ++statement->next;
    const void *ptr = len ? bytes : "";
    note(statement,
         jt_sqlite_err(sqlite3_bind_blob64(statement->stmt, at, ptr, len, SQLITE_STATIC)));
}

void jt_statement_bind_uuid(struct jt_statement *statement, const jt_uuid *uuid)
{
    jt_statement_bind_blob(statement, uuid->bytes, sizeof(uuid->bytes));
}

enum jt_err jt_statement_step(struct jt_statement *statement, bool *ret_row)
{
    if (statement->err != JT_OK) {
        return statement->err;
    }
    int rc = sqlite3_step(statement->stmt);
    statement->next = 0;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        note(statement, jt_sqlite_err(rc));
        return statement->err;
    }
    *ret_row = rc == SQLITE_ROW;
    return JT_OK;
}

enum jt_err jt_statement_run(struct jt_statement *statement)
{
    bool row = true;
    while (row) {
        JT_TRY(jt_statement_step(statement, &row));
    }
    return JT_OK;
}

enum jt_err jt_statement_run_for(struct jt_sqlite_db *db, const char *sql, int64_t id)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, id);
    return jt_statement_run(&st);
}

enum jt_err jt_statement_row(struct jt_statement *statement)
{
    bool row = false;
    JT_TRY(jt_statement_step(statement, &row));
    return row ? JT_OK : JT_ERR_NOT_FOUND;
}

int64_t jt_statement_int(struct jt_statement *statement)
{
    return sqlite3_column_int64(statement->stmt, statement->next++);
}

uint64_t jt_statement_u64(struct jt_statement *statement)
{
    int64_t bits = jt_statement_int(statement);
    uint64_t value = 0;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

bool jt_statement_bool(struct jt_statement *statement)
{
    return jt_statement_int(statement) != 0;
}

jt_time jt_statement_time(struct jt_statement *statement)
{
    return (jt_time){jt_statement_int(statement)};
}

/* SQLite gives NULL for a value that is NULL, for an empty blob, and when it had no memory. */
static jt_str checked(struct jt_statement *statement, const void *ptr, int at)
{
    int len = sqlite3_column_bytes(statement->stmt, at);
    if (ptr == NULL && sqlite3_errcode(sqlite3_db_handle(statement->stmt)) == SQLITE_NOMEM) {
        note(statement, JT_ERR_NOMEM);
    }
    return ptr ? jt_str_make(ptr, (size_t)len) : jt_str_make("", 0);
}

jt_str jt_statement_text(struct jt_statement *statement)
{
    int at = statement->next++;
    return checked(statement, sqlite3_column_text(statement->stmt, at), at);
}

static jt_str copied(struct jt_statement *statement, struct jt_arena *arena, jt_str bytes)
{
    jt_str copy = jt_arena_copy(arena, bytes);
    if (copy.ptr == NULL) {
        note(statement, JT_ERR_NOMEM);
    }
    return copy;
}

jt_str jt_statement_text_in(struct jt_statement *statement, struct jt_arena *arena)
{
    return copied(statement, arena, jt_statement_text(statement));
}

static jt_str blob(struct jt_statement *statement)
{
    int at = statement->next++;
    return checked(statement, sqlite3_column_blob(statement->stmt, at), at);
}

void jt_statement_blob(struct jt_statement *statement, void *ret_bytes, size_t len)
{
    jt_str bytes = blob(statement);
    if (bytes.len != len) {
        note(statement, JT_ERR_DAMAGED);
        memset(ret_bytes, 0, len);
        return;
    }
    memcpy(ret_bytes, bytes.ptr, len);
}

jt_str jt_statement_blob_in(struct jt_statement *statement, struct jt_arena *arena)
{
    return copied(statement, arena, blob(statement));
}

jt_uuid jt_statement_uuid(struct jt_statement *statement)
{
    jt_uuid uuid = {{0}};
    jt_statement_blob(statement, uuid.bytes, sizeof(uuid.bytes));
    return uuid;
}

enum jt_err jt_statement_check(const struct jt_statement *statement)
{
    return statement->err;
}

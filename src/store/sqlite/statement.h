/* SPDX-License-Identifier: Apache-2.0 */
/* One connection with its prepared statements, and the only way to run SQL: a constant text with
 * bound parameters. Binds and columns go in order; the first failure sticks and comes out of run,
 * step and check, as in jt_buf. */
#ifndef JT_STORE_SQLITE_STATEMENT_H
#define JT_STORE_SQLITE_STATEMENT_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/uuid.h"

#include <sqlite3.h>

enum { JT_SQLITE_STATEMENTS_MAX = 256 };

struct jt_sqlite_db {
    sqlite3 *handle;
    struct {
        const char *sql; /* the constant's address is its name */
        sqlite3_stmt *stmt;
    } prepared[JT_SQLITE_STATEMENTS_MAX];
    size_t prepared_count;
};

/* Finalizes all statements and closes. */
void jt_sqlite_db_clear(struct jt_sqlite_db *db);

struct jt_statement {
    sqlite3_stmt *stmt;
    int next; /* parameter or column, from 0 */
    enum jt_err err;
};

/* sql: a string constant, always the same address for the same text. One user of a text at a time.
 */
JT_MUST_USE enum jt_err jt_statement_take(struct jt_sqlite_db *db, const char *sql,
                                          struct jt_statement *ret_statement);
/* Resets and lets the bindings go; for JT_CLEAN. {0} is valid. */
void jt_statement_clear(struct jt_statement *statement);

/* The bytes must live until clear. */
void jt_statement_bind_int(struct jt_statement *statement, int64_t value);
void jt_statement_bind_u64(struct jt_statement *statement, uint64_t value); /* bit for bit */
void jt_statement_bind_time(struct jt_statement *statement, jt_time time);
void jt_statement_bind_text(struct jt_statement *statement, jt_str text);
void jt_statement_bind_blob(struct jt_statement *statement, const void *bytes, size_t len);
void jt_statement_bind_uuid(struct jt_statement *statement, const jt_uuid *uuid);

/* Runs to the end. */
JT_MUST_USE enum jt_err jt_statement_run(struct jt_statement *statement);
/* Takes a statement whose only parameter is a row number, and runs it. */
JT_MUST_USE enum jt_err jt_statement_run_for(struct jt_sqlite_db *db, const char *sql, int64_t id);
/* The next row, from column 0 on. */
JT_MUST_USE enum jt_err jt_statement_step(struct jt_statement *statement, bool *ret_row);
/* The only row: JT_ERR_NOT_FOUND when there is none. */
JT_MUST_USE enum jt_err jt_statement_row(struct jt_statement *statement);

int64_t jt_statement_int(struct jt_statement *statement);
uint64_t jt_statement_u64(struct jt_statement *statement);
bool jt_statement_bool(struct jt_statement *statement);
jt_time jt_statement_time(struct jt_statement *statement);
/* Borrowed until the next step. */
jt_str jt_statement_text(struct jt_statement *statement);
/* A copy in arena. */
jt_str jt_statement_text_in(struct jt_statement *statement, struct jt_arena *arena);
/* Exactly len bytes, otherwise the row is damaged. */
void jt_statement_blob(struct jt_statement *statement, void *ret_bytes, size_t len);
jt_str jt_statement_blob_in(struct jt_statement *statement, struct jt_arena *arena);
jt_uuid jt_statement_uuid(struct jt_statement *statement);
/* What went wrong while reading columns. */
JT_MUST_USE enum jt_err jt_statement_check(const struct jt_statement *statement);

#endif

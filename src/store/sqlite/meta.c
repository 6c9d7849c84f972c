/* SPDX-License-Identifier: Apache-2.0 */
/* The few facts about the store itself. */
#include "store/sqlite/api_client_status.h"
#include "store/sqlite/sqlite.h"
#include "store/sqlite/transaction.h"

#include <string.h>

enum jt_err jt_sqlite_is_empty(struct jt_store *store, bool *ret_empty)
{
    static const char sql[] = "SELECT NOT EXISTS (SELECT 1 FROM organization)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&jt_sqlite_of(store)->write, sql, &st));
    JT_TRY(jt_statement_row(&st));
    *ret_empty = jt_statement_bool(&st);
    return JT_OK;
}

enum jt_err jt_sqlite_master_check(struct jt_store *store, uint8_t ret_check[static 32])
{
    static const char sql[] = "SELECT master_check FROM meta WHERE master_check IS NOT NULL";
    uint8_t check[32] = {0};
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&jt_sqlite_of(store)->write, sql, &st));
    JT_TRY(jt_statement_row(&st));
    jt_statement_blob(&st, check, sizeof(check));
    JT_TRY(jt_statement_check(&st));
    memcpy(ret_check, check, sizeof(check));
    return JT_OK;
}

enum jt_err jt_sqlite_time_highest(struct jt_store *store, jt_time *ret_time)
{
    static const char sql[] = "SELECT time_highest FROM meta";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&jt_sqlite_of(store)->write, sql, &st));
    JT_TRY(jt_statement_row(&st));
    *ret_time = jt_statement_time(&st);
    return JT_OK;
}

static enum jt_err raise_highest(struct jt_sqlite_db *db, jt_time now)
{
    static const char sql[] = "UPDATE meta SET time_highest = max(time_highest, ?1)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_time(&st, now);
    return jt_statement_run(&st);
}

enum jt_err jt_sqlite_time_note(struct jt_store *store, jt_time now)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(raise_highest(&jt_sqlite_of(store)->write, now));
    JT_TRY(jt_transaction_commit(&tx, NULL));
    return jt_api_client_status_refresh(store, now);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Keys to numbers, and the arithmetic of pages. */
#include "store/sqlite/lookup.h"

static enum jt_err find(struct jt_sqlite_db *db, const char *sql, const jt_uuid *key,
                        int64_t *ret_id)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, key);
    JT_TRY(jt_statement_row(&st));
    *ret_id = jt_statement_int(&st);
    return JT_OK;
}

enum jt_err jt_lookup_realm(struct jt_sqlite_db *db, const jt_uuid *key, int64_t *ret_id)
{
    static const char sql[] = "SELECT id FROM realm WHERE key = ?1 AND deleted = 0";
    return find(db, sql, key, ret_id);
}

enum jt_err jt_lookup_user(struct jt_sqlite_db *db, const jt_uuid *key, int64_t *ret_id)
{
    static const char sql[] = "SELECT id FROM user WHERE key = ?1";
    return find(db, sql, key, ret_id);
}

enum jt_err jt_lookup_api_client(struct jt_sqlite_db *db, const jt_uuid *key, int64_t *ret_id)
{
    static const char sql[] = "SELECT id FROM api_client WHERE key = ?1 AND deleted = 0";
    return find(db, sql, key, ret_id);
}

int64_t jt_lookup_inserted(const struct jt_sqlite_db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

enum jt_err jt_page_check(const struct jt_page *page)
{
    return page->limit < 1 || page->limit > JT_PAGE_LIMIT_MAX ? JT_ERR_ARG : JT_OK;
}

void jt_page_bind(struct jt_statement *statement, const struct jt_page *page)
{
    jt_statement_bind_int(statement, page->limit);
    jt_statement_bind_int(statement, page->offset > INT64_MAX ? INT64_MAX : (int64_t)page->offset);
}

enum jt_err jt_page_total(struct jt_statement *statement, uint64_t *ret_total)
{
    JT_TRY(jt_statement_row(statement));
    *ret_total = jt_statement_u64(statement);
    return JT_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Adds up blocks until the page's own. */
#include "store/sqlite/list_block.h"

_Static_assert(JT_LIST_USER_KIND == 32 && JT_USER_KINDS == 8, "the statement below names them");

void jt_list_take(struct jt_list_start *start, const struct jt_page *page, int64_t block,
                  uint64_t count)
{
    bool holds_page = start->total <= page->offset && page->offset < start->total + count;
    if (holds_page) {
        start->first_id = block * JT_LIST_BLOCK_ROWS;
        start->page.offset = page->offset - start->total;
    }
    start->total += count;
}

/* Adds up the blocks that the statement gives. */
static enum jt_err take_all(struct jt_statement *st, const struct jt_page *page,
                            struct jt_list_start *ret_start)
{
    /* Beyond the last row, unless a block holds it. */
    struct jt_list_start start = {.first_id = INT64_MAX, .page = {.limit = page->limit}};
    bool row = false;
    JT_TRY(jt_statement_step(st, &row));
    while (row) {
        int64_t block = jt_statement_int(st);
        jt_list_take(&start, page, block, jt_statement_u64(st));
        JT_TRY(jt_statement_step(st, &row));
    }
    *ret_start = start;
    return JT_OK;
}

enum jt_err jt_list_find_users(struct jt_sqlite_db *db, unsigned kinds, int64_t realm,
                               const struct jt_page *page, struct jt_list_start *ret_start)
{
    static const char sql[] =
        "SELECT block, sum(count) FROM list_block WHERE list BETWEEN 32 AND 39"
        " AND (?1 >> (list - 32)) & 1 AND realm = ?2 GROUP BY block ORDER BY block";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, kinds);
    jt_statement_bind_int(&st, realm);
    return take_all(&st, page, ret_start);
}

enum jt_err jt_list_find(struct jt_sqlite_db *db, enum jt_list list, int64_t realm,
                         const struct jt_page *page, struct jt_list_start *ret_start)
{
    static const char sql[] =
        "SELECT block, count FROM list_block WHERE list = ?1 AND realm = ?2 ORDER BY block";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, list);
    jt_statement_bind_int(&st, realm);
    return take_all(&st, page, ret_start);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* API clients found by key, and page by page: the rows that pass every filter (row_set.h), then
 * those of the page. */
#include "store/sqlite/api_client_status.h"
#include "store/sqlite/lookup.h"

enum jt_err jt_sqlite_api_client_find(struct jt_store *store, struct jt_arena *arena,
                                      const jt_uuid *key, struct jt_api_client *ret_client)
{
    int64_t id = 0;
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(jt_lookup_api_client(db, key, &id));
    return jt_api_client_read(db, arena, id, ret_client);
}

/* At most one is left. */
static enum jt_err keep_client_id(struct jt_sqlite_db *db, int64_t realm, jt_str client_id,
                                  struct jt_row_set *set)
{
    static const char sql[] = "SELECT id FROM api_client WHERE realm = ?1 AND client_id = ?2";
    bool row = false;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    if (client_id.len == 0) {
        return JT_OK;
    }
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, realm);
    jt_statement_bind_text(&st, client_id);
    JT_TRY(jt_statement_step(&st, &row));
    int64_t id = row ? jt_statement_int(&st) : -1;
    jt_row_set_keep_range(set, id, id);
    return JT_OK;
}

static enum jt_err fill(struct jt_sqlite_db *db, struct jt_row_set *set)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, "SELECT coalesce(max(id), 0) FROM api_client", &st));
    JT_TRY(jt_statement_row(&st));
    return jt_row_set_fill(0, jt_statement_int(&st), set);
}

/* Those that are alive; where a status or a part of the name is asked for any number will do,
 * because those lists hold none but the living. */
static enum jt_err begin_rows(struct jt_sqlite_db *db, const struct jt_row_part *alive,
                              const struct jt_api_client_filter *filter, struct jt_row_set *set)
{
    bool is_narrowed = filter->status >= 0 || filter->name_contains.len > 0;
    return is_narrowed ? fill(db, set) : jt_row_set_read(db, alive, set);
}

static enum jt_err find_rows(struct jt_sqlite_db *db, const struct jt_api_client_filter *filter,
                             struct jt_row_set *set)
{
    struct jt_row_part alive = {.list = JT_ROWS_API_CLIENTS};
    JT_TRY(jt_lookup_realm(db, &filter->realm, &alive.number));
    JT_TRY(begin_rows(db, &alive, filter, set));
    if (filter->status >= 0) {
        JT_TRY(jt_api_client_status_keep_rows(
            db, alive.number, (enum jt_api_client_status)filter->status, filter->now, set));
    }
    JT_TRY(keep_client_id(db, alive.number, filter->client_id, set));
    return jt_row_set_keep_text(db, JT_ROWS_API_CLIENTS, alive.number, filter->name_contains, set);
}

static enum jt_err read_page(struct jt_sqlite_db *db, struct jt_arena *arena,
                             const struct jt_row_set *set, const struct jt_page *page,
                             struct jt_api_client_list *list)
{
    int64_t ids[JT_PAGE_LIMIT_MAX];
    size_t count = jt_row_set_page(set, page, false, ids);
    list->total = jt_row_set_count(set);
    for (size_t i = 0; i < count; i++) {
        enum jt_err err = jt_api_client_read(db, arena, ids[i], &list->items[list->count]);
        JT_TRY(err == JT_ERR_NOT_FOUND ? JT_ERR_DAMAGED : err);
        list->count++;
    }
    return JT_OK;
}

enum jt_err jt_sqlite_api_client_list(struct jt_store *store, struct jt_arena *arena,
                                      const struct jt_api_client_filter *filter,
                                      const struct jt_page *page,
                                      struct jt_api_client_list *ret_list)
{
    JT_TRY(jt_page_check(page));
    struct jt_row_set set JT_CLEAN(jt_row_set_clear) = {0};
    struct jt_api_client_list list = {
        .items = jt_arena_alloc_array(arena, page->limit, sizeof(*list.items))};
    if (list.items == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    enum jt_err err = find_rows(db, filter, &set);
    if (err == JT_ERR_NOT_FOUND) {
        *ret_list = list; /* a realm that is not there has no clients */
        return JT_OK;
    }
    JT_TRY(err);
    JT_TRY(read_page(db, arena, &set, page, &list));
    *ret_list = list;
    return JT_OK;
}

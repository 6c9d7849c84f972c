/* SPDX-License-Identifier: Apache-2.0 */
/* API clients found by key, and page by page.
 *
 * Without a part of the name to look for, the page is a range of rows that an index finds, also by
 * status (api_client_status.h); with one, every client of the realm is looked at. */
#include "store/sqlite/api_client_status.h"
#include "store/sqlite/list_block.h"
#include "store/sqlite/lookup.h"

enum jt_err jt_sqlite_api_client_find(struct jt_store *store, struct jt_arena *arena,
                                      const jt_uuid *key, struct jt_api_client *ret_client)
{
    int64_t id = 0;
    bool found = false;
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(jt_lookup_api_client(db, key, &id));
    struct jt_api_client_range range = {.first = id, .last = id};
    struct jt_api_client_cursor cursor JT_CLEAN(jt_api_client_cursor_clear) = {0};
    JT_TRY(jt_api_client_cursor_open(db, &range, &cursor));
    JT_TRY(jt_api_client_cursor_next(&cursor, arena, ret_client, &found));
    return found ? JT_OK : JT_ERR_NOT_FOUND;
}

static enum jt_err read_total(struct jt_sqlite_db *db, const struct jt_api_client_range *range,
                              uint64_t *ret_total)
{
    static const char sql[] = "SELECT count(*) FROM api_client WHERE realm = ?1 AND deleted = 0"
                              " AND (?2 = '' OR instr(lower(name), lower(?2)) > 0)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, range->realm);
    jt_statement_bind_text(&st, range->name_contains);
    return jt_page_total(&st, ret_total);
}

/* Narrows the range to the page; an empty page becomes an empty range. */
static enum jt_err find_range(struct jt_sqlite_db *db, const struct jt_list_start *start,
                              struct jt_api_client_range *range)
{
    static const char sql[] =
        "SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM (SELECT id FROM api_client"
        " WHERE realm = ?1 AND deleted = 0 AND (?2 = '' OR instr(lower(name), lower(?2)) > 0)"
        " AND id >= ?5 ORDER BY id LIMIT ?3 OFFSET ?4)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, range->realm);
    jt_statement_bind_text(&st, range->name_contains);
    jt_page_bind(&st, &start->page);
    jt_statement_bind_int(&st, start->first_id);
    JT_TRY(jt_statement_row(&st));
    range->first = jt_statement_int(&st);
    range->last = jt_statement_int(&st);
    return JT_OK;
}

/* Appends the clients of a range to the list. */
static enum jt_err read_range(struct jt_sqlite_db *db, struct jt_arena *arena,
                              const struct jt_api_client_range *range,
                              struct jt_api_client_list *list)
{
    struct jt_api_client_cursor cursor JT_CLEAN(jt_api_client_cursor_clear) = {0};
    JT_TRY(jt_api_client_cursor_open(db, range, &cursor));
    bool found = true;
    while (found) {
        JT_TRY(jt_api_client_cursor_next(&cursor, arena, &list->items[list->count], &found));
        list->count += found;
    }
    return JT_OK;
}

struct matches {
    int64_t ids[JT_PAGE_LIMIT_MAX]; /* of the page */
    size_t count;
    uint64_t total;
};

static void note_match(struct matches *matches, const struct jt_page *page, int64_t id)
{
    if (matches->total >= page->offset && matches->count < page->limit) {
        matches->ids[matches->count++] = id;
    }
    matches->total++;
}

/* Each client lives in an arena that is emptied before the next. */
static enum jt_err match_status(struct jt_sqlite_db *db, const struct jt_api_client_filter *filter,
                                const struct jt_page *page, const struct jt_api_client_range *range,
                                struct matches *matches)
{
    struct jt_arena one JT_CLEAN(jt_arena_clear) = {0};
    struct jt_api_client_cursor cursor JT_CLEAN(jt_api_client_cursor_clear) = {0};
    JT_TRY(jt_api_client_cursor_open(db, range, &cursor));
    bool found = true;
    while (found) {
        struct jt_api_client client = {0};
        jt_arena_reset(&one);
        JT_TRY(jt_api_client_cursor_next(&cursor, &one, &client, &found));
        if (found && (int)jt_api_client_status(&client, filter->now) == filter->status) {
            note_match(matches, page, cursor.id);
        }
    }
    return JT_OK;
}

static enum jt_err list_by_status(struct jt_sqlite_db *db, struct jt_arena *arena,
                                  const struct jt_api_client_filter *filter,
                                  const struct jt_page *page, struct jt_api_client_range *range,
                                  struct jt_api_client_list *list)
{
    struct matches matches = {0};
    struct jt_api_client_status_query query = {
        range->realm, (enum jt_api_client_status)filter->status, filter->now};
    JT_TRY(range->name_contains.len ? match_status(db, filter, page, range, &matches)
                                    : jt_api_client_status_page(db, &query, page, matches.ids,
                                                                &matches.count, &matches.total));
    for (size_t i = 0; i < matches.count; i++) {
        range->first = matches.ids[i];
        range->last = matches.ids[i];
        JT_TRY(read_range(db, arena, range, list));
    }
    list->total = matches.total;
    return JT_OK;
}

static enum jt_err list_any(struct jt_sqlite_db *db, struct jt_arena *arena,
                            const struct jt_page *page, struct jt_api_client_range *range,
                            struct jt_api_client_list *list)
{
    struct jt_list_start start = {.page = *page};
    if (range->name_contains.len == 0) {
        JT_TRY(jt_list_find(db, JT_LIST_API_CLIENTS, range->realm, page, &start));
    } else {
        JT_TRY(read_total(db, range, &start.total));
    }
    list->total = start.total;
    JT_TRY(find_range(db, &start, range));
    return read_range(db, arena, range, list);
}

enum jt_err jt_sqlite_api_client_list(struct jt_store *store, struct jt_arena *arena,
                                      const struct jt_api_client_filter *filter,
                                      const struct jt_page *page,
                                      struct jt_api_client_list *ret_list)
{
    JT_TRY(jt_page_check(page));
    /* One more, for the read that finds the end. */
    struct jt_api_client_list list = {
        .items = jt_arena_alloc_array(arena, page->limit + 1, sizeof(*list.items))};
    if (list.items == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    struct jt_api_client_range range = {.last = INT64_MAX, .name_contains = filter->name_contains};
    enum jt_err err = jt_lookup_realm(db, &filter->realm, &range.realm);
    if (err == JT_OK) {
        err = filter->status < 0 ? list_any(db, arena, page, &range, &list)
                                 : list_by_status(db, arena, filter, page, &range, &list);
    }
    if (err != JT_OK && err != JT_ERR_NOT_FOUND) {
        return err; /* a realm that is not there has no clients */
    }
    *ret_list = list;
    return JT_OK;
}

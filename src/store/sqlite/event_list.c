/* SPDX-License-Identifier: Apache-2.0 */
/* The audit log, page by page: the numbers that pass every filter (row_set.h), then the events of
 * the page. Numbers have no gaps, so without filters they are a range. */
#include "store/sqlite/event_filter.h"
#include "store/sqlite/lookup.h"

static enum jt_err read_event(struct jt_statement *st, struct jt_arena *arena,
                              struct jt_event *ret_event)
{
    ret_event->number = jt_statement_u64(st);
    ret_event->time = jt_statement_time(st);
    ret_event->actor.kind = (enum jt_actor_kind)jt_statement_int(st);
    ret_event->actor.key = jt_statement_uuid(st);
    ret_event->actor.name = jt_statement_text_in(st, arena);
    ret_event->actor.address = jt_statement_text_in(st, arena);
    ret_event->actor.request_id = jt_statement_text_in(st, arena);
    ret_event->action = jt_statement_text_in(st, arena);
    ret_event->object_kind = jt_statement_text_in(st, arena);
    ret_event->object = jt_statement_uuid(st);
    ret_event->before_json = jt_statement_text_in(st, arena);
    ret_event->after_json = jt_statement_text_in(st, arena);
    jt_statement_blob(st, ret_event->hash, sizeof(ret_event->hash));
    jt_statement_blob(st, ret_event->previous, sizeof(ret_event->previous));
    return jt_statement_check(st);
}

static enum jt_err read_events(struct jt_sqlite_db *db, struct jt_arena *arena,
                               const int64_t *numbers, size_t count, struct jt_event_list *list)
{
    static const char sql[] =
        "SELECT number, time, actor_kind, actor_key, actor_name, actor_address, request_id, action,"
        " object_kind, object, before_json, after_json, hash, coalesce("
        "  (SELECT p.hash FROM event AS p WHERE p.number = e.number - 1),"
        "  (SELECT c.hash FROM event_checkpoint AS c WHERE c.number = e.number - 1), zeroblob(32))"
        " FROM event AS e WHERE number = ?1";
    for (size_t i = 0; i < count; i++) {
        struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
        JT_TRY(jt_statement_take(db, sql, &st));
        jt_statement_bind_int(&st, numbers[i]);
        enum jt_err err = jt_statement_row(&st);
        if (err == JT_ERR_NOT_FOUND) {
            continue; /* somebody took it out of the file: whoever verifies the chain sees that */
        }
        JT_TRY(err);
        JT_TRY(read_event(&st, arena, &list->items[list->count]));
        list->count++;
    }
    return JT_OK;
}

static enum jt_err read_page(struct jt_sqlite_db *db, struct jt_arena *arena,
                             const struct jt_event_filter *filter, const struct jt_page *page,
                             struct jt_event_list *list)
{
    int64_t numbers[JT_PAGE_LIMIT_MAX];
    struct jt_row_set set JT_CLEAN(jt_row_set_clear) = {0};
    JT_TRY(jt_event_filter_rows(db, filter, &set));
    size_t count = jt_row_set_page(&set, page, filter->descending, numbers);
    list->total = jt_row_set_count(&set);
    return read_events(db, arena, numbers, count, list);
}

enum jt_err jt_sqlite_event_search(struct jt_store *store, struct jt_arena *arena,
                                   const struct jt_event_filter *filter, const struct jt_page *page,
                                   struct jt_event_list *ret_list)
{
    JT_TRY(jt_page_check(page));
    struct jt_event_list list = {.items =
                                     jt_arena_alloc_array(arena, page->limit, sizeof(*list.items))};
    if (list.items == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(read_page(db, arena, filter, page, &list));
    *ret_list = list;
    return JT_OK;
}

enum jt_err jt_sqlite_event_list(struct jt_store *store, struct jt_arena *arena,
                                 const struct jt_page *page, struct jt_event_list *ret_list)
{
    const struct jt_event_filter everything = {0};
    return jt_sqlite_event_search(store, arena, &everything, page, ret_list);
}

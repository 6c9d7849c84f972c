/* SPDX-License-Identifier: Apache-2.0 */
/* The audit log, page by page. Numbers have no gaps, so a page is a range of them. */
#include "store/sqlite/lookup.h"
#include "store/sqlite/sqlite.h"
#include "store/sqlite/transaction.h"

static enum jt_err read_total(struct jt_sqlite_db *db, uint64_t *ret_total)
{
    static const char sql[] = "SELECT coalesce(max(number), 0) FROM event";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    return jt_page_total(&st, ret_total);
}

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
    return jt_statement_check(st);
}

static enum jt_err read_page(struct jt_sqlite_db *db, struct jt_arena *arena,
                             const struct jt_page *page, struct jt_event_list *list)
{
    static const char sql[] =
        "SELECT number, time, actor_kind, actor_key, actor_name, actor_address, request_id,"
        " action, object_kind, object, before_json, after_json FROM event"
        " WHERE number > ?2 ORDER BY number LIMIT ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_page_bind(&st, page);
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        JT_TRY(read_event(&st, arena, &list->items[list->count]));
        list->count++;
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

enum jt_err jt_sqlite_event_list(struct jt_store *store, struct jt_arena *arena,
                                 const struct jt_page *page, struct jt_event_list *ret_list)
{
    JT_TRY(jt_page_check(page));
    struct jt_event_list list = {.items =
                                     jt_arena_alloc_array(arena, page->limit, sizeof(*list.items))};
    if (list.items == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(read_total(db, &list.total));
    JT_TRY(read_page(db, arena, page, &list));
    *ret_list = list;
    return JT_OK;
}

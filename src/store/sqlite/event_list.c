/* SPDX-License-Identifier: Apache-2.0 */
/* The audit log, page by page. Numbers have no gaps, so an unfiltered page is a range of them. With
 * filters the one that narrows most chooses the text, so that its index carries page and total; the
 * others are parameters that let everything pass when they are not set. */
#include "store/sqlite/event.h"
#include "store/sqlite/lookup.h"

#define COLUMNS                                                                                    \
    "SELECT number, time, actor_kind, actor_key, actor_name, actor_address, request_id, action,"   \
    " object_kind, object, before_json, after_json, hash, coalesce("                               \
    "  (SELECT p.hash FROM event AS p WHERE p.number = e.number - 1),"                             \
    "  (SELECT c.hash FROM event_checkpoint AS c WHERE c.number = e.number - 1), zeroblob(32))"    \
    " FROM event AS e"
#define FILTERS                                                                                    \
    " WHERE (?1 = zeroblob(16) OR actor_key = ?1) AND (?2 = '' OR action = ?2)"                    \
    " AND (?3 = '' OR object_kind = ?3) AND (?4 = zeroblob(16) OR object = ?4)"                    \
    " AND time >= ?5 AND time < ?6 AND number > ?7"
#define QUERIES(index, condition, order)                                                           \
    {                                                                                              \
        "SELECT count(*) FROM event INDEXED BY " index FILTERS condition,                          \
            COLUMNS " INDEXED BY " index FILTERS condition " ORDER BY " order                      \
                    " LIMIT ?8 OFFSET ?9",                                                         \
            COLUMNS " INDEXED BY " index FILTERS condition " ORDER BY " order                      \
                    " DESC LIMIT ?8 OFFSET ?9"                                                     \
    }

struct queries {
    const char *total;
    const char *rising;
    const char *falling;
};

static const struct queries by_object = QUERIES("event_object", " AND object = ?4", "number");
static const struct queries by_actor = QUERIES("event_actor", " AND actor_key = ?1", "number");
static const struct queries by_action = QUERIES("event_action", " AND action = ?2", "number");
static const struct queries by_kind =
    QUERIES("event_object_kind", " AND object_kind = ?3", "number");
static const struct queries by_time = QUERIES("event_time", "", "time");

/* NULL: no filter but a number. */
static const struct queries *choose(const struct jt_event_filter *filter)
{
    if (!jt_uuid_is_zero(&filter->object)) {
        return &by_object;
    }
    if (!jt_uuid_is_zero(&filter->actor)) {
        return &by_actor;
    }
    if (filter->action.len) {
        return &by_action;
    }
    if (filter->object_kind.len) {
        return &by_kind;
    }
    return filter->from.s || filter->to.s ? &by_time : NULL;
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
    jt_statement_blob(st, ret_event->hash, sizeof(ret_event->hash));
    jt_statement_blob(st, ret_event->previous, sizeof(ret_event->previous));
    return jt_statement_check(st);
}

static enum jt_err read_events(struct jt_statement *st, struct jt_arena *arena,
                               struct jt_event_list *list)
{
    bool row = false;
    JT_TRY(jt_statement_step(st, &row));
    while (row) {
        JT_TRY(read_event(st, arena, &list->items[list->count]));
        list->count++;
        JT_TRY(jt_statement_step(st, &row));
    }
    return JT_OK;
}

static void bind(struct jt_statement *st, const struct jt_event_filter *filter)
{
    jt_statement_bind_uuid(st, &filter->actor);
    jt_statement_bind_text(st, filter->action);
    jt_statement_bind_text(st, filter->object_kind);
    jt_statement_bind_uuid(st, &filter->object);
    jt_statement_bind_time(st, filter->from);
    jt_statement_bind_int(st, filter->to.s ? filter->to.s : INT64_MAX);
    jt_statement_bind_int(st, filter->after > INT64_MAX ? INT64_MAX : (int64_t)filter->after);
}

static enum jt_err read_filtered(struct jt_sqlite_db *db, struct jt_arena *arena,
                                 const struct jt_event_filter *filter, const struct jt_page *page,
                                 struct jt_event_list *list)
{
    const struct queries *queries = choose(filter);
    struct jt_statement total JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, queries->total, &total));
    bind(&total, filter);
    JT_TRY(jt_page_total(&total, &list->total));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, filter->descending ? queries->falling : queries->rising, &st));
    bind(&st, filter);
    jt_page_bind(&st, page);
    return read_events(&st, arena, list);
}

/* Of the numbers that are there, those above filter->after: first to last; 1 to 0 when none is. */
static enum jt_err read_bounds(struct jt_sqlite_db *db, const struct jt_event_filter *filter,
                               uint64_t *ret_first, uint64_t *ret_last)
{
    static const char sql[] = "SELECT (SELECT min(number) FROM event),"
                              " (SELECT max(number) FROM event) FROM meta";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_row(&st));
    uint64_t first = jt_statement_u64(&st);
    uint64_t last = jt_statement_u64(&st);
    bool is_beyond = last == 0 || filter->after >= last;
    *ret_first = is_beyond ? 1 : filter->after >= first ? filter->after + 1 : first;
    *ret_last = is_beyond ? 0 : last;
    return JT_OK;
}

static enum jt_err read_range(struct jt_sqlite_db *db, struct jt_arena *arena,
                              const struct jt_event_filter *filter, const struct jt_page *page,
                              struct jt_event_list *list)
{
    static const char rising[] = COLUMNS " WHERE number >= ?1 ORDER BY number LIMIT ?2";
    static const char falling[] =
        COLUMNS " WHERE number BETWEEN ?3 AND ?1 ORDER BY number DESC LIMIT ?2";
    uint64_t first = 1;
    uint64_t last = 0;
    JT_TRY(read_bounds(db, filter, &first, &last));
    list->total = last + 1 - first;
    if (page->offset >= list->total) {
        return JT_OK;
    }
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, filter->descending ? falling : rising, &st));
    jt_statement_bind_u64(&st, filter->descending ? last - page->offset : first + page->offset);
    jt_statement_bind_int(&st, page->limit);
    if (filter->descending) {
        jt_statement_bind_u64(&st, first);
    }
    return read_events(&st, arena, list);
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
    JT_TRY(choose(filter) ? read_filtered(db, arena, filter, page, &list)
                          : read_range(db, arena, filter, page, &list));
    *ret_list = list;
    return JT_OK;
}

enum jt_err jt_sqlite_event_list(struct jt_store *store, struct jt_arena *arena,
                                 const struct jt_page *page, struct jt_event_list *ret_list)
{
    const struct jt_event_filter everything = {0};
    return jt_sqlite_event_search(store, arena, &everything, page, ret_list);
}

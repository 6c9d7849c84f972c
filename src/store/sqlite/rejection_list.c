/* SPDX-License-Identifier: Apache-2.0 */
/* Stored refusals, found by number and page by page in the order of creation, counted from the end
 * that is nearer. */
#include "store/sqlite/lookup.h"
#include "store/sqlite/rejection.h"
#include "store/sqlite/sqlite.h"
#include "store/sqlite/transaction.h"

/* From the first row on, or from the last one back; always given in order of creation. */
#define PAGE(index, condition, direction)                                                          \
    JT_REJECTION_COLUMNS " WHERE id IN (SELECT id FROM rejection INDEXED BY " index                \
                         " WHERE " condition " ORDER BY id" direction " LIMIT ?9 OFFSET ?10)"      \
                         " ORDER BY id"
#define QUERIES(index, condition)                                                                  \
    {                                                                                              \
        "SELECT count(*) FROM rejection INDEXED BY " index " WHERE " condition " LIMIT ?9",        \
            PAGE(index, condition, ""), PAGE(index, condition, " DESC")                            \
    }

struct queries {
    const char *total;
    const char *from_first;
    const char *from_last;
};

static const struct queries by_cause = QUERIES("rejection_cause", "cause = ?1");
static const struct queries by_client = QUERIES("rejection_order", "client_id = ?2");
static const struct queries by_address =
    QUERIES("rejection_by_source", "source = ?8 AND address = ?3");
static const struct queries by_realm = QUERIES("rejection_order", "realm = ?4");
static const struct queries by_proven = QUERIES("rejection_order", "proven = ?5");
static const struct queries by_time = QUERIES("rejection_order", "last >= ?6 AND last < ?7");
static const struct queries by_several =
    QUERIES("rejection_order", "(?1 = '' OR cause = ?1) AND (?2 = '' OR client_id = ?2)"
                               " AND (?3 = '' OR address = ?3)"
                               " AND (?4 = zeroblob(16) OR realm = ?4)"
                               " AND (?5 < 0 OR proven = ?5) AND last >= ?6 AND last < ?7");
static const struct queries unfiltered = {"SELECT count FROM rejection_total",
                                          PAGE("rejection_order", "TRUE", ""),
                                          PAGE("rejection_order", "TRUE", " DESC")};

static const struct queries *choose(const struct jt_rejection_filter *filter)
{
    const struct {
        bool is_set;
        const struct queries *queries;
    } choices[] = {
        {filter->cause.len > 0, &by_cause},
        {filter->client_id.len > 0, &by_client},
        {filter->address.len > 0, &by_address},
        {!jt_uuid_is_zero(&filter->realm), &by_realm},
        {filter->proven >= 0, &by_proven},
        {filter->since.s != 0 || filter->until.s != 0, &by_time},
    };
    const struct queries *chosen = &unfiltered;
    for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
        if (choices[i].is_set) {
            chosen = chosen == &unfiltered ? choices[i].queries : &by_several;
        }
    }
    return chosen;
}

enum jt_err jt_rejection_read(struct jt_statement *st, struct jt_arena *arena,
                              struct jt_rejection *ret_rejection)
{
    struct jt_rejection rejection = {.number = jt_statement_u64(st)};
    rejection.cause = jt_statement_text_in(st, arena);
    rejection.also_json = jt_statement_text_in(st, arena);
    rejection.proven = jt_statement_bool(st);
    rejection.error = jt_statement_text_in(st, arena);
    rejection.status = (int)jt_statement_int(st);
    rejection.evidence = jt_statement_text_in(st, arena);
    rejection.remedy = jt_statement_text_in(st, arena);
    rejection.client_id = jt_statement_text_in(st, arena);
    rejection.realm = jt_statement_uuid(st);
    rejection.endpoint = jt_statement_text_in(st, arena);
    rejection.method = jt_statement_text_in(st, arena);
    rejection.address = jt_statement_text_in(st, arena);
    rejection.source = jt_statement_text_in(st, arena);
    rejection.user_agent = jt_statement_text_in(st, arena);
    rejection.count = jt_statement_u64(st);
    rejection.first = jt_statement_time(st);
    rejection.last = jt_statement_time(st);
    rejection.trace_json = jt_statement_text_in(st, arena);
    JT_TRY(jt_statement_check(st));
    *ret_rejection = rejection;
    return JT_OK;
}

enum jt_err jt_sqlite_rejection_find(struct jt_store *store, struct jt_arena *arena,
                                     uint64_t number, struct jt_rejection *ret_rejection)
{
    static const char sql[] = JT_REJECTION_COLUMNS " WHERE number = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&jt_sqlite_of(store)->read, sql, &st));
    jt_statement_bind_u64(&st, number);
    JT_TRY(jt_statement_row(&st));
    return jt_rejection_read(&st, arena, ret_rejection);
}

static void bind(struct jt_statement *st, const struct jt_rejection_filter *filter)
{
    jt_statement_bind_text(st, filter->cause);
    jt_statement_bind_text(st, filter->client_id);
    jt_statement_bind_text(st, filter->address);
    jt_statement_bind_uuid(st, &filter->realm);
    jt_statement_bind_int(st, filter->proven);
    jt_statement_bind_time(st, filter->since);
    jt_statement_bind_int(st, filter->until.s != 0 ? filter->until.s : INT64_MAX);
    jt_statement_bind_text(st, filter->source);
}

static enum jt_err read_total(struct jt_sqlite_db *db, const struct jt_rejection_filter *filter,
                              uint64_t *ret_total)
{
    const struct queries *queries = choose(filter);
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, queries->total, &st));
    if (queries != &unfiltered) {
        bind(&st, filter);
        jt_statement_bind_int(&st, 1);
    }
    return jt_page_total(&st, ret_total);
}

/* Where a page lies, counted from the end that is nearer. */
struct stretch {
    struct jt_page page;
    bool from_last;
};

static struct stretch find_stretch(const struct jt_rejection_filter *filter,
                                   const struct jt_page *page, uint64_t total)
{
    uint64_t left = total - page->offset;
    uint32_t count = left < page->limit ? (uint32_t)left : page->limit;
    uint64_t after = filter->descending ? page->offset : left - count; /* rows behind the page */
    uint64_t before = total - count - after;
    bool from_last = after < before;
    return (struct stretch){{count, from_last ? after : before}, from_last};
}

static enum jt_err read_rows(struct jt_statement *st, struct jt_arena *arena,
                             struct jt_rejection_list *list)
{
    bool row = false;
    JT_TRY(jt_statement_step(st, &row));
    while (row) {
        JT_TRY(jt_rejection_read(st, arena, &list->items[list->count]));
        list->count++;
        JT_TRY(jt_statement_step(st, &row));
    }
    return JT_OK;
}

static void turn_round(struct jt_rejection_list *list)
{
    for (size_t i = 0; i < list->count / 2; i++) {
        struct jt_rejection other = list->items[list->count - 1 - i];
        list->items[list->count - 1 - i] = list->items[i];
        list->items[i] = other;
    }
}

static enum jt_err read_page(struct jt_sqlite_db *db, struct jt_arena *arena,
                             const struct jt_rejection_filter *filter, const struct jt_page *page,
                             struct jt_rejection_list *list)
{
    const struct queries *queries = choose(filter);
    struct stretch stretch = find_stretch(filter, page, list->total);
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(
        jt_statement_take(db, stretch.from_last ? queries->from_last : queries->from_first, &st));
    bind(&st, filter);
    jt_page_bind(&st, &stretch.page);
    JT_TRY(read_rows(&st, arena, list));
    if (filter->descending) {
        turn_round(list);
    }
    return JT_OK;
}

enum jt_err jt_sqlite_rejection_list(struct jt_store *store, struct jt_arena *arena,
                                     const struct jt_rejection_filter *filter,
                                     const struct jt_page *page, struct jt_rejection_list *ret_list)
{
    JT_TRY(jt_page_check(page));
    struct jt_rejection_list list = {
        .items = jt_arena_alloc_array(arena, page->limit, sizeof(*list.items))};
    if (list.items == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(read_total(db, filter, &list.total));
    if (page->offset < list.total) {
        JT_TRY(read_page(db, arena, filter, page, &list));
    }
    *ret_list = list;
    return JT_OK;
}

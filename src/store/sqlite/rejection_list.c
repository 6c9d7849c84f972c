/* SPDX-License-Identifier: Apache-2.0 */
/* Stored refusals, found by number and page by page in the order of creation. One pass over an
 * index counts those that pass the filter and takes the page's on the way. */
#include "store/sqlite/lookup.h"
#include "store/sqlite/rejection.h"
#include "store/sqlite/sqlite.h"
#include "store/sqlite/transaction.h"

/* The limit is none; it makes every parameter before it one of the statement. */
#define PASS(index, condition, direction)                                                          \
    "SELECT id FROM rejection INDEXED BY " index " WHERE " condition " ORDER BY id" direction      \
    " LIMIT ?9"
#define PASSES(index, condition)                                                                   \
    {                                                                                              \
        PASS(index, condition, ""), PASS(index, condition, " DESC")                                \
    }

struct passes {
    const char *rising;
    const char *falling;
};

static const struct passes by_cause = PASSES("rejection_cause", "cause = ?1");
static const struct passes by_client = PASSES("rejection_order", "client_id = ?2");
static const struct passes by_address =
    PASSES("rejection_by_source", "source = ?8 AND address = ?3");
static const struct passes by_realm = PASSES("rejection_order", "realm = ?4");
static const struct passes by_proven = PASSES("rejection_order", "proven = ?5");
static const struct passes by_time = PASSES("rejection_order", "last >= ?6 AND last < ?7");
static const struct passes by_several =
    PASSES("rejection_order", "(?1 = '' OR cause = ?1) AND (?2 = '' OR client_id = ?2)"
                              " AND (?3 = '' OR address = ?3)"
                              " AND (?4 = zeroblob(16) OR realm = ?4)"
                              " AND (?5 < 0 OR proven = ?5) AND last >= ?6 AND last < ?7");
static const struct passes unfiltered = PASSES("rejection_order", "TRUE");

static const struct passes *choose(const struct jt_rejection_filter *filter)
{
    const struct {
        bool is_set;
        const struct passes *passes;
    } choices[] = {
        {filter->cause.len > 0, &by_cause},
        {filter->client_id.len > 0, &by_client},
        {filter->address.len > 0, &by_address},
        {!jt_uuid_is_zero(&filter->realm), &by_realm},
        {filter->proven >= 0, &by_proven},
        {filter->since.s != 0 || filter->until.s != 0, &by_time},
    };
    const struct passes *chosen = &unfiltered;
    for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
        if (choices[i].is_set) {
            chosen = chosen == &unfiltered ? choices[i].passes : &by_several;
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
    jt_statement_bind_int(st, -1);
}

static enum jt_err read_total(struct jt_sqlite_db *db, uint64_t *ret_total)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, "SELECT count FROM rejection_total", &st));
    return jt_page_total(&st, ret_total);
}

/* The rows of a page, and how many rows there are in all. */
struct found {
    int64_t ids[JT_PAGE_LIMIT_MAX];
    size_t count;
    uint64_t total;
};

/* The end of the page is the end of the pass, unless the rest is still to be counted. */
static enum jt_err pass(struct jt_statement *st, const struct jt_page *page, bool counts,
                        struct found *found)
{
    bool row = false;
    uint64_t seen = 0;
    JT_TRY(jt_statement_step(st, &row));
    for (; row && (counts || found->count < page->limit); seen++) {
        if (seen >= page->offset && found->count < page->limit) {
            found->ids[found->count++] = jt_statement_int(st);
        }
        JT_TRY(jt_statement_step(st, &row));
    }
    found->total = counts ? seen : found->total;
    return jt_statement_check(st);
}

static enum jt_err find_rows(struct jt_sqlite_db *db, const struct jt_rejection_filter *filter,
                             const struct jt_page *page, struct found *ret_found)
{
    const struct passes *passes = choose(filter);
    bool counts = passes != &unfiltered;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    *ret_found = (struct found){0};
    JT_TRY(jt_statement_take(db, filter->descending ? passes->falling : passes->rising, &st));
    bind(&st, filter);
    if (!counts) {
        JT_TRY(read_total(db, &ret_found->total));
    }
    return pass(&st, page, counts, ret_found);
}

static enum jt_err read_rows(struct jt_sqlite_db *db, struct jt_arena *arena,
                             const struct found *found, struct jt_rejection_list *list)
{
    static const char sql[] = JT_REJECTION_COLUMNS " WHERE id = ?1";
    list->total = found->total;
    for (; list->count < found->count; list->count++) {
        struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
        JT_TRY(jt_statement_take(db, sql, &st));
        jt_statement_bind_int(&st, found->ids[list->count]);
        JT_TRY(jt_statement_row(&st));
        JT_TRY(jt_rejection_read(&st, arena, &list->items[list->count]));
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
    struct found found;
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(find_rows(db, filter, page, &found));
    JT_TRY(read_rows(db, arena, &found, &list));
    *ret_list = list;
    return JT_OK;
}

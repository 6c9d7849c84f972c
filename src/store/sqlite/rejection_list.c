/* SPDX-License-Identifier: Apache-2.0 */
/* Stored refusals, found by number and page by page in the order of creation. Counting is several
 * times quicker than taking every row: the rows are counted span by span, and only the spans that a
 * page lies in are walked. */
#include "store/sqlite/lookup.h"
#include "store/sqlite/sqlite.h"
#include "store/sqlite/transaction.h"

enum { SPANS = 32 };

#define FROM(index, condition)                                                                     \
    " FROM rejection INDEXED BY " index " WHERE " condition " AND id BETWEEN ?14 AND ?15"
#define QUERIES(index, condition)                                                                  \
    {                                                                                              \
        "SELECT count(*)" FROM(index, condition),                                                  \
            "SELECT id" FROM(index, condition) " ORDER BY id",                                     \
            "SELECT id" FROM(index, condition) " ORDER BY id DESC"                                 \
    }

struct queries {
    const char *count;
    const char *rising;
    const char *falling;
};

static const struct queries by_cause = QUERIES("rejection_cause", "cause = ?1");
static const struct queries by_client = QUERIES("rejection_order", "client_id = ?2");
static const struct queries by_address =
    QUERIES("rejection_by_source", "source = ?8 AND address = ?3");
static const struct queries by_realm = QUERIES("rejection_order", "realm = ?4");
static const struct queries by_proven = QUERIES("rejection_order", "proven = ?5");
static const struct queries by_time = QUERIES("rejection_order", "last BETWEEN ?6 AND ?7");
/* ?9 to ?13: whatever it is. */
static const struct queries by_several =
    QUERIES("rejection_order", "(?9 OR cause = ?1) AND (?10 OR client_id = ?2)"
                               " AND (?11 OR address = ?3) AND (?12 OR realm = ?4)"
                               " AND (?13 OR proven = ?5) AND last BETWEEN ?6 AND ?7");
static const struct queries unfiltered = QUERIES("rejection_order", "TRUE");

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

#define COLUMNS                                                                                    \
    "SELECT number, cause, also_json, proven, error, status, evidence, remedy, client_id, realm,"  \
    " endpoint, method, address, source, user_agent, count, first, last, trace_json FROM "         \
    "rejection"

/* What a statement that begins with these columns stands at. */
static enum jt_err read_row(struct jt_statement *st, struct jt_arena *arena,
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
    static const char sql[] = COLUMNS " WHERE number = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&jt_sqlite_of(store)->read, sql, &st));
    jt_statement_bind_u64(&st, number);
    JT_TRY(jt_statement_row(&st));
    return read_row(&st, arena, ret_rejection);
}

/* A question under way: rows are skipped until the page begins, and taken until it is full. */
struct search {
    struct jt_sqlite_db *db;
    const struct jt_rejection_filter *filter;
    const struct queries *queries;
    uint64_t skip;
    size_t wanted;
    size_t count;
    int64_t ids[JT_PAGE_LIMIT_MAX];
    uint64_t total; /* of the spans so far */
};

/* Row numbers, both ends included. */
struct span {
    int64_t first;
    int64_t last;
};

static enum jt_err take(const struct search *s, const char *sql, const struct span *span,
                        struct jt_statement *st)
{
    const struct jt_rejection_filter *filter = s->filter;
    JT_TRY(jt_statement_take(s->db, sql, st));
    jt_statement_bind_text(st, filter->cause);
    jt_statement_bind_text(st, filter->client_id);
    jt_statement_bind_text(st, filter->address);
    jt_statement_bind_uuid(st, &filter->realm);
    jt_statement_bind_int(st, filter->proven);
    jt_statement_bind_time(st, filter->since);
    jt_statement_bind_int(st, filter->until.s != 0 ? filter->until.s - 1 : INT64_MAX);
    jt_statement_bind_text(st, filter->source);
    jt_statement_bind_int(st, filter->cause.len == 0);
    jt_statement_bind_int(st, filter->client_id.len == 0);
    jt_statement_bind_int(st, filter->address.len == 0);
    jt_statement_bind_int(st, jt_uuid_is_zero(&filter->realm));
    jt_statement_bind_int(st, filter->proven < 0);
    jt_statement_bind_int(st, span->first);
    jt_statement_bind_int(st, span->last);
    return JT_OK;
}

static enum jt_err count_span(struct search *s, const struct span *span, uint64_t *ret_count)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(take(s, s->queries->count, span, &st));
    return jt_page_total(&st, ret_count);
}

/* Some of the page are in this span. */
static enum jt_err walk_span(struct search *s, const struct span *span)
{
    bool row = false;
    bool falls = s->filter->descending;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(take(s, falls ? s->queries->falling : s->queries->rising, span, &st));
    JT_TRY(jt_statement_step(&st, &row));
    while (row && s->count < s->wanted) {
        if (s->skip > 0) {
            s->skip--;
        } else {
            s->ids[s->count++] = jt_statement_int(&st);
        }
        JT_TRY(jt_statement_step(&st, &row));
    }
    return jt_statement_check(&st);
}

static enum jt_err search_span(struct search *s, const struct span *span)
{
    uint64_t here = 0;
    JT_TRY(count_span(s, span, &here));
    s->total += here;
    if (s->count < s->wanted && s->skip < here) {
        return walk_span(s, span);
    }
    s->skip -= s->skip < here ? s->skip : here;
    return JT_OK;
}

static enum jt_err read_total(struct jt_sqlite_db *db, uint64_t *ret_total)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, "SELECT count FROM rejection_total", &st));
    return jt_page_total(&st, ret_total);
}

static enum jt_err read_extent(struct jt_sqlite_db *db, struct span *ret_extent)
{
    static const char sql[] = "SELECT coalesce((SELECT min(id) FROM rejection), 1),"
                              " coalesce((SELECT max(id) FROM rejection), 0)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_row(&st));
    ret_extent->first = jt_statement_int(&st);
    ret_extent->last = jt_statement_int(&st);
    return JT_OK;
}

/* From so many to so many rows behind the end that the page is counted from. */
static struct span span_at(const struct search *s, const struct span *extent, uint64_t from,
                           uint64_t to)
{
    uint64_t first = (uint64_t)extent->first;
    uint64_t last = (uint64_t)extent->last;
    if (s->filter->descending) {
        return (struct span){(int64_t)(last - to), (int64_t)(last - from)};
    }
    return (struct span){(int64_t)(first + from), (int64_t)(first + to)};
}

/* Of all rejections the number is kept, so that nothing behind the page is looked at. */
static enum jt_err find_rows(struct search *s)
{
    struct span extent;
    JT_TRY(read_extent(s->db, &extent));
    if (extent.last < extent.first) {
        return JT_OK; /* there are none */
    }
    uint64_t furthest = (uint64_t)extent.last - (uint64_t)extent.first;
    uint64_t step = furthest / SPANS + 1;
    for (uint64_t at = 0; at <= furthest; at += step) {
        uint64_t to = furthest - at < step ? furthest : at + step - 1;
        struct span span = span_at(s, &extent, at, to);
        JT_TRY(search_span(s, &span));
        if (s->queries == &unfiltered && s->count == s->wanted) {
            return read_total(s->db, &s->total);
        }
    }
    return JT_OK;
}

static enum jt_err read_rows(struct jt_sqlite_db *db, struct jt_arena *arena,
                             const struct search *s, struct jt_rejection_list *list)
{
    static const char sql[] = COLUMNS " WHERE id = ?1";
    list->total = s->total;
    for (; list->count < s->count; list->count++) {
        struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
        JT_TRY(jt_statement_take(db, sql, &st));
        jt_statement_bind_int(&st, s->ids[list->count]);
        JT_TRY(jt_statement_row(&st));
        JT_TRY(read_row(&st, arena, &list->items[list->count]));
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
    struct search search = {.db = db,
                            .filter = filter,
                            .queries = choose(filter),
                            .skip = page->offset,
                            .wanted = page->limit};
    JT_TRY(find_rows(&search));
    JT_TRY(read_rows(db, arena, &search, &list));
    *ret_list = list;
    return JT_OK;
}

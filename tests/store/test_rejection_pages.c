/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of rejections against a model that looks at every row: chosen at random, seeded. */
#include "store/store_fixture.h"

#include "store/sqlite/lookup.h"

#include <sqlite3.h>

enum { ROWS_MAX = 600, BOUND = 500, QUESTIONS = 1500, CHOICES = 3 };

static const char *const causes[CHOICES] = {"client_unknown", "secret_wrong", "rate_limited"};
static const char *const ids[CHOICES] = {"x", "y", "z"};
static const char *const addresses[CHOICES] = {"192.0.2.1", "2001:db8::1", "2001:db8::2"};
static const char *const sources[CHOICES] = {"192.0.2.1", "2001:db8::/64", "2001:db8::/64"};

struct house {
    struct fixture *f;
    struct jt_rejection rows[ROWS_MAX]; /* as they were put in, the first one first */
    size_t count;
    uint64_t random;
};

static unsigned pick(struct house *h, unsigned below)
{
    h->random ^= h->random << 13;
    h->random ^= h->random >> 7;
    h->random ^= h->random << 17;
    return (unsigned)(h->random >> 32) % below;
}

static jt_str one_of(struct house *h, const char *const *texts)
{
    return jt_str_from_c(texts[pick(h, CHOICES)]);
}

static void execute(struct house *h, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(h->f->file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_busy_timeout(db, 5000), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void put_one(struct house *h)
{
    unsigned from = pick(h, CHOICES);
    struct jt_rejection row = {.number = h->count + 1,
                               .cause = one_of(h, causes),
                               .also_json = JT_STR("[]"),
                               .proven = pick(h, 2) != 0,
                               .error = JT_STR("invalid_client"),
                               .status = 401,
                               .client_id = one_of(h, ids),
                               .realm = uuid_of(1, pick(h, CHOICES)),
                               .address = jt_str_from_c(addresses[from]),
                               .source = jt_str_from_c(sources[from]),
                               .trace_json = JT_STR("[]"),
                               .count = 1,
                               .last = {1000 + pick(h, 100)}};
    row.first = row.last;
    assert_int_equal(
        h->f->store->ops->rejections_put(h->f->store, &row, 1, 2 * ROWS_MAX, (jt_time){0}), JT_OK);
    h->rows[h->count++] = row;
}

static bool is_there(struct house *h, const struct jt_rejection *row)
{
    struct jt_rejection found;
    enum jt_err err =
        h->f->store->ops->rejection_find(h->f->store, &h->f->arena, row->number, &found);
    assert_true(err == JT_OK || err == JT_ERR_NOT_FOUND);
    return err == JT_OK;
}

/* The model forgets what the store pushed out. */
static void follow(struct house *h)
{
    size_t kept = 0;
    for (size_t i = 0; i < h->count; i++) {
        if (is_there(h, &h->rows[i])) {
            h->rows[kept++] = h->rows[i];
        }
    }
    h->count = kept;
    jt_arena_reset(&h->f->arena);
}

static bool fits_text(jt_str wanted, jt_str text)
{
    return wanted.len == 0 || jt_str_equal(wanted, text);
}

static bool fits(const struct jt_rejection_filter *filter, const struct jt_rejection *row)
{
    return fits_text(filter->cause, row->cause) && fits_text(filter->client_id, row->client_id) &&
           fits_text(filter->address, row->address) &&
           (jt_uuid_is_zero(&filter->realm) || jt_uuid_equal(&filter->realm, &row->realm)) &&
           (filter->proven < 0 || (filter->proven == 1) == row->proven) &&
           row->last.s >= filter->since.s &&
           (filter->until.s == 0 || row->last.s < filter->until.s);
}

/* Each bit of set is a filter. */
static struct jt_rejection_filter choose_filter(struct house *h, unsigned set)
{
    struct jt_rejection_filter filter = {.proven = -1, .descending = pick(h, 2) != 0};
    unsigned from = pick(h, CHOICES);
    filter.cause = set & 1 ? one_of(h, causes) : filter.cause;
    filter.client_id = set & 2 ? one_of(h, ids) : filter.client_id;
    filter.address = set & 4 ? jt_str_from_c(addresses[from]) : filter.address;
    filter.source = set & 4 ? jt_str_from_c(sources[from]) : filter.source;
    filter.realm = set & 8 ? uuid_of(1, pick(h, CHOICES)) : filter.realm;
    filter.proven = set & 16 ? (int)pick(h, 2) : filter.proven;
    filter.since.s = set & 32 ? 1000 + pick(h, 100) : 0;
    filter.until.s = set & 64 ? 1000 + pick(h, 100) : 0;
    return filter;
}

/* What the model has on the page, in order. */
static size_t model_page(const struct house *h, const struct jt_rejection_filter *filter,
                         const struct jt_page *page, uint64_t *ret_numbers, uint64_t *ret_total)
{
    uint64_t total = 0;
    size_t count = 0;
    for (size_t i = 0; i < h->count; i++) {
        const struct jt_rejection *row = &h->rows[filter->descending ? h->count - 1 - i : i];
        bool is_hit = fits(filter, row);
        if (is_hit && total >= page->offset && count < page->limit) {
            ret_numbers[count++] = row->number;
        }
        total += is_hit;
    }
    *ret_total = total;
    return count;
}

static void assert_page(struct house *h, const struct jt_rejection_filter *filter,
                        const struct jt_page *page)
{
    uint64_t numbers[JT_PAGE_LIMIT_MAX];
    uint64_t total = 0;
    struct jt_rejection_list list;
    struct jt_store *store = h->f->store;
    size_t count = model_page(h, filter, page, numbers, &total);
    assert_int_equal(store->ops->rejection_list(store, &h->f->arena, filter, page, &list), JT_OK);
    assert_int_equal(list.total, total);
    assert_int_equal(list.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(list.items[i].number, numbers[i]);
    }
    jt_arena_reset(&h->f->arena);
}

static void ask_all(struct house *h)
{
    for (unsigned i = 0; i < QUESTIONS; i++) {
        struct jt_rejection_filter filter = choose_filter(h, i % 128);
        struct jt_page page = {1 + pick(h, pick(h, 2) ? 5 : JT_PAGE_LIMIT_MAX),
                               pick(h, pick(h, 2) ? 20 : (unsigned)h->count + 40)};
        page.offset = pick(h, 100) == 0 ? UINT64_MAX : page.offset;
        assert_page(h, &filter, &page);
    }
}

static int setup(void **state)
{
    struct house *h = calloc(1, sizeof(*h));
    h->random = UINT64_C(0x9E3779B97F4A7C15);
    assert_int_equal(fixture_setup((void **)&h->f), 0);
    *state = h;
    return 0;
}

static int teardown(void **state)
{
    struct house *h = *state;
    assert_int_equal(fixture_teardown((void **)&h->f), 0);
    free(h);
    return 0;
}

/* None, fewer than there are spans, one more, many. */
static void every_page_is_that_of_the_model(void **state)
{
    struct house *h = *state;
    static const size_t sizes[] = {0, 1, 5, 31, 32, 33, 64, 65, 300};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        while (h->count < sizes[i]) {
            put_one(h);
        }
        ask_all(h);
    }
}

static void holes_and_far_numbers_change_nothing(void **state)
{
    struct house *h = *state;
    while (h->count < ROWS_MAX) {
        put_one(h);
    }
    assert_int_equal(h->f->store->ops->rejections_put(h->f->store, NULL, 0, BOUND, (jt_time){1005}),
                     JT_OK);
    execute(h, "DELETE FROM rejection WHERE id % 7 < 3 OR id BETWEEN 200 AND 260");
    follow(h);
    assert_true(h->count > 100 && h->count < BOUND);
    ask_all(h);
    execute(h, "UPDATE rejection SET id = id + 1000000000000 WHERE id > 400");
    ask_all(h);
    execute(h, "UPDATE rejection SET id = 9223372036854775807"
               " WHERE id = (SELECT max(id) FROM rejection)");
    ask_all(h);
    execute(h, "DELETE FROM rejection WHERE id < 9223372036854775807");
    follow(h);
    assert_int_equal(h->count, 1);
    ask_all(h);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_page_is_that_of_the_model),
        CASE(holes_and_far_numbers_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of API clients by status while the clock goes on, back, and beyond what the store has
 * noted: at every moment the list is what the rule says of each client. */
#include "store/store_fixture.h"

enum { DAY_S = 86400, CLIENTS = 2300, EVERY = 3000 };

/* Clients whose status changes on different days, more of them than a block holds. */
static void add_clients(struct fixture *f)
{
    struct jt_write write = by_system(1);
    for (unsigned i = 1; i <= CLIENTS; i++) {
        struct fixture_client c;
        make_client(&c, i, i % 3);
        for (size_t s = 0; s < c.row.secret_count; s++) {
            c.secrets[s].expires.s = FIXTURE_NOW + (int64_t)(i % 40 + s * 20) * DAY_S;
        }
        c.row.grants.count = i % 11 ? 2 : 0;
        c.row.suspended.s = i % 17 ? 0 : FIXTURE_NOW;
        c.row.deleted.s = i % 13 ? 0 : FIXTURE_NOW;
        c.row.updated = write.now;
        assert_int_equal(f->store->ops->api_client_create(f->store, &write, &c.row), JT_OK);
    }
}

static struct jt_api_client_list list(struct fixture *f, int status, jt_time now, uint32_t limit,
                                      uint64_t offset)
{
    struct jt_api_client_list list = {0};
    struct jt_page page = {limit, offset};
    struct jt_api_client_filter filter = {
        .realm = realm_key(PLATFORM), .status = status, .now = now};
    assert_int_equal(f->store->ops->api_client_list(f->store, &f->arena, &filter, &page, &list),
                     JT_OK);
    return list;
}

/* The keys of those that the rule gives this status, asked one by one. */
static size_t expect(struct fixture *f, int status, jt_time now, jt_uuid keys[static EVERY])
{
    size_t count = 0;
    struct jt_api_client_list all = {.count = 1};
    for (uint64_t offset = 0; all.count > 0; offset += 100) {
        all = list(f, -1, now, 100, offset);
        for (size_t i = 0; i < all.count; i++) {
            if ((int)jt_api_client_status(&all.items[i], now) == status) {
                keys[count++] = all.items[i].key;
            }
        }
    }
    return count;
}

static void assert_page(const struct jt_api_client_list *page, const jt_uuid *keys, size_t total,
                        size_t offset)
{
    size_t left = offset < total ? total - offset : 0;
    assert_int_equal(page->total, total);
    assert_int_equal(page->count, left < 10 ? left : 10);
    for (size_t i = 0; i < page->count; i++) {
        assert_true(jt_uuid_equal(&page->items[i].key, &keys[offset + i]));
    }
}

static void assert_lists(struct fixture *f, int64_t days)
{
    static jt_uuid keys[EVERY];
    jt_time now = {FIXTURE_NOW + days * DAY_S + 1};
    for (int status = JT_API_CLIENT_AVAILABLE; status <= JT_API_CLIENT_SUSPENDED; status++) {
        size_t total = expect(f, status, now, keys);
        for (size_t offset = 0; offset <= total + 10; offset += 173) {
            struct jt_api_client_list page = list(f, status, now, 10, offset);
            assert_page(&page, keys, total, offset);
        }
        jt_arena_reset(&f->arena);
    }
}

static void lists_by_status_follow_the_clock(void **state)
{
    struct fixture *f = *state;
    add_clients(f);
    const int64_t days[] = {0, 1, 10, 70, -30, 400, 0};
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        jt_time now = {FIXTURE_NOW + days[i] * DAY_S + 1};
        assert_lists(f, days[i]); /* what is kept is stale */
        assert_int_equal(f->store->ops->time_note(f->store, now), JT_OK);
        assert_lists(f, days[i]); /* it was brought up to date */
    }
}

static enum jt_err suspend(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                           bool others_manage)
{
    (void)arg;
    (void)arena;
    (void)others_manage;
    client->suspended.s = FIXTURE_NOW;
    jt_api_client_touch(client, (jt_time){FIXTURE_NOW + 2});
    return JT_OK;
}

static enum jt_err delete_it(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                             bool others_manage)
{
    (void)arg;
    (void)arena;
    (void)others_manage;
    client->deleted.s = FIXTURE_NOW;
    jt_api_client_touch(client, (jt_time){FIXTURE_NOW + 2});
    return JT_OK;
}

static void change(struct fixture *f, unsigned number,
                   enum jt_err (*apply)(void *arg, struct jt_arena *arena,
                                        struct jt_api_client *client, bool others_manage))
{
    struct jt_write write = by_system(2);
    struct jt_api_client after;
    struct jt_api_client_change change = {.key = uuid_of(2, number),
                                          .realm = realm_key(PLATFORM),
                                          .action = JT_STR("api_client.change"),
                                          .apply = apply};
    assert_int_equal(f->store->ops->api_client_change(f->store, &write, &f->arena, &change, &after),
                     JT_OK);
}

static void lists_by_status_follow_each_change(void **state)
{
    struct fixture *f = *state;
    add_clients(f);
    for (unsigned number = 100; number < 160; number++) {
        if (number % 13 != 0) {
            change(f, number, number % 2 ? suspend : delete_it);
        }
    }
    assert_lists(f, 0);
    assert_lists(f, 50);
}

static void nobody_has_a_status_in_another_realm(void **state)
{
    struct fixture *f = *state;
    struct jt_page page = {10, 0};
    struct jt_api_client_list list = {0};
    struct jt_api_client_filter filter = {
        .realm = realm_key(TEST), .status = JT_API_CLIENT_AVAILABLE, .now = {FIXTURE_NOW}};
    assert_int_equal(f->store->ops->api_client_list(f->store, &f->arena, &filter, &page, &list),
                     JT_OK);
    assert_int_equal(list.total + list.count, 0);
    filter.realm = uuid_of(1, 99);
    assert_int_equal(f->store->ops->api_client_list(f->store, &f->arena, &filter, &page, &list),
                     JT_OK);
    assert_int_equal(list.total + list.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lists_by_status_follow_the_clock, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(lists_by_status_follow_each_change, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(nobody_has_a_status_in_another_realm, fixture_setup,
                                        fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

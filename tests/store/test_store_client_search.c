/* SPDX-License-Identifier: Apache-2.0 */
/* What every store must do with the search for API clients: by a part of the name, as it is now, by
 * client id, with a status beside it. */
#include "store/store_fixture.h"

enum { CLIENTS = 25 };

static void add_clients(struct fixture *f)
{
    struct jt_write write = by_system(1);
    for (unsigned i = 1; i <= CLIENTS; i++) {
        struct fixture_client c;
        make_client(&c, i, i % 3);
        if (i % 5 == 0) {
            c.row.suspended = (jt_time){FIXTURE_NOW};
        }
        if (i % 7 == 0) {
            c.row.deleted = (jt_time){FIXTURE_NOW};
        }
        if (i % 4 == 0) {
            c.row.grants.count = 0;
        }
        assert_int_equal(f->store->ops->api_client_create(f->store, &write, &c.row), JT_OK);
    }
}

static struct jt_api_client_list clients(struct fixture *f, struct jt_api_client_filter filter,
                                         uint32_t limit, uint64_t offset)
{
    struct jt_api_client_list list = {0};
    struct jt_page page = {limit, offset};
    filter.realm = realm_key(PLATFORM);
    filter.now = (jt_time){FIXTURE_NOW};
    assert_int_equal(f->store->ops->api_client_list(f->store, &f->arena, &filter, &page, &list),
                     JT_OK);
    return list;
}

struct naming {
    const char *name; /* NULL: deleted */
    jt_time now;
};

static enum jt_err rename_client(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                 bool others_manage)
{
    const struct naming *naming = arg;
    (void)arena;
    (void)others_manage;
    client->name = naming->name ? jt_str_from_c(naming->name) : client->name;
    client->deleted = naming->name ? client->deleted : naming->now;
    client->version++;
    return JT_OK;
}

static void name_client(struct fixture *f, unsigned number, const char *name)
{
    struct jt_write write = by_system(1);
    struct jt_api_client after;
    struct naming naming = {name, {FIXTURE_NOW}};
    struct jt_api_client_change change = {.key = uuid_of(2, number),
                                          .realm = realm_key(PLATFORM),
                                          .action = JT_STR("api_client.change"),
                                          .apply = rename_client,
                                          .arg = &naming};
    assert_int_equal(f->store->ops->api_client_change(f->store, &write, &f->arena, &change, &after),
                     JT_OK);
}

static uint64_t named(struct fixture *f, const char *part)
{
    struct jt_api_client_filter filter = {.status = -1, .name_contains = jt_str_from_c(part)};
    return clients(f, filter, 100, 0).total;
}

static void a_name_is_found_as_it_is_now(void **state)
{
    struct fixture *f = *state;
    add_clients(f);
    assert_int_equal(named(f, "client 13"), 1);
    name_client(f, 13, "ZAAA \xc3\x89t\xc3\xa9 100%");
    assert_int_equal(named(f, "client 13"), 0);
    assert_int_equal(named(f, "zaaa"), 1);
    assert_int_equal(named(f, "\xc3\x89T\xc3\xa9"), 1);
    assert_int_equal(named(f, "\xc3\xa9t"), 0); /* letters beyond A-Z do not fold */
    assert_int_equal(named(f, "0%"), 1);
    assert_int_equal(named(f, "t\xc3"), 1); /* bytes, as ever */
    assert_int_equal(named(f, "Z"), 1);
    name_client(f, 13, "Client 1");
    assert_int_equal(named(f, "zaaa"), 0);
    uint64_t before = named(f, "client 1");
    name_client(f, 13, NULL);
    assert_int_equal(named(f, "client 1"), before - 1);
    name_client(f, 15, "");
    assert_int_equal(named(f, "client 15"), 0);
    assert_int_equal(named(f, "client 1"), before - 2);
}

static void a_client_is_found_by_its_id_alone(void **state)
{
    struct fixture *f = *state;
    struct fixture_client c;
    struct jt_api_client_filter filter = {.status = -1};
    add_clients(f);
    make_client(&c, 8, 0);
    filter.client_id = c.row.client_id;
    assert_int_equal(clients(f, filter, 10, 0).total, 1);
    assert_true(jt_uuid_equal(&clients(f, filter, 10, 0).items[0].key, &c.row.key));
    assert_int_equal(clients(f, filter, 10, 1).count, 0);
    filter.name_contains = JT_STR("client 9");
    assert_int_equal(clients(f, filter, 10, 0).total, 0);
    filter.name_contains = JT_STR("client 8");
    assert_int_equal(clients(f, filter, 10, 0).total, 1);
    filter.status = JT_API_CLIENT_SUSPENDED;
    assert_int_equal(clients(f, filter, 10, 0).total, 0);
    filter = (struct jt_api_client_filter){.status = -1, .client_id = JT_STR("x")};
    assert_int_equal(clients(f, filter, 10, 0).total, 0);
    make_client(&c, 7, 0); /* a tombstone */
    filter.client_id = c.row.client_id;
    assert_int_equal(clients(f, filter, 10, 0).total, 0);
}

static void name_and_status_narrow_together(void **state)
{
    struct fixture *f = *state;
    struct jt_api_client_filter filter = {.status = JT_API_CLIENT_SUSPENDED};
    add_clients(f);
    struct jt_api_client_list suspended = clients(f, filter, 100, 0);
    filter.name_contains = JT_STR("client 1");
    struct jt_api_client_list some = clients(f, filter, 100, 0);
    uint64_t expected = 0;
    for (size_t i = 0; i < suspended.count; i++) {
        expected += jt_str_starts_with(suspended.items[i].name, JT_STR("Client 1"));
    }
    assert_true(expected > 0 && expected < suspended.total);
    assert_int_equal(some.total, expected);
    assert_int_equal(some.count, expected);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_name_is_found_as_it_is_now),
        CASE(a_client_is_found_by_its_id_alone),
        CASE(name_and_status_narrow_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What every store must do with the bookkeeping that has no events: rejections and last uses. */
#include "store/store_fixture.h"

static struct jt_rejection make_rejection(uint64_t number, int64_t last)
{
    return (struct jt_rejection){.number = number,
                                 .cause = JT_STR("secret_wrong"),
                                 .also_json = JT_STR("[]"),
                                 .error = JT_STR("invalid_client"),
                                 .status = 401,
                                 .client_id = JT_STR("x"),
                                 .trace_json = JT_STR("[]"),
                                 .count = 2,
                                 .first = {last - 5},
                                 .last = {last}};
}

static void rejections_add_up_and_are_bounded(void **state)
{
    struct fixture *f = *state;
    const struct jt_store_ops *ops = f->store->ops;
    struct jt_rejection rows[4] = {make_rejection(UINT64_MAX, 100), make_rejection(2, 200),
                                   make_rejection(3, 300), make_rejection(UINT64_MAX, 400)};
    struct jt_rejection found;
    assert_int_equal(ops->rejections_put(f->store, rows, 4, 10, (jt_time){0}), JT_OK);
    assert_int_equal(ops->rejection_find(f->store, &f->arena, UINT64_MAX, &found), JT_OK);
    assert_int_equal(found.count, 4);
    assert_int_equal(found.first.s, 95);
    assert_int_equal(found.last.s, 400);
    assert_int_equal(ops->rejections_put(f->store, rows, 0, 2, (jt_time){0}), JT_OK);
    assert_int_equal(ops->rejection_find(f->store, &f->arena, 2, &found), JT_ERR_NOT_FOUND);
    assert_int_equal(ops->rejection_find(f->store, &f->arena, 3, &found), JT_OK);
    assert_int_equal(ops->rejections_put(f->store, rows, 0, 10, (jt_time){301}), JT_OK);
    assert_int_equal(ops->rejection_find(f->store, &f->arena, 3, &found), JT_ERR_NOT_FOUND);
    assert_int_equal(ops->rejection_find(f->store, &f->arena, UINT64_MAX, &found), JT_OK);
}

static void put_from(struct fixture *f, uint64_t number, int64_t last, const char *source)
{
    struct jt_rejection row = make_rejection(number, last);
    row.address = row.source = jt_str_from_c(source);
    assert_int_equal(f->store->ops->rejections_put(f->store, &row, 1, 10, (jt_time){0}), JT_OK);
}

static bool is_there(struct fixture *f, uint64_t number)
{
    struct jt_rejection found;
    enum jt_err err = f->store->ops->rejection_find(f->store, &f->arena, number, &found);
    assert_true(err == JT_OK || err == JT_ERR_NOT_FOUND);
    return err == JT_OK;
}

/* A hundred of one address after one of another, and before one of a third. */
static void whoever_makes_many_pushes_out_its_own(void **state)
{
    struct fixture *f = *state;
    put_from(f, 1, 100, "192.0.2.1");
    for (uint64_t i = 0; i < 100; i++) {
        put_from(f, 1000 + i, 200 + (int64_t)i, "192.0.2.2");
    }
    put_from(f, 2, 50, "192.0.2.3");
    assert_true(is_there(f, 1));
    assert_true(is_there(f, 2));
    assert_true(is_there(f, 1099));
    assert_true(is_there(f, 1092));
    assert_false(is_there(f, 1091));
}

/* Nobody has more than one: then the oldest go. */
static void among_equals_the_oldest_give_way(void **state)
{
    struct fixture *f = *state;
    char source[32];
    for (int i = 0; i < 13; i++) {
        (void)snprintf(source, sizeof(source), "192.0.2.%d", i);
        put_from(f, (uint64_t)i, 100 + i, source);
    }
    assert_false(is_there(f, 2));
    assert_true(is_there(f, 3));
    assert_true(is_there(f, 12));
}

static struct jt_rejection_list list_of(struct fixture *f, struct jt_rejection_filter filter,
                                        uint32_t limit, uint64_t offset)
{
    struct jt_page page = {limit, offset};
    struct jt_rejection_list list;
    assert_int_equal(f->store->ops->rejection_list(f->store, &f->arena, &filter, &page, &list),
                     JT_OK);
    return list;
}

/* Ten rows: even numbers are of one cause, client, realm; one in three is proven. */
static void put_ten(struct fixture *f)
{
    for (uint64_t i = 0; i < 10; i++) {
        struct jt_rejection row = make_rejection(100 - i, 1000 + (int64_t)i);
        bool is_even = i % 2 == 0;
        row.cause = is_even ? JT_STR("client_unknown") : JT_STR("secret_wrong");
        row.client_id = is_even ? JT_STR("x") : JT_STR("y");
        row.realm = uuid_of(1, is_even);
        row.proven = i % 3 == 0;
        row.address = row.source = i < 5 ? JT_STR("192.0.2.1") : JT_STR("192.0.2.2");
        assert_int_equal(f->store->ops->rejections_put(f->store, &row, 1, 10, (jt_time){0}), JT_OK);
    }
}

#define ANY .proven = -1

static void a_list_is_in_order_of_creation(void **state)
{
    struct fixture *f = *state;
    put_ten(f);
    struct jt_rejection_list list = list_of(f, (struct jt_rejection_filter){ANY}, 3, 4);
    assert_int_equal(list.total, 10);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.items[0].number, 96);
    list = list_of(f, (struct jt_rejection_filter){ANY, .descending = true}, 3, 0);
    assert_int_equal(list.items[0].number, 91);
    assert_int_equal(list.items[2].number, 93);
    list = list_of(f, (struct jt_rejection_filter){ANY, .descending = true}, 3, 8);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].number, 99);
    assert_int_equal(list.items[1].number, 100);
    list = list_of(f, (struct jt_rejection_filter){ANY}, 4, 8);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].number, 92);
    list = list_of(f, (struct jt_rejection_filter){ANY}, 100, 0);
    assert_int_equal(list.count, 10);
    assert_int_equal(list.items[0].number, 100);
    list = list_of(f, (struct jt_rejection_filter){ANY}, 100, 10);
    assert_int_equal(list.count, 0);
    assert_int_equal(list.total, 10);
}

/* More rows than spans, and gaps among their numbers. */
static void pages_are_cut_anywhere_among_many(void **state)
{
    struct fixture *f = *state;
    for (uint64_t i = 0; i < 300; i++) {
        struct jt_rejection row = make_rejection(1000 + i, 1000);
        row.address = row.source = i % 3 ? JT_STR("192.0.2.1") : JT_STR("192.0.2.2");
        row.proven = i % 2;
        assert_int_equal(f->store->ops->rejections_put(f->store, &row, 1, 290, (jt_time){0}),
                         JT_OK);
    }
    for (uint64_t offset = 0; offset <= 145; offset += 29) {
        for (int falls = 0; falls < 2; falls++) {
            struct jt_rejection_filter odd = {.proven = 1, .descending = falls};
            struct jt_rejection_list all = list_of(f, odd, 100, 0);
            struct jt_rejection_list page = list_of(f, odd, 50, offset);
            size_t left = all.total > offset ? all.total - offset : 0;
            assert_int_equal(page.count, left < 50 ? left : 50);
            assert_int_equal(page.total, all.total);
            for (size_t i = 0; i < page.count && offset + i < 100; i++) {
                assert_int_equal(page.items[i].number, all.items[offset + i].number);
            }
        }
    }
    struct jt_rejection_list last = list_of(f, (struct jt_rejection_filter){ANY}, 100, 287);
    assert_int_equal(last.total, 290);
    assert_int_equal(last.count, 3);
    assert_int_equal(last.items[2].number, 1299);
}

static uint64_t total_of(struct fixture *f, struct jt_rejection_filter filter)
{
    struct jt_rejection_list list = list_of(f, filter, 100, 0);
    assert_int_equal(list.count, list.total);
    return list.total;
}

static void every_filter_narrows_alone_and_with_others(void **state)
{
    struct fixture *f = *state;
    jt_uuid realm = uuid_of(1, 1);
    jt_str cause = JT_STR("client_unknown");
    jt_str address = JT_STR("192.0.2.1");
    put_ten(f);
    assert_int_equal(total_of(f, (struct jt_rejection_filter){ANY, .cause = cause}), 5);
    assert_int_equal(total_of(f, (struct jt_rejection_filter){ANY, .cause = JT_STR("none")}), 0);
    assert_int_equal(total_of(f, (struct jt_rejection_filter){ANY, .client_id = JT_STR("y")}), 5);
    assert_int_equal(
        total_of(f, (struct jt_rejection_filter){ANY, .address = address, .source = address}), 5);
    assert_int_equal(total_of(f, (struct jt_rejection_filter){ANY, .realm = realm}), 5);
    assert_int_equal(total_of(f, (struct jt_rejection_filter){.proven = 1}), 4);
    assert_int_equal(total_of(f, (struct jt_rejection_filter){.proven = 0}), 6);
    assert_int_equal(total_of(f, (struct jt_rejection_filter){ANY, .since = {1007}}), 3);
    assert_int_equal(total_of(f, (struct jt_rejection_filter){ANY, .until = {1007}}), 7);
    assert_int_equal(
        total_of(f, (struct jt_rejection_filter){ANY, .since = {1002}, .until = {1004}}), 2);
    assert_int_equal(
        total_of(f, (struct jt_rejection_filter){ANY, .cause = cause, .address = address,
                                                 .source = address}),
        3);
    assert_int_equal(total_of(f, (struct jt_rejection_filter){.proven = 1,
                                                              .cause = cause,
                                                              .client_id = JT_STR("x"),
                                                              .address = address,
                                                              .source = address,
                                                              .realm = realm,
                                                              .since = {1000},
                                                              .until = {1001}}),
                     1);
}

static void last_uses_are_noted_and_never_go_back(void **state)
{
    struct fixture *f = *state;
    jt_uuid client = uuid_of(2, 0);
    struct jt_api_client found;
    struct jt_secret_use uses[3] = {
        {uuid_of(3, 0), {FIXTURE_NOW + 9}, JT_STR("192.0.2.1")},
        {uuid_of(3, 0), {FIXTURE_NOW + 8}, JT_STR("192.0.2.2")},
        {uuid_of(3, 4711), {FIXTURE_NOW + 8}, JT_STR("192.0.2.3")}, /* gone meanwhile */
    };
    assert_int_equal(f->store->ops->secret_uses_note(f->store, uses, 3), JT_OK);
    assert_int_equal(f->store->ops->api_client_find(f->store, &f->arena, &client, &found), JT_OK);
    assert_int_equal(found.secrets[0].last_used.s, FIXTURE_NOW + 9);
    assert_true(jt_str_equal(found.secrets[0].last_used_from, JT_STR("192.0.2.1")));
}

static size_t uses_of(struct fixture *f, struct jt_secret_use **ret_uses)
{
    jt_uuid client = uuid_of(2, 0);
    size_t count = 99;
    assert_int_equal(f->store->ops->secret_use_list(f->store, &f->arena, &client, ret_uses, &count),
                     JT_OK);
    return count;
}

static void note_from(struct fixture *f, int64_t after_s, const char *address)
{
    struct jt_secret_use use = {uuid_of(3, 0), {FIXTURE_NOW + after_s}, jt_str_from_c(address)};
    assert_int_equal(f->store->ops->secret_uses_note(f->store, &use, 1), JT_OK);
}

static void the_last_few_addresses_of_a_secret_are_kept(void **state)
{
    struct fixture *f = *state;
    struct jt_secret_use *uses = NULL;
    jt_uuid nobody = uuid_of(2, 4711);
    char address[32];
    size_t count = 0;
    assert_int_equal(uses_of(f, &uses), 0);
    for (int i = 0; i < JT_SECRET_USES_MAX + 3; i++) {
        (void)snprintf(address, sizeof(address), "192.0.2.%d", i);
        note_from(f, 100 + i, address);
    }
    assert_int_equal(uses_of(f, &uses), JT_SECRET_USES_MAX);
    assert_true(jt_str_equal(uses[0].last_used_from, JT_STR("192.0.2.10")));
    assert_true(jt_str_equal(uses[JT_SECRET_USES_MAX - 1].last_used_from, JT_STR("192.0.2.3")));
    assert_int_equal(uses[0].last_used.s, FIXTURE_NOW + 110);
    assert_int_equal(f->store->ops->secret_use_list(f->store, &f->arena, &nobody, &uses, &count),
                     JT_OK);
    assert_int_equal(count, 0);
}

/* To the minute, but for the newest, which stands with the secret. */
static void an_address_is_written_once_a_minute(void **state)
{
    struct fixture *f = *state;
    struct jt_secret_use *uses = NULL;
    note_from(f, 100, "192.0.2.1");
    note_from(f, 130, "192.0.2.1");
    assert_int_equal(uses_of(f, &uses), 1);
    assert_int_equal(uses[0].last_used.s, FIXTURE_NOW + 130);
    note_from(f, 131, "192.0.2.2");
    assert_int_equal(uses_of(f, &uses), 2);
    assert_int_equal(uses[1].last_used.s, FIXTURE_NOW + 100);
    note_from(f, 160, "192.0.2.1");
    assert_int_equal(uses_of(f, &uses), 2);
    assert_int_equal(uses[0].last_used.s, FIXTURE_NOW + 160);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(rejections_add_up_and_are_bounded),
        CASE(whoever_makes_many_pushes_out_its_own),
        CASE(among_equals_the_oldest_give_way),
        CASE(a_list_is_in_order_of_creation),
        CASE(pages_are_cut_anywhere_among_many),
        CASE(every_filter_narrows_alone_and_with_others),
        CASE(the_last_few_addresses_of_a_secret_are_kept),
        CASE(an_address_is_written_once_a_minute),
        CASE(last_uses_are_noted_and_never_go_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

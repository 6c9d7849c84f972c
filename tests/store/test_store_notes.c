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

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(rejections_add_up_and_are_bounded),
        CASE(last_uses_are_noted_and_never_go_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

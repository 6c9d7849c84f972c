/* SPDX-License-Identifier: Apache-2.0 */
/* What every store must do with copies of API clients, what it tells the rule of a change, and whom
 * it tells of a change. */
#include "store/client_change.h"

static bool others_manage(struct fixture *f, unsigned number, int64_t seconds)
{
    struct jt_write write = by_system(seconds);
    struct jt_api_client after;
    struct change ask = change_of(number, "x", apply_nothing);
    assert_int_equal(run(f, &ask, &write, &after), JT_OK);
    return ask.others_manage;
}

/* Client 0 of the fixture holds everything, client 1 api_client.manage after apply_grants. */
static void who_else_may_manage_clients_is_told(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(8);
    struct fixture_client c;
    struct jt_api_client after;
    create(f, &c, 1, 1);
    assert_false(others_manage(f, 0, 1));
    assert_true(others_manage(f, 1, 1));
    struct change grant = change_of(1, "x", apply_grants);
    assert_int_equal(run(f, &grant, &write, &after), JT_OK);
    assert_true(others_manage(f, 0, 1));
    assert_true(others_manage(f, 0, 90 * 86400));
    assert_false(others_manage(f, 0, 90 * 86400 + 1)); /* its secret has expired */
    struct change suspend = change_of(1, "x", apply_rename);
    assert_int_equal(run(f, &suspend, &write, &after), JT_OK);
    assert_false(others_manage(f, 0, 1));
    create(f, &c, 2, 0);
    struct change grant_other = change_of(2, "x", apply_grants);
    assert_int_equal(run(f, &grant_other, &write, &after), JT_OK);
    assert_false(others_manage(f, 0, 1)); /* without a secret */
}

static enum jt_err apply_copy(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                              bool others)
{
    struct change *change = arg;
    (void)arena;
    look(change, client, others);
    client->key = uuid_of(2, 50);
    client->client_id = JT_STR("copy");
    client->secrets = &change->fresh;
    client->secret_count = 1;
    client->version = 1;
    return change->answer;
}

static void a_copy_is_another_client(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(11);
    struct fixture_client c;
    struct jt_api_client copy;
    create(f, &c, 1, 2);
    struct change change = change_of(1, "api_client.duplicate", apply_copy);
    change.rule.arg = &change;
    change.fresh = make_secret(50, 0, &c.row.key);
    const struct jt_store_ops *ops = f->store->ops;
    assert_int_equal(ops->api_client_copy(f->store, &write, &f->arena, &change.rule, &copy), JT_OK);
    struct jt_api_client found = find(f, 50);
    assert_true(jt_str_equal(found.client_id, JT_STR("copy")));
    assert_int_equal(found.grants.count, 2);
    assert_int_equal(found.secret_count, 1);
    assert_int_equal(find(f, 1).secret_count, 2);
    assert_int_equal(find(f, 1).version, 1);
    struct jt_event event = last_event(f);
    assert_true(jt_uuid_equal(&event.object, &found.key));
    assert_int_equal(event.before_json.len, 0);
    assert_int_equal(ops->api_client_copy(f->store, &write, &f->arena, &change.rule, &copy),
                     JT_ERR_EXISTS);
    change.answer = JT_ERR_REFUSED;
    assert_int_equal(ops->api_client_copy(f->store, &write, &f->arena, &change.rule, &copy),
                     JT_ERR_REFUSED);
    write.expected_version = 9;
    assert_int_equal(ops->api_client_copy(f->store, &write, &f->arena, &change.rule, &copy),
                     JT_ERR_CONFLICT);
    assert_int_equal(last_event(f).number, event.number);
}

struct ear {
    enum jt_err answer;
    uint64_t version;
    int published;
};

static enum jt_err ear_prepare(void *arg, const struct jt_change *change, void **ret_part)
{
    struct ear *ear = arg;
    assert_int_equal(change->kind, JT_CHANGE_API_CLIENT);
    ear->version = change->api_client->version;
    *ret_part = ear;
    return ear->answer;
}

static void ear_publish(void *arg, void *part)
{
    assert_ptr_equal(arg, part);
    ((struct ear *)arg)->published++;
}

static void ear_discard(void *arg, void *part)
{
    (void)arg;
    (void)part;
}

static void the_listener_hears_of_what_changed(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(7);
    struct fixture_client c;
    struct jt_api_client after;
    struct ear ear = {.answer = JT_OK};
    struct jt_store_listener listener = {ear_prepare, ear_publish, ear_discard, &ear};
    create(f, &c, 1, 1);
    f->store->ops->set_listener(f->store, &listener);
    struct change nothing = change_of(1, "x", apply_nothing);
    assert_int_equal(run(f, &nothing, &write, &after), JT_OK);
    assert_int_equal(ear.published, 0);
    struct change change = change_of(1, "x", apply_rename);
    assert_int_equal(run(f, &change, &write, &after), JT_OK);
    assert_int_equal(ear.published, 1);
    assert_int_equal(ear.version, 2);
    ear.answer = JT_ERR_NOMEM;
    assert_int_equal(run(f, &change, &write, &after), JT_ERR_NOMEM);
    assert_int_equal(ear.published, 1);
    assert_int_equal(find(f, 1).version, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_else_may_manage_clients_is_told),
        TEST(a_copy_is_another_client),
        TEST(the_listener_hears_of_what_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

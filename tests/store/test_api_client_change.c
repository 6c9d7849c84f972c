/* SPDX-License-Identifier: Apache-2.0 */
/* What every store must do with changes of API clients: apply the rule to what is stored now, keep
 * all of it or nothing, and say so in one event. */
#include "store/client_change.h"

#include "model/secret_succession.h"

static enum jt_err apply_generate(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                  bool others)
{
    struct change *change = arg;
    struct jt_secret_set set = {.count = client->secret_count};
    look(change, client, others);
    set.items = jt_arena_alloc_array(arena, set.count + 1, sizeof(*set.items));
    memcpy(set.items, client->secrets, set.count * sizeof(*set.items));
    jt_secret_set_generate(&set, &change->fresh, 3600, (jt_time){FIXTURE_NOW + 9});
    client->secrets = set.items;
    client->secret_count = set.count;
    jt_api_client_touch(client, (jt_time){FIXTURE_NOW + 9});
    return JT_OK;
}

static enum jt_err apply_drop(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                              bool others)
{
    look(arg, client, others);
    struct jt_client_secret *items = jt_arena_alloc_array(arena, 2, sizeof(*items));
    memcpy(items, client->secrets, 2 * sizeof(*items));
    items[1].forgotten = true;
    items[1].status_revoked = true;
    client->secrets = items;
    client->secret_count = 2;
    jt_api_client_touch(client, (jt_time){FIXTURE_NOW + 9});
    return JT_OK;
}

static enum jt_err apply_delete(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                bool others)
{
    (void)arena;
    look(arg, client, others);
    client->grants = (struct jt_grants){0};
    client->deleted = (jt_time){FIXTURE_NOW + 10};
    jt_api_client_touch(client, (jt_time){FIXTURE_NOW + 10});
    return JT_OK;
}

static void a_change_is_stored_with_what_was_and_what_is(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(7);
    struct fixture_client c;
    struct jt_api_client after;
    create(f, &c, 1, 1);
    struct change change = change_of(1, "api_client.rename", apply_rename);
    assert_int_equal(run(f, &change, &write, &after), JT_OK);
    assert_int_equal(change.runs, 1);
    assert_true(change.others_manage);
    struct jt_api_client found = find(f, 1);
    assert_true(jt_str_equal(found.name, JT_STR("Renamed")));
    assert_int_equal(found.suspended.s, FIXTURE_NOW + 7);
    assert_int_equal(found.auth_methods, JT_AUTH_METHOD_POST);
    assert_int_equal(found.version, 2);
    assert_int_equal(after.version, 2);
    assert_int_equal(found.updated.s, FIXTURE_NOW + 7);
    assert_int_equal(found.grants.count, 2);
    struct jt_event event = last_event(f);
    assert_true(jt_str_equal(event.action, JT_STR("api_client.rename")));
    assert_true(jt_uuid_equal(&event.object, &c.row.key));
    assert_says(event.before_json, "Client 1", true);
    assert_says(event.after_json, "Renamed", true);
    assert_says(event.after_json, "\"permission\":\"end_user.view\"", true);
    assert_says(event.after_json, "hmac", false);
}

static void a_rule_that_says_no_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(7);
    struct fixture_client c;
    struct jt_api_client after;
    create(f, &c, 1, 1);
    uint64_t events = last_event(f).number;
    struct change change = change_of(1, "x", apply_rename);
    change.answer = JT_ERR_REFUSED;
    assert_int_equal(run(f, &change, &write, &after), JT_ERR_REFUSED);
    struct change nothing = change_of(1, "x", apply_nothing);
    assert_int_equal(run(f, &nothing, &write, &after), JT_OK);
    struct change missing = change_of(99, "x", apply_rename);
    assert_int_equal(run(f, &missing, &write, &after), JT_ERR_NOT_FOUND);
    struct change elsewhere = change_of(1, "x", apply_rename);
    elsewhere.rule.realm = realm_key(TEST);
    assert_int_equal(run(f, &elsewhere, &write, &after), JT_ERR_NOT_FOUND);
    assert_int_equal(missing.runs + elsewhere.runs, 0);
    write.expected_version = 2;
    struct change stale = change_of(1, "x", apply_rename);
    assert_int_equal(run(f, &stale, &write, &after), JT_ERR_CONFLICT);
    assert_int_equal(stale.runs, 0);
    assert_int_equal(find(f, 1).version, 1);
    assert_true(jt_str_equal(find(f, 1).name, JT_STR("Client 1")));
    assert_int_equal(last_event(f).number, events);
    write.expected_version = 1;
    assert_int_equal(run(f, &stale, &write, &after), JT_OK);
}

static void grants_are_replaced_as_a_whole(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(8);
    struct fixture_client c;
    struct jt_api_client after;
    create(f, &c, 1, 1);
    struct change change = change_of(1, "api_client.permissions", apply_grants);
    assert_int_equal(run(f, &change, &write, &after), JT_OK);
    struct jt_api_client found = find(f, 1);
    assert_int_equal(found.grants.count, 2);
    assert_int_equal(found.grants.items[0].permission, JT_PERM_API_CLIENT_MANAGE);
    assert_int_equal(found.grants.items[1].stage, 3);
    struct jt_event event = last_event(f);
    assert_says(event.before_json, "user.manage", true);
    assert_says(event.after_json, "user.manage", false);
    assert_says(event.after_json, "\"stage\":\"production\"", true);
}

static void secrets_come_change_and_go(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(9);
    struct jt_secret_use use = {
        uuid_of(3, 1 * FIXTURE_SECRETS), {FIXTURE_NOW + 5}, JT_STR("192.0.2.7")};
    struct fixture_client c;
    struct jt_api_client after;
    create(f, &c, 1, 2);
    assert_int_equal(f->store->ops->secret_uses_note(f->store, &use, 1), JT_OK);
    struct change change = change_of(1, "api_client.secret.generate", apply_generate);
    change.fresh = make_secret(1, 3, &c.row.key);
    assert_int_equal(run(f, &change, &write, &after), JT_OK);
    struct jt_api_client found = find(f, 1);
    assert_int_equal(found.secret_count, 3);
    assert_true(jt_uuid_equal(&found.secrets[0].id, &change.fresh.id));
    assert_int_equal(found.secrets[1].end, JT_SECRET_END_SUPERSEDED);
    assert_int_equal(found.secrets[1].ended.s, FIXTURE_NOW + 9 + 3600);
    assert_true(jt_uuid_equal(&found.secrets[1].successor, &change.fresh.id));
    assert_int_equal(found.secrets[1].last_used.s, FIXTURE_NOW + 5);
    assert_int_equal(found.secrets[2].ended.s, FIXTURE_NOW + 9);
    assert_says(last_event(f).after_json, "\"end\":\"superseded\"", true);
    change.fresh.id = uuid_of(3, 500); /* the same HMAC and bit as before */
    assert_int_equal(run(f, &change, &write, &after), JT_ERR_EXISTS);
    assert_int_equal(find(f, 1).secret_count, 3);
    assert_int_equal(find(f, 1).version, 2);
    struct change drop = change_of(1, "x", apply_drop);
    assert_int_equal(run(f, &drop, &write, &after), JT_OK);
    found = find(f, 1);
    assert_int_equal(found.secret_count, 2);
    assert_true(found.secrets[1].forgotten);
    assert_true(found.secrets[1].status_revoked);
    assert_false(found.secrets[0].forgotten);
}

static void a_tombstone_is_not_found_and_keeps_its_id(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(10);
    struct fixture_client c;
    struct jt_api_client after;
    struct jt_api_client_list list;
    struct jt_api_client_filter filter = {.realm = realm_key(PLATFORM), .status = -1};
    struct jt_page page = {100, 0};
    const struct jt_store_ops *ops = f->store->ops;
    create(f, &c, 1, 1);
    struct change change = change_of(1, "api_client.delete", apply_delete);
    assert_int_equal(run(f, &change, &write, &after), JT_OK);
    assert_int_equal(run(f, &change, &write, &after), JT_ERR_NOT_FOUND);
    assert_int_equal(ops->api_client_find(f->store, &f->arena, &c.row.key, &after),
                     JT_ERR_NOT_FOUND);
    assert_int_equal(ops->api_client_list(f->store, &f->arena, &filter, &page, &list), JT_OK);
    assert_int_equal(list.total, 1);
    assert_says(last_event(f).after_json, "\"deletedAt\":\"", true);
    struct fixture_client second;
    make_client(&second, 2, 1);
    second.row.client_id = c.row.client_id;
    assert_int_equal(ops->api_client_create(f->store, &write, &second.row), JT_ERR_EXISTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_change_is_stored_with_what_was_and_what_is),
        TEST(a_rule_that_says_no_leaves_nothing),
        TEST(grants_are_replaced_as_a_whole),
        TEST(secrets_come_change_and_go),
        TEST(a_tombstone_is_not_found_and_keeps_its_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

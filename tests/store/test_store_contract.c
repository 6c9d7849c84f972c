/* SPDX-License-Identifier: Apache-2.0 */
/* What every store must do with writes: keep them whole, tell conflicts apart, write the audit
 * event with them, and keep the listener in step. Lists: test_store_lists.c. */
#include "store/store_fixture.h"

#include "base/secret.h"

static void assert_text(jt_str text, const char *expected)
{
    if (!jt_str_equal(text, jt_str_from_c(expected))) {
        fail_msg("\"%.*s\" is not \"%s\"", JT_STR_ARG(text), expected);
    }
}

static uint64_t event_total(struct fixture *f, struct jt_event *ret_last)
{
    struct jt_event_list list;
    struct jt_page page = {1, 0};
    const struct jt_store_ops *ops = f->store->ops;
    assert_int_equal(ops->event_list(f->store, &f->arena, &page, &list), JT_OK);
    uint64_t total = list.total;
    page.offset = total - 1;
    assert_int_equal(ops->event_list(f->store, &f->arena, &page, &list), JT_OK);
    assert_int_equal(list.count, 1);
    *ret_last = list.items[0];
    assert_int_equal(ret_last->number, total);
    return total;
}

/* A listener that counts, and fails when told to. */
struct ear {
    enum jt_err answer;
    enum jt_change_kind kind;
    int prepared;
    int published;
    int discarded;
    jt_uuid client;
};

static enum jt_err ear_prepare(void *arg, const struct jt_change *change, void **ret_part)
{
    struct ear *ear = arg;
    if (ear->answer != JT_OK) {
        return ear->answer;
    }
    ear->prepared++;
    ear->kind = change->kind;
    if (change->api_client) {
        ear->client = change->api_client->key;
    }
    *ret_part = ear;
    return JT_OK;
}

static void ear_publish(void *arg, void *part)
{
    assert_ptr_equal(arg, part);
    ((struct ear *)arg)->published++;
}

static void ear_discard(void *arg, void *part)
{
    assert_ptr_equal(arg, part);
    ((struct ear *)arg)->discarded++;
}

static void listen(struct fixture *f, struct ear *ear)
{
    struct jt_store_listener listener = {ear_prepare, ear_publish, ear_discard, ear};
    f->store->ops->set_listener(f->store, &listener);
}

static void a_new_store_is_empty_until_it_is_seeded(void **state)
{
    (void)state;
    struct fixture f = {0};
    uint8_t check[32];
    jt_time highest = {1};
    bool empty = false;
    fixture_path(&f);
    fixture_open(&f);
    const struct jt_store_ops *ops = f.store->ops;
    assert_int_equal(ops->is_empty(f.store, &empty), JT_OK);
    assert_true(empty);
    assert_int_equal(ops->master_check(f.store, check), JT_ERR_NOT_FOUND);
    assert_int_equal(ops->time_highest(f.store, &highest), JT_OK);
    assert_int_equal(highest.s, 0);
    assert_int_equal(seed_store(f.store), JT_OK);
    assert_int_equal(ops->is_empty(f.store, &empty), JT_OK);
    assert_false(empty);
    assert_int_equal(ops->master_check(f.store, check), JT_OK);
    assert_int_equal(check[2], 7);
    fixture_close(&f);
    remove_directory(f.directory);
}

static void a_store_is_seeded_once(void **state)
{
    struct fixture *f = *state;
    struct jt_event last;
    uint64_t before = event_total(f, &last);
    assert_int_equal(seed_store(f->store), JT_ERR_EXISTS);
    assert_int_equal(event_total(f, &last), before);
}

static void the_seeded_administrator_has_an_organization_role(void **state)
{
    struct fixture *f = *state;
    jt_uuid realm = realm_key(PLATFORM);
    jt_uuid key = uuid_of(4, 0);
    struct jt_user user;
    assert_int_equal(f->store->ops->user_find(f->store, &f->arena, &realm, &key, &user), JT_OK);
    assert_true(user.has_organization_roles);
    assert_false(user.has_application_roles);
}

static void a_client_comes_back_as_it_went_in(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(5);
    struct fixture_client c;
    struct jt_api_client found;
    make_client(&c, 1, 3);
    c.secrets[0].last_used = (jt_time){FIXTURE_NOW + 1};
    c.secrets[0].last_used_from = JT_STR("192.0.2.1");
    c.secrets[1].successor = c.secrets[0].id;
    c.secrets[2].ended = (jt_time){FIXTURE_NOW - 1};
    c.secrets[2].end = JT_SECRET_END_COMPROMISED;
    c.secrets[2].status_revoked = true;
    assert_int_equal(f->store->ops->api_client_create(f->store, &write, &c.row), JT_OK);
    assert_int_equal(f->store->ops->api_client_find(f->store, &f->arena, &c.row.key, &found),
                     JT_OK);
    assert_text(found.client_id, c.client_id);
    assert_text(found.name, "Client 1");
    assert_text(found.description, "Made by a test");
    assert_true(jt_uuid_equal(&found.realm, &c.row.realm));
    assert_int_equal(found.auth_methods, JT_AUTH_METHOD_ALL);
    assert_int_equal(found.version, 1);
    assert_int_equal(found.grants.count, 2);
    assert_memory_equal(found.grants.items, c.grants, 2 * sizeof(struct jt_grant));
    assert_int_equal(found.secret_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(jt_uuid_equal(&found.secrets[i].id, &c.secrets[i].id));
        assert_true(jt_uuid_equal(&found.secrets[i].client, &c.row.key));
        assert_true(jt_bytes_equal_secret(found.secrets[i].hmac, c.secrets[i].hmac, 32));
    }
    assert_text(found.secrets[0].last_used_from, "192.0.2.1");
    assert_true(jt_uuid_equal(&found.secrets[1].successor, &c.secrets[0].id));
    assert_int_equal(found.secrets[2].end, JT_SECRET_END_COMPROMISED);
    assert_true(found.secrets[2].status_revoked);
    assert_string_equal(found.secrets[2].hint, "wxyz");
}

static void the_audit_event_says_who_and_what_without_secrets(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(9);
    struct jt_event event;
    struct fixture_client c;
    uint64_t before = event_total(f, &event);
    make_client(&c, 1, 1);
    write.actor = (struct jt_actor){JT_ACTOR_API_CLIENT, uuid_of(2, 0), JT_STR("bootstrap"),
                                    JT_STR("192.0.2.9"), JT_STR("r-77")};
    assert_int_equal(f->store->ops->api_client_create(f->store, &write, &c.row), JT_OK);
    assert_int_equal(event_total(f, &event), before + 1);
    assert_int_equal(event.time.s, FIXTURE_NOW + 9);
    assert_int_equal(event.actor.kind, JT_ACTOR_API_CLIENT);
    assert_text(event.actor.name, "bootstrap");
    assert_text(event.actor.address, "192.0.2.9");
    assert_text(event.actor.request_id, "r-77");
    assert_text(event.action, "api_client.create");
    assert_text(event.object_kind, "api_client");
    assert_true(jt_uuid_equal(&event.object, &c.row.key));
    assert_text(event.before_json, "");
    jt_str json = event.after_json;
    assert_true(jt_str_find(json, JT_STR("\"permission\":\"end_user.view\",\"stage\":"
                                         "\"development\"")) < json.len);
    assert_true(jt_str_find(json, JT_STR("\"hint\":\"wxyz\"")) < json.len);
    assert_true(jt_str_find(json, JT_STR("hmac")) == json.len);
}

static void a_users_event_has_no_password_hash(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(1);
    struct fixture_user u;
    struct jt_event event;
    make_user(&u, 1, PLATFORM);
    assert_int_equal(f->store->ops->user_create(f->store, &write, &u.row), JT_OK);
    (void)event_total(f, &event);
    assert_text(event.action, "user.create");
    assert_true(jt_str_find(event.after_json, JT_STR("argon2")) == event.after_json.len);
    assert_true(jt_str_find(event.after_json, JT_STR("user1@example.org")) < event.after_json.len);
}

static void what_is_taken_or_missing_is_refused_and_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    const struct jt_store_ops *ops = f->store->ops;
    struct jt_write write = by_system(1);
    struct jt_event event;
    struct fixture_client first;
    struct fixture_client second;
    make_client(&first, 1, 1);
    assert_int_equal(ops->api_client_create(f->store, &write, &first.row), JT_OK);
    uint64_t events = event_total(f, &event);
    make_client(&second, 1, 1); /* the same key */
    assert_int_equal(ops->api_client_create(f->store, &write, &second.row), JT_ERR_EXISTS);
    make_client(&second, 2, 1);
    second.row.client_id = first.row.client_id;
    assert_int_equal(ops->api_client_create(f->store, &write, &second.row), JT_ERR_EXISTS);
    make_client(&second, 2, 1);
    memcpy(second.secrets[0].hmac, first.secrets[0].hmac, sizeof(second.secrets[0].hmac));
    assert_int_equal(ops->api_client_create(f->store, &write, &second.row), JT_ERR_EXISTS);
    make_client(&second, 2, 1);
    second.secrets[0].status_index = first.secrets[0].status_index;
    assert_int_equal(ops->api_client_create(f->store, &write, &second.row), JT_ERR_EXISTS);
    make_client(&second, 2, 1);
    second.row.realm = uuid_of(1, 99);
    assert_int_equal(ops->api_client_create(f->store, &write, &second.row), JT_ERR_NOT_FOUND);
    make_client(&second, 2, 1);
    second.grants[1].stage = 99;
    assert_int_equal(ops->api_client_create(f->store, &write, &second.row), JT_ERR_NOT_FOUND);
    make_client(&second, 2, 1);
    second.grants[0].permission = 99;
    second.row.grants.count = 1;
    assert_int_equal(ops->api_client_create(f->store, &write, &second.row), JT_ERR_NOT_FOUND);
    assert_int_equal(event_total(f, &event), events);
    assert_int_equal(ops->api_client_find(f->store, &f->arena, &second.row.key, &first.row),
                     JT_ERR_NOT_FOUND);
}

static void one_imported_secret_may_belong_to_two_clients(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(1);
    struct fixture_client c;
    for (unsigned i = 1; i <= 2; i++) {
        make_client(&c, i, 1);
        c.secrets[0].imported = true;
        memset(c.secrets[0].hmac, 9, sizeof(c.secrets[0].hmac));
        assert_int_equal(f->store->ops->api_client_create(f->store, &write, &c.row), JT_OK);
    }
    make_client(&c, 3, 2);
    for (unsigned i = 0; i < 2; i++) {
        c.secrets[i].imported = true;
        memset(c.secrets[i].hmac, 9, sizeof(c.secrets[i].hmac));
    }
    assert_int_equal(f->store->ops->api_client_create(f->store, &write, &c.row), JT_ERR_EXISTS);
}

static void an_email_is_taken_in_its_realm_whatever_its_case(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(1);
    struct fixture_user u;
    make_user(&u, 1, DEVELOPMENT);
    assert_int_equal(f->store->ops->user_create(f->store, &write, &u.row), JT_OK);
    u.row.key = uuid_of(4, 2);
    u.row.email = JT_STR("USER1@Example.org");
    assert_int_equal(f->store->ops->user_create(f->store, &write, &u.row), JT_ERR_EXISTS);
    u.row.realm = realm_key(TEST);
    assert_int_equal(f->store->ops->user_create(f->store, &write, &u.row), JT_OK);
}

static void a_role_is_granted_and_taken_with_one_event_each(void **state)
{
    struct fixture *f = *state;
    const struct jt_store_ops *ops = f->store->ops;
    struct jt_write write = by_system(1);
    struct jt_circle role = make_role(1);
    struct fixture_user u;
    struct jt_user found;
    struct jt_event event;
    make_user(&u, 1, PLATFORM);
    struct jt_membership membership = make_membership(&role, &u.row);
    assert_int_equal(ops->user_create(f->store, &write, &u.row), JT_OK);
    assert_int_equal(ops->circle_create(f->store, &write, &role), JT_OK);
    assert_int_equal(ops->circle_create(f->store, &write, &role), JT_ERR_EXISTS);
    uint64_t events = event_total(f, &event);
    for (int twice = 0; twice < 2; twice++) {
        assert_int_equal(ops->circle_join(f->store, &write, &membership), JT_OK);
        assert_int_equal(event_total(f, &event), events + 1);
    }
    assert_text(event.action, "user.application_role.grant");
    assert_int_equal(ops->user_find(f->store, &f->arena, &u.row.realm, &u.row.key, &found), JT_OK);
    assert_true(found.has_application_roles);
    for (int twice = 0; twice < 2; twice++) {
        assert_int_equal(ops->circle_leave(f->store, &write, &membership), JT_OK);
        assert_int_equal(event_total(f, &event), events + 2);
    }
    assert_text(event.after_json, "");
    assert_int_equal(ops->user_find(f->store, &f->arena, &u.row.realm, &u.row.key, &found), JT_OK);
    assert_false(found.has_application_roles);
    membership.circle = uuid_of(4, 99);
    assert_int_equal(ops->circle_leave(f->store, &write, &membership), JT_ERR_NOT_FOUND);
    membership.circle = role.key;
    membership.user = uuid_of(4, 99);
    assert_int_equal(ops->circle_join(f->store, &write, &membership), JT_ERR_NOT_FOUND);
}

static void the_listener_hears_a_change_once_it_is_on_disk(void **state)
{
    struct fixture *f = *state;
    const struct jt_store_ops *ops = f->store->ops;
    struct jt_write write = by_system(1);
    struct jt_revoked_token token = make_token(1, FIXTURE_NOW + 100);
    struct jt_signing_key key = make_key("kid-1", DEVELOPMENT);
    struct fixture_client c;
    struct ear ear = {0};
    listen(f, &ear);
    make_client(&c, 1, 1);
    assert_int_equal(ops->api_client_create(f->store, &write, &c.row), JT_OK);
    assert_int_equal(ear.kind, JT_CHANGE_API_CLIENT);
    assert_true(jt_uuid_equal(&ear.client, &c.row.key));
    assert_int_equal(ops->token_revoke(f->store, &write, &token), JT_OK);
    assert_int_equal(ear.kind, JT_CHANGE_TOKEN_REVOKED);
    assert_int_equal(ops->token_revoke(f->store, &write, &token), JT_OK); /* nothing new */
    assert_int_equal(ops->signing_key_put(f->store, &write, &key), JT_OK);
    assert_int_equal(ear.kind, JT_CHANGE_SIGNING_KEY);
    assert_int_equal(ear.prepared, 3);
    assert_int_equal(ear.published, 3);
    assert_int_equal(ear.discarded, 0);
}

static void a_listener_that_cannot_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    const struct jt_store_ops *ops = f->store->ops;
    struct jt_write write = by_system(1);
    struct fixture_client c;
    struct jt_api_client found;
    struct jt_event event;
    struct ear ear = {.answer = JT_ERR_NOMEM};
    uint64_t events = event_total(f, &event);
    make_client(&c, 1, 1);
    listen(f, &ear);
    assert_int_equal(ops->api_client_create(f->store, &write, &c.row), JT_ERR_NOMEM);
    assert_int_equal(ops->api_client_find(f->store, &f->arena, &c.row.key, &found),
                     JT_ERR_NOT_FOUND);
    assert_int_equal(event_total(f, &event), events);
    assert_int_equal(ear.published + ear.discarded, 0);
    ear.answer = JT_OK;
    assert_int_equal(ops->api_client_create(f->store, &write, &c.row), JT_OK);
    assert_int_equal(event_total(f, &event), events + 1);
}

static void signing_keys_change_in_place(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(1);
    struct jt_event event;
    struct jt_signing_key key = make_key("kid-1", TEST);
    assert_int_equal(f->store->ops->signing_key_put(f->store, &write, &key), JT_OK);
    (void)event_total(f, &event);
    assert_text(event.action, "signing_key.create");
    key.state = JT_SIGNING_KEY_RETIRED;
    assert_int_equal(f->store->ops->signing_key_put(f->store, &write, &key), JT_OK);
    (void)event_total(f, &event);
    assert_text(event.action, "signing_key.update");
    jt_str before = event.before_json;
    jt_str after = event.after_json;
    assert_true(jt_str_find(before, JT_STR("\"state\":\"active\"")) < before.len);
    assert_true(jt_str_find(after, JT_STR("\"state\":\"retired\"")) < after.len);
    assert_true(jt_str_find(after, JT_STR("sealed")) == after.len);
}

static void time_only_rises(void **state)
{
    struct fixture *f = *state;
    jt_time highest;
    assert_int_equal(f->store->ops->time_note(f->store, (jt_time){500}), JT_OK);
    assert_int_equal(f->store->ops->time_note(f->store, (jt_time){400}), JT_OK);
    assert_int_equal(f->store->ops->time_highest(f->store, &highest), JT_OK);
    assert_int_equal(highest.s, 500);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_store_is_empty_until_it_is_seeded),
        CASE(a_store_is_seeded_once),
        CASE(the_seeded_administrator_has_an_organization_role),
        CASE(a_client_comes_back_as_it_went_in),
        CASE(the_audit_event_says_who_and_what_without_secrets),
        CASE(a_users_event_has_no_password_hash),
        CASE(what_is_taken_or_missing_is_refused_and_leaves_nothing),
        CASE(one_imported_secret_may_belong_to_two_clients),
        CASE(an_email_is_taken_in_its_realm_whatever_its_case),
        CASE(a_role_is_granted_and_taken_with_one_event_each),
        CASE(the_listener_hears_a_change_once_it_is_on_disk),
        CASE(a_listener_that_cannot_leaves_nothing),
        CASE(signing_keys_change_in_place),
        CASE(time_only_rises),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

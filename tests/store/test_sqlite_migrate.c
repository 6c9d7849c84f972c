/* SPDX-License-Identifier: Apache-2.0 */
/* A database of the first schema comes up with everything that it held. */
#include "store/store_fixture.h"

#include "store/sqlite/schema_step.h"

#include <sqlite3.h>

static void run_sql(const char *file, const char *sql)
{
    sqlite3 *handle = NULL;
    char *why = NULL;
    assert_int_equal(sqlite3_open(file, &handle), SQLITE_OK);
    if (sqlite3_exec(handle, sql, NULL, NULL, &why) != SQLITE_OK) {
        fail_msg("%s", why);
    }
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

/* Two roles of each kind with the same numbers, one user in some of them. */
static const char content[] =
    "INSERT INTO realm VALUES (1, x'01000000000040008000000001000000', 0, '', 'ES256', 1, 0);"
    "INSERT INTO realm VALUES (2, x'01000000000040008000000002000000', 1, '', 'ES256', 1, 0);"
    "INSERT INTO stage VALUES (1, 'development', 'Development', 2, 1, 0, 1);"
    "INSERT INTO user (id, key, realm, email, name, photo_url, password_hash,"
    "  password_must_change, status, email_verified, terms_accepted, last_login, created, updated,"
    "  version) VALUES (1, x'04000000000040008000000000000000', 1, 'a@example.org', 'A', '', '', 0,"
    "  1, 0, 0, 0, 1, 1, 1);"
    "INSERT INTO application_role VALUES (1, x'05000000000040008000000001000000', 'Reader', 'R', 1,"
    "  2, 3), (2, x'05000000000040008000000002000000', 'Writer', '', 1, 1, 1);"
    "INSERT INTO organization_role VALUES (1, x'05000000000040008000000003000000', 'Administrator',"
    "  '', 1, 1, 1), (2, x'05000000000040008000000004000000', 'Other', '', 1, 1, 1);"
    "INSERT INTO rejection VALUES (7, 'secret_wrong', '[]', 0, 'invalid_client', 401, 'e', 'r', "
    "'late',"
    "  zeroblob(16), 'POST', 'm', '192.0.2.1', 'u', 3, 200, 300, '[]'), (9, 'client_unknown', "
    "'[]', 0,"
    "  'invalid_client', 401, 'e', 'r', 'early', zeroblob(16), 'POST', 'm', '192.0.2.2', 'u', 1, "
    "100,"
    "  100, '[]');"
    "INSERT INTO user_application_role VALUES (1, 2);"
    "INSERT INTO user_organization_role VALUES (1, 1);"
    "INSERT INTO api_client (id, key, realm, kind, client_id, name, description, auth_methods,"
    "  all_permissions, imported, suspended, created, updated, deleted, version)"
    "  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)"
    "  SELECT i, randomblob(16), 1, 1, 'id-' || i, 'Client NUMBER ' || i, '', 3, 0, 0, 0, 1, 1,"
    "  i % 10 = 0, 1 FROM n;"
    "INSERT INTO event (number, time, actor_kind, actor_key, actor_name, actor_address, request_id,"
    "  action, object_kind, object, before_json, after_json, hash)"
    "  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)"
    "  SELECT i, i, 0, zeroblob(16), '', '', '', iif(i % 3, 'user.change', 'user.create'), 'user',"
    "  zeroblob(16), '', '', zeroblob(32) FROM n;";

static void setup_old(struct fixture *f)
{
    memset(f, 0, sizeof(*f));
    fixture_path(f);
    run_sql(f->file, jt_sqlite_schema_1);
    run_sql(f->file, content);
    fixture_open(f);
}

static void teardown_old(struct fixture *f)
{
    fixture_close(f);
    jt_arena_clear(&f->arena);
    remove_directory(f->directory);
}

static struct jt_circle_list list(struct fixture *f, enum jt_circle_kind kind)
{
    struct jt_circle_place place = {kind, realm_key(PLATFORM)};
    struct jt_page page = {10, 0};
    struct jt_circle_list circles;
    assert_int_equal(f->store->ops->circle_list(f->store, &f->arena, &place, &page, &circles),
                     JT_OK);
    return circles;
}

static void roles_of_both_kinds_are_taken_over(void **state)
{
    struct fixture f;
    (void)state;
    setup_old(&f);
    struct jt_circle_list roles = list(&f, JT_APPLICATION_ROLE);
    assert_int_equal(roles.total, 2);
    assert_true(jt_str_equal(roles.items[0].name, JT_STR("Reader")));
    assert_int_equal(roles.items[0].version, 3);
    assert_int_equal(roles.items[0].updated.s, 2);
    roles = list(&f, JT_ORGANIZATION_ROLE);
    assert_int_equal(roles.total, 2);
    assert_true(roles.items[0].grants.all);
    assert_false(roles.items[1].grants.all);
    assert_int_equal(list(&f, JT_GROUP).total, 0);
    teardown_old(&f);
}

static void who_is_in_them_is_counted_once(void **state)
{
    struct fixture f;
    struct jt_page page = {10, 0};
    struct jt_circle_list mine;
    struct jt_circle_place place = {JT_APPLICATION_ROLE, realm_key(PLATFORM)};
    struct jt_user user = {.key = uuid_of(4, 0), .realm = realm_key(PLATFORM)};
    struct jt_write write = by_system(1);
    (void)state;
    setup_old(&f);
    const struct jt_store_ops *ops = f.store->ops;
    assert_int_equal(ops->user_circle_list(f.store, &f.arena, &place, &user.key, &page, &mine),
                     JT_OK);
    assert_int_equal(mine.total, 1);
    assert_true(jt_str_equal(mine.items[0].name, JT_STR("Writer")));
    struct jt_membership membership = make_membership(&mine.items[0], &user);
    assert_int_equal(ops->circle_leave(f.store, &write, &membership), JT_OK);
    assert_int_equal(ops->user_find(f.store, &f.arena, &user.realm, &user.key, &user), JT_OK);
    assert_false(user.has_application_roles);
    assert_true(user.has_organization_roles);
    membership.place.kind = JT_ORGANIZATION_ROLE;
    membership.circle = uuid_of(5, 3);
    assert_int_equal(ops->circle_leave(f.store, &write, &membership), JT_ERR_REFUSED);
    teardown_old(&f);
}

static void rejections_are_kept_in_order_and_counted(void **state)
{
    struct fixture f;
    struct jt_page page = {10, 0};
    struct jt_rejection_filter any = {.proven = -1};
    struct jt_rejection_list list;
    (void)state;
    setup_old(&f);
    const struct jt_store_ops *ops = f.store->ops;
    assert_int_equal(ops->rejection_list(f.store, &f.arena, &any, &page, &list), JT_OK);
    assert_int_equal(list.total, 2);
    assert_true(jt_str_equal(list.items[0].client_id, JT_STR("early")));
    assert_int_equal(list.items[1].count, 3);
    assert_int_equal(ops->rejections_put(f.store, NULL, 0, 1, (jt_time){0}), JT_OK);
    assert_int_equal(ops->rejection_list(f.store, &f.arena, &any, &page, &list), JT_OK);
    assert_int_equal(list.total, 1);
    assert_int_equal(list.items[0].number, 7);
    teardown_old(&f);
}

static void lists_and_searches_have_what_was_there(void **state)
{
    struct fixture f;
    struct jt_page page = {100, 650};
    struct jt_api_client_filter filter = {.realm = realm_key(PLATFORM), .status = -1};
    struct jt_event_filter created = {.action = JT_STR("user.create"), .from = {601}};
    struct jt_api_client_list clients;
    struct jt_event_list events;
    struct jt_user_filter anybody = {realm_key(PLATFORM), -1, 1, 1, JT_STR("A@EX"), JT_STR("a")};
    struct jt_user_list users;
    (void)state;
    setup_old(&f);
    const struct jt_store_ops *ops = f.store->ops;
    assert_int_equal(ops->api_client_list(f.store, &f.arena, &filter, &page, &clients), JT_OK);
    assert_int_equal(clients.total, 1350);
    filter.name_contains = JT_STR("number 1");
    page.offset = 0;
    assert_int_equal(ops->api_client_list(f.store, &f.arena, &filter, &page, &clients), JT_OK);
    assert_int_equal(clients.total, 1 + 9 + 90 + 451 - 1);
    assert_true(jt_str_equal(clients.items[1].name, JT_STR("Client NUMBER 11")));
    assert_int_equal(ops->event_search(f.store, &f.arena, &created, &page, &events), JT_OK);
    assert_int_equal(events.total, 300);
    assert_int_equal(events.items[0].number, 603);
    assert_int_equal(ops->user_list(f.store, &f.arena, &anybody, &page, &users), JT_OK);
    assert_int_equal(users.total, 1);
    teardown_old(&f);
}

static enum jt_err count_bit(void *arg, const struct jt_status_bit *bit)
{
    jt_uuid platform = realm_key(PLATFORM);
    assert_true(bit->is_set && jt_uuid_equal(&bit->realm, &platform));
    ++*(size_t *)arg;
    return JT_OK;
}

static void the_deleted_of_before_are_found_by_their_index(void **state)
{
    struct fixture f;
    size_t count = 0;
    struct jt_load_place place = {0};
    const struct jt_store_visitor visitor = {.status_bit = count_bit, .arg = &count};
    bool more = true;
    (void)state;
    setup_old(&f);
    for (int i = 0; more && i < 10; i++) {
        assert_int_equal(f.store->ops->load_part(f.store, JT_LOAD_STATUS_OF_CLIENTS, 40, &place,
                                                 &visitor, &more),
                         JT_OK);
    }
    assert_false(more);
    assert_int_equal(count, 150);
    teardown_old(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_of_both_kinds_are_taken_over),
        cmocka_unit_test(who_is_in_them_is_counted_once),
        cmocka_unit_test(rejections_are_kept_in_order_and_counted),
        cmocka_unit_test(lists_and_searches_have_what_was_there),
        cmocka_unit_test(the_deleted_of_before_are_found_by_their_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

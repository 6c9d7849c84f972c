/* SPDX-License-Identifier: Apache-2.0 */
/* What every store must do with people, roles and groups once they are there: change, delete, many
 * at once, and keep somebody who may manage. */
#include "store/store_fixture.h"

#define OPS(f) ((f)->store->ops)

static void assert_text(jt_str text, const char *expected)
{
    if (!jt_str_equal(text, jt_str_from_c(expected))) {
        fail_msg("\"%.*s\" is not \"%s\"", JT_STR_ARG(text), expected);
    }
}

static struct jt_event last_event(struct fixture *f, uint64_t *ret_total)
{
    struct jt_event_list list;
    struct jt_page page = {1, 0};
    assert_int_equal(OPS(f)->event_list(f->store, &f->arena, &page, &list), JT_OK);
    *ret_total = list.total;
    page.offset = list.total - 1;
    assert_int_equal(OPS(f)->event_list(f->store, &f->arena, &page, &list), JT_OK);
    return list.items[0];
}

static bool holds(jt_str json, const char *words)
{
    return jt_str_find(json, jt_str_from_c(words)) < json.len;
}

/* Changes the name to arg, or refuses without one. */
static enum jt_err rename_user(void *arg, struct jt_arena *arena, struct jt_user *user)
{
    (void)arena;
    if (arg == NULL) {
        return JT_ERR_REFUSED;
    }
    user->version += !jt_str_equal(user->name, jt_str_from_c(arg));
    user->name = jt_str_from_c(arg);
    return JT_OK;
}

static enum jt_err deactivate(void *arg, struct jt_arena *arena, struct jt_user *user)
{
    (void)arg;
    (void)arena;
    user->status = JT_USER_INACTIVE;
    user->version++;
    return JT_OK;
}

static struct jt_user_change user_change(const struct jt_user *user, const char *name)
{
    return (struct jt_user_change){.key = user->key,
                                   .realm = user->realm,
                                   .apply = rename_user,
                                   .arg = (void *)(uintptr_t)name};
}

static void a_user_is_changed_with_before_and_after(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(5);
    struct fixture_user u;
    struct jt_user changed;
    uint64_t events = 0;
    make_user(&u, 1, PLATFORM);
    assert_int_equal(OPS(f)->user_create(f->store, &write, &u.row), JT_OK);
    (void)last_event(f, &events);
    struct jt_user_change change = user_change(&u.row, "Renamed");
    write.expected_version = 1;
    for (int twice = 0; twice < 2; twice++) {
        assert_int_equal(OPS(f)->user_change(f->store, &write, &f->arena, &change, &changed),
                         JT_OK);
        assert_text(changed.name, "Renamed");
        assert_int_equal(changed.version, 2);
        write.expected_version = 0;
    }
    uint64_t after = 0;
    struct jt_event event = last_event(f, &after);
    assert_int_equal(after, events + 1);
    assert_text(event.action, "user.change");
    assert_true(holds(event.before_json, "\"name\":\"User 1\""));
    assert_true(holds(event.after_json, "\"name\":\"Renamed\""));
    assert_false(holds(event.after_json, "argon2"));
}

static void a_refused_change_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(5);
    struct fixture_user u;
    struct jt_user user;
    uint64_t events = 0;
    uint64_t after = 0;
    make_user(&u, 1, PLATFORM);
    assert_int_equal(OPS(f)->user_create(f->store, &write, &u.row), JT_OK);
    (void)last_event(f, &events);
    struct jt_user_change change = user_change(&u.row, NULL);
    assert_int_equal(OPS(f)->user_change(f->store, &write, &f->arena, &change, &user),
                     JT_ERR_REFUSED);
    change = user_change(&u.row, "x");
    write.expected_version = 7;
    assert_int_equal(OPS(f)->user_change(f->store, &write, &f->arena, &change, &user),
                     JT_ERR_CONFLICT);
    write.expected_version = 0;
    change.realm = realm_key(TEST);
    assert_int_equal(OPS(f)->user_change(f->store, &write, &f->arena, &change, &user),
                     JT_ERR_NOT_FOUND);
    (void)last_event(f, &after);
    assert_int_equal(after, events);
    assert_int_equal(OPS(f)->user_find(f->store, &f->arena, &u.row.realm, &u.row.key, &user),
                     JT_OK);
    assert_text(user.name, "User 1");
}

static void a_deleted_user_is_in_no_circle_any_more(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(5);
    struct jt_circle group = make_circle(JT_GROUP, 1);
    struct jt_circle_place place = place_of(&group);
    struct jt_page page = {10, 0};
    struct jt_user_list members;
    struct fixture_user u;
    uint64_t total = 0;
    make_user(&u, 1, PLATFORM);
    struct jt_membership membership = make_membership(&group, &u.row);
    assert_int_equal(OPS(f)->user_create(f->store, &write, &u.row), JT_OK);
    assert_int_equal(OPS(f)->circle_create(f->store, &write, &group), JT_OK);
    assert_int_equal(OPS(f)->circle_join(f->store, &write, &membership), JT_OK);
    assert_int_equal(
        OPS(f)->circle_members(f->store, &f->arena, &place, &group.key, &page, &members), JT_OK);
    assert_int_equal(members.total, 1);
    assert_true(jt_uuid_equal(&members.items[0].key, &u.row.key));
    struct jt_user_change change = user_change(&u.row, "x");
    change.deletes = true;
    assert_int_equal(OPS(f)->user_change(f->store, &write, &f->arena, &change, &u.row), JT_OK);
    assert_text(last_event(f, &total).action, "user.delete");
    assert_int_equal(
        OPS(f)->circle_members(f->store, &f->arena, &place, &group.key, &page, &members), JT_OK);
    assert_int_equal(members.total, 0);
    assert_int_equal(OPS(f)->circle_join(f->store, &write, &membership), JT_ERR_NOT_FOUND);
}

static void of_many_users_all_are_made_or_none(void **state)
{
    enum { COUNT = 4 };
    struct fixture *f = *state;
    struct jt_write write = by_system(5);
    struct fixture_user made[COUNT];
    struct jt_user rows[COUNT];
    bool taken[COUNT] = {0};
    struct jt_user found;
    for (unsigned i = 0; i < COUNT; i++) {
        make_user(&made[i], i + 1, TEST);
        rows[i] = made[i].row;
    }
    rows[2].email = JT_STR("USER1@example.org");
    rows[3].email = JT_STR("user2@example.org");
    assert_int_equal(OPS(f)->users_create(f->store, &write, rows, COUNT, false, taken),
                     JT_ERR_EXISTS);
    assert_false(taken[0] || taken[1]);
    assert_true(taken[2] && taken[3]);
    assert_int_equal(OPS(f)->user_find(f->store, &f->arena, &rows[0].realm, &rows[0].key, &found),
                     JT_ERR_NOT_FOUND);
    uint64_t before = 0;
    uint64_t after = 0;
    (void)last_event(f, &before);
    assert_int_equal(OPS(f)->users_create(f->store, &write, rows, COUNT, true, taken),
                     JT_ERR_EXISTS);
    assert_int_equal(OPS(f)->users_create(f->store, &write, rows, 2, true, taken), JT_OK);
    (void)last_event(f, &after);
    assert_int_equal(after, before);
    assert_int_equal(OPS(f)->users_create(f->store, &write, rows, 2, false, taken), JT_OK);
    (void)last_event(f, &after);
    assert_int_equal(after, before + 2);
}

/* The administrator of the seed, and the role that is its own. */
static struct jt_circle administrator_role(struct fixture *f)
{
    struct jt_circle_place place = {JT_ORGANIZATION_ROLE, realm_key(PLATFORM)};
    struct jt_page page = {10, 0};
    struct jt_circle_list list;
    assert_int_equal(OPS(f)->circle_list(f->store, &f->arena, &place, &page, &list), JT_OK);
    assert_int_equal(list.total, 1);
    assert_true(list.items[0].grants.all);
    return list.items[0];
}

static enum jt_err take_everything(void *arg, struct jt_arena *arena, struct jt_circle *circle)
{
    (void)arg;
    (void)arena;
    circle->grants = (struct jt_grants){0};
    circle->version++;
    return JT_OK;
}

static void somebody_who_may_manage_is_left(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(5);
    struct jt_circle role = administrator_role(f);
    struct jt_circle found;
    struct jt_user admin = {.key = uuid_of(4, 0), .realm = realm_key(PLATFORM)};
    struct jt_membership membership = make_membership(&role, &admin);
    struct jt_user_change gone = user_change(&admin, "x");
    struct jt_user_change idle = user_change(&admin, NULL);
    struct jt_circle_change bare = {.place = place_of(&role), .key = role.key};
    gone.deletes = true;
    idle.apply = deactivate;
    bare.apply = take_everything;
    uint64_t events = 0;
    uint64_t after = 0;
    (void)last_event(f, &events);
    for (int i = 0; i < 2; i++) {
        bare.deletes = i == 1;
        assert_int_equal(OPS(f)->circle_change(f->store, &write, &f->arena, &bare, &found),
                         JT_ERR_REFUSED);
        assert_int_equal(
            OPS(f)->user_change(f->store, &write, &f->arena, i ? &gone : &idle, &admin),
            JT_ERR_REFUSED);
        assert_int_equal(OPS(f)->circle_leave(f->store, &write, &membership), JT_ERR_REFUSED);
    }
    (void)last_event(f, &after);
    assert_int_equal(after, events);
    struct fixture_user second;
    make_user(&second, 1, PLATFORM);
    membership.user = second.row.key;
    assert_int_equal(OPS(f)->user_create(f->store, &write, &second.row), JT_OK);
    assert_int_equal(OPS(f)->circle_join(f->store, &write, &membership), JT_OK);
    assert_int_equal(OPS(f)->user_change(f->store, &write, &f->arena, &gone, &admin), JT_OK);
}

static void a_role_is_granted_within_what_may_be_given(void **state)
{
    static const struct jt_grant less[] = {{JT_PERM_USER_MANAGE, 0}};
    static const struct jt_grant more[] = {{JT_PERM_USER_MANAGE, 0}, {JT_PERM_END_USER_VIEW, 1}};
    struct fixture *f = *state;
    struct jt_write write = by_system(5);
    struct jt_circle role = make_circle(JT_ORGANIZATION_ROLE, 1);
    struct jt_circle_place place = place_of(&role);
    struct jt_grants most = {.items = less, .count = 1};
    struct jt_circle found;
    struct fixture_user u;
    make_user(&u, 1, PLATFORM);
    role.grants = (struct jt_grants){.items = more, .count = 2};
    struct jt_membership membership = make_membership(&role, &u.row);
    membership.most = &most;
    assert_int_equal(OPS(f)->user_create(f->store, &write, &u.row), JT_OK);
    assert_int_equal(OPS(f)->circle_create(f->store, &write, &role), JT_OK);
    assert_int_equal(OPS(f)->circle_find(f->store, &f->arena, &place, &role.key, &found), JT_OK);
    assert_int_equal(found.grants.count, 2);
    assert_memory_equal(found.grants.items, more, sizeof(more));
    assert_int_equal(OPS(f)->circle_join(f->store, &write, &membership), JT_ERR_REFUSED);
    most = (struct jt_grants){.items = more, .count = 2};
    assert_int_equal(OPS(f)->circle_join(f->store, &write, &membership), JT_OK);
    assert_int_equal(OPS(f)->user_find(f->store, &f->arena, &u.row.realm, &u.row.key, &u.row),
                     JT_OK);
    assert_true(u.row.has_organization_roles);
    uint64_t total = 0;
    assert_text(last_event(f, &total).action, "user.organization_role.grant");
}

static void circles_of_different_kinds_and_realms_keep_apart(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(5);
    struct jt_circle found;
    for (int kind = JT_APPLICATION_ROLE; kind <= JT_GROUP; kind++) {
        struct jt_circle circle = make_circle((enum jt_circle_kind)kind, 1);
        circle.key = uuid_of(5, (unsigned)kind);
        assert_int_equal(OPS(f)->circle_create(f->store, &write, &circle), JT_OK);
        circle.key = uuid_of(5, 100);
        assert_int_equal(OPS(f)->circle_create(f->store, &write, &circle), JT_ERR_EXISTS);
    }
    struct jt_circle group = make_circle(JT_GROUP, 1);
    group.key = uuid_of(5, 50);
    group.realm = realm_key(TEST);
    assert_int_equal(OPS(f)->circle_create(f->store, &write, &group), JT_OK);
    struct jt_circle_place place = {JT_GROUP, realm_key(PLATFORM)};
    assert_int_equal(OPS(f)->circle_find(f->store, &f->arena, &place, &group.key, &found),
                     JT_ERR_NOT_FOUND);
    place = (struct jt_circle_place){JT_APPLICATION_ROLE, realm_key(TEST)};
    assert_int_equal(OPS(f)->circle_find(f->store, &f->arena, &place, &group.key, &found),
                     JT_ERR_NOT_FOUND);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_user_is_changed_with_before_and_after),
        CASE(a_refused_change_leaves_nothing),
        CASE(a_deleted_user_is_in_no_circle_any_more),
        CASE(of_many_users_all_are_made_or_none),
        CASE(somebody_who_may_manage_is_left),
        CASE(a_role_is_granted_within_what_may_be_given),
        CASE(circles_of_different_kinds_and_realms_keep_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

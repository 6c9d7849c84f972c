/* SPDX-License-Identifier: Apache-2.0 */
/* What every store must do with reads: pages with exact totals in order of creation, filters, and
 * the load. */
#include "store/store_fixture.h"

enum { CLIENTS = 25, USERS = 30 };

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

static void add_users(struct fixture *f)
{
    const struct jt_store_ops *ops = f->store->ops;
    struct jt_write write = by_system(1);
    struct jt_circle role = make_role(1);
    assert_int_equal(ops->circle_create(f->store, &write, &role), JT_OK);
    for (unsigned i = 1; i <= USERS; i++) {
        struct fixture_user u;
        make_user(&u, i, i % 2 ? PLATFORM : TEST);
        u.row.status = i % 5 == 0 ? JT_USER_INACTIVE : JT_USER_ACTIVE;
        assert_int_equal(ops->user_create(f->store, &write, &u.row), JT_OK);
        if (i % 3 == 0) {
            struct jt_membership membership = make_membership(&role, &u.row);
            assert_int_equal(ops->circle_join(f->store, &write, &membership), JT_OK);
        }
    }
}

static struct jt_user_list users(struct fixture *f, struct jt_user_filter filter, uint32_t limit,
                                 uint64_t offset)
{
    struct jt_user_list list = {0};
    struct jt_page page = {limit, offset};
    filter.realm = realm_key(PLATFORM);
    assert_int_equal(f->store->ops->user_list(f->store, &f->arena, &filter, &page, &list), JT_OK);
    return list;
}

static const struct jt_user_filter anybody = {
    .has_application_roles = -1, .has_organization_roles = -1, .is_active = -1};

static void users_come_in_pages_in_order_of_creation(void **state)
{
    struct fixture *f = *state;
    add_users(f);
    struct jt_user_list all = users(f, anybody, 100, 0);
    assert_int_equal(all.total, 16); /* 15 odd ones and the administrator */
    assert_int_equal(all.count, 16);
    for (uint64_t offset = 0; offset < 16; offset += 5) {
        struct jt_user_list page = users(f, anybody, 5, offset);
        assert_int_equal(page.total, 16);
        assert_int_equal(page.count, offset == 15 ? 1 : 5);
        for (size_t i = 0; i < page.count; i++) {
            assert_true(jt_uuid_equal(&page.items[i].key, &all.items[offset + i].key));
        }
    }
    assert_int_equal(users(f, anybody, 5, 16).count, 0);
    assert_int_equal(users(f, anybody, 5, UINT64_MAX).total, 16);
}

/* The same pages as when everybody is looked at one by one. */
static void assert_far_pages(struct fixture *f, struct jt_user_filter filter, uint64_t total)
{
    struct jt_user_filter counted = filter;
    counted.email_contains = JT_STR("@"); /* everybody */
    for (uint64_t offset = 0; offset <= total; offset += 97) {
        struct jt_user_list page = users(f, filter, 10, offset);
        struct jt_user_list expected = users(f, counted, 10, offset);
        assert_int_equal(page.total, total);
        assert_int_equal(expected.total, total);
        assert_int_equal(page.count, expected.count);
        for (size_t i = 0; i < page.count; i++) {
            assert_true(jt_uuid_equal(&page.items[i].key, &expected.items[i].key));
        }
        jt_arena_reset(&f->arena);
    }
}

/* Far pages of a list that is longer than the blocks it is counted in. */
static void a_long_list_is_the_same_from_every_offset(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(1);
    enum { MANY = 2100 };
    uint64_t total = 1;
    uint64_t active = 1;
    for (unsigned i = 1; i <= MANY; i++) {
        struct fixture_user u;
        make_user(&u, i, i % 7 == 0 ? TEST : PLATFORM);
        u.row.status = i % 5 ? JT_USER_ACTIVE : JT_USER_INACTIVE;
        total += i % 7 != 0;
        active += i % 7 != 0 && i % 5 != 0;
        assert_int_equal(f->store->ops->user_create(f->store, &write, &u.row), JT_OK);
    }
    struct jt_user_filter filter = anybody;
    assert_far_pages(f, filter, total);
    filter.is_active = 1;
    assert_far_pages(f, filter, active);
    filter.is_active = 0;
    assert_far_pages(f, filter, total - active);
    filter.has_application_roles = 1;
    assert_far_pages(f, filter, 0);
    filter = anybody;
    filter.has_organization_roles = 0; /* all but the administrator */
    assert_far_pages(f, filter, total - 1);
}

static void a_realm_that_is_not_there_has_nobody(void **state)
{
    struct fixture *f = *state;
    struct jt_user_filter filter = anybody;
    struct jt_page page = {10, 0};
    struct jt_user_list list;
    filter.realm = uuid_of(1, 99);
    assert_int_equal(f->store->ops->user_list(f->store, &f->arena, &filter, &page, &list), JT_OK);
    assert_int_equal(list.total + list.count, 0);
}

static bool fits(const struct jt_user *user, const struct jt_user_filter *filter)
{
    int active = user->status == JT_USER_ACTIVE;
    return (filter->has_application_roles < 0 ||
            filter->has_application_roles == user->has_application_roles) &&
           (filter->has_organization_roles < 0 ||
            filter->has_organization_roles == user->has_organization_roles) &&
           (filter->is_active < 0 || filter->is_active == active);
}

/* Every combination, whichever index it takes, against the list of all. */
static void user_filters_combine(void **state)
{
    struct fixture *f = *state;
    add_users(f);
    struct jt_user_list all = users(f, anybody, 100, 0);
    for (int combination = 0; combination < 27; combination++) {
        struct jt_user_filter filter = {.has_application_roles = combination % 3 - 1,
                                        .has_organization_roles = combination / 3 % 3 - 1,
                                        .is_active = combination / 9 - 1};
        size_t expected = 0;
        for (size_t i = 0; i < all.count; i++) {
            expected += fits(&all.items[i], &filter);
        }
        struct jt_user_list some = users(f, filter, 100, 0);
        assert_int_equal(some.total, expected);
        assert_int_equal(some.count, expected);
        for (size_t i = 0; i < some.count; i++) {
            assert_true(fits(&some.items[i], &filter));
        }
    }
}

static void user_filters_by_text_fold_case_and_know_no_wildcards(void **state)
{
    struct fixture *f = *state;
    add_users(f);
    struct jt_user_filter filter = anybody;
    filter.email_contains = JT_STR("USER1@");
    assert_int_equal(users(f, filter, 100, 0).total, 1);
    filter.email_contains = JT_STR("%");
    assert_int_equal(users(f, filter, 100, 0).total, 0);
    filter.email_contains = JT_STR("_ser");
    assert_int_equal(users(f, filter, 100, 0).total, 0);
    filter = anybody;
    filter.name_contains = JT_STR("user 2");
    assert_int_equal(users(f, filter, 100, 0).total, 5); /* 21, 23, … 29 */
    filter.name_contains = JT_STR("' OR 1=1 --");
    assert_int_equal(users(f, filter, 100, 0).total, 0);
}

static void a_user_is_found_in_its_own_realm_alone(void **state)
{
    struct fixture *f = *state;
    struct jt_user user;
    jt_uuid platform = realm_key(PLATFORM);
    jt_uuid test = realm_key(TEST);
    jt_uuid key = uuid_of(4, 2);
    add_users(f);
    assert_int_equal(f->store->ops->user_find(f->store, &f->arena, &test, &key, &user), JT_OK);
    assert_true(jt_uuid_equal(&user.realm, &test));
    assert_int_equal(f->store->ops->user_find(f->store, &f->arena, &platform, &key, &user),
                     JT_ERR_NOT_FOUND);
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

static void clients_come_in_pages_without_tombstones(void **state)
{
    struct fixture *f = *state;
    struct jt_api_client_filter any = {.status = -1};
    add_clients(f);
    struct jt_api_client_list all = clients(f, any, 100, 0);
    assert_int_equal(all.total, CLIENTS - 3 + 1);
    assert_int_equal(all.count, all.total);
    for (uint64_t offset = 0; offset <= all.total; offset += 4) {
        struct jt_api_client_list page = clients(f, any, 4, offset);
        assert_int_equal(page.total, all.total);
        for (size_t i = 0; i < page.count; i++) {
            const struct jt_api_client *expected = &all.items[offset + i];
            assert_true(jt_uuid_equal(&page.items[i].key, &expected->key));
            assert_int_equal(page.items[i].secret_count, expected->secret_count);
            assert_int_equal(page.items[i].grants.count, expected->grants.count);
        }
    }
    any.name_contains = JT_STR("CLIENT 2");
    assert_int_equal(clients(f, any, 2, 0).count, 2);
    assert_int_equal(clients(f, any, 2, 0).total, 6); /* 2, 20, 22 … 25 */
}

static void clients_are_found_by_status(void **state)
{
    struct fixture *f = *state;
    struct jt_api_client_filter filter = {.status = -1};
    add_clients(f);
    struct jt_api_client_list all = clients(f, filter, 100, 0);
    uint64_t sum = 0;
    for (int status = JT_API_CLIENT_AVAILABLE; status <= JT_API_CLIENT_SUSPENDED; status++) {
        filter.status = status;
        struct jt_api_client_list some = clients(f, filter, 2, 1);
        uint64_t expected = 0;
        for (size_t i = 0; i < all.count; i++) {
            expected += (int)jt_api_client_status(&all.items[i], (jt_time){FIXTURE_NOW}) == status;
        }
        assert_int_equal(some.total, expected);
        assert_int_equal(some.count, expected < 1 ? 0 : expected - 1 < 2 ? expected - 1 : 2);
        for (size_t i = 0; i < some.count; i++) {
            assert_int_equal(jt_api_client_status(&some.items[i], (jt_time){FIXTURE_NOW}), status);
        }
        sum += expected;
    }
    assert_int_equal(sum, all.total);
}

static void pages_have_bounds(void **state)
{
    struct fixture *f = *state;
    struct jt_circle_list roles;
    struct jt_page none = {0, 0};
    struct jt_page many = {101, 0};
    const struct jt_store_ops *ops = f->store->ops;
    struct jt_circle_place place = {JT_APPLICATION_ROLE, realm_key(PLATFORM)};
    assert_int_equal(ops->circle_list(f->store, &f->arena, &place, &none, &roles), JT_ERR_ARG);
    assert_int_equal(ops->circle_list(f->store, &f->arena, &place, &many, &roles), JT_ERR_ARG);
}

static void roles_are_listed_for_all_and_for_one_user(void **state)
{
    struct fixture *f = *state;
    const struct jt_store_ops *ops = f->store->ops;
    struct jt_page page = {10, 0};
    struct jt_circle_list roles;
    struct jt_circle second = make_role(2);
    struct jt_circle found;
    struct jt_write write = by_system(1);
    jt_uuid user = uuid_of(4, 3);
    jt_uuid nobody = uuid_of(4, 999);
    struct jt_circle_place place = place_of(&second);
    add_users(f);
    assert_int_equal(ops->circle_create(f->store, &write, &second), JT_OK);
    assert_int_equal(ops->circle_list(f->store, &f->arena, &place, &page, &roles), JT_OK);
    assert_int_equal(roles.total, 2);
    assert_true(jt_uuid_equal(&roles.items[1].key, &second.key));
    assert_int_equal(ops->user_circle_list(f->store, &f->arena, &place, &user, &page, &roles),
                     JT_OK);
    assert_int_equal(roles.total, 1);
    assert_int_equal(roles.count, 1);
    assert_int_equal(ops->user_circle_list(f->store, &f->arena, &place, &nobody, &page, &roles),
                     JT_ERR_NOT_FOUND);
    assert_int_equal(ops->circle_find(f->store, &f->arena, &place, &second.key, &found), JT_OK);
    assert_int_equal(ops->circle_find(f->store, &f->arena, &place, &nobody, &found),
                     JT_ERR_NOT_FOUND);
}

struct tally {
    size_t clients;
    size_t tombstones;
    size_t secrets;
    size_t tokens;
    size_t keys;
    bool refuse;
};

static enum jt_err tally_client(void *arg, const struct jt_api_client *client)
{
    struct tally *tally = arg;
    tally->clients++;
    tally->secrets += client->secret_count;
    tally->tombstones += client->deleted.s != 0;
    return tally->refuse ? JT_ERR_LIMIT : JT_OK;
}

static enum jt_err tally_token(void *arg, const struct jt_revoked_token *token)
{
    struct tally *tally = arg;
    assert_true(token->token_expires.s >= FIXTURE_NOW);
    tally->tokens++;
    return JT_OK;
}

static enum jt_err tally_key(void *arg, const struct jt_signing_key *key)
{
    assert_int_equal(key->private_sealed.len, 12); /* with the NUL in the middle */
    ((struct tally *)arg)->keys++;
    return JT_OK;
}

static void the_load_gives_everything_tombstones_too(void **state)
{
    struct fixture *f = *state;
    const struct jt_store_ops *ops = f->store->ops;
    struct jt_write write = by_system(1);
    struct tally tally = {0};
    struct jt_store_visitor visitor = {.api_client = tally_client,
                                       .revoked_token = tally_token,
                                       .signing_key = tally_key,
                                       .arg = &tally};
    struct jt_revoked_token dead = make_token(1, FIXTURE_NOW - JT_REVOKED_TOKEN_KEEP_S - 1);
    struct jt_revoked_token live = make_token(2, FIXTURE_NOW);
    add_clients(f);
    assert_int_equal(ops->token_revoke(f->store, &write, &dead), JT_OK);
    assert_int_equal(ops->token_revoke(f->store, &write, &live), JT_OK);
    assert_int_equal(ops->expired_drop(f->store, (jt_time){FIXTURE_NOW}), JT_OK);
    assert_int_equal(ops->load(f->store, &visitor), JT_OK);
    assert_int_equal(tally.clients, CLIENTS + 1);
    assert_int_equal(tally.tombstones, 3);
    assert_int_equal(tally.secrets, 9 + 2 * 8 + 1);
    assert_int_equal(tally.tokens, 1);
    assert_int_equal(tally.keys, 1);
    tally.refuse = true;
    assert_int_equal(ops->load(f->store, &visitor), JT_ERR_LIMIT);
    assert_int_equal(tally.clients, CLIENTS + 2);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(users_come_in_pages_in_order_of_creation),
        CASE(a_long_list_is_the_same_from_every_offset),
        CASE(a_realm_that_is_not_there_has_nobody),
        CASE(user_filters_combine),
        CASE(user_filters_by_text_fold_case_and_know_no_wildcards),
        CASE(a_user_is_found_in_its_own_realm_alone),
        CASE(clients_come_in_pages_without_tombstones),
        CASE(clients_are_found_by_status),
        CASE(pages_have_bounds),
        CASE(roles_are_listed_for_all_and_for_one_user),
        CASE(the_load_gives_everything_tombstones_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

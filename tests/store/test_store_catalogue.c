/* SPDX-License-Identifier: Apache-2.0 */
/* Stages, realms and APIs that change while everything runs: in the store, and in the registry that
 * listens to it. */
#include "store/store_fixture.h"

#include "store/registry.h"

struct house {
    struct fixture *f;
    struct jt_registry *registry;
};

static struct jt_registry *load(struct jt_store *store)
{
    struct jt_registry_options options = {JT_STR("http://127.0.0.1:8080"), {1, 2, 3}};
    struct jt_registry *registry = NULL;
    assert_int_equal(jt_registry_new(&options, &registry), JT_OK);
    assert_int_equal(jt_registry_load(registry, store), JT_OK);
    return registry;
}

static int setup(void **state)
{
    struct house *h = calloc(1, sizeof(*h));
    assert_int_equal(fixture_setup((void **)&h->f), 0);
    h->registry = load(h->f->store);
    *state = h;
    return 0;
}

static int teardown(void **state)
{
    struct house *h = *state;
    jt_registry_free(h->registry);
    assert_int_equal(fixture_teardown((void **)&h->f), 0);
    free(h);
    return 0;
}

static void assert_text(jt_str text, const char *expected)
{
    if (!jt_str_equal(text, jt_str_from_c(expected))) {
        fail_msg("\"%.*s\" is not \"%s\"", JT_STR_ARG(text), expected);
    }
}

/* The scope of the client that make_client() makes with this number and these grants. */
static jt_str scope_of(const struct house *h, unsigned number, uint32_t api)
{
    jt_uuid key = uuid_of(2, number);
    const struct jt_registry_client *client = jt_registry_client_by_key(h->registry, &key);
    assert_non_null(client);
    return jt_registry_client_scope(h->registry, client, api);
}

static void create_client(struct house *h, unsigned number, const struct jt_grant *grants,
                          size_t count)
{
    struct jt_write write = by_system(1);
    struct fixture_client c;
    make_client(&c, number, 0);
    c.row.grants = (struct jt_grants){.items = grants, .count = count};
    assert_int_equal(h->f->store->ops->api_client_create(h->f->store, &write, &c.row), JT_OK);
}

static enum jt_err create_stage(struct house *h, unsigned number, jt_str slug, jt_str host)
{
    struct jt_write write = by_system(2);
    struct jt_realm realm = {.key = uuid_of(1, 10 + number),
                             .kind = JT_REALM_APPLICATION,
                             .alg = JT_STR("ES256"),
                             .hosts = &host,
                             .host_count = 1,
                             .created = {FIXTURE_NOW},
                             .version = 1};
    struct jt_stage stage = {
        .slug = slug, .label = slug, .realm = realm.key, .created = {FIXTURE_NOW}, .version = 1};
    struct jt_signing_key key = make_key("kid-new", PLATFORM);
    key.realm = realm.key;
    return h->f->store->ops->stage_create(h->f->store, &write, &stage, &realm, &key, &stage);
}

static enum jt_err archive(void *arg, struct jt_arena *arena, struct jt_stage *stage)
{
    (void)arena;
    stage->archived = *(jt_time *)arg;
    stage->version++;
    return JT_OK;
}

static enum jt_err to_front(void *arg, struct jt_arena *arena, struct jt_stage *stage)
{
    (void)arg;
    (void)arena;
    stage->label = JT_STR("Moved");
    stage->position = 0;
    stage->version++;
    return JT_OK;
}

static void change_stage(struct house *h, jt_str slug,
                         enum jt_err (*apply)(void *arg, struct jt_arena *arena,
                                              struct jt_stage *stage),
                         void *arg)
{
    struct jt_write write = by_system(3);
    struct jt_stage_change change = {slug, apply, arg};
    struct jt_stage stage;
    assert_int_equal(
        h->f->store->ops->stage_change(h->f->store, &write, &h->f->arena, &change, &stage), JT_OK);
}

static void a_new_stage_is_found_and_granted_at_once(void **state)
{
    static const struct jt_grant every[] = {{JT_PERM_END_USER_VIEW, 0}};
    static const struct jt_grant twice[] = {{JT_PERM_END_USER_VIEW, 0}, {JT_PERM_END_USER_VIEW, 1}};
    static const struct jt_grant one[] = {{JT_PERM_END_USER_VIEW, 1}};
    struct house *h = *state;
    create_client(h, 1, every, 1);
    create_client(h, 2, one, 1);
    create_client(h, 3, twice, 2);
    assert_int_equal(create_stage(h, 1, JT_STR("qa"), JT_STR("qa.localhost")), JT_OK);
    const struct jt_stage *stage = jt_registry_stage_by_slug(h->registry, JT_STR("qa"));
    assert_non_null(stage);
    assert_int_equal(stage->id, 4);
    assert_int_equal(stage->position, 4);
    const struct jt_registry_realm *realm =
        jt_registry_realm_by_host(h->registry, JT_STR("qa.localhost"));
    assert_non_null(realm);
    assert_text(realm->stage, "qa");
    assert_int_equal(jt_registry_count(h->registry).realms, 5);
    assert_text(scope_of(h, 1, JT_API_IDENTITY),
                "development:end_user.view test:end_user.view production:end_user.view "
                "qa:end_user.view");
    assert_text(scope_of(h, 2, JT_API_IDENTITY), "development:end_user.view");
    assert_true(jt_str_equal(scope_of(h, 3, JT_API_IDENTITY), scope_of(h, 1, JT_API_IDENTITY)));
    jt_str all = scope_of(h, 0, JT_API_IDENTITY);
    assert_true(jt_str_find(all, JT_STR("qa:end_user.manage")) < all.len);
}

static void slugs_and_hosts_are_taken_once(void **state)
{
    struct house *h = *state;
    assert_int_equal(create_stage(h, 1, JT_STR("test"), JT_STR("other.localhost")), JT_ERR_EXISTS);
    assert_int_equal(create_stage(h, 1, JT_STR("qa"), JT_STR("test.localhost")), JT_ERR_EXISTS);
    assert_int_equal(jt_registry_count(h->registry).stages, 3);
    assert_int_equal(jt_registry_count(h->registry).realms, 4);
    assert_null(jt_registry_realm_by_host(h->registry, JT_STR("other.localhost")));
}

static void an_archived_stage_leaves_the_scopes(void **state)
{
    static const struct jt_grant both[] = {{JT_PERM_END_USER_VIEW, 1}, {JT_PERM_END_USER_VIEW, 2}};
    struct house *h = *state;
    jt_time now = {FIXTURE_NOW};
    jt_time never = {0};
    create_client(h, 1, both, 2);
    change_stage(h, JT_STR("test"), archive, &now);
    assert_text(scope_of(h, 1, JT_API_IDENTITY), "development:end_user.view");
    jt_str all = scope_of(h, 0, JT_API_IDENTITY);
    assert_true(jt_str_find(all, JT_STR("test:")) == all.len);
    change_stage(h, JT_STR("test"), archive, &never);
    assert_text(scope_of(h, 1, JT_API_IDENTITY), "development:end_user.view test:end_user.view");
}

static void a_stage_moves_to_the_front(void **state)
{
    struct house *h = *state;
    jt_str before = scope_of(h, 0, JT_API_IDENTITY);
    change_stage(h, JT_STR("production"), to_front, NULL);
    assert_text(jt_registry_stage_in_order(h->registry, 0)->slug, "production");
    assert_text(jt_registry_stage_in_order(h->registry, 1)->slug, "development");
    assert_text(jt_registry_stage_by_slug(h->registry, JT_STR("production"))->label, "Moved");
    assert_null(jt_registry_stage_in_order(h->registry, 3));
    assert_ptr_equal(scope_of(h, 0, JT_API_IDENTITY).ptr, before.ptr); /* no text was made anew */
}

static enum jt_err move_realm(void *arg, struct jt_arena *arena, struct jt_realm *realm)
{
    (void)arena;
    realm->hosts = arg;
    realm->host_count = 1;
    realm->public_url = JT_STR("https://new.example.org");
    realm->version++;
    return JT_OK;
}

static void a_realm_moves_to_another_host(void **state)
{
    struct house *h = *state;
    jt_str host = JT_STR("new.example.org");
    struct jt_write write = by_system(3);
    struct jt_realm_change change = {realm_key(TEST), move_realm, &host};
    struct jt_realm realm;
    const struct jt_store_ops *ops = h->f->store->ops;
    assert_int_equal(ops->realm_change(h->f->store, &write, &h->f->arena, &change, &realm), JT_OK);
    assert_null(jt_registry_realm_by_host(h->registry, JT_STR("test.localhost")));
    const struct jt_registry_realm *moved = jt_registry_realm_by_host(h->registry, host);
    assert_non_null(moved);
    assert_text(moved->public_url, "https://new.example.org");
    assert_text(moved->stage, "test");
    assert_int_equal(moved->version, 2);
    host = JT_STR("localhost");
    assert_int_equal(ops->realm_change(h->f->store, &write, &h->f->arena, &change, &realm),
                     JT_ERR_EXISTS);
    write.expected_version = 1;
    assert_int_equal(ops->realm_change(h->f->store, &write, &h->f->arena, &change, &realm),
                     JT_ERR_CONFLICT);
    assert_ptr_equal(jt_registry_realm_by_host(h->registry, JT_STR("localhost")),
                     jt_registry_platform(h->registry));
}

static struct jt_api_whole create_api(struct house *h)
{
    static const struct jt_permission permissions[] = {
        {.name = JT_STR_INIT("read")}, {.name = JT_STR_INIT("write"), .per_stage = true}};
    struct jt_write write = by_system(4);
    struct jt_api_whole api = {.api = {.key = uuid_of(7, 2),
                                       .audience = JT_STR("urn:orders"),
                                       .name = JT_STR("Orders"),
                                       .token_lifetime_s = 600,
                                       .created = {FIXTURE_NOW},
                                       .version = 1},
                               .permissions = permissions,
                               .permission_count = 2};
    struct jt_api_whole made;
    const struct jt_store_ops *ops = h->f->store->ops;
    assert_int_equal(ops->api_create(h->f->store, &write, &h->f->arena, &api, &made), JT_OK);
    api.api.key = uuid_of(7, 3);
    struct jt_api_whole twin;
    assert_int_equal(ops->api_create(h->f->store, &write, &h->f->arena, &api, &twin),
                     JT_ERR_EXISTS);
    return made;
}

static void an_api_is_known_at_once(void **state)
{
    struct house *h = *state;
    struct jt_api_whole made = create_api(h);
    assert_int_equal(made.api.id, 2);
    assert_int_equal(made.permissions[0].id, JT_PERM_OWN_FIRST);
    assert_int_equal(made.permissions[1].id, JT_PERM_OWN_FIRST + 1);
    const struct jt_api *api = jt_registry_api_by_audience(h->registry, JT_STR("urn:orders"));
    assert_non_null(api);
    assert_int_equal(api->id, 2);
    assert_text(scope_of(h, 0, 2), "development:write test:write production:write read");
    struct jt_grant grants[] = {{made.permissions[1].id, 2}, {made.permissions[0].id, 0}};
    create_client(h, 1, grants, jt_grants_normalize(grants, 2));
    assert_text(scope_of(h, 1, 2), "test:write read");
    assert_text(scope_of(h, 1, JT_API_IDENTITY), "");
    struct jt_registry *again = load(h->f->store);
    jt_uuid key = uuid_of(2, 1);
    assert_text(jt_registry_client_scope(again, jt_registry_client_by_key(again, &key), 2),
                "test:write read");
    jt_registry_free(again);
}

/* Leaves the second permission alone, and adds what arg says. */
static enum jt_err replace_first(void *arg, struct jt_arena *arena, struct jt_api_whole *api)
{
    struct jt_permission *permissions = jt_arena_alloc_array(arena, 2, sizeof(*permissions));
    permissions[0] = api->permissions[api->permission_count - 1];
    permissions[1] = (struct jt_permission){.name = jt_str_from_c(arg)};
    api->permissions = permissions;
    api->permission_count = 2;
    api->api.version++;
    return JT_OK;
}

static void permissions_come_and_go_for_ever(void **state)
{
    struct house *h = *state;
    struct jt_api_whole made = create_api(h);
    struct jt_write write = by_system(5);
    struct jt_api_change change = {
        .key = made.api.key, .apply = replace_first, .arg = (void *)(uintptr_t) "cancel"};
    struct jt_grant grant = {made.permissions[0].id, 0};
    const struct jt_store_ops *ops = h->f->store->ops;
    create_client(h, 1, &grant, 1);
    assert_text(scope_of(h, 1, 2), "read");
    assert_int_equal(ops->api_change(h->f->store, &write, &h->f->arena, &change, &made), JT_OK);
    assert_text(scope_of(h, 1, 2), "");
    assert_null(jt_registry_permission_by_name(h->registry, 2, JT_STR("read")));
    assert_text(scope_of(h, 0, 2), "development:write test:write production:write cancel");
    change.arg = (void *)(uintptr_t) "read";
    assert_int_equal(ops->api_change(h->f->store, &write, &h->f->arena, &change, &made),
                     JT_ERR_EXISTS);
    change.deletes = true;
    assert_int_equal(ops->api_change(h->f->store, &write, &h->f->arena, &change, &made), JT_OK);
    assert_null(jt_registry_api_by_audience(h->registry, JT_STR("urn:orders")));
    assert_text(scope_of(h, 0, 2), "");
    assert_int_equal(ops->api_change(h->f->store, &write, &h->f->arena, &change, &made),
                     JT_ERR_NOT_FOUND);
    struct jt_registry *again = load(h->f->store);
    assert_int_equal(jt_registry_count(again).apis, 1);
    assert_int_equal(jt_registry_count(again).permissions, JT_PERM_IDENTITY_COUNT);
    jt_registry_free(again);
}

static void a_change_that_is_not_committed_is_not_heard(void **state)
{
    struct house *h = *state;
    struct jt_store_listener listener = jt_registry_listener(h->registry);
    struct jt_stage stage = *jt_registry_stage_by_id(h->registry, 1);
    struct jt_change change = {.kind = JT_CHANGE_STAGE, .stage = &stage};
    jt_str before = scope_of(h, 0, JT_API_IDENTITY);
    void *part = NULL;
    stage.archived = (jt_time){FIXTURE_NOW};
    assert_int_equal(listener.prepare(listener.arg, &change, &part), JT_OK);
    listener.discard(listener.arg, part);
    assert_int_equal(jt_registry_stage_by_id(h->registry, 1)->archived.s, 0);
    assert_ptr_equal(scope_of(h, 0, JT_API_IDENTITY).ptr, before.ptr);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_new_stage_is_found_and_granted_at_once),
        CASE(slugs_and_hosts_are_taken_once),
        CASE(an_archived_stage_leaves_the_scopes),
        CASE(a_stage_moves_to_the_front),
        CASE(a_realm_moves_to_another_host),
        CASE(an_api_is_known_at_once),
        CASE(permissions_come_and_go_for_ever),
        CASE(a_change_that_is_not_committed_is_not_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

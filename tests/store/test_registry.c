/* SPDX-License-Identifier: Apache-2.0 */
/* The registry: what it finds after the load and after changes. Threads: test_registry_race.c. */
#include "store/registry_house.h"

#include "store/listener.h"
#include "store/registry_hash.h"

static void assert_text(jt_str text, const char *expected)
{
    if (!jt_str_equal(text, jt_str_from_c(expected))) {
        fail_msg("\"%.*s\" is not \"%s\"", JT_STR_ARG(text), expected);
    }
}

/* The vectors of the paper: key 00…0f, input 00…0e and shorter. */
static void siphash_is_siphash(void **state)
{
    (void)state;
    uint8_t bytes[16];
    for (uint8_t i = 0; i < 16; i++) {
        bytes[i] = i;
    }
    struct jt_hash_key key = jt_hash_key_from(bytes);
    assert_true(jt_hash(&key, bytes, 15) == 0xa129ca6149be45e5U);
    assert_true(jt_hash(&key, bytes, 0) == 0x726fdb47dd0e0e31U);
    assert_true(jt_hash(&key, bytes, 8) == 0x93f5f5799a932462U);
    key.k0 ^= 1;
    assert_true(jt_hash(&key, bytes, 15) != 0xa129ca6149be45e5U);
}

static void realms_are_found_by_key_and_host(void **state)
{
    struct house *h = *state;
    jt_uuid test_key = realm_key(TEST);
    jt_uuid unknown = uuid_of(1, 9);
    const struct jt_registry_realm *platform = jt_registry_platform(h->registry);
    const struct jt_registry_realm *test = jt_registry_realm_by_key(h->registry, &test_key);
    assert_non_null(platform);
    assert_int_equal(platform->kind, JT_REALM_PLATFORM);
    assert_text(platform->public_url, "http://127.0.0.1:8080");
    assert_text(platform->issuer,
                "http://127.0.0.1:8080/auth/realms/01000000-0000-4000-8000-000001000000");
    assert_true(platform->discovery_at_host);
    assert_int_equal(platform->stage.len, 0);
    assert_ptr_equal(jt_registry_realm_by_host(h->registry, JT_STR("[::1]")), platform);
    assert_ptr_equal(jt_registry_realm_by_host(h->registry, JT_STR("test.localhost")), test);
    assert_text(test->stage, "test");
    assert_int_equal(test->stage_id, 2);
    assert_false(test->discovery_at_host);
    assert_text(test->public_url, "http://127.0.0.1:8080");
    assert_null(jt_registry_realm_by_host(h->registry, JT_STR("example.org")));
    assert_null(jt_registry_realm_by_host(h->registry, JT_STR("")));
    assert_null(jt_registry_realm_by_key(h->registry, &unknown));
    assert_ptr_equal(jt_registry_realm_at(h->registry, 0), platform);
    assert_null(jt_registry_realm_at(h->registry, 4));
}

static void the_catalogue_is_found_every_way(void **state)
{
    struct house *h = *state;
    const struct jt_registry *r = h->registry;
    const struct jt_api *api = jt_registry_api_by_id(r, JT_API_IDENTITY);
    assert_non_null(api);
    assert_null(jt_registry_api_by_id(r, 2));
    jt_str audience = jt_registry_api_audience(r, api);
    assert_text(audience, "http://127.0.0.1:8080/api/identity/v1");
    assert_ptr_equal(jt_registry_api_by_audience(r, audience), api);
    assert_null(jt_registry_api_by_audience(r, JT_STR("http://127.0.0.1:8080/api")));
    assert_null(jt_registry_api_by_audience(r, JT_STR("")));
    const struct jt_permission *permission =
        jt_registry_permission_by_name(r, JT_API_IDENTITY, JT_STR("end_user.view"));
    assert_non_null(permission);
    assert_int_equal(permission->id, JT_PERM_END_USER_VIEW);
    assert_ptr_equal(jt_registry_permission_by_id(r, JT_PERM_END_USER_VIEW), permission);
    assert_null(jt_registry_permission_by_name(r, 2, JT_STR("end_user.view")));
    assert_null(jt_registry_permission_by_name(r, JT_API_IDENTITY, JT_STR("end_user")));
    assert_null(jt_registry_permission_by_id(r, 0));
    assert_int_equal(jt_registry_stage_by_slug(r, JT_STR("production"))->id, 3);
    assert_null(jt_registry_stage_by_slug(r, JT_STR("Production")));
    assert_text(jt_registry_stage_by_id(r, 1)->slug, "development");
    assert_null(jt_registry_stage_by_id(r, 0));
    assert_text(jt_registry_stage_at(r, 2)->slug, "production");
    assert_null(jt_registry_stage_at(r, 3));
    assert_int_equal(jt_registry_permission_at(r, 15)->id, JT_PERM_END_USER_GROUP_MANAGE);
    assert_null(jt_registry_permission_at(r, 16));
}

static void a_created_client_is_found_at_once(void **state)
{
    struct house *h = *state;
    struct fixture_client c;
    jt_uuid platform = realm_key(PLATFORM);
    jt_uuid other = realm_key(TEST);
    make_client(&c, 1, 2);
    assert_null(jt_registry_client_by_key(h->registry, &c.row.key));
    create(h, &c);
    const struct jt_registry_client *client =
        jt_registry_client_by_id(h->registry, &platform, c.row.client_id, NULL);
    assert_non_null(client);
    assert_text(jt_registry_client_id(client), c.client_id);
    assert_text(jt_registry_client_name(client), "Client 1");
    assert_ptr_equal(jt_registry_client_by_key(h->registry, &c.row.key), client);
    assert_null(jt_registry_client_by_id(h->registry, &other, c.row.client_id, NULL));
    assert_null(jt_registry_client_by_id(h->registry, &platform, JT_STR("nobody"), NULL));
    const struct jt_registry_secret *secret =
        jt_registry_secret_by_hmac(h->registry, c.secrets[1].hmac, JT_STR(""));
    assert_non_null(secret);
    assert_ptr_equal(jt_registry_secret_client(secret), client);
    struct jt_client_secret row;
    jt_registry_secret_read(secret, &row);
    assert_true(jt_uuid_equal(&row.id, &c.secrets[1].id));
    c.secrets[1].hmac[0] ^= 1;
    assert_null(jt_registry_secret_by_hmac(h->registry, c.secrets[1].hmac, JT_STR("")));
}

static void scopes_follow_stages_then_the_catalogue(void **state)
{
    struct house *h = *state;
    struct fixture_client c;
    jt_uuid bootstrap = uuid_of(2, 0);
    const struct jt_registry_client *all = jt_registry_client_by_key(h->registry, &bootstrap);
    jt_str every = jt_registry_client_scope(h->registry, all, JT_API_IDENTITY);
    assert_true(all->grants->all);
    assert_true(jt_str_starts_with(every, JT_STR("development:stage.view development:end_user")));
    assert_true(jt_str_ends_with(every, JT_STR(" signing_key.manage token.introspect")));
    make_client(&c, 1, 0);
    create(h, &c);
    const struct jt_registry_client *some = jt_registry_client_by_key(h->registry, &c.row.key);
    assert_text(jt_registry_client_scope(h->registry, some, JT_API_IDENTITY),
                "development:end_user.view user.manage");
    assert_text(jt_registry_client_scope(h->registry, some, 99), "");
    make_client(&c, 2, 0);
    create(h, &c);
    const struct jt_registry_client *same = jt_registry_client_by_key(h->registry, &c.row.key);
    assert_ptr_equal(same->grants, some->grants); /* kept once */
    make_client(&c, 3, 0);
    c.row.grants.count = 0;
    create(h, &c);
    const struct jt_registry_client *none = jt_registry_client_by_key(h->registry, &c.row.key);
    assert_text(jt_registry_client_scope(h->registry, none, JT_API_IDENTITY), "");
}

static void a_change_replaces_the_client_and_its_secrets(void **state)
{
    struct house *h = *state;
    struct jt_store_listener listener = jt_registry_listener(h->registry);
    struct fixture_client c;
    struct jt_change change = {.kind = JT_CHANGE_API_CLIENT, .api_client = &c.row};
    uint8_t gone[JT_SECRET_HMAC_LEN];
    void *part = NULL;
    make_client(&c, 1, 2);
    create(h, &c);
    memcpy(gone, c.secrets[1].hmac, sizeof(gone));
    c.row.secret_count = 1;
    c.row.suspended = (jt_time){FIXTURE_NOW};
    assert_int_equal(listener.prepare(listener.arg, &change, &part), JT_OK);
    assert_false(jt_registry_client_by_key(h->registry, &c.row.key)->suspended);
    listener.discard(listener.arg, part);
    assert_false(jt_registry_client_by_key(h->registry, &c.row.key)->suspended);
    assert_non_null(jt_registry_secret_by_hmac(h->registry, gone, JT_STR("")));
    assert_int_equal(listener.prepare(listener.arg, &change, &part), JT_OK);
    listener.publish(listener.arg, part);
    assert_true(jt_registry_client_by_key(h->registry, &c.row.key)->suspended);
    assert_null(jt_registry_secret_by_hmac(h->registry, gone, JT_STR("")));
    assert_true(jt_registry_secret_client(
                    jt_registry_secret_by_hmac(h->registry, c.secrets[0].hmac, JT_STR("")))
                    ->suspended);
}

static void a_secret_says_what_its_row_said(void **state)
{
    struct house *h = *state;
    struct fixture_client c;
    struct jt_client_secret row;
    make_client(&c, 1, 3);
    c.secrets[2].ended = (jt_time){FIXTURE_NOW + 7};
    c.secrets[2].end = JT_SECRET_END_SUPERSEDED;
    c.secrets[2].successor = c.secrets[1].id;
    c.secrets[2].status_list = 1;
    c.secrets[2].status_index = 1048575;
    c.secrets[2].status_revoked = true;
    create(h, &c);
    jt_registry_secret_read(jt_registry_secret_by_hmac(h->registry, c.secrets[2].hmac, JT_STR("")),
                            &row);
    assert_true(jt_uuid_equal(&row.id, &c.secrets[2].id));
    assert_true(jt_uuid_equal(&row.client, &c.row.key));
    assert_memory_equal(row.hmac, c.secrets[2].hmac, sizeof(row.hmac));
    assert_true(row.expires.s == c.secrets[2].expires.s && row.ended.s == FIXTURE_NOW + 7);
    assert_int_equal(row.end, JT_SECRET_END_SUPERSEDED);
    assert_false(jt_uuid_is_zero(&row.successor));
    assert_int_equal(row.status_list, 1);
    assert_int_equal(row.status_index, 1048575);
    assert_true(row.status_revoked);
    assert_false(row.imported || row.forgotten);
}

static void nobodys_secret_is_dead_and_found_by_nobody(void **state)
{
    struct house *h = *state;
    struct jt_client_secret row;
    const struct jt_registry_client *nobody = jt_registry_nobody(h->registry);
    const struct jt_registry_secret *secret = jt_registry_nobodys_secret(h->registry);
    jt_registry_secret_read(secret, &row);
    assert_true(jt_uuid_is_zero(&row.id) && jt_uuid_is_zero(&row.client));
    assert_int_equal(row.end, JT_SECRET_END_COMPROMISED);
    assert_false(jt_client_secret_is_live(&row, (jt_time){FIXTURE_NOW}));
    assert_false(jt_client_secret_is_known(&row, (jt_time){FIXTURE_NOW}));
    assert_ptr_equal(jt_registry_secret_client(secret), nobody);
    assert_true(nobody->deleted);
    assert_null(jt_registry_client_by_key(h->registry, &nobody->key));
    jt_str id = jt_registry_client_id(nobody);
    const struct jt_registry_client *elsewhere = nobody;
    jt_uuid platform = realm_key(PLATFORM);
    assert_null(jt_registry_client_by_id(h->registry, &nobody->realm, id, NULL));
    assert_null(jt_registry_client_by_id(h->registry, &platform, id, &elsewhere));
    assert_null(elsewhere);
    assert_null(jt_registry_secret_by_hmac(h->registry, row.hmac, id));
    assert_null(jt_registry_secret_of_client(h->registry, row.hmac, &nobody->key));
}

/* Nobody could have made them; a damaged store may hold them. */
static void texts_that_cannot_be_kept_are_refused(void **state)
{
    struct house *h = *state;
    static char text[70000];
    struct jt_store_listener listener = jt_registry_listener(h->registry);
    struct fixture_client c;
    struct jt_change change = {.kind = JT_CHANGE_API_CLIENT, .api_client = &c.row};
    void *part = NULL;
    memset(text, 'a', sizeof(text));
    make_client(&c, 1, 1);
    c.row.name = jt_str_make(text, sizeof(text));
    assert_int_equal(listener.prepare(listener.arg, &change, &part), JT_ERR_DAMAGED);
    make_client(&c, 1, 1);
    c.row.client_id = jt_str_make(text, 256);
    assert_int_equal(listener.prepare(listener.arg, &change, &part), JT_ERR_DAMAGED);
    assert_null(jt_registry_client_by_key(h->registry, &c.row.key));
}

static void revocations_are_kept_until_they_are_long_dead(void **state)
{
    struct house *h = *state;
    struct jt_write write = by_system(1);
    struct jt_revoked_token token = make_token(1, FIXTURE_NOW);
    const struct jt_store_ops *ops = h->f->store->ops;
    assert_false(jt_registry_token_is_revoked(h->registry, token.jti));
    assert_int_equal(ops->token_revoke(h->f->store, &write, &token), JT_OK);
    assert_true(jt_registry_token_is_revoked(h->registry, token.jti));
    jt_registry_expired_drop(h->registry, (jt_time){FIXTURE_NOW + JT_REVOKED_TOKEN_KEEP_S});
    assert_true(jt_registry_token_is_revoked(h->registry, token.jti));
    jt_registry_expired_drop(h->registry, (jt_time){FIXTURE_NOW + JT_REVOKED_TOKEN_KEEP_S + 1});
    assert_false(jt_registry_token_is_revoked(h->registry, token.jti));
}

static void a_second_load_finds_the_same(void **state)
{
    struct house *h = *state;
    struct jt_registry_options options = {JT_STR("https://id.example.org"), {9}};
    struct jt_write write = by_system(1);
    struct jt_revoked_token token = make_token(1, FIXTURE_NOW);
    struct jt_registry *again = NULL;
    assert_int_equal(h->f->store->ops->token_revoke(h->f->store, &write, &token), JT_OK);
    for (unsigned i = 1; i <= 500; i++) {
        struct fixture_client c;
        make_client(&c, i, i % 4);
        c.row.deleted.s = i % 10 == 0;
        create(h, &c);
    }
    assert_int_equal(jt_registry_new(&options, &again), JT_OK);
    assert_null(jt_registry_platform(again));
    assert_int_equal(jt_registry_load(again, h->f->store), JT_OK);
    assert_int_equal(jt_registry_load(again, h->f->store), JT_ERR_ARG);
    for (unsigned i = 1; i <= 500; i++) {
        jt_uuid key = uuid_of(2, i);
        const struct jt_registry_client *client = jt_registry_client_by_key(again, &key);
        assert_non_null(client);
        assert_int_equal(client->deleted, i % 10 == 0);
    }
    assert_true(jt_registry_token_is_revoked(again, token.jti));
    assert_text(jt_registry_api_audience(again, jt_registry_api_by_id(again, JT_API_IDENTITY)),
                "https://id.example.org/api/identity/v1");
    jt_registry_free(again);
}

/* A listener of a pair that refuses: the registry must not keep the change. */
static enum jt_err refuse(void *arg, const struct jt_change *change, void **ret_part)
{
    (void)arg;
    (void)change;
    (void)ret_part;
    return JT_ERR_NOMEM;
}

static void of_a_pair_both_hear_or_neither(void **state)
{
    struct house *h = *state;
    struct jt_store *store = h->f->store;
    struct jt_write write = by_system(1);
    struct fixture_client c;
    struct jt_store_listener_pair pair = {.first = jt_registry_listener(h->registry),
                                          .second = {.prepare = refuse}};
    struct jt_store_listener both = jt_store_listener_of_pair(&pair);
    store->ops->set_listener(store, &both);
    make_client(&c, 1, 1);
    assert_int_equal(store->ops->api_client_create(store, &write, &c.row), JT_ERR_NOMEM);
    assert_null(jt_registry_client_by_key(h->registry, &c.row.key));
    pair.second = jt_registry_listener(h->registry);
    create(h, &c);
    assert_non_null(jt_registry_client_by_key(h->registry, &c.row.key));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(siphash_is_siphash),
        HOUSE_CASE(realms_are_found_by_key_and_host),
        HOUSE_CASE(the_catalogue_is_found_every_way),
        HOUSE_CASE(a_created_client_is_found_at_once),
        HOUSE_CASE(scopes_follow_stages_then_the_catalogue),
        HOUSE_CASE(a_change_replaces_the_client_and_its_secrets),
        HOUSE_CASE(a_secret_says_what_its_row_said),
        HOUSE_CASE(nobodys_secret_is_dead_and_found_by_nobody),
        HOUSE_CASE(texts_that_cannot_be_kept_are_refused),
        HOUSE_CASE(revocations_are_kept_until_they_are_long_dead),
        HOUSE_CASE(a_second_load_finds_the_same),
        HOUSE_CASE(of_a_pair_both_hear_or_neither),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

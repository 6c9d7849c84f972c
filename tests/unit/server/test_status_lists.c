/* SPDX-License-Identifier: Apache-2.0 */
/* The lists behind the endpoint: there at the start, made anew after a change, and what the second
 * in which they are signed is. Who waits is tested over HTTP. */
#include "server/status/status_lists.h"

#include "support/assert_str.h"

#include <string.h>
#include <unistd.h>

/* A store that knows a realm, an API and one client, and tells of changes that the tests make up.
 */
struct fake_store {
    struct jt_store base;
    struct jt_realm realm;
    struct jt_api api;
    struct jt_client_secret secret;
    struct jt_api_client client;
};

struct lists_fixture {
    struct fake_store store;
    struct jt_registry *registry;
    struct jt_status_lists *lists;
};

static struct lists_fixture f;

static enum jt_err load(struct jt_store *store, const struct jt_store_visitor *visitor)
{
    const struct fake_store *fake = (const struct fake_store *)store;
    if (visitor->realm) {
        JT_TRY(visitor->realm(visitor->arg, &fake->realm));
    }
    if (visitor->api) {
        JT_TRY(visitor->api(visitor->arg, &fake->api));
    }
    return visitor->api_client ? visitor->api_client(visitor->arg, &fake->client) : JT_OK;
}

static enum jt_err load_part(struct jt_store *store, enum jt_load_part part, uint32_t most,
                             struct jt_load_place *place, const struct jt_store_visitor *visitor,
                             bool *ret_more)
{
    (void)most;
    (void)place;
    *ret_more = false;
    return part == JT_LOAD_API_CLIENTS ? load(store, visitor) : JT_OK;
}

static void peek_end(struct jt_store *store)
{
    (void)store;
}

static void set_listener(struct jt_store *store, const struct jt_store_listener *listener)
{
    (void)store;
    (void)listener;
}

static const struct jt_store_ops fake_ops = {
    .load = load, .load_part = load_part, .peek_end = peek_end, .set_listener = set_listener};

static int begin(void **state)
{
    (void)state;
    const struct jt_registry_options options = {.public_url = JT_STR("http://localhost"),
                                                .hash_key = {1}};
    memset(&f, 0, sizeof(f));
    f.store = (struct fake_store){
        .base = {&fake_ops},
        .realm = {.key = {{1}}, .kind = JT_REALM_PLATFORM, .alg = JT_STR("ES256")},
        .api = {.id = JT_API_IDENTITY, .name = JT_STR("Identity"), .token_lifetime_s = 43200},
        .secret = {.id = {{3}}, .expires = {4000000000}, .status_list = 2, .status_index = 77},
        .client = {.key = {{9}},
                   .realm = {{1}},
                   .kind = JT_CLIENT_KIND_API,
                   .client_id = JT_STR("c"),
                   .name = JT_STR("C"),
                   .auth_methods = JT_AUTH_METHOD_ALL,
                   .secrets = &f.store.secret,
                   .secret_count = 1},
    };
    assert_int_equal(jt_registry_new(&options, &f.registry), JT_OK);
    assert_int_equal(jt_registry_load(f.registry, &f.store.base), JT_OK);
    assert_int_equal(jt_status_lists_new(f.registry, NULL, &f.lists), JT_OK);
    assert_int_equal(jt_status_lists_start(f.lists), JT_OK);
    return 0;
}

static int end(void **state)
{
    (void)state;
    jt_status_lists_wake_all(f.lists);
    jt_status_lists_stop(f.lists);
    jt_status_lists_free(f.lists);
    jt_registry_free(f.registry);
    return 0;
}

static void put(void)
{
    const struct jt_store_listener listener = jt_registry_listener(f.registry);
    const struct jt_change change = {.kind = JT_CHANGE_API_CLIENT, .api_client = &f.store.client};
    void *part = NULL;
    assert_int_equal(listener.prepare(listener.arg, &change, &part), JT_OK);
    listener.publish(listener.arg, part);
}

static void copy_tag(uint32_t list, char ret_tag[static JT_STATUS_TAG_TEXT + 1])
{
    struct jt_status_text *text = NULL;
    assert_int_equal(jt_status_lists_find(f.lists, list, &text), JT_OK);
    memcpy(ret_tag, jt_status_text_tag(text).ptr, JT_STATUS_TAG_TEXT);
    ret_tag[JT_STATUS_TAG_TEXT] = '\0';
    assert_true(jt_uuid_equal(jt_status_text_realm(text), &f.store.realm.key));
    jt_status_text_release(text);
}

static bool becomes(uint32_t list, const char *tag, bool same)
{
    char now[JT_STATUS_TAG_TEXT + 1];
    for (int i = 0; i < 5000; i++) {
        copy_tag(list, now);
        if ((strcmp(now, tag) == 0) == same) {
            return true;
        }
        (void)usleep(1000);
    }
    return false;
}

static void a_list_follows_its_clients(void **state)
{
    (void)state;
    char good[JT_STATUS_TAG_TEXT + 1];
    copy_tag(2, good);
    f.store.client.suspended.s = 5;
    put();
    assert_true(becomes(2, good, false));
    f.store.client.suspended.s = 0;
    put();
    assert_true(becomes(2, good, true));
}

static void only_lists_with_secrets_are_there(void **state)
{
    (void)state;
    struct jt_status_text *text = NULL;
    const uint32_t numbers[] = {0, 1, 3, JT_STATUS_LISTS_MAX, UINT32_MAX};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        assert_int_equal(jt_status_lists_find(f.lists, numbers[i], &text), JT_ERR_NOT_FOUND);
    }
    assert_null(text);
}

static void a_new_list_comes_with_its_first_secret(void **state)
{
    (void)state;
    struct jt_status_text *text = NULL;
    f.store.secret.status_list = 3;
    put();
    enum jt_err err = JT_ERR_UNAVAILABLE; /* "there is none" would be an answer */
    for (int i = 0; i < 5000 && err == JT_ERR_UNAVAILABLE; i++) {
        err = jt_status_lists_find(f.lists, 3, &text);
        (void)usleep(1000);
    }
    assert_int_equal(err, JT_OK);
    jt_status_text_release(text);
}

/* A clock that is put back a little must not make lists that verifiers refuse; one that was wrong
 * by far is believed again. */
static void an_iat_does_not_go_back(void **state)
{
    (void)state;
    assert_int_equal(jt_status_lists_iat(f.lists, (jt_time){1000}).s, 1000);
    assert_int_equal(jt_status_lists_iat(f.lists, (jt_time){999}).s, 1000);
    assert_int_equal(jt_status_lists_iat(f.lists, (jt_time){940}).s, 1000);
    assert_int_equal(jt_status_lists_iat(f.lists, (jt_time){1001}).s, 1001);
    assert_int_equal(jt_status_lists_iat(f.lists, (jt_time){500}).s, 500);
}

static void nobody_waits_for_what_is_not_so(void **state)
{
    (void)state;
    struct jt_status_waiter waiter = {.list = 2, .tag = JT_STR("\"another\""), .wait_ms = 1000};
    assert_false(jt_status_lists_wait(f.lists, &waiter));
    waiter.list = 1;
    assert_false(jt_status_lists_wait(f.lists, &waiter));
    waiter.list = UINT32_MAX;
    assert_false(jt_status_lists_wait(f.lists, &waiter));
    char tag[JT_STATUS_TAG_TEXT + 1];
    copy_tag(2, tag);
    jt_status_lists_wake_all(f.lists);
    waiter.list = 2;
    waiter.tag = jt_str_from_c(tag);
    assert_false(jt_status_lists_wait(f.lists, &waiter)); /* the server stops */
}

#define LISTS_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LISTS_TEST(a_list_follows_its_clients),
        LISTS_TEST(only_lists_with_secrets_are_there),
        LISTS_TEST(a_new_list_comes_with_its_first_secret),
        LISTS_TEST(an_iat_does_not_go_back),
        LISTS_TEST(nobody_waits_for_what_is_not_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

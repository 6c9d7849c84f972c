/* SPDX-License-Identifier: Apache-2.0 */
/* Status bits: which are taken, which are set, who is told, and the secret behind one. */
#include "store/registry_status.h"

#include "support/assert_str.h"

#include <stdlib.h>
#include <string.h>

/* A store that knows a realm and an API, and tells of changes that the tests make up. */
struct fake_store {
    struct jt_store base;
    struct jt_realm realm;
    struct jt_api api;
};

struct fixture {
    struct fake_store store;
    struct jt_registry *registry;
    struct jt_store_listener listener;
    unsigned told[4]; /* by list */
    struct jt_client_secret secrets[3];
    struct jt_api_client client;
};

static enum jt_err load(struct jt_store *store, const struct jt_store_visitor *visitor)
{
    const struct fake_store *fake = (const struct fake_store *)store;
    if (visitor->realm) {
        JT_TRY(visitor->realm(visitor->arg, &fake->realm));
    }
    return visitor->api ? visitor->api(visitor->arg, &fake->api) : JT_OK;
}

static enum jt_err load_part(struct jt_store *store, enum jt_load_part part, uint32_t most,
                             struct jt_load_place *place, const struct jt_store_visitor *visitor,
                             bool *ret_more)
{
    (void)store;
    (void)part;
    (void)most;
    (void)place;
    (void)visitor;
    *ret_more = false;
    return JT_OK;
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

static void told(void *arg, uint32_t list)
{
    ((struct fixture *)arg)->told[list]++;
}

static void fixture_init(struct fixture *f)
{
    const struct jt_registry_options options = {.public_url = JT_STR("http://localhost"),
                                                .hash_key = {1}};
    memset(f, 0, sizeof(*f));
    f->store = (struct fake_store){
        .base = {&fake_ops},
        .realm = {.key = {{1}}, .kind = JT_REALM_PLATFORM, .alg = JT_STR("ES256")},
        .api = {.id = JT_API_IDENTITY, .name = JT_STR("Identity"), .token_lifetime_s = 43200},
    };
    assert_int_equal(jt_registry_new(&options, &f->registry), JT_OK);
    assert_int_equal(jt_registry_load(f->registry, &f->store.base), JT_OK);
    jt_registry_status_listen(f->registry, told, f);
    f->listener = jt_registry_listener(f->registry);
    f->client = (struct jt_api_client){.key = {{9}},
                                       .realm = f->store.realm.key,
                                       .kind = JT_CLIENT_KIND_API,
                                       .client_id = JT_STR("c"),
                                       .name = JT_STR("C"),
                                       .auth_methods = JT_AUTH_METHOD_ALL,
                                       .secrets = f->secrets,
                                       .secret_count = 2};
    for (uint8_t i = 0; i < 3; i++) {
        f->secrets[i] = (struct jt_client_secret){.id = {{i, 1}},
                                                  .hmac = {i, 2},
                                                  .expires = {4000000000},
                                                  .status_list = 1,
                                                  .status_index = 10U + i};
    }
}

static void fixture_clear(struct fixture *f)
{
    jt_registry_free(f->registry);
}

static enum jt_err put(struct fixture *f)
{
    const struct jt_change change = {.kind = JT_CHANGE_API_CLIENT, .api_client = &f->client};
    void *part = NULL;
    JT_TRY(f->listener.prepare(f->listener.arg, &change, &part));
    f->listener.publish(f->listener.arg, part);
    return JT_OK;
}

static bool bit(struct fixture *f, uint32_t list, uint32_t index)
{
    static uint8_t bits[JT_STATUS_LIST_BYTES];
    jt_uuid realm;
    assert_int_equal(jt_registry_status_copy(f->registry, list, &realm, bits), JT_OK);
    assert_true(jt_uuid_equal(&realm, &f->store.realm.key));
    return bits[index / 8] >> index % 8 & 1;
}

static void suspending_sets_all_and_resuming_clears_what_was_not_revoked(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    assert_int_equal(put(&f), JT_OK);
    assert_false(bit(&f, 1, 10) || bit(&f, 1, 11));
    f.client.suspended.s = 5;
    assert_int_equal(put(&f), JT_OK);
    assert_true(bit(&f, 1, 10) && bit(&f, 1, 11));
    assert_false(bit(&f, 1, 9) || bit(&f, 1, 12));
    f.client.suspended.s = 0;
    f.secrets[1].status_revoked = true;
    assert_int_equal(put(&f), JT_OK);
    assert_false(bit(&f, 1, 10));
    assert_true(bit(&f, 1, 11));
    f.client.deleted.s = 7;
    assert_int_equal(put(&f), JT_OK);
    assert_true(bit(&f, 1, 10) && bit(&f, 1, 11));
    fixture_clear(&f);
}

static void only_changes_are_told(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.secrets[1].status_list = 2;
    assert_int_equal(put(&f), JT_OK);
    assert_int_equal(f.told[1], 1); /* the lists are new */
    assert_int_equal(f.told[2], 1);
    f.client.name = JT_STR("Another name");
    assert_int_equal(put(&f), JT_OK);
    assert_int_equal(f.told[1], 1);
    f.secrets[1].status_revoked = true;
    assert_int_equal(put(&f), JT_OK);
    assert_int_equal(f.told[1], 1);
    assert_int_equal(f.told[2], 2);
    assert_int_equal(jt_registry_status_highest(f.registry), 2);
    fixture_clear(&f);
}

static void a_discarded_change_changes_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    assert_int_equal(put(&f), JT_OK);
    f.client.suspended.s = 5;
    const struct jt_change change = {.kind = JT_CHANGE_API_CLIENT, .api_client = &f.client};
    void *part = NULL;
    assert_int_equal(f.listener.prepare(f.listener.arg, &change, &part), JT_OK);
    f.listener.discard(f.listener.arg, part);
    assert_false(bit(&f, 1, 10));
    assert_int_equal(f.told[1], 1);
    fixture_clear(&f);
}

static void secrets_are_found_by_their_bit(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    assert_int_equal(put(&f), JT_OK);
    const struct jt_registry_client *client = jt_registry_client_by_key(f.registry, &f.client.key);
    const struct jt_registry_secret *secret = jt_registry_secret_by_status(client, 1, 11);
    assert_non_null(secret);
    struct jt_client_secret row;
    jt_registry_secret_read(secret, &row);
    assert_true(jt_uuid_equal(&row.id, &f.secrets[1].id));
    assert_null(jt_registry_secret_by_status(client, 1, 12));
    assert_null(jt_registry_secret_by_status(client, 2, 11));
    fixture_clear(&f);
}

static void numbers_that_cannot_be_are_damage(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.secrets[0].status_list = JT_STATUS_LISTS_MAX;
    assert_int_equal(put(&f), JT_ERR_DAMAGED);
    f.secrets[0].status_list = 1;
    f.secrets[0].status_index = JT_STATUS_LIST_BITS;
    assert_int_equal(put(&f), JT_ERR_DAMAGED);
    f.secrets[0].status_index = JT_STATUS_LIST_BITS - 1;
    assert_int_equal(put(&f), JT_OK);
    static uint8_t bits[JT_STATUS_LIST_BYTES];
    jt_uuid realm;
    assert_int_equal(jt_registry_status_copy(f.registry, 2, &realm, bits), JT_ERR_NOT_FOUND);
    assert_int_equal(jt_registry_status_copy(f.registry, UINT32_MAX, &realm, bits),
                     JT_ERR_NOT_FOUND);
    fixture_clear(&f);
}

static void bits_are_taken_once(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    assert_int_equal(put(&f), JT_OK);
    const uint32_t half = JT_STATUS_LIST_BITS / 2;
    uint8_t *seen = calloc(2, JT_STATUS_LIST_BITS);
    assert_non_null(seen);
    seen[10] = seen[11] = 1; /* of the client's secrets */
    for (uint32_t i = 0; i < half + 10; i++) {
        uint32_t list = 0;
        uint32_t index = 0;
        assert_int_equal(
            jt_registry_status_take(f.registry, &jt_rand_system, &f.store.realm.key, &list, &index),
            JT_OK);
        assert_int_equal(list, i < half - 2 ? 1 : 2);
        uint8_t *place = &seen[(list - 1) * JT_STATUS_LIST_BITS + index];
        assert_int_equal(*place, 0);
        *place = 1;
    }
    free(seen);
    assert_int_equal(f.told[2], 0); /* no secret stands in it yet */
    f.secrets[0].status_list = 2;
    assert_int_equal(put(&f), JT_OK);
    assert_int_equal(f.told[2], 1);
    fixture_clear(&f);
}

static void realms_do_not_share_lists(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    const jt_uuid other = {{2}};
    uint32_t list = 0;
    uint32_t index = 0;
    assert_int_equal(
        jt_registry_status_take(f.registry, &jt_rand_system, &f.store.realm.key, &list, &index),
        JT_OK);
    assert_int_equal(list, 1);
    assert_int_equal(jt_registry_status_take(f.registry, &jt_rand_system, &other, &list, &index),
                     JT_OK);
    assert_int_equal(list, 2);
    while (list + 1 < JT_STATUS_LISTS_MAX) {
        const jt_uuid next = {{3, (uint8_t)(list >> 8), (uint8_t)list}};
        assert_int_equal(jt_registry_status_take(f.registry, &jt_rand_system, &next, &list, &index),
                         JT_OK);
    }
    const jt_uuid last = {{255, 255}};
    assert_int_equal(jt_registry_status_take(f.registry, &jt_rand_system, &last, &list, &index),
                     JT_ERR_LIMIT);
    fixture_clear(&f);
}

static enum jt_err no_numbers(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    (void)source;
    (void)ret_bytes;
    (void)len;
    return JT_ERR_CRYPTO;
}

static void no_bit_without_random_numbers(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    const struct jt_rand broken = {.fill = no_numbers};
    uint32_t list = 77;
    uint32_t index = 77;
    assert_int_equal(
        jt_registry_status_take(f.registry, &broken, &f.store.realm.key, &list, &index),
        JT_ERR_CRYPTO);
    assert_int_equal(list, 77);
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suspending_sets_all_and_resuming_clears_what_was_not_revoked),
        cmocka_unit_test(only_changes_are_told),
        cmocka_unit_test(a_discarded_change_changes_nothing),
        cmocka_unit_test(secrets_are_found_by_their_bit),
        cmocka_unit_test(numbers_that_cannot_be_are_damage),
        cmocka_unit_test(bits_are_taken_once),
        cmocka_unit_test(realms_do_not_share_lists),
        cmocka_unit_test(no_bit_without_random_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

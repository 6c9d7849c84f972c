/* SPDX-License-Identifier: Apache-2.0 */
/* The keyring opens only what it sealed itself, for the realm and key id it sealed it for, and the
 * threads' caches follow every change. */
#include "unit/server/keyring_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static void an_active_key_signs_and_verifies(void **state)
{
    struct fixture *fixture = *state;
    uint8_t bytes[JT_SIGNATURE_MAX];
    struct jt_signing_key row = make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_ACTIVE);
    load(fixture, &row);
    const struct jt_signing *signing = signing_of(fixture, &realm_a);
    assert_true(jt_str_equal(signing->kid, row.kid));
    assert_int_equal(row.activated.s, 1000);
    jt_str signature = sign(signing, JT_STR("message"), bytes);
    assert_int_equal(verify(fixture, &realm_a, row.kid, "ES256", JT_STR("message"), signature),
                     JT_OK);
    assert_int_equal(verify(fixture, &realm_a, row.kid, "ES256", JT_STR("massage"), signature),
                     JT_ERR_REFUSED);
}

static void the_keys_own_algorithm_decides(void **state)
{
    struct fixture *fixture = *state;
    uint8_t bytes[JT_SIGNATURE_MAX];
    struct jt_signing_key row = make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_ACTIVE);
    load(fixture, &row);
    jt_str signature = sign(signing_of(fixture, &realm_a), JT_STR("m"), bytes);
    assert_int_equal(verify(fixture, &realm_a, row.kid, "EdDSA", JT_STR("m"), signature),
                     JT_ERR_REFUSED);
    assert_int_equal(verify(fixture, &realm_a, row.kid, "RS256", JT_STR("m"), signature),
                     JT_ERR_REFUSED);
}

static void realms_do_not_share_keys(void **state)
{
    struct fixture *fixture = *state;
    uint8_t bytes[JT_SIGNATURE_MAX];
    struct jt_signing_key a = make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_ACTIVE);
    struct jt_signing_key b = make(fixture, &realm_b, "EdDSA", JT_SIGNING_KEY_ACTIVE);
    load(fixture, &a);
    load(fixture, &b);
    jt_str signature = sign(signing_of(fixture, &realm_a), JT_STR("m"), bytes);
    assert_true(jt_str_equal(signing_of(fixture, &realm_b)->kid, b.kid));
    assert_true(jt_str_equal(signing_of(fixture, &realm_a)->kid, a.kid));
    assert_int_equal(verify(fixture, &realm_b, a.kid, "ES256", JT_STR("m"), signature),
                     JT_ERR_NOT_FOUND);
    assert_int_equal(verify(fixture, &realm_a, a.kid, "ES256", JT_STR("m"), signature), JT_OK);
}

static void without_an_active_key_nothing_is_signed(void **state)
{
    struct fixture *fixture = *state;
    const struct jt_signing *signing = NULL;
    assert_int_equal(jt_thread_keys_signing(fixture->keys, &realm_a, &signing), JT_ERR_NOT_FOUND);
    struct jt_signing_key next = make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_NEXT);
    struct jt_signing_key old = make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_RETIRED);
    load(fixture, &next);
    load(fixture, &old);
    assert_int_equal(jt_thread_keys_signing(fixture->keys, &realm_a, &signing), JT_ERR_NOT_FOUND);
    assert_null(signing);
}

static void a_damaged_key_is_damaged_and_not_absent(void **state)
{
    struct fixture *fixture = *state;
    const struct jt_signing *signing = NULL;
    struct jt_signing_key row = make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_ACTIVE);
    char sealed[1024];
    assert_true(row.private_sealed.len <= sizeof(sealed));
    memcpy(sealed, row.private_sealed.ptr, row.private_sealed.len);
    sealed[row.private_sealed.len / 2] ^= 1;
    row.private_sealed.ptr = sealed;
    load(fixture, &row);
    struct jt_buf buf = {0};
    assert_int_equal(jt_thread_keys_signing(fixture->keys, &realm_a, &signing), JT_ERR_DAMAGED);
    assert_int_equal(verify(fixture, &realm_a, row.kid, "ES256", JT_STR("m"), JT_STR("s")),
                     JT_ERR_DAMAGED);
    assert_int_equal(jt_keyring_write_jwks(fixture->keyring, &realm_a, &buf), JT_ERR_DAMAGED);
    jt_buf_clear(&buf);
}

static void a_key_moved_to_another_row_does_not_open(void **state)
{
    struct fixture *fixture = *state;
    const struct jt_signing *signing = NULL;
    struct jt_signing_key row = make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_ACTIVE);
    row.realm = realm_b;
    load(fixture, &row);
    assert_int_equal(jt_thread_keys_signing(fixture->keys, &realm_b, &signing), JT_ERR_DAMAGED);
    row.realm = realm_a;
    row.kid = JT_STR("other");
    load(fixture, &row);
    assert_int_equal(jt_thread_keys_signing(fixture->keys, &realm_a, &signing), JT_ERR_DAMAGED);
}

static void a_key_of_another_kind_than_its_row_says_does_not_open(void **state)
{
    struct fixture *fixture = *state;
    const struct jt_signing *signing = NULL;
    struct jt_signing_key row = make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_ACTIVE);
    row.alg = JT_STR("EdDSA");
    load(fixture, &row);
    assert_int_equal(jt_thread_keys_signing(fixture->keys, &realm_a, &signing), JT_ERR_DAMAGED);
    row.alg = JT_STR("none");
    assert_int_equal(jt_keyring_visit(fixture->keyring, &row), JT_ERR_DAMAGED);
    row.alg = JT_STR("ES256");
    row.kid = JT_STR("");
    assert_int_equal(jt_keyring_visit(fixture->keyring, &row), JT_ERR_DAMAGED);
}

static void another_seal_key_opens_nothing(void **state)
{
    struct fixture *fixture = *state;
    const uint8_t other[32] = {8};
    struct jt_keyring *keyring = NULL;
    struct jt_thread_keys *keys = NULL;
    const struct jt_signing *signing = NULL;
    struct jt_signing_key row = make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_ACTIVE);
    assert_int_equal(jt_keyring_new(other, &keyring), JT_OK);
    assert_int_equal(jt_thread_keys_new(keyring, &keys), JT_OK);
    assert_int_equal(jt_keyring_visit(keyring, &row), JT_OK);
    assert_int_equal(jt_thread_keys_signing(keys, &realm_a, &signing), JT_ERR_DAMAGED);
    jt_thread_keys_free(keys);
    jt_keyring_free(keyring);
}

/* Old keys verify what they signed; the new one signs. */
static void rotation_reaches_threads_that_cached_the_old_key(void **state)
{
    struct fixture *fixture = *state;
    uint8_t bytes[JT_SIGNATURE_MAX];
    struct jt_signing_key old = make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_ACTIVE);
    struct jt_signing_key new = make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_NEXT);
    load(fixture, &old);
    load(fixture, &new);
    jt_str signature = sign(signing_of(fixture, &realm_a), JT_STR("m"), bytes);
    old.state = JT_SIGNING_KEY_RETIRED;
    new.state = JT_SIGNING_KEY_ACTIVE;
    change(fixture, &old, true);
    change(fixture, &new, true);
    assert_true(jt_str_equal(signing_of(fixture, &realm_a)->kid, new.kid));
    assert_int_equal(verify(fixture, &realm_a, old.kid, "ES256", JT_STR("m"), signature), JT_OK);
}

static void a_discarded_change_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct jt_signing_key row = make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_ACTIVE);
    load(fixture, &row);
    row.state = JT_SIGNING_KEY_RETIRED;
    change(fixture, &row, false);
    assert_true(jt_str_equal(signing_of(fixture, &realm_a)->kid, row.kid));
}

static void other_changes_are_ignored(void **state)
{
    struct fixture *fixture = *state;
    struct jt_store_listener listener = jt_keyring_listener(fixture->keyring);
    const struct jt_change what = {.kind = JT_CHANGE_API_CLIENT};
    void *part = fixture;
    assert_int_equal(listener.prepare(listener.arg, &what, &part), JT_OK);
    assert_null(part);
    listener.publish(listener.arg, part);
    listener.discard(listener.arg, part);
}

static void the_set_has_every_key_of_the_realm_and_nothing_private(void **state)
{
    struct fixture *fixture = *state;
    static const char *const algs[] = {"ES256", "EdDSA", "RS256"};
    static const char *const private_members[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
    struct jt_signing_key foreign = make(fixture, &realm_b, "ES256", JT_SIGNING_KEY_ACTIVE);
    load(fixture, &foreign);
    for (size_t i = 0; i < 3; i++) {
        struct jt_signing_key row = make(fixture, &realm_a, algs[i], (enum jt_signing_key_state)i);
        load(fixture, &row);
    }
    struct jt_buf buf = {0};
    struct jt_json *json = NULL;
    assert_int_equal(jt_keyring_write_jwks(fixture->keyring, &realm_a, &buf), JT_OK);
    assert_int_equal(jt_json_parse(jt_buf_str(&buf), buf.len, &json), JT_OK);
    const struct jt_json_value *set = jt_json_get(jt_json_root(json), "keys");
    assert_int_equal(jt_json_count(set), 3);
    for (size_t i = 0; i < 3; i++) {
        struct jt_jwk jwk;
        for (size_t at = 0; at < 8; at++) {
            assert_null(jt_json_get(jt_json_at(set, i), private_members[at]));
        }
        assert_int_equal(jt_jwk_read(jt_json_at(set, i), &jwk), JT_OK);
        jt_jwk_clear(&jwk);
    }
    jt_json_free(json);
    jt_buf_clear(&buf);
}

static void an_unknown_realm_has_an_empty_set(void **state)
{
    struct fixture *fixture = *state;
    struct jt_buf buf = {0};
    assert_int_equal(jt_keyring_write_jwks(fixture->keyring, &realm_a, &buf), JT_OK);
    assert_true(jt_str_equal(jt_buf_str(&buf), JT_STR("{\"keys\":[]}")));
    jt_buf_clear(&buf);
}

struct signer_thread {
    struct jt_keyring *keyring;
    atomic_bool *stop;
    bool failed;
};

static void *sign_until_stopped(void *arg)
{
    struct signer_thread *thread = arg;
    struct jt_thread_keys *keys = NULL;
    thread->failed = jt_thread_keys_new(thread->keyring, &keys) != JT_OK;
    while (!thread->failed && !atomic_load(thread->stop)) {
        const struct jt_signing *signing = NULL;
        uint8_t signature[JT_SIGNATURE_MAX];
        size_t len = 0;
        thread->failed =
            jt_thread_keys_signing(keys, &realm_a, &signing) != JT_OK ||
            jt_signer_sign(signing->signer, JT_STR("m"), signature, &len) != JT_OK ||
            jt_thread_keys_verify(keys, &realm_a, signing->kid, signing->alg, JT_STR("m"),
                                  jt_str_make((const char *)signature, len)) != JT_OK;
    }
    jt_thread_keys_free(keys);
    return NULL;
}

/* For the thread sanitizer too: keys are replaced while others sign with them. */
static void threads_sign_while_keys_change(void **state)
{
    struct fixture *fixture = *state;
    atomic_bool stop = false;
    struct signer_thread threads[2] = {{.keyring = fixture->keyring, .stop = &stop},
                                       {.keyring = fixture->keyring, .stop = &stop}};
    pthread_t ids[2];
    struct jt_signing_key rows[2] = {make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_ACTIVE),
                                     make(fixture, &realm_a, "ES256", JT_SIGNING_KEY_ACTIVE)};
    load(fixture, &rows[0]);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&ids[i], NULL, sign_until_stopped, &threads[i]), 0);
    }
    for (int i = 0; i < 200; i++) {
        change(fixture, &rows[i % 2], true);
    }
    atomic_store(&stop, true);
    for (size_t i = 0; i < 2; i++) {
        pthread_join(ids[i], NULL);
        assert_false(threads[i].failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KEYRING_TEST(an_active_key_signs_and_verifies),
        KEYRING_TEST(the_keys_own_algorithm_decides),
        KEYRING_TEST(realms_do_not_share_keys),
        KEYRING_TEST(without_an_active_key_nothing_is_signed),
        KEYRING_TEST(a_damaged_key_is_damaged_and_not_absent),
        KEYRING_TEST(a_key_moved_to_another_row_does_not_open),
        KEYRING_TEST(a_key_of_another_kind_than_its_row_says_does_not_open),
        KEYRING_TEST(another_seal_key_opens_nothing),
        KEYRING_TEST(rotation_reaches_threads_that_cached_the_old_key),
        KEYRING_TEST(a_discarded_change_changes_nothing),
        KEYRING_TEST(other_changes_are_ignored),
        KEYRING_TEST(the_set_has_every_key_of_the_realm_and_nothing_private),
        KEYRING_TEST(an_unknown_realm_has_an_empty_set),
        KEYRING_TEST(threads_sign_while_keys_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

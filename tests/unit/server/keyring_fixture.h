/* SPDX-License-Identifier: Apache-2.0 */
/* A keyring and one thread's keys, for the tests of both. */
#ifndef JT_TEST_KEYRING_FIXTURE_H
#define JT_TEST_KEYRING_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jose/jws.h"
#include "server/keys/keyring.h"

static const uint8_t seal_key[32] = {7, 1, 2, 3};
static const jt_uuid realm_a = {{1, [15] = 1}};
static const jt_uuid realm_b = {{2, [15] = 1}};

struct fixture {
    struct jt_keyring *keyring;
    struct jt_thread_keys *keys;
    struct jt_arena arena;
};

static inline int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){0};
    assert_int_equal(jt_keyring_new(seal_key, &fixture.keyring), JT_OK);
    assert_int_equal(jt_thread_keys_new(fixture.keyring, &fixture.keys), JT_OK);
    *state = &fixture;
    return 0;
}

static inline int tear_down(void **state)
{
    struct fixture *fixture = *state;
    jt_thread_keys_free(fixture->keys);
    jt_keyring_free(fixture->keyring);
    jt_arena_clear(&fixture->arena);
    return 0;
}

static inline struct jt_signing_key make(struct fixture *fixture, const jt_uuid *realm,
                                         const char *alg, enum jt_signing_key_state state)
{
    struct jt_signing_key row;
    assert_int_equal(jt_keyring_make(fixture->keyring, &fixture->arena, realm,
                                     jt_alg_find(jt_str_from_c(alg)), state, (jt_time){1000}, &row),
                     JT_OK);
    return row;
}

static inline void load(struct fixture *fixture, const struct jt_signing_key *row)
{
    assert_int_equal(jt_keyring_visit(fixture->keyring, row), JT_OK);
}

static inline void change(struct fixture *fixture, const struct jt_signing_key *row, bool publish)
{
    struct jt_store_listener listener = jt_keyring_listener(fixture->keyring);
    const struct jt_change what = {
        .kind = JT_CHANGE_SIGNING_KEY, .signing_key = row, .signing_key_count = 1};
    void *part = NULL;
    assert_int_equal(listener.prepare(listener.arg, &what, &part), JT_OK);
    if (publish) {
        listener.publish(listener.arg, part);
        return;
    }
    listener.discard(listener.arg, part);
}

static const struct jt_signing *signing_of(struct fixture *fixture, const jt_uuid *realm)
{
    const struct jt_signing *signing = NULL;
    assert_int_equal(jt_thread_keys_signing(fixture->keys, realm, &signing), JT_OK);
    return signing;
}

static inline enum jt_err verify(struct fixture *fixture, const jt_uuid *realm, jt_str kid,
                                 const char *alg, jt_str message, jt_str signature)
{
    return jt_thread_keys_verify(fixture->keys, realm, kid, jt_alg_find(jt_str_from_c(alg)),
                                 message, signature);
}

static inline jt_str sign(const struct jt_signing *signing, jt_str message,
                          uint8_t signature[static JT_SIGNATURE_MAX])
{
    size_t len = 0;
    assert_int_equal(jt_signer_sign(signing->signer, message, signature, &len), JT_OK);
    return jt_str_make((const char *)signature, len);
}

#define KEYRING_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif

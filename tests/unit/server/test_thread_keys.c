/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of signers and verifiers that each thread has: bounded, and fair to busy realms. */
#include "unit/server/keyring_fixture.h"

/* Realms whose two halves cancel out: all of them have the same place in the threads' tables. */
static jt_uuid crowded_realm(uint8_t number)
{
    return (jt_uuid){{number, [8] = number}};
}

static void realms_of_one_place_keep_their_signers(void **state)
{
    struct fixture *fixture = *state;
    struct jt_signing_key rows[6];
    const struct jt_signer *signers[6];
    for (uint8_t i = 0; i < 6; i++) {
        jt_uuid realm = crowded_realm(i);
        rows[i] = make(fixture, &realm, "ES256", JT_SIGNING_KEY_ACTIVE);
        load(fixture, &rows[i]);
    }
    for (int round = 0; round < 3; round++) {
        for (uint8_t i = 0; i < 4; i++) {
            jt_uuid realm = crowded_realm(i);
            const struct jt_signing *signing = signing_of(fixture, &realm);
            assert_true(jt_str_equal(signing->kid, rows[i].kid));
            assert_true(round == 0 || signing->signer == signers[i]);
            signers[i] = signing->signer;
        }
    }
    /* A fifth takes the place of the one used longest ago, and of no other. */
    jt_uuid first = crowded_realm(0);
    jt_uuid fifth = crowded_realm(4);
    jt_uuid third = crowded_realm(2);
    assert_ptr_equal(signing_of(fixture, &first)->signer, signers[0]);
    assert_true(jt_str_equal(signing_of(fixture, &fifth)->kid, rows[4].kid));
    assert_ptr_equal(signing_of(fixture, &first)->signer, signers[0]);
    assert_ptr_equal(signing_of(fixture, &third)->signer, signers[2]);
    jt_uuid unknown = crowded_realm(9);
    const struct jt_signing *none = NULL;
    assert_int_equal(jt_thread_keys_signing(fixture->keys, &unknown, &none), JT_ERR_NOT_FOUND);
    assert_ptr_equal(signing_of(fixture, &first)->signer, signers[0]);
}

static void more_realms_than_places_sign_and_verify_rightly(void **state)
{
    struct fixture *fixture = *state;
    uint8_t bytes[JT_SIGNATURE_MAX];
    struct jt_signing_key rows[40];
    for (uint8_t round = 0; round < 2; round++) {
        for (uint8_t i = 0; i < 40; i++) {
            jt_uuid realm = crowded_realm(i);
            if (round == 0) {
                rows[i] = make(fixture, &realm, "ES256", JT_SIGNING_KEY_ACTIVE);
                load(fixture, &rows[i]);
            }
            const struct jt_signing *signing = signing_of(fixture, &realm);
            assert_true(jt_str_equal(signing->kid, rows[i].kid));
            jt_str signature = sign(signing, JT_STR("m"), bytes);
            jt_uuid other = crowded_realm((uint8_t)(i + 1));
            assert_int_equal(verify(fixture, &realm, rows[i].kid, "ES256", JT_STR("m"), signature),
                             JT_OK);
            assert_int_equal(verify(fixture, &other, rows[i].kid, "ES256", JT_STR("m"), signature),
                             JT_ERR_NOT_FOUND);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KEYRING_TEST(realms_of_one_place_keep_their_signers),
        KEYRING_TEST(more_realms_than_places_sign_and_verify_rightly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Keys: there and back again, and the foreign keys that must not get in. */
#include "support.h"

#include "crypto/key.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

/* A point of P-256: its generator (SEC 2 §2.4.2). */
#define GENERATOR_X "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
#define GENERATOR_Y "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"

static const enum jt_key_kind kinds[] = {JT_KEY_P256, JT_KEY_RSA, JT_KEY_ED25519};

static struct jt_key *generate(enum jt_key_kind kind)
{
    struct jt_key *key = NULL;
    assert_int_equal(jt_key_generate(kind, &key), JT_OK);
    assert_int_equal(jt_key_kind(key), kind);
    return key;
}

static void assert_same_members(const struct jt_key *left, const struct jt_key *right)
{
    struct jt_buf members[4] = {{0}, {0}, {0}, {0}};
    assert_int_equal(jt_key_public_members(left, &members[0], &members[1]), JT_OK);
    assert_int_equal(jt_key_public_members(right, &members[2], &members[3]), JT_OK);
    assert_true(members[0].len >= 32);
    assert_true(jt_str_equal(jt_buf_str(&members[0]), jt_buf_str(&members[2])));
    assert_true(jt_str_equal(jt_buf_str(&members[1]), jt_buf_str(&members[3])));
    for (size_t i = 0; i < 4; i++) {
        jt_buf_clear(&members[i]);
    }
}

static void test_private_der_round_trip(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct jt_key *key = generate(kinds[i]);
        struct jt_key *again = NULL;
        struct jt_secret der = {0};
        assert_int_equal(jt_key_write_private(key, &der), JT_OK);
        assert_int_equal(jt_key_read_private(jt_secret_reveal(&der), &again), JT_OK);
        assert_int_equal(jt_key_kind(again), kinds[i]);
        assert_same_members(key, again);
        jt_secret_clear(&der);
        jt_key_free(again);
        jt_key_free(key);
    }
    jt_key_free(NULL);
}

static void test_public_members_round_trip(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct jt_key *key = generate(kinds[i]);
        struct jt_key *again = NULL;
        struct jt_secret der = {0};
        struct jt_buf a = {0};
        struct jt_buf b = {0};
        assert_int_equal(jt_key_public_members(key, &a, &b), JT_OK);
        assert_int_equal(
            jt_key_from_public_members(kinds[i], jt_buf_str(&a), jt_buf_str(&b), &again), JT_OK);
        assert_same_members(key, again);
        /* There is no private part to write any more. */
        assert_int_not_equal(jt_key_write_private(again, &der), JT_OK);
        assert_true(jt_secret_is_empty(&der));
        jt_buf_clear(&a);
        jt_buf_clear(&b);
        jt_key_free(again);
        jt_key_free(key);
    }
}

static void test_damaged_der_is_refused(void **state)
{
    (void)state;
    struct jt_key *key = generate(JT_KEY_P256);
    struct jt_key *none = NULL;
    struct jt_secret der = {0};
    assert_int_equal(jt_key_write_private(key, &der), JT_OK);
    jt_str bytes = jt_secret_reveal(&der);
    for (size_t len = 0; len < bytes.len; len++) {
        assert_int_equal(jt_key_read_private(jt_str_slice(bytes, 0, len), &none), JT_ERR_FORMAT);
    }
    char longer[512] = {0};
    memcpy(longer, bytes.ptr, bytes.len);
    assert_int_equal(jt_key_read_private(jt_str_make(longer, bytes.len + 1), &none), JT_ERR_FORMAT);
    assert_int_equal(jt_key_read_private(JT_STR("no DER at all"), &none), JT_ERR_FORMAT);
    assert_null(none);
    jt_secret_clear(&der);
    jt_key_free(key);
}

/* Takes pkey over. */
static void assert_foreign_der_refused(EVP_PKEY *pkey)
{
    unsigned char *der = NULL;
    struct jt_key *none = NULL;
    assert_non_null(pkey);
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pkey);
    int len = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
    assert_true(len > 0);
    assert_int_equal(jt_key_read_private(jt_str_make((const char *)der, (size_t)len), &none),
                     JT_ERR_CRYPTO);
    OPENSSL_free(der);
    PKCS8_PRIV_KEY_INFO_free(info);
    EVP_PKEY_free(pkey);
}

static void test_keys_of_other_kinds_and_sizes_are_refused(void **state)
{
    (void)state;
    assert_foreign_der_refused(EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024));
    assert_foreign_der_refused(EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-384"));
    assert_foreign_der_refused(EVP_PKEY_Q_keygen(NULL, NULL, "EC", "secp256k1"));
    assert_foreign_der_refused(EVP_PKEY_Q_keygen(NULL, NULL, "X25519"));
    assert_foreign_der_refused(EVP_PKEY_Q_keygen(NULL, NULL, "ED448"));
}

static void refuse_members(enum jt_key_kind kind, jt_str a, jt_str b)
{
    struct jt_key *none = NULL;
    assert_int_equal(jt_key_from_public_members(kind, a, b, &none), JT_ERR_CRYPTO);
    assert_null(none);
}

static void test_points_of_p256(void **state)
{
    (void)state;
    uint8_t x_bytes[33] = {0};
    uint8_t y_bytes[33] = {0};
    jt_str x = from_hex(GENERATOR_X, x_bytes);
    jt_str y = from_hex(GENERATOR_Y, y_bytes);
    struct jt_key *key = NULL;
    assert_int_equal(jt_key_from_public_members(JT_KEY_P256, x, y, &key), JT_OK);
    jt_key_free(key);

    refuse_members(JT_KEY_P256, y, x); /* not on the curve */
    refuse_members(JT_KEY_P256, jt_str_slice(x, 0, 31), y);
    refuse_members(JT_KEY_P256, jt_str_make((char *)x_bytes, 33), y);
    refuse_members(JT_KEY_P256, x, (jt_str){NULL, 0});
    y_bytes[31] ^= 1;
    refuse_members(JT_KEY_P256, x, y);
    memset(x_bytes, 0, sizeof(x_bytes));
    memset(y_bytes, 0, sizeof(y_bytes));
    refuse_members(JT_KEY_P256, x, y);
    memset(x_bytes, 0xff, sizeof(x_bytes));
    refuse_members(JT_KEY_P256, x, y);
}

static void test_members_of_rsa(void **state)
{
    (void)state;
    char n[JT_KEY_MEMBER_MAX + 1];
    memset(n, 0xa5, sizeof(n));
    struct jt_key *key = NULL;
    jt_str f4 = JT_STR("\x01\x00\x01");
    assert_int_equal(jt_key_from_public_members(JT_KEY_RSA, jt_str_make(n, 256), f4, &key), JT_OK);
    jt_key_free(key);
    refuse_members(JT_KEY_RSA, jt_str_make(n, 128), f4);
    refuse_members(JT_KEY_RSA, jt_str_make(n, 255), f4);
    refuse_members(JT_KEY_RSA, jt_str_make(n, sizeof(n)), f4);
    refuse_members(JT_KEY_RSA, jt_str_make(n, 256), JT_STR("\x01"));
    refuse_members(JT_KEY_RSA, jt_str_make(n, 256), JT_STR("\x02"));
    refuse_members(JT_KEY_RSA, jt_str_make(n, 256), JT_STR("\x01\x00"));
    refuse_members(JT_KEY_RSA, jt_str_make(n, 256), JT_STR("\x00\x01\x00\x01"));
    refuse_members(JT_KEY_RSA, jt_str_make(n, 256), JT_STR("\x00"));
    refuse_members(JT_KEY_RSA, jt_str_make(n, 256), jt_str_make(n, 9));
    refuse_members(JT_KEY_RSA, jt_str_make(n, 256), (jt_str){NULL, 0});
    refuse_members(JT_KEY_RSA, (jt_str){NULL, 0}, f4);
    n[255] = 2;
    refuse_members(JT_KEY_RSA, jt_str_make(n, 256), f4); /* an even modulus */
    n[255] = 1;
    n[0] = 0;
    refuse_members(JT_KEY_RSA, jt_str_make(n, 256), f4);
}

static void test_members_of_ed25519(void **state)
{
    (void)state;
    char x[33] = {1};
    refuse_members(JT_KEY_ED25519, jt_str_make(x, 31), (jt_str){NULL, 0});
    refuse_members(JT_KEY_ED25519, jt_str_make(x, 33), (jt_str){NULL, 0});
    refuse_members(JT_KEY_ED25519, jt_str_make(x, 32), JT_STR("y"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_private_der_round_trip),
        cmocka_unit_test(test_public_members_round_trip),
        cmocka_unit_test(test_damaged_der_is_refused),
        cmocka_unit_test(test_keys_of_other_kinds_and_sizes_are_refused),
        cmocka_unit_test(test_points_of_p256),
        cmocka_unit_test(test_members_of_rsa),
        cmocka_unit_test(test_members_of_ed25519),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

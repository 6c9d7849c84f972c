/* SPDX-License-Identifier: Apache-2.0 */
/* Derived keys and keyed hashes: the same for ever for the same input, different for any other.
 * The fixed values pin the derivation: changing it would lock everybody out of their store. */
#include "seal/kdf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t master[JT_MASTER_KEY_LEN] = {1, 2, 3, 4};

static void derive(jt_str purpose, uint32_t version, uint8_t *ret_key)
{
    assert_int_equal(jt_kdf_derive(master, purpose, version, ret_key), JT_OK);
}

/* Computed with Python: hashlib.blake2b(key=…, person=b"jeton-derive-key", digest_size=32). */
static void test_derivation_is_pinned(void **state)
{
    (void)state;
    static const uint8_t expected[JT_DERIVED_KEY_LEN] = {
        0xab, 0x12, 0xb8, 0x63, 0xa8, 0xea, 0x15, 0x42, 0xca, 0x98, 0x95,
        0x76, 0xd8, 0xfd, 0x98, 0x49, 0xdd, 0xe5, 0x85, 0x54, 0x89, 0x06,
        0x27, 0xc5, 0xdc, 0xb1, 0x73, 0xfd, 0xa2, 0x91, 0x62, 0xc6,
    };
    uint8_t derived[JT_DERIVED_KEY_LEN];
    derive(JT_STR("client-secret-hmac"), 1, derived);
    assert_memory_equal(derived, expected, sizeof(derived));
}

static void test_purpose_version_and_master_separate_keys(void **state)
{
    (void)state;
    uint8_t keys[5][JT_DERIVED_KEY_LEN];
    uint8_t other[JT_MASTER_KEY_LEN] = {1, 2, 3, 5};
    derive(JT_STR("client-secret-hmac"), 1, keys[0]);
    derive(JT_STR("client-secret-hmac"), 2, keys[1]);
    derive(JT_STR("client-secret-hma"), 1, keys[2]);
    derive(JT_STR(""), 1, keys[3]);
    assert_int_equal(jt_kdf_derive(other, JT_STR("client-secret-hmac"), 1, keys[4]), JT_OK);
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_memory_not_equal(keys[i], keys[j], JT_DERIVED_KEY_LEN);
        }
    }
}

static void hash(const jt_str *parts, size_t count, uint8_t *ret_hash)
{
    assert_int_equal(jt_keyed_hash(master, parts, count, ret_hash), JT_OK);
}

static void test_keyed_hash_is_pinned(void **state)
{
    (void)state;
    static const uint8_t expected[JT_KEYED_HASH_LEN] = {
        0x2a, 0x5b, 0x71, 0xf0, 0xae, 0x10, 0x3c, 0x9c, 0x09, 0x31, 0xc9,
        0xea, 0x1d, 0xc3, 0x02, 0xa9, 0xb9, 0xc3, 0xdd, 0x78, 0xdb, 0x91,
        0x07, 0x09, 0xbe, 0xda, 0xf1, 0x19, 0x3a, 0x00, 0x1b, 0xde,
    };
    const jt_str parts[] = {JT_STR("https://id.example"), JT_STR("client"), JT_STR("")};
    uint8_t hashed[JT_KEYED_HASH_LEN];
    hash(parts, 3, hashed);
    assert_memory_equal(hashed, expected, sizeof(hashed));
}

static void test_parts_cannot_shift(void **state)
{
    (void)state;
    const jt_str variants[][3] = {
        {JT_STR("ab"), JT_STR("c"), JT_STR("")}, {JT_STR("a"), JT_STR("bc"), JT_STR("")},
        {JT_STR("abc"), JT_STR(""), JT_STR("")}, {JT_STR(""), JT_STR("abc"), JT_STR("")},
        {JT_STR(""), JT_STR(""), JT_STR("abc")},
    };
    uint8_t hashes[7][JT_KEYED_HASH_LEN];
    for (size_t i = 0; i < 5; i++) {
        hash(variants[i], 3, hashes[i]);
    }
    hash(variants[0], 2, hashes[5]);
    hash(NULL, 0, hashes[6]);
    for (size_t i = 0; i < 7; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_memory_not_equal(hashes[i], hashes[j], JT_KEYED_HASH_LEN);
        }
    }
}

/* The same bytes as a purpose and as a part must not meet. */
static void test_deriving_and_hashing_are_apart(void **state)
{
    (void)state;
    uint8_t derived[JT_DERIVED_KEY_LEN];
    uint8_t hashed[JT_KEYED_HASH_LEN];
    const jt_str parts[] = {JT_STR("x")};
    derive(JT_STR("x"), 0, derived);
    hash(parts, 1, hashed);
    assert_memory_not_equal(derived, hashed, sizeof(derived));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_derivation_is_pinned),
        cmocka_unit_test(test_purpose_version_and_master_separate_keys),
        cmocka_unit_test(test_keyed_hash_is_pinned),
        cmocka_unit_test(test_parts_cannot_shift),
        cmocka_unit_test(test_deriving_and_hashing_are_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 and HMAC-SHA-256 against published vectors, alone and from many threads. */
#include "support.h"

#include "crypto/digest.h"
#include "crypto/hmac.h"

#include <pthread.h>

static void sha256_of(jt_str bytes, const char *hex)
{
    uint8_t digest[JT_SHA256_LEN];
    assert_int_equal(jt_sha256(bytes, digest), JT_OK);
    assert_hex(digest, sizeof(digest), hex);
}

static void test_sha256_fips_180_4(void **state)
{
    (void)state;
    sha256_of(JT_STR("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_of(JT_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void test_sha256_of_nothing(void **state)
{
    (void)state;
    sha256_of((jt_str){NULL, 0},
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* Keys shorter than a block are filled with zeros, so a shorter key of the vectors is ours with
 * zeros behind it. */
static void hmac_of(const char *key_hex, jt_str message, const char *mac_hex)
{
    uint8_t bytes[JT_HMAC_KEY_LEN] = {0};
    uint8_t mac[JT_HMAC_LEN];
    struct jt_hmac_key *key = NULL;
    (void)from_hex(key_hex, bytes);
    assert_int_equal(jt_hmac_key_new(bytes, &key), JT_OK);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(jt_hmac(key, message, mac), JT_OK);
        assert_hex(mac, sizeof(mac), mac_hex);
    }
    jt_hmac_key_free(key);
}

static void test_hmac_rfc_4231(void **state)
{
    (void)state;
    char dd[50];
    char cd[50];
    memset(dd, 0xdd, sizeof(dd));
    memset(cd, 0xcd, sizeof(cd));
    hmac_of("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", JT_STR("Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    hmac_of("4a656665", JT_STR("what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    hmac_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", jt_str_make(dd, sizeof(dd)),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    hmac_of("0102030405060708090a0b0c0d0e0f10111213141516171819", jt_str_make(cd, sizeof(cd)),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}

static void test_hmac_changes_with_key_and_message(void **state)
{
    (void)state;
    uint8_t bytes[JT_HMAC_KEY_LEN] = {1};
    uint8_t first[JT_HMAC_LEN];
    uint8_t other[JT_HMAC_LEN];
    struct jt_hmac_key *key = NULL;
    struct jt_hmac_key *other_key = NULL;
    assert_int_equal(jt_hmac_key_new(bytes, &key), JT_OK);
    bytes[JT_HMAC_KEY_LEN - 1] = 1;
    assert_int_equal(jt_hmac_key_new(bytes, &other_key), JT_OK);
    assert_int_equal(jt_hmac(key, JT_STR("message"), first), JT_OK);
    assert_int_equal(jt_hmac(key, JT_STR("message "), other), JT_OK);
    assert_memory_not_equal(first, other, sizeof(first));
    assert_int_equal(jt_hmac(other_key, JT_STR("message"), other), JT_OK);
    assert_memory_not_equal(first, other, sizeof(first));
    jt_hmac_key_free(key);
    jt_hmac_key_free(other_key);
    jt_hmac_key_free(NULL);
}

struct work {
    const struct jt_hmac_key *key;
    uint8_t expected_mac[JT_HMAC_LEN];
    uint8_t expected_digest[JT_SHA256_LEN];
    int wrong;
};

static void *hash_many(void *arg)
{
    struct work *work = arg;
    for (int i = 0; i < 2000; i++) {
        uint8_t mac[JT_HMAC_LEN];
        uint8_t digest[JT_SHA256_LEN];
        work->wrong += jt_hmac(work->key, JT_STR("shared"), mac) != JT_OK ||
                       memcmp(mac, work->expected_mac, sizeof(mac)) != 0;
        work->wrong += jt_sha256(JT_STR("shared"), digest) != JT_OK ||
                       memcmp(digest, work->expected_digest, sizeof(digest)) != 0;
    }
    return NULL;
}

/* Also what the sanitizers watch: races on the key, contexts left behind by ended threads. */
static void test_one_key_in_many_threads(void **state)
{
    (void)state;
    uint8_t bytes[JT_HMAC_KEY_LEN] = {7};
    struct jt_hmac_key *key = NULL;
    struct work works[4];
    pthread_t threads[4];
    assert_int_equal(jt_hmac_key_new(bytes, &key), JT_OK);
    for (size_t i = 0; i < 4; i++) {
        works[i] = (struct work){.key = key};
        assert_int_equal(jt_hmac(key, JT_STR("shared"), works[i].expected_mac), JT_OK);
        assert_int_equal(jt_sha256(JT_STR("shared"), works[i].expected_digest), JT_OK);
        assert_int_equal(pthread_create(&threads[i], NULL, hash_many, &works[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(works[i].wrong, 0);
    }
    jt_hmac_key_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sha256_fips_180_4),
        cmocka_unit_test(test_sha256_of_nothing),
        cmocka_unit_test(test_hmac_rfc_4231),
        cmocka_unit_test(test_hmac_changes_with_key_and_message),
        cmocka_unit_test(test_one_key_in_many_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

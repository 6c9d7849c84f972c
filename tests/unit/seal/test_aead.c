/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing: opens again, and only there, under that key, unchanged to the last bit. */
#include "seal/aead.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t key[JT_AEAD_KEY_LEN] = {1, 2, 3};

static enum jt_err seal(jt_str identity, jt_str plain, struct jt_buf *buf)
{
    return jt_aead_seal(key, identity, plain, &jt_rand_system, buf);
}

static void test_opens_again(void **state)
{
    (void)state;
    const jt_str plains[] = {JT_STR(""), JT_STR("x"), JT_STR("a token \0 with a zero byte")};
    for (size_t i = 0; i < 3; i++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf sealed = {0};
        JT_CLEAN(jt_buf_clear) struct jt_buf opened = {0};
        jt_buf_append_c(&opened, "before|");
        assert_int_equal(seal(JT_STR("entry"), plains[i], &sealed), JT_OK);
        assert_int_equal(sealed.len, plains[i].len + JT_AEAD_OVERHEAD);
        assert_int_equal(jt_aead_open(key, JT_STR("entry"), jt_buf_str(&sealed), &opened), JT_OK);
        assert_true(jt_str_equal(jt_str_from(jt_buf_str(&opened), 7), plains[i]));
    }
}

static void refuse(jt_str identity, jt_str sealed)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf opened = {0};
    assert_int_equal(jt_aead_open(key, identity, sealed, &opened), JT_ERR_DAMAGED);
    assert_int_equal(opened.len, 0);
    assert_int_equal(jt_buf_check(&opened), JT_OK);
}

static void test_every_flipped_bit_is_damage(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf sealed = {0};
    assert_int_equal(seal(JT_STR("entry"), JT_STR("plaintext"), &sealed), JT_OK);
    for (size_t bit = 0; bit < sealed.len * 8; bit++) {
        sealed.ptr[bit / 8] = (char)(sealed.ptr[bit / 8] ^ (1 << bit % 8));
        refuse(JT_STR("entry"), jt_buf_str(&sealed));
        sealed.ptr[bit / 8] = (char)(sealed.ptr[bit / 8] ^ (1 << bit % 8));
    }
}

static void test_every_shorter_or_longer_text_is_damage(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf sealed = {0};
    assert_int_equal(seal(JT_STR("entry"), JT_STR("plaintext"), &sealed), JT_OK);
    for (size_t len = 0; len < sealed.len; len++) {
        refuse(JT_STR("entry"), jt_str_slice(jt_buf_str(&sealed), 0, len));
    }
    jt_buf_append_char(&sealed, 0);
    refuse(JT_STR("entry"), jt_buf_str(&sealed));
}

static void test_another_identity_is_damage(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf sealed = {0};
    assert_int_equal(seal(JT_STR("entry"), JT_STR("plaintext"), &sealed), JT_OK);
    refuse(JT_STR("entrx"), jt_buf_str(&sealed));
    refuse(JT_STR("entry "), jt_buf_str(&sealed));
    refuse(JT_STR(""), jt_buf_str(&sealed));
}

static void test_another_key_is_damage(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf sealed = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf opened = {0};
    uint8_t other[JT_AEAD_KEY_LEN];
    memcpy(other, key, sizeof(other));
    other[JT_AEAD_KEY_LEN - 1] = 1;
    assert_int_equal(seal(JT_STR("entry"), JT_STR("plaintext"), &sealed), JT_OK);
    assert_int_equal(jt_aead_open(other, JT_STR("entry"), jt_buf_str(&sealed), &opened),
                     JT_ERR_DAMAGED);
    assert_int_equal(opened.len, 0);
}

/* CL-046: a nonce that comes again would give the key away. */
static void test_nonces_do_not_come_again(void **state)
{
    (void)state;
    enum { COUNT = 512, NONCE = 24 };
    static char nonces[COUNT][NONCE];
    for (size_t i = 0; i < COUNT; i++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf sealed = {0};
        assert_int_equal(seal(JT_STR("entry"), JT_STR("same"), &sealed), JT_OK);
        memcpy(nonces[i], sealed.ptr + 1, NONCE);
        for (size_t j = 0; j < i; j++) {
            assert_memory_not_equal(nonces[i], nonces[j], NONCE);
        }
    }
}

static enum jt_err broken_fill(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    (void)source;
    (void)ret_bytes;
    (void)len;
    return JT_ERR_CRYPTO;
}

static void test_without_random_nothing_is_sealed(void **state)
{
    (void)state;
    const struct jt_rand broken = {.fill = broken_fill};
    JT_CLEAN(jt_buf_clear) struct jt_buf sealed = {0};
    assert_int_equal(jt_aead_seal(key, JT_STR("entry"), JT_STR("plain"), &broken, &sealed),
                     JT_ERR_CRYPTO);
    assert_int_equal(sealed.len, 0);
}

static void test_a_full_buffer_is_a_limit(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf sealed = JT_BUF_INIT(JT_AEAD_OVERHEAD);
    assert_int_equal(seal(JT_STR("entry"), JT_STR("x"), &sealed), JT_ERR_LIMIT);
    assert_int_equal(sealed.len, 0);
    jt_buf_reset(&sealed);
    assert_int_equal(seal(JT_STR("entry"), JT_STR(""), &sealed), JT_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opens_again),
        cmocka_unit_test(test_every_flipped_bit_is_damage),
        cmocka_unit_test(test_every_shorter_or_longer_text_is_damage),
        cmocka_unit_test(test_another_identity_is_damage),
        cmocka_unit_test(test_another_key_is_damage),
        cmocka_unit_test(test_nonces_do_not_come_again),
        cmocka_unit_test(test_without_random_nothing_is_sealed),
        cmocka_unit_test(test_a_full_buffer_is_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The block cipher against FIPS 197, and that it is a permutation under its key alone. */
#include "support.h"

#include "crypto/block.h"

static struct jt_block_cipher *cipher_of(const char *key_hex)
{
    uint8_t key[JT_BLOCK_KEY_LEN];
    struct jt_block_cipher *cipher = NULL;
    (void)from_hex(key_hex, key);
    assert_int_equal(jt_block_new(key, &cipher), JT_OK);
    return cipher;
}

static void test_fips_197_appendix_c1(void **state)
{
    (void)state;
    uint8_t plain[JT_BLOCK_LEN];
    uint8_t out[JT_BLOCK_LEN];
    struct jt_block_cipher *cipher = cipher_of("000102030405060708090a0b0c0d0e0f");
    (void)from_hex("00112233445566778899aabbccddeeff", plain);
    for (int again = 0; again < 3; again++) {
        assert_int_equal(jt_block_encrypt(cipher, plain, out), JT_OK);
        assert_hex(out, sizeof(out), "69c4e0d86a7b0430d8cdb78070b4c55a");
        assert_int_equal(jt_block_decrypt(cipher, out, out), JT_OK);
        assert_memory_equal(out, plain, sizeof(out));
    }
    jt_block_free(cipher);
}

static void test_another_key_or_bit_gives_another_block(void **state)
{
    (void)state;
    uint8_t plain[JT_BLOCK_LEN] = {0};
    uint8_t out[JT_BLOCK_LEN];
    uint8_t other[JT_BLOCK_LEN];
    struct jt_block_cipher *cipher = cipher_of("000102030405060708090a0b0c0d0e0f");
    struct jt_block_cipher *stranger = cipher_of("000102030405060708090a0b0c0d0e10");
    assert_int_equal(jt_block_encrypt(cipher, plain, out), JT_OK);
    assert_int_equal(jt_block_decrypt(stranger, out, other), JT_OK);
    assert_memory_not_equal(other, plain, sizeof(plain));
    plain[JT_BLOCK_LEN - 1] = 1;
    assert_int_equal(jt_block_encrypt(cipher, plain, other), JT_OK);
    assert_memory_not_equal(other, out, sizeof(out));
    jt_block_free(cipher);
    jt_block_free(stranger);
    jt_block_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fips_197_appendix_c1),
        cmocka_unit_test(test_another_key_or_bit_gives_another_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The estimate for imported secrets: generous to nobody, unfair to no random text. */
#include "model/secret_strength.h"

#include "support/assert_str.h"

#include <stdio.h>
#include <string.h>

static unsigned bits_of(const char *text)
{
    return jt_secret_strength_bits(jt_str_from_c(text));
}

static void random_text_counts_length_times_alphabet(void **state)
{
    (void)state;
    assert_int_equal(bits_of("7f3a9c01e5d2846bb0f19e72ac6d3508"), 128);
    assert_int_equal(bits_of("7F3A9C01E5D2846BB0F19E72AC6D3508"), 128);
    assert_in_range(bits_of("kQ7vR2xT9mZ4bN8cW1pL6s"), 128, 132);
    assert_in_range(bits_of("hJ3_xPq9-Lw0ZtB6vYd2Rk"), 128, 132);
    assert_in_range(bits_of("zqmxkwvbtjrhpnfydgcsluoaieX"), 128, 160);
}

static void what_is_short_is_weak(void **state)
{
    (void)state;
    assert_int_equal(bits_of(""), 0);
    assert_int_equal(bits_of("a"), 4);
    assert_true(bits_of("password") < 40);
    assert_true(bits_of("7f3a9c01e5d2846bb0f19e72ac6d350") < JT_SECRET_IMPORT_BITS_MIN);
    assert_true(bits_of("kQ7vR2xT9mZ4bN8cW1pL6") < JT_SECRET_IMPORT_BITS_MIN);
    assert_true(bits_of("correct horse battery staple") > 90);
}

static void repetition_adds_nothing(void **state)
{
    (void)state;
    char text[400] = {0};
    memset(text, 'a', sizeof(text) - 1);
    assert_true(bits_of(text) < 30);
    for (size_t i = 0; i + 8 < sizeof(text); i += 8) {
        memcpy(text + i, "Pa55w0rd", 8);
    }
    assert_true(bits_of(text) < JT_SECRET_IMPORT_BITS_MIN);
    for (size_t i = 0; i < sizeof(text) - 1; i++) {
        text[i] = (char)('0' + (i * i / 3) % 2);
    }
    assert_true(bits_of(text) < JT_SECRET_IMPORT_BITS_MIN);
}

static void sequences_add_nothing(void **state)
{
    (void)state;
    assert_true(bits_of("abcdefghijklmnopqrstuvwxyz") < 30);
    assert_true(bits_of("zyxwvutsrqponmlkjihgfedcba") < 30);
    assert_true(bits_of("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") < 128);
    assert_true(bits_of("1234567890123456789012345678901234567890") < 128);
}

static void a_uuid_has_no_more_than_its_random_bits(void **state)
{
    (void)state;
    assert_int_equal(bits_of("9d3f6a52-1c4e-4b7a-8f20-d5e61b93c7a4"), JT_UUID_RANDOM_BITS);
    assert_int_equal(bits_of("9D3F6A52-1C4E-4B7A-8F20-D5E61B93C7A4"), JT_UUID_RANDOM_BITS);
    assert_true(bits_of("9d3f6a52-1c4e-4b7a-8f20-d5e61b93c7a4x") > JT_UUID_RANDOM_BITS);
}

static void every_byte_can_be_judged(void **state)
{
    (void)state;
    char text[4096];
    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = (char)(i * 151 + i / 256);
    }
    assert_true(jt_secret_strength_bits(jt_str_make(text, sizeof(text))) > 1000);
    assert_true(jt_secret_strength_bits(jt_str_make(text, 1)) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_text_counts_length_times_alphabet),
        cmocka_unit_test(what_is_short_is_weak),
        cmocka_unit_test(repetition_adds_nothing),
        cmocka_unit_test(sequences_add_nothing),
        cmocka_unit_test(a_uuid_has_no_more_than_its_random_bits),
        cmocka_unit_test(every_byte_can_be_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

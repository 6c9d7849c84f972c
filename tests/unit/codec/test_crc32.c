/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-32: the published check value, and that it sees damage. */
#include "codec/crc32.h"

#include "support/assert_str.h"

static void check_values(void **state)
{
    (void)state;
    assert_int_equal(jt_crc32(JT_STR("123456789")), 0xcbf43926);
    assert_int_equal(jt_crc32(JT_STR("a")), 0xe8b7be43);
    assert_int_equal(jt_crc32(JT_STR("")), 0);
    assert_int_equal(jt_crc32(jt_str_make(NULL, 0)), 0);
}

static void every_flipped_bit_is_seen(void **state)
{
    (void)state;
    char text[] = "jtn_0123456789";
    uint32_t right = jt_crc32(jt_str_from_c(text));
    for (size_t bit = 0; bit < (sizeof(text) - 1) * 8; bit++) {
        text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
        assert_int_not_equal(jt_crc32(jt_str_make(text, sizeof(text) - 1)), right);
        text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_values),
        cmocka_unit_test(every_flipped_bit_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

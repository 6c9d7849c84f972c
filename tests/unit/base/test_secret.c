/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets: owned, bounded, compared without looking aside. */
#include "base/secret.h"

#include "support/assert_str.h"

#include <stdlib.h>

static void set_takes_a_copy(void **state)
{
    (void)state;
    char text[] = "hunter2";
    JT_CLEAN(jt_secret_clear) struct jt_secret secret = {0};
    assert_int_equal(jt_secret_set(&secret, jt_str_from_c(text)), JT_OK);
    jt_wipe(text, sizeof(text));
    assert_int_equal(text[0], 0);
    assert_int_equal(text[6], 0);
    assert_str(jt_secret_reveal(&secret), "hunter2");
    assert_false(jt_secret_is_empty(&secret));
}

static void empty_and_cleared_are_empty(void **state)
{
    (void)state;
    struct jt_secret secret = {0};
    assert_true(jt_secret_is_empty(&secret));
    assert_int_equal(jt_secret_reveal(&secret).len, 0);
    assert_int_equal(jt_secret_set(&secret, JT_STR("x")), JT_OK);
    jt_secret_clear(&secret);
    assert_true(jt_secret_is_empty(&secret));
    assert_null(secret.hidden_ptr);
    jt_secret_clear(&secret);
}

static void the_maximum_holds(void **state)
{
    (void)state;
    struct jt_secret secret = {0};
    char *bytes = calloc(1, JT_SECRET_MAX + 1);
    assert_non_null(bytes);
    assert_int_equal(jt_secret_set(&secret, jt_str_make(bytes, JT_SECRET_MAX + 1)), JT_ERR_LIMIT);
    assert_true(jt_secret_is_empty(&secret));
    assert_int_equal(jt_secret_set(&secret, jt_str_make(bytes, JT_SECRET_MAX)), JT_OK);
    assert_int_equal(secret.hidden_len, JT_SECRET_MAX);
    jt_secret_clear(&secret);
    free(bytes);
}

static void equality_sees_every_byte(void **state)
{
    (void)state;
    char a[32] = {0};
    char b[32] = {0};
    assert_true(jt_bytes_equal_secret(a, b, sizeof(a)));
    for (size_t bit = 0; bit < sizeof(a) * 8; bit++) {
        b[bit / 8] = (char)(1 << bit % 8);
        assert_false(jt_bytes_equal_secret(a, b, sizeof(a)));
        b[bit / 8] = 0;
    }
    b[31] = 1;
    assert_true(jt_bytes_equal_secret(a, b, 31));
    assert_true(jt_bytes_equal_secret(a, b, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_takes_a_copy),
        cmocka_unit_test(empty_and_cleared_are_empty),
        cmocka_unit_test(the_maximum_holds),
        cmocka_unit_test(equality_sees_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

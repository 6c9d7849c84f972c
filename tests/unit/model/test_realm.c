/* SPDX-License-Identifier: Apache-2.0 */
/* Slugs of stages. */
#include "model/realm.h"

#include "support/assert_str.h"

static void slugs_that_are_valid(void **state)
{
    (void)state;
    assert_true(jt_stage_slug_is_valid(JT_STR("development")));
    assert_true(jt_stage_slug_is_valid(JT_STR("a")));
    assert_true(jt_stage_slug_is_valid(JT_STR("eu-west-1")));
    assert_true(jt_stage_slug_is_valid(JT_STR("01234567890123456789012345678901")));
}

static void slugs_that_are_not(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "Test",
                                      "a:b",
                                      "a b",
                                      "a.b",
                                      "a_b",
                                      "a/b",
                                      "..",
                                      "\xc3\xa4",
                                      "a\n",
                                      "012345678901234567890123456789012"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(jt_stage_slug_is_valid(jt_str_from_c(bad[i])));
    }
    assert_false(jt_stage_slug_is_valid(jt_str_make(NULL, 0)));
    assert_false(jt_stage_slug_is_valid(JT_STR("a\0b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slugs_that_are_valid),
        cmocka_unit_test(slugs_that_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

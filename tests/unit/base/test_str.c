/* SPDX-License-Identifier: Apache-2.0 */
/* Views of bytes: comparing, searching, slicing, splitting, reading numbers. */
#include "support/assert_str.h"

#include <stdlib.h>

static const jt_str none = {NULL, 0};

static void equal_compares_bytes_and_length(void **state)
{
    (void)state;
    assert_true(jt_str_equal(JT_STR("abc"), JT_STR("abc")));
    assert_true(jt_str_equal(none, JT_STR("")));
    assert_false(jt_str_equal(JT_STR("abc"), JT_STR("abcd")));
    assert_false(jt_str_equal(JT_STR("abc"), JT_STR("abC")));
    assert_false(jt_str_equal(JT_STR("a\0b"), JT_STR("a\0c")));
    assert_false(jt_str_equal(none, JT_STR("a")));
}

static void equal_nocase_folds_ascii_letters_alone(void **state)
{
    (void)state;
    assert_true(jt_str_equal_nocase(JT_STR("BaSiC-Z"), JT_STR("bAsIc-z")));
    assert_false(jt_str_equal_nocase(JT_STR("a["), JT_STR("a{")));
    assert_false(jt_str_equal_nocase(JT_STR("@"), JT_STR("`")));
    assert_false(jt_str_equal_nocase(JT_STR("\xc3\x84"), JT_STR("\xc3\xa4")));
    assert_false(jt_str_equal_nocase(JT_STR("ab"), JT_STR("a")));
}

static void from_c_takes_null(void **state)
{
    (void)state;
    assert_int_equal(jt_str_from_c(NULL).len, 0);
    assert_str(jt_str_from_c("x y"), "x y");
}

static void prefixes_and_suffixes(void **state)
{
    (void)state;
    assert_true(jt_str_starts_with(JT_STR("jtn_x"), JT_STR("jtn_")));
    assert_true(jt_str_starts_with(JT_STR("a"), none));
    assert_true(jt_str_ends_with(JT_STR("a.localhost"), JT_STR(".localhost")));
    assert_true(jt_str_ends_with(JT_STR("a"), none));
    assert_false(jt_str_starts_with(JT_STR("jtn"), JT_STR("jtn_")));
    assert_false(jt_str_starts_with(none, JT_STR("a")));
    assert_false(jt_str_ends_with(JT_STR("localhost"), JT_STR(".localhost")));
    assert_false(jt_str_ends_with(none, JT_STR("a")));
}

static void find_answers_the_length_for_what_is_not_there(void **state)
{
    (void)state;
    assert_int_equal(jt_str_find_char(JT_STR("a:b:c"), ':'), 1);
    assert_int_equal(jt_str_find_char(JT_STR("abc"), ':'), 3);
    assert_int_equal(jt_str_find_char(none, ':'), 0);
    assert_int_equal(jt_str_find(JT_STR("xabab"), JT_STR("ab")), 1);
    assert_int_equal(jt_str_find(JT_STR("xab"), JT_STR("abc")), 3);
    assert_int_equal(jt_str_find(JT_STR("xab"), none), 0);
    assert_int_equal(jt_str_find(none, JT_STR("a")), 0);
    assert_true(jt_str_contains(JT_STR("xab"), JT_STR("ab")));
    assert_true(jt_str_contains_c(JT_STR("xab"), "x"));
    assert_true(jt_str_contains(JT_STR("xab"), none));
    assert_false(jt_str_contains(JT_STR("xab"), JT_STR("abc")));
    assert_false(jt_str_contains_c(JT_STR("xab"), "ax"));
    assert_false(jt_str_contains(none, JT_STR("a")));
    assert_false(jt_str_contains(none, none));
}

static void slices_stay_inside(void **state)
{
    (void)state;
    assert_str(jt_str_slice(JT_STR("abcdef"), 2, 3), "cde");
    assert_str(jt_str_slice(JT_STR("abc"), 1, SIZE_MAX), "bc");
    assert_str(jt_str_from(JT_STR("abc"), 2), "c");
    assert_int_equal(jt_str_slice(JT_STR("abc"), 3, 1).len, 0);
    assert_int_equal(jt_str_slice(JT_STR("abc"), SIZE_MAX, 1).len, 0);
    assert_int_equal(jt_str_from(none, 0).len, 0);
}

static void next_gives_every_part_empty_ones_too(void **state)
{
    (void)state;
    jt_str rest = JT_STR("a,,b");
    jt_str part = JT_STR("untouched");
    assert_true(jt_str_next(&rest, ',', &part));
    assert_str(part, "a");
    assert_true(jt_str_next(&rest, ',', &part));
    assert_str(part, "");
    assert_true(jt_str_next(&rest, ',', &part));
    assert_str(part, "b");
    assert_false(jt_str_next(&rest, ',', &part));
    assert_str(part, "b");
}

static void next_gives_the_empty_part_behind_a_last_separator(void **state)
{
    (void)state;
    jt_str rest = JT_STR("a,");
    jt_str part;
    assert_true(jt_str_next(&rest, ',', &part));
    assert_true(jt_str_next(&rest, ',', &part));
    assert_int_equal(part.len, 0);
    assert_false(jt_str_next(&rest, ',', &part));
}

static void next_of_nothing_is_nothing(void **state)
{
    (void)state;
    jt_str rest = none;
    jt_str part;
    assert_false(jt_str_next(&rest, ',', &part));
}

static void trim_takes_spaces_and_tabs_alone(void **state)
{
    (void)state;
    assert_str(jt_str_trim(JT_STR(" \t a b\t ")), "a b");
    assert_str(jt_str_trim(JT_STR(" \t ")), "");
    assert_str(jt_str_trim(JT_STR("\na\r")), "\na\r");
    assert_int_equal(jt_str_trim(none).len, 0);
}

static void numbers_are_digits_without_overflow(void **state)
{
    (void)state;
    uint64_t value = 7;
    assert_true(jt_str_to_u64(JT_STR("0"), &value));
    assert_int_equal(value, 0);
    assert_true(jt_str_to_u64(JT_STR("18446744073709551615"), &value));
    assert_true(value == UINT64_MAX);
    assert_true(jt_str_to_u64(JT_STR("007"), &value));
    assert_int_equal(value, 7);
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "0x",
                                      "1e3",
                                      "/1:",
                                      "a",
                                      "18446744073709551616",
                                      "99999999999999999999999"};
    uint64_t value = 7;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(jt_str_to_u64(jt_str_from_c(bad[i]), &value));
        assert_int_equal(value, 7);
    }
    assert_false(jt_str_to_u64(none, &value));
}

static void dup_ends_with_nul_and_clear_forgets(void **state)
{
    (void)state;
    char *copy = jt_str_dup(jt_str_slice(JT_STR("abcdef"), 1, 2));
    assert_string_equal(copy, "bc");
    jt_cstr_clear(&copy);
    assert_null(copy);
    copy = jt_str_dup(none);
    assert_string_equal(copy, "");
    jt_cstr_clear(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_compares_bytes_and_length),
        cmocka_unit_test(equal_nocase_folds_ascii_letters_alone),
        cmocka_unit_test(from_c_takes_null),
        cmocka_unit_test(prefixes_and_suffixes),
        cmocka_unit_test(find_answers_the_length_for_what_is_not_there),
        cmocka_unit_test(slices_stay_inside),
        cmocka_unit_test(next_gives_every_part_empty_ones_too),
        cmocka_unit_test(next_gives_the_empty_part_behind_a_last_separator),
        cmocka_unit_test(next_of_nothing_is_nothing),
        cmocka_unit_test(trim_takes_spaces_and_tabs_alone),
        cmocka_unit_test(numbers_are_digits_without_overflow),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(dup_ends_with_nul_and_clear_forgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

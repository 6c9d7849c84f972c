/* SPDX-License-Identifier: Apache-2.0 */
/* Lines for a terminal: broken at blanks, hanging, nothing lost. */
#include "doctor/wrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void lines_break_at_blanks(void **state)
{
    static const struct {
        const char *line;
        size_t width;
        const char *broken;
    } cases[] = {
        {"", 10, "\n"},
        {"one two three", 0, "one two three\n"},
        {"one two three", 13, "one two three\n"},
        {"one two three", 12, "one two\n  three\n"},
        {"  one  two", 80, "  one  two\n"},
        {"  one  two", 8, "  one\n  two\n"},
        {"a b ", 80, "a b \n"},
        {"   ", 80, "   \n"},
        {"see https://id.example.com/x now", 12, "see\n  https://id.example.com/x\n  now\n"},
        {"a https://id.example.com/x", 5, "a https://id.example.com/x\n"},
        {"https://id.example.com/x", 5, "https://id.example.com/x\n"},
        {"\xe2\x9c\x93 ab cd", 7, "\xe2\x9c\x93 ab cd\n"},
        {"\xe2\x9c\x93 ab cd", 6, "\xe2\x9c\x93 ab\n  cd\n"},
        {"\033[1;32mab\033[0m cd", 5, "\033[1;32mab\033[0m cd\n"},
        {"\033[1;32mab\033[0m cd", 4, "\033[1;32mab\033[0m\n  cd\n"},
        {"\033[31", 4, "\033[31\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf out = {0};
        jt_wrap_line(jt_str_from_c(cases[i].line), cases[i].width, 2, &out);
        assert_string_equal(jt_buf_c(&out), cases[i].broken);
    }
}

static void a_full_buffer_is_known(void **state)
{
    struct jt_buf out = {.max = 8};
    (void)state;
    jt_wrap_line(JT_STR("one two three four"), 4, 2, &out);
    assert_int_not_equal(jt_buf_check(&out), JT_OK);
    jt_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_break_at_blanks),
        cmocka_unit_test(a_full_buffer_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A fault that goes on does not fill the log, and what was kept back is counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "server/log_limit.h"

static jt_mono at_s(int64_t seconds)
{
    return (jt_mono){seconds * 1000000000};
}

static void only_the_first_lines_of_a_window_pass(void **state)
{
    struct jt_log_limit limit = {0};
    uint64_t kept_back = 99;
    (void)state;
    for (int i = 0; i < JT_LOG_LIMIT_LINES; i++) {
        assert_true(jt_log_limit_allow(&limit, at_s(1000), &kept_back));
        assert_int_equal(kept_back, 0);
    }
    for (int i = 0; i < 7; i++) {
        assert_false(
            jt_log_limit_allow(&limit, at_s(1000 + JT_LOG_LIMIT_WINDOW_S - 1), &kept_back));
    }
}

static void the_next_window_says_how_many_were_kept_back(void **state)
{
    struct jt_log_limit limit = {0};
    uint64_t kept_back = 0;
    (void)state;
    for (int i = 0; i < JT_LOG_LIMIT_LINES + 3; i++) {
        (void)jt_log_limit_allow(&limit, at_s(0), &kept_back);
    }
    assert_true(jt_log_limit_allow(&limit, at_s(JT_LOG_LIMIT_WINDOW_S), &kept_back));
    assert_int_equal(kept_back, 3);
    assert_true(jt_log_limit_allow(&limit, at_s(JT_LOG_LIMIT_WINDOW_S), &kept_back));
    assert_int_equal(kept_back, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_first_lines_of_a_window_pass),
        cmocka_unit_test(the_next_window_says_how_many_were_kept_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The wall clock against the highest time stored. */
#include "server/start/clock_guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { T = 1800000000 };

static enum jt_clock_verdict judge(int64_t highest, int64_t now)
{
    return jt_clock_judge((jt_time){highest}, (jt_time){now}, false);
}

static void test_nothing_stored_yet(void **state)
{
    (void)state;
    assert_int_equal(judge(0, T), JT_CLOCK_FINE);
}

static void test_small_steps(void **state)
{
    (void)state;
    assert_int_equal(judge(T, T - 60), JT_CLOCK_FINE);
    assert_int_equal(judge(T, T + 86400), JT_CLOCK_FINE);
}

static void test_behind(void **state)
{
    (void)state;
    assert_int_equal(judge(T, T - 61), JT_CLOCK_BEHIND);
}

static void test_ahead(void **state)
{
    (void)state;
    assert_int_equal(judge(T, T + 86401), JT_CLOCK_AHEAD);
}

static void test_operator_accepts(void **state)
{
    (void)state;
    assert_int_equal(jt_clock_judge((jt_time){T}, (jt_time){T - 100000}, true), JT_CLOCK_FINE);
    assert_int_equal(jt_clock_judge((jt_time){T}, (jt_time){T + 100000}, true), JT_CLOCK_FINE);
}

static void test_build_time_is_set(void **state)
{
    (void)state;
    assert_true(jt_build_time().s > 1700000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_stored_yet),
        cmocka_unit_test(test_small_steps),
        cmocka_unit_test(test_behind),
        cmocka_unit_test(test_ahead),
        cmocka_unit_test(test_operator_accepts),
        cmocka_unit_test(test_build_time_is_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The system's clocks run forward; the manual one stands still. */
#include "base/clock.h"

#include "support/assert_str.h"

static void the_system_knows_this_century(void **state)
{
    (void)state;
    assert_true(jt_clock_now(&jt_clock_system).s > 1700000000);
    assert_true(jt_clock_now(&jt_clock_system).s < 4000000000);
}

static void elapsed_time_never_goes_back(void **state)
{
    (void)state;
    jt_mono before = jt_clock_mono(&jt_clock_system);
    for (int i = 0; i < 1000; i++) {
        jt_mono after = jt_clock_mono(&jt_clock_system);
        assert_true(after.ns >= before.ns);
        before = after;
    }
}

static void the_manual_clock_moves_when_it_is_moved(void **state)
{
    (void)state;
    struct jt_clock_manual manual;
    jt_clock_manual_init(&manual, (jt_time){1000});
    jt_mono start = jt_clock_mono(&manual.clock);
    assert_int_equal(jt_clock_now(&manual.clock).s, 1000);
    assert_int_equal(jt_clock_now(&manual.clock).s, 1000);
    jt_clock_manual_advance(&manual, 90);
    assert_int_equal(jt_clock_now(&manual.clock).s, 1090);
    assert_int_equal(jt_clock_mono(&manual.clock).ns - start.ns, INT64_C(90000000000));
}

static void wall_time_can_step_back_alone(void **state)
{
    (void)state;
    struct jt_clock_manual manual;
    jt_clock_manual_init(&manual, (jt_time){1000});
    manual.wall.s -= 500;
    assert_int_equal(jt_clock_now(&manual.clock).s, 500);
    assert_int_equal(jt_clock_mono(&manual.clock).ns, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_system_knows_this_century),
        cmocka_unit_test(elapsed_time_never_goes_back),
        cmocka_unit_test(the_manual_clock_moves_when_it_is_moved),
        cmocka_unit_test(wall_time_can_step_back_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

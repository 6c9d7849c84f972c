/* SPDX-License-Identifier: Apache-2.0 */
/* The calendar, day by day against a slow and plain count. */
#include "codec/civil.h"

#include "support/assert_str.h"

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static void every_day_from_0000_to_9999(void **state)
{
    (void)state;
    static const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t days = -719528; /* 0000-01-01 */
    for (int64_t year = 0; year <= 9999; year++) {
        for (unsigned month = 1; month <= 12; month++) {
            unsigned last = lengths[month - 1] + (month == 2 && is_leap(year) ? 1U : 0U);
            for (unsigned day = 1; day <= last; day++, days++) {
                struct jt_civil civil = {year, month, day};
                struct jt_civil again = jt_civil_from_days(days);
                if (jt_civil_to_days(civil) != days || again.year != year || again.month != month ||
                    again.day != day || !jt_civil_exists(civil)) {
                    fail_msg("%d-%u-%u", (int)year, month, day);
                }
            }
            assert_false(jt_civil_exists((struct jt_civil){year, month, last + 1}));
        }
    }
}

static void the_first_day_is_the_epoch(void **state)
{
    (void)state;
    assert_int_equal(jt_civil_to_days((struct jt_civil){1970, 1, 1}), 0);
    assert_int_equal(jt_civil_to_days((struct jt_civil){1969, 12, 31}), -1);
}

static void days_that_do_not_exist(void **state)
{
    (void)state;
    assert_false(jt_civil_exists((struct jt_civil){2026, 0, 1}));
    assert_false(jt_civil_exists((struct jt_civil){2026, 13, 1}));
    assert_false(jt_civil_exists((struct jt_civil){2026, 1, 0}));
    assert_false(jt_civil_exists((struct jt_civil){1900, 2, 29}));
    assert_false(jt_civil_exists((struct jt_civil){-1, 1, 1}));
    assert_false(jt_civil_exists((struct jt_civil){10000, 1, 1}));
    assert_true(jt_civil_exists((struct jt_civil){2000, 2, 29}));
}

static void assert_months_later(struct jt_civil from, unsigned months, struct jt_civil want)
{
    struct jt_civil got = jt_civil_add_months(from, months);
    assert_int_equal(got.year, want.year);
    assert_int_equal(got.month, want.month);
    assert_int_equal(got.day, want.day);
}

static void months_later(void **state)
{
    (void)state;
    assert_months_later((struct jt_civil){2026, 11, 21}, 24, (struct jt_civil){2028, 11, 21});
    assert_months_later((struct jt_civil){2026, 11, 21}, 0, (struct jt_civil){2026, 11, 21});
    assert_months_later((struct jt_civil){2026, 11, 21}, 1, (struct jt_civil){2026, 12, 21});
    assert_months_later((struct jt_civil){2026, 11, 21}, 2, (struct jt_civil){2027, 1, 21});
    assert_months_later((struct jt_civil){2024, 2, 29}, 24, (struct jt_civil){2026, 2, 28});
    assert_months_later((struct jt_civil){2024, 1, 31}, 1, (struct jt_civil){2024, 2, 29});
    assert_months_later((struct jt_civil){2026, 8, 31}, 1, (struct jt_civil){2026, 9, 30});
}

static void moments_belong_to_the_day_below(void **state)
{
    (void)state;
    assert_int_equal(jt_civil_day_of(0), 0);
    assert_int_equal(jt_civil_day_of(86399), 0);
    assert_int_equal(jt_civil_day_of(86400), 1);
    assert_int_equal(jt_civil_day_of(-1), -1);
    assert_int_equal(jt_civil_day_of(-86400), -1);
    assert_int_equal(jt_civil_day_of(-86401), -2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_from_0000_to_9999),
        cmocka_unit_test(the_first_day_is_the_epoch),
        cmocka_unit_test(days_that_do_not_exist),
        cmocka_unit_test(months_later),
        cmocka_unit_test(moments_belong_to_the_day_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

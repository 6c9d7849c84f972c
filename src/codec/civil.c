/* SPDX-License-Identifier: Apache-2.0 */
/* Years are counted from March: then the leap day stands last, and the months before it follow one
 * rule, (153 * month + 2) / 5 days. */
#include "codec/civil.h"

enum { ERA_YEARS = 400, ERA_DAYS = 146097, EPOCH_FROM_ERA = 719468 };

static int64_t divide_down(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

int64_t jt_civil_day_of(int64_t seconds)
{
    return divide_down(seconds, JT_DAY_S);
}

int64_t jt_civil_to_days(struct jt_civil civil)
{
    int64_t year = civil.year - (civil.month <= 2);
    int64_t era = divide_down(year, ERA_YEARS);
    int64_t year_of_era = year - era * ERA_YEARS;
    int64_t month = (civil.month + 9) % 12;
    int64_t day_of_year = (153 * month + 2) / 5 + civil.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - EPOCH_FROM_ERA;
}

struct jt_civil jt_civil_from_days(int64_t days)
{
    days += EPOCH_FROM_ERA;
    int64_t era = divide_down(days, ERA_DAYS);
    int64_t day_of_era = days - era * ERA_DAYS;
    int64_t leap_free = day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096;
    int64_t year_of_era = leap_free / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    int64_t day = day_of_year - (153 * month + 2) / 5 + 1;
    month = month < 10 ? month + 3 : month - 9;
    int64_t year = year_of_era + era * ERA_YEARS + (month <= 2);
    return (struct jt_civil){year, (unsigned)month, (unsigned)day};
}

static unsigned month_len(int64_t year, unsigned month)
{
    static const unsigned char len[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : len[month - 1];
}

bool jt_civil_exists(struct jt_civil civil)
{
    return civil.year >= 0 && civil.year <= 9999 && civil.month >= 1 && civil.month <= 12 &&
           civil.day >= 1 && civil.day <= month_len(civil.year, civil.month);
}

struct jt_civil jt_civil_add_months(struct jt_civil civil, unsigned months)
{
    unsigned from_january = civil.month - 1 + months;
    civil.year += from_january / 12;
    civil.month = from_january % 12 + 1;
    unsigned last = month_len(civil.year, civil.month);
    civil.day = civil.day < last ? civil.day : last;
    return civil;
}

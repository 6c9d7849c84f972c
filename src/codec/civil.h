/* SPDX-License-Identifier: Apache-2.0 */
/* The Gregorian calendar as arithmetic: days since 1970-01-01 and year, month, day. libc's own
 * functions read the time zone of the environment, which has no place here. */
#ifndef JT_CODEC_CIVIL_H
#define JT_CODEC_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

enum { JT_DAY_S = 86400 };

struct jt_civil {
    int64_t year;
    unsigned month; /* 1-12 */
    unsigned day;   /* 1-31 */
};

/* The day must exist; years 0-9999. */
int64_t jt_civil_to_days(struct jt_civil civil);
struct jt_civil jt_civil_from_days(int64_t days);
bool jt_civil_exists(struct jt_civil civil);
/* The same day so many months later, or the last day of that month when it has no such day. */
struct jt_civil jt_civil_add_months(struct jt_civil civil, unsigned months);
/* Days since 1970-01-01 of a moment in seconds, rounded down. */
int64_t jt_civil_day_of(int64_t seconds);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Times as text, read by fixed columns: a byte of another kind in a column is a refusal. */
#include "codec/time_text.h"

#include "codec/civil.h"

#include <string.h>

static const int64_t oldest_s = -62167219200;   /* 0000-01-01T00:00:00Z */
static const int64_t youngest_s = 253402300799; /* 9999-12-31T23:59:59Z */

static const char weekdays[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct moment {
    struct jt_civil date;
    unsigned hour;
    unsigned minute;
    unsigned second;
};

static struct moment moment_of(jt_time time)
{
    int64_t s = time.s < oldest_s ? oldest_s : time.s > youngest_s ? youngest_s : time.s;
    int64_t day = jt_civil_day_of(s);
    unsigned left = (unsigned)(s - day * JT_DAY_S);
    return (struct moment){jt_civil_from_days(day), left / 3600, left / 60 % 60, left % 60};
}

static const char *weekday_of(struct jt_civil date)
{
    /* 1970-01-01 was a Thursday; 719530 days are whole weeks more than the years 0-1969 have. */
    return weekdays[(jt_civil_to_days(date) + 4 + 719530) % 7];
}

/* Overwrites the digits of a template, from the right. */
static void put(char *end, unsigned digits, uint64_t value)
{
    while (digits--) {
        *--end = (char)('0' + value % 10);
        value /= 10;
    }
}

static void put_clock(char *at, const struct moment *moment)
{
    put(at + 2, 2, moment->hour);
    put(at + 5, 2, moment->minute);
    put(at + 8, 2, moment->second);
}

void jt_time_write_rfc3339(jt_time time, char ret_text[static JT_RFC3339_TEXT + 1])
{
    struct moment moment = moment_of(time);
    memcpy(ret_text, "0000-00-00T00:00:00Z", JT_RFC3339_TEXT + 1);
    put(ret_text + 4, 4, (uint64_t)moment.date.year);
    put(ret_text + 7, 2, moment.date.month);
    put(ret_text + 10, 2, moment.date.day);
    put_clock(ret_text + 11, &moment);
}

void jt_time_write_http(jt_time time, char ret_text[static JT_HTTP_DATE_TEXT + 1])
{
    struct moment moment = moment_of(time);
    memcpy(ret_text, "Xxx, 00 Xxx 0000 00:00:00 GMT", JT_HTTP_DATE_TEXT + 1);
    memcpy(ret_text, weekday_of(moment.date), 3);
    put(ret_text + 7, 2, moment.date.day);
    memcpy(ret_text + 8, months[moment.date.month - 1], 3);
    put(ret_text + 16, 4, (uint64_t)moment.date.year);
    put_clock(ret_text + 17, &moment);
}

/* Exactly so many digits. */
static bool take(jt_str text, size_t at, size_t digits, unsigned *ret_value)
{
    uint64_t value = 0;
    if (text.len < at + digits || !jt_str_to_u64(jt_str_slice(text, at, digits), &value)) {
        return false;
    }
    *ret_value = (unsigned)value;
    return true;
}

static bool has(jt_str text, size_t at, const char *chars)
{
    return at < text.len && text.ptr[at] && strchr(chars, text.ptr[at]);
}

static bool take_date(jt_str text, struct jt_civil *ret_date)
{
    struct jt_civil date = {0};
    unsigned year = 0;
    if (!take(text, 0, 4, &year) || !has(text, 4, "-") || !take(text, 5, 2, &date.month) ||
        !has(text, 7, "-") || !take(text, 8, 2, &date.day)) {
        return false;
    }
    date.year = year;
    *ret_date = date;
    return jt_civil_exists(date);
}

static bool take_clock(jt_str text, size_t at, struct moment *moment)
{
    return take(text, at, 2, &moment->hour) && has(text, at + 2, ":") &&
           take(text, at + 3, 2, &moment->minute) && has(text, at + 5, ":") &&
           take(text, at + 6, 2, &moment->second) && moment->hour <= 23 && moment->minute <= 59 &&
           moment->second <= 60;
}

/* RFC 3339 §5.6: a second 60 stands at the end of a UTC day alone. */
static enum jt_err to_time(const struct moment *moment, int64_t offset_s, jt_time *ret_time)
{
    int64_t s = jt_civil_to_days(moment->date) * JT_DAY_S + (int64_t)moment->hour * 3600 +
                (int64_t)moment->minute * 60 + moment->second - offset_s;
    if (moment->second == 60 && s != jt_civil_day_of(s) * JT_DAY_S) {
        return JT_ERR_FORMAT;
    }
    *ret_time = (jt_time){s};
    return JT_OK;
}

enum jt_err jt_date_parse_end(jt_str text, jt_time *ret_time)
{
    struct moment moment = {.hour = 23, .minute = 59, .second = 59};
    if (text.len != 10 || !take_date(text, &moment.date)) {
        return JT_ERR_FORMAT;
    }
    return to_time(&moment, 0, ret_time);
}

/* "Z" or "+01:00" and nothing else. */
static bool take_offset(jt_str text, int64_t *ret_offset_s)
{
    unsigned hours = 0;
    unsigned minutes = 0;
    if (text.len == 1 && has(text, 0, "Zz")) {
        *ret_offset_s = 0;
        return true;
    }
    if (text.len != 6 || !has(text, 0, "+-") || !take(text, 1, 2, &hours) || !has(text, 3, ":") ||
        !take(text, 4, 2, &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    int64_t offset_s = hours * 3600 + minutes * 60;
    *ret_offset_s = text.ptr[0] == '-' ? -offset_s : offset_s;
    return true;
}

enum jt_err jt_time_parse_rfc3339(jt_str text, jt_time *ret_time)
{
    struct moment moment = {0};
    int64_t offset_s = 0;
    if (!take_date(text, &moment.date) || !has(text, 10, "Tt") || !take_clock(text, 11, &moment)) {
        return JT_ERR_FORMAT;
    }
    jt_str rest = jt_str_from(text, 19);
    if (has(rest, 0, ".")) {
        size_t digits = 1;
        while (has(rest, digits, "0123456789")) {
            digits++;
        }
        rest = digits > 1 ? jt_str_from(rest, digits) : rest;
    }
    return take_offset(rest, &offset_s) ? to_time(&moment, offset_s, ret_time) : JT_ERR_FORMAT;
}

static unsigned month_named(jt_str name)
{
    for (unsigned i = 0; i < 12; i++) {
        if (jt_str_equal(name, jt_str_from_c(months[i]))) {
            return i + 1;
        }
    }
    return 0;
}

enum jt_err jt_time_parse_http(jt_str text, jt_time *ret_time)
{
    struct moment moment = {0};
    unsigned year = 0;
    if (text.len != JT_HTTP_DATE_TEXT || !take(text, 5, 2, &moment.date.day) ||
        !take(text, 12, 4, &year) || !take_clock(text, 17, &moment)) {
        return JT_ERR_FORMAT;
    }
    moment.date.year = year;
    moment.date.month = month_named(jt_str_slice(text, 8, 3));
    if (!jt_civil_exists(moment.date)) {
        return JT_ERR_FORMAT;
    }
    /* What stands between the numbers is right when writing it gives the same. */
    char again[JT_HTTP_DATE_TEXT + 1];
    jt_time_write_http((jt_time){jt_civil_to_days(moment.date) * JT_DAY_S}, again);
    if (!jt_str_equal(jt_str_slice(text, 0, 17), jt_str_make(again, 17)) ||
        !jt_str_equal(jt_str_from(text, 25), JT_STR(" GMT"))) {
        return JT_ERR_FORMAT;
    }
    return to_time(&moment, 0, ret_time);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Times as text, there and back, and texts that are no time. */
#include "codec/time_text.h"

#include "support/assert_str.h"

static const int64_t oldest_s = -62167219200;
static const int64_t youngest_s = 253402300799;

typedef enum jt_err parser(jt_str text, jt_time *ret_time);

static void assert_read(parser *parse, const char *text, int64_t want_s)
{
    jt_time time = {7};
    if (parse(jt_str_from_c(text), &time) != JT_OK) {
        fail_msg("refused %s", text);
    }
    assert_int_equal(time.s, want_s);
}

static void refuse_all(parser *parse, const char *const *bad, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        jt_time time = {7};
        if (parse(jt_str_from_c(bad[i]), &time) != JT_ERR_FORMAT) {
            fail_msg("accepted \"%s\"", bad[i]);
        }
        assert_int_equal(time.s, 7);
    }
}

static void rfc3339_is_written(void **state)
{
    (void)state;
    char text[JT_RFC3339_TEXT + 1];
    jt_time_write_rfc3339((jt_time){1795299558}, text);
    assert_string_equal(text, "2026-11-21T22:19:18Z");
    jt_time_write_rfc3339((jt_time){0}, text);
    assert_string_equal(text, "1970-01-01T00:00:00Z");
    jt_time_write_rfc3339((jt_time){951782400}, text);
    assert_string_equal(text, "2000-02-29T00:00:00Z");
}

static void what_four_digits_cannot_say_is_the_nearest_moment(void **state)
{
    (void)state;
    char text[JT_RFC3339_TEXT + 1];
    jt_time_write_rfc3339((jt_time){youngest_s}, text);
    assert_string_equal(text, "9999-12-31T23:59:59Z");
    jt_time_write_rfc3339((jt_time){INT64_MAX}, text);
    assert_string_equal(text, "9999-12-31T23:59:59Z");
    jt_time_write_rfc3339((jt_time){INT64_MIN}, text);
    assert_string_equal(text, "0000-01-01T00:00:00Z");
}

static void http_dates_are_written(void **state)
{
    (void)state;
    char text[JT_HTTP_DATE_TEXT + 1];
    jt_time_write_http((jt_time){784111777}, text);
    assert_string_equal(text, "Sun, 06 Nov 1994 08:49:37 GMT");
    jt_time_write_http((jt_time){0}, text);
    assert_string_equal(text, "Thu, 01 Jan 1970 00:00:00 GMT");
    jt_time_write_http((jt_time){oldest_s}, text);
    assert_string_equal(text, "Sat, 01 Jan 0000 00:00:00 GMT");
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    for (int64_t s = oldest_s; s <= youngest_s; s += 86400 * 97 + 12345) {
        char rfc3339[JT_RFC3339_TEXT + 1];
        char http[JT_HTTP_DATE_TEXT + 1];
        jt_time_write_rfc3339((jt_time){s}, rfc3339);
        jt_time_write_http((jt_time){s}, http);
        assert_read(jt_time_parse_rfc3339, rfc3339, s);
        assert_read(jt_time_parse_http, http, s);
    }
}

static void rfc3339_offsets_and_fractions_are_read(void **state)
{
    (void)state;
    assert_read(jt_time_parse_rfc3339, "1994-11-06t08:49:37z", 784111777);
    assert_read(jt_time_parse_rfc3339, "1994-11-06T08:49:37.999999999Z", 784111777);
    assert_read(jt_time_parse_rfc3339, "1994-11-06T09:49:37+01:00", 784111777);
    assert_read(jt_time_parse_rfc3339, "1994-11-06T04:19:37.5-04:30", 784111777);
    assert_read(jt_time_parse_rfc3339, "1994-11-06T08:49:37-00:00", 784111777);
    assert_read(jt_time_parse_rfc3339, "2016-12-31T23:59:60Z", 1483228800);
    assert_read(jt_time_parse_rfc3339, "2017-01-01T00:59:60+01:00", 1483228800);
}

static void other_rfc3339_texts_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "2026-11-21",
        "2026-11-21T22:19:18",
        "2026-11-21 22:19:18Z",
        "2026-11-21T22:19Z",
        "2026-11-21T22:19:18.Z",
        "2026-11-21T22:19:18Z ",
        "2026-11-21T22:19:18ZZ",
        "2026-11-21T22:19:18+01",
        "2026-11-21T22:19:18+0100",
        "2026-11-21T22:19:18+24:00",
        "2026-11-21T22:19:18+01:60",
        "2026-11-21T24:00:00Z",
        "2026-11-21T22:60:18Z",
        "2026-11-21T22:19:60Z",
        "2026-11-21T22:19:61Z",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "026-11-21T22:19:18Z",
        "+026-11-21T22:19:18Z",
        "12026-11-21T22:19:18Z",
        "2026-1-21T22:19:18Z",
        "2026/11/21T22:19:18Z",
        "2026-11-21T 2:19:18Z",
        "2026-11-21T-2:19:18Z",
    };
    refuse_all(jt_time_parse_rfc3339, bad, sizeof(bad) / sizeof(bad[0]));
}

static void a_date_is_its_last_second(void **state)
{
    (void)state;
    assert_read(jt_date_parse_end, "1970-01-01", 86399);
    assert_read(jt_date_parse_end, "2024-02-29", 1709251199);
    assert_read(jt_date_parse_end, "9999-12-31", youngest_s);
}

static void days_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",           "2026-02-29",  "2026-11-31", "2026-13-01",
                                      "2026-00-10", "2026-01-00",  "2026-1-1",   "26-01-01",
                                      "2026-11-2",  "2026-11-211", "2026/11/21", "20261121",
                                      " 026-11-21", "2026-11-21T", "21-11-2026"};
    refuse_all(jt_date_parse_end, bad, sizeof(bad) / sizeof(bad[0]));
}

static void other_http_dates_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:60 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun; 06 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Xxx 1994 08:49:37 GMT",
        "Sun,  6 Nov 1994 08:49:37 GMT",
    };
    refuse_all(jt_time_parse_http, bad, sizeof(bad) / sizeof(bad[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc3339_is_written),
        cmocka_unit_test(what_four_digits_cannot_say_is_the_nearest_moment),
        cmocka_unit_test(http_dates_are_written),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(rfc3339_offsets_and_fractions_are_read),
        cmocka_unit_test(other_rfc3339_texts_are_refused),
        cmocka_unit_test(a_date_is_its_last_second),
        cmocka_unit_test(days_that_do_not_exist_are_refused),
        cmocka_unit_test(other_http_dates_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

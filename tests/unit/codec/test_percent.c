/* SPDX-License-Identifier: Apache-2.0 */
/* Percent-encoding: whole escapes or none. */
#include "codec/percent.h"

#include "support/assert_str.h"

static void unreserved_characters_stay(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_percent_encode(&buf, JT_STR("AZaz09-._~"));
    assert_str(jt_buf_str(&buf), "AZaz09-._~");
}

static void everything_else_is_escaped_in_capitals(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_percent_encode(&buf, JT_STR("a b+/%:\0\xc3\xa4"));
    assert_str(jt_buf_str(&buf), "a%20b%2B%2F%25%3A%00%C3%A4");
}

static void every_byte_comes_back(void **state)
{
    (void)state;
    char bytes[256];
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf again = {0};
    for (int i = 0; i < 256; i++) {
        bytes[i] = (char)i;
    }
    jt_percent_encode(&text, jt_str_make(bytes, 256));
    assert_int_equal(jt_percent_decode(&again, jt_buf_str(&text)), JT_OK);
    assert_str_equal(jt_buf_str(&again), jt_str_make(bytes, 256));
}

static void small_digits_are_read_and_plus_stays(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    assert_int_equal(jt_percent_decode(&buf, JT_STR("%2f+%252F")), JT_OK);
    assert_str(jt_buf_str(&buf), "/+%2F");
}

static void broken_escapes_are_refused_whole(void **state)
{
    (void)state;
    static const char *const bad[] = {"%",   "a%",     "%2",  "%2g", "%g2", "%%20",
                                      "% 2", "%u0041", "%-1", "%0x", "%+1"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
        jt_buf_append_c(&buf, "before");
        assert_int_equal(jt_percent_decode(&buf, jt_str_from_c(bad[i])), JT_ERR_FORMAT);
        assert_str(jt_buf_str(&buf), "before");
    }
}

static void an_escape_must_lie_inside(void **state)
{
    (void)state;
    assert_int_equal(jt_percent_byte(JT_STR("x%7E"), 1), 0x7e);
    assert_int_equal(jt_percent_byte(JT_STR("x%7E"), 0), -1);
    assert_int_equal(jt_percent_byte(jt_str_slice(JT_STR("x%7E"), 0, 3), 1), -1);
    assert_int_equal(jt_percent_byte(JT_STR("%7E"), 3), -1);
    assert_int_equal(jt_percent_byte(jt_str_make(NULL, 0), 0), -1);
}

static void the_limit_of_the_buffer_is_exact(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(4);
    jt_percent_encode(&buf, JT_STR("a "));
    assert_str(jt_buf_str(&buf), "a%20");
    jt_buf_reset(&buf);
    jt_percent_encode(&buf, JT_STR("aa "));
    assert_int_equal(jt_buf_check(&buf), JT_ERR_LIMIT);
    assert_int_equal(jt_percent_decode(&buf, JT_STR("a")), JT_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unreserved_characters_stay),
        cmocka_unit_test(everything_else_is_escaped_in_capitals),
        cmocka_unit_test(every_byte_comes_back),
        cmocka_unit_test(small_digits_are_read_and_plus_stays),
        cmocka_unit_test(broken_escapes_are_refused_whole),
        cmocka_unit_test(an_escape_must_lie_inside),
        cmocka_unit_test(the_limit_of_the_buffer_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

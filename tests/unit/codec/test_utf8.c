/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 at the ends of every range. */
#include "codec/utf8.h"

#include "support/assert_str.h"

struct sequence {
    jt_str bytes;
    uint32_t point;
};

static void the_ends_of_every_range_are_read(void **state)
{
    (void)state;
    static const struct sequence good[] = {
        {JT_STR_INIT("\0"), 0},
        {JT_STR_INIT("\x7f"), 0x7f},
        {JT_STR_INIT("\xc2\x80"), 0x80},
        {JT_STR_INIT("\xdf\xbf"), 0x7ff},
        {JT_STR_INIT("\xe0\xa0\x80"), 0x800},
        {JT_STR_INIT("\xed\x9f\xbf"), 0xd7ff},
        {JT_STR_INIT("\xee\x80\x80"), 0xe000},
        {JT_STR_INIT("\xef\xbf\xbf"), 0xffff},
        {JT_STR_INIT("\xf0\x90\x80\x80"), 0x10000},
        {JT_STR_INIT("\xf4\x8f\xbf\xbf"), 0x10ffff},
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        uint32_t point = 1;
        assert_int_equal(jt_utf8_decode(good[i].bytes, &point), good[i].bytes.len);
        assert_int_equal(point, good[i].point);
        assert_true(jt_utf8_is_valid(good[i].bytes));
        assert_int_equal(jt_utf8_count(good[i].bytes), 1);
    }
}

static void what_is_no_character_is_refused(void **state)
{
    (void)state;
    static const jt_str bad[] = {
        JT_STR_INIT("\x80"),             /* a continuation alone */
        JT_STR_INIT("\xc0\x80"),         /* overlong NUL */
        JT_STR_INIT("\xc1\xbf"),         /* overlong */
        JT_STR_INIT("\xe0\x9f\xbf"),     /* overlong */
        JT_STR_INIT("\xf0\x8f\xbf\xbf"), /* overlong */
        JT_STR_INIT("\xed\xa0\x80"),     /* surrogate */
        JT_STR_INIT("\xed\xbf\xbf"),     /* surrogate */
        JT_STR_INIT("\xf4\x90\x80\x80"), /* above U+10FFFF */
        JT_STR_INIT("\xf5\x80\x80\x80"), /* above U+10FFFF */
        JT_STR_INIT("\xf8\x88\x80\x80\x80"),
        JT_STR_INIT("\xfe"),
        JT_STR_INIT("\xff"),
        JT_STR_INIT("\xc2"), /* cut off */
        JT_STR_INIT("\xe2\x82"),
        JT_STR_INIT("\xf0\x9f\x98"),
        JT_STR_INIT("\xc2\x41"), /* a letter where a continuation belongs */
        JT_STR_INIT("\xe2\x82\x41"),
        JT_STR_INIT("\xc2\xc2"),
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        uint32_t point = 1;
        assert_int_equal(jt_utf8_decode(bad[i], &point), 0);
        assert_int_equal(point, 1);
        assert_false(jt_utf8_is_valid(bad[i]));
    }
    assert_false(jt_utf8_is_valid(JT_STR("fine until here \xff and after")));
}

static void nothing_is_valid_and_no_character(void **state)
{
    (void)state;
    uint32_t point = 1;
    assert_true(jt_utf8_is_valid(jt_str_make(NULL, 0)));
    assert_int_equal(jt_utf8_count(jt_str_make(NULL, 0)), 0);
    assert_int_equal(jt_utf8_decode(jt_str_make(NULL, 0), &point), 0);
}

static void characters_are_counted_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(jt_utf8_count(JT_STR("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80")), 4);
}

static void plain_text_has_no_controls(void **state)
{
    (void)state;
    assert_true(jt_utf8_is_plain(JT_STR("J\xc3\xbcrgen O'Neil \xc2\xa0")));
    assert_true(jt_utf8_is_plain(JT_STR("")));
    assert_false(jt_utf8_is_plain(JT_STR("a\0b")));
    assert_false(jt_utf8_is_plain(JT_STR("a\n")));
    assert_false(jt_utf8_is_plain(JT_STR("\x1b[31m")));
    assert_false(jt_utf8_is_plain(JT_STR("\x7f")));
    assert_false(jt_utf8_is_plain(JT_STR("\xc2\x85")));
    assert_false(jt_utf8_is_plain(JT_STR("a\xff")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ends_of_every_range_are_read),
        cmocka_unit_test(what_is_no_character_is_refused),
        cmocka_unit_test(nothing_is_valid_and_no_character),
        cmocka_unit_test(characters_are_counted_not_bytes),
        cmocka_unit_test(plain_text_has_no_controls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

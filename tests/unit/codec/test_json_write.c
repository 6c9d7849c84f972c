/* SPDX-License-Identifier: Apache-2.0 */
/* The writer: commas, escapes, and that whatever it is given, JSON comes out. */
#include "codec/json_write.h"

#include "codec/json.h"

#include "support/assert_str.h"

static void commas_stand_between_and_nowhere_else(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "a", JT_STR("x"));
    jt_json_name(&w, "b");
    jt_json_array_begin(&w);
    jt_json_write_integer(&w, 1);
    jt_json_object_begin(&w);
    jt_json_object_end(&w);
    jt_json_array_begin(&w);
    jt_json_array_end(&w);
    jt_json_write_null(&w);
    jt_json_array_end(&w);
    jt_json_member_bool(&w, "c", false);
    jt_json_name(&w, "d");
    jt_json_write_raw(&w, JT_STR("[{}]"));
    jt_json_member_integer(&w, "e", INT64_MIN);
    jt_json_object_end(&w);
    assert_str(jt_buf_str(&buf), "{\"a\":\"x\",\"b\":[1,{},[],null],\"c\":false,\"d\":[{}],"
                                 "\"e\":-9223372036854775808}");
}

static void one_value_needs_no_comma(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    jt_json_write_bool(&w, true);
    assert_str(jt_buf_str(&buf), "true");
}

static void ids_and_times_are_text(void **state)
{
    (void)state;
    jt_uuid uuid = {{0xab, 0, 1}};
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "u", &uuid);
    jt_json_member_time(&w, "t", (jt_time){784111777});
    jt_json_member_time(&w, "never", (jt_time){0});
    jt_json_object_end(&w);
    assert_str(jt_buf_str(&buf), "{\"u\":\"ab000100-0000-0000-0000-000000000000\","
                                 "\"t\":\"1994-11-06T08:49:37Z\",\"never\":null}");
}

static void assert_escaped(jt_str text, jt_str want)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_json_escape(&buf, text);
    assert_str_equal(jt_buf_str(&buf), want);
}

static void quotes_backslashes_and_controls_are_escaped(void **state)
{
    (void)state;
    assert_escaped(JT_STR("a\"b\\c/d"), JT_STR("a\\\"b\\\\c/d"));
    assert_escaped(JT_STR("\n"), JT_STR("\\n"));
    assert_escaped(JT_STR("\r\n\0\x1f"), JT_STR("\\r\\n\\u0000\\u001f"));
    assert_escaped(JT_STR("\b\t\v\f\x07"), JT_STR("\\b\\t\\u000b\\f\\u0007"));
    assert_escaped(JT_STR("\xc3\xa4\xf0\x9f\x98\x80"), JT_STR("\xc3\xa4\xf0\x9f\x98\x80"));
    assert_escaped(jt_str_make(NULL, 0), JT_STR(""));
}

static void what_is_no_utf8_is_replaced(void **state)
{
    (void)state;
    assert_escaped(JT_STR("\xff"), JT_STR("\xef\xbf\xbd"));
    assert_escaped(JT_STR("a\xc3"), JT_STR("a\xef\xbf\xbd"));
    assert_escaped(JT_STR("\xc3\"x"), JT_STR("\xef\xbf\xbd\\\"x"));
    assert_escaped(JT_STR("\xed\xa0\x80"), JT_STR("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"));
}

static void every_byte_is_written_so_that_it_can_be_read(void **state)
{
    (void)state;
    for (int a = 0; a < 256; a++) {
        char text[3] = {'x', (char)a, 'y'};
        JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
        JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
        struct jt_json_writer w = {.buf = &buf};
        jt_json_write_string(&w, jt_str_make(text, 3));
        enum jt_err err = jt_json_parse(jt_buf_str(&buf), 100, &json);
        assert_int_equal(err, a == 0 ? JT_ERR_FORMAT : JT_OK); /* the reader refuses NUL */
        jt_str again;
        if (a > 0 && a < 0x80) {
            assert_true(jt_json_string(jt_json_root(json), &again));
            assert_str_equal(again, jt_str_make(text, 3));
        }
    }
}

static void a_full_buffer_is_told_at_the_end(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(8);
    struct jt_json_writer w = {.buf = &buf};
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "name", JT_STR("value"));
    jt_json_object_end(&w);
    assert_int_equal(jt_buf_check(&buf), JT_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_stand_between_and_nowhere_else),
        cmocka_unit_test(one_value_needs_no_comma),
        cmocka_unit_test(ids_and_times_are_text),
        cmocka_unit_test(quotes_backslashes_and_controls_are_escaped),
        cmocka_unit_test(what_is_no_utf8_is_replaced),
        cmocka_unit_test(every_byte_is_written_so_that_it_can_be_read),
        cmocka_unit_test(a_full_buffer_is_told_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

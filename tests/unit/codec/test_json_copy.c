/* SPDX-License-Identifier: Apache-2.0 */
/* What our writer wrote comes back byte for byte: the audit chain rests on it. */
#include "codec/json.h"
#include "codec/json_write.h"

#include "support/assert_str.h"

static void assert_copy(jt_str text, jt_str want)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    assert_int_equal(jt_json_parse(text, 4096, &json), JT_OK);
    jt_json_write_value(&w, jt_json_root(json));
    assert_str_equal(jt_buf_str(&buf), want);
}

static void assert_same(jt_str text)
{
    assert_copy(text, text);
}

static void what_our_writer_wrote_comes_back(void **state)
{
    (void)state;
    assert_same(JT_STR("{\"z\":1,\"a\":[{\"b\":null},[],{},\"\",-5],\"c\":true,\"d\":false}"));
    assert_same(JT_STR("{\"text\":\"\\\"\\\\\\b\\t\\n\\u000b\\f\\r\\u001f/\x7f\xc3\xa9\"}"));
    assert_same(JT_STR("{\"n\":-9223372036854775808,\"m\":9007199254740993}"));
}

static void other_spellings_come_back_as_our_own(void **state)
{
    (void)state;
    assert_copy(JT_STR(" { \"a\" : [ 1 , 2 ] } "), JT_STR("{\"a\":[1,2]}"));
    assert_copy(JT_STR("[\"\\u0041\\/\\u00e9\"]"), JT_STR("[\"A/\xc3\xa9\"]"));
    assert_copy(JT_STR("[0.5,1]"), JT_STR("[0.5,1]"));
}

static void nothing_is_null(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    jt_json_write_value(&w, NULL);
    assert_str(jt_buf_str(&buf), "null");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_our_writer_wrote_comes_back),
        cmocka_unit_test(other_spellings_come_back_as_our_own),
        cmocka_unit_test(nothing_is_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* name=value lines: what is written is read, and nothing else is. */
#include "client/store/fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define KIND JT_STR("jeton test 1")

static void assert_refused(const char *text)
{
    struct jt_fields fields;
    if (jt_fields_parse(jt_str_from_c(text), KIND, &fields) == JT_OK) {
        fail_msg("accepted: %s", text);
    }
}

static void reads_what_was_written(void **state)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_fields fields;
    int64_t number = 0;
    (void)state;
    jt_fields_begin(&buf, KIND);
    assert_int_equal(jt_fields_add(&buf, "a", JT_STR("x=y = z")), JT_OK);
    assert_int_equal(jt_fields_add(&buf, "empty", JT_STR("")), JT_OK);
    assert_int_equal(jt_fields_add_i64(&buf, "low", -5), JT_OK);
    assert_int_equal(jt_fields_parse(jt_buf_str(&buf), KIND, &fields), JT_OK);
    assert_int_equal(fields.count, 2);
    assert_true(jt_str_equal(jt_fields_get(&fields, JT_STR("a")), JT_STR("x=y = z")));
    assert_int_equal(jt_fields_get(&fields, JT_STR("empty")).len, 0);
    assert_int_equal(jt_fields_get_i64(&fields, JT_STR("low"), &number), JT_OK);
    assert_int_equal(number, -5);
}

static void reads_no_fields_at_all(void **state)
{
    struct jt_fields fields;
    (void)state;
    assert_int_equal(jt_fields_parse(JT_STR("jeton test 1\n"), KIND, &fields), JT_OK);
    assert_int_equal(fields.count, 0);
}

static void refuses_other_kinds(void **state)
{
    (void)state;
    assert_refused("");
    assert_refused("\n");
    assert_refused("jeton test 2\n");
    assert_refused("jeton test 1");
    assert_refused("jeton test 1 \na=b\n");
    assert_refused("a=b\n");
}

static void refuses_broken_lines(void **state)
{
    (void)state;
    assert_refused("jeton test 1\na=b");
    assert_refused("jeton test 1\na\n");
    assert_refused("jeton test 1\n\n");
    assert_refused("jeton test 1\n=b\n");
    assert_refused("jeton test 1\nA=b\n");
    assert_refused("jeton test 1\na b=c\n");
    assert_refused("jeton test 1\na=b\na=c\n");
    assert_refused("jeton test 1\na=b\tc\n");
    assert_refused("jeton test 1\na=b\r\n");
    assert_refused("jeton test 1\na=\x7f\n");
    assert_refused("jeton test 1\nabcdefghijklmnopqrstuvwxyzabcdefg=long\n");
}

static void refuses_too_many_lines(void **state)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_fields fields;
    (void)state;
    jt_fields_begin(&buf, KIND);
    for (int i = 0; i <= JT_FIELDS_MAX; i++) {
        jt_buf_append_f(&buf, "n%.*s=1\n", i, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    }
    assert_int_not_equal(jt_fields_parse(jt_buf_str(&buf), KIND, &fields), JT_OK);
}

static void refuses_to_write_control_characters(void **state)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    (void)state;
    assert_int_equal(jt_fields_add(&buf, "a", JT_STR("x\ny=z")), JT_ERR_FORMAT);
    assert_int_equal(jt_fields_add(&buf, "a", JT_STR("x\0y")), JT_ERR_FORMAT);
    assert_int_equal(jt_fields_add(&buf, "a", JT_STR("\x1b[0m")), JT_ERR_FORMAT);
    assert_int_equal(buf.len, 0);
}

static void refuses_what_is_no_number(void **state)
{
    static const char *const texts[] = {
        "x=", "x=-", "x=1.5", "x=+1", "x= 1", "x=--1", "x=9223372036854775808", "x=1e3", "y=1"};
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
        struct jt_fields fields;
        int64_t number = 7;
        jt_buf_append_f(&buf, "jeton test 1\n%s\n", texts[i]);
        assert_int_equal(jt_fields_parse(jt_buf_str(&buf), KIND, &fields), JT_OK);
        assert_int_equal(jt_fields_get_i64(&fields, JT_STR("x"), &number), JT_ERR_FORMAT);
        assert_int_equal(number, 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_was_written),
        cmocka_unit_test(reads_no_fields_at_all),
        cmocka_unit_test(refuses_other_kinds),
        cmocka_unit_test(refuses_broken_lines),
        cmocka_unit_test(refuses_too_many_lines),
        cmocka_unit_test(refuses_to_write_control_characters),
        cmocka_unit_test(refuses_what_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The growing buffer: what it writes, where it stops, and that it forgets. */
#include "base/buf.h"

#include "support/assert_str.h"

#include <string.h>

static void appends_of_every_kind(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_buf_append(&buf, JT_STR("a\0b"));
    jt_buf_append_c(&buf, "-c");
    jt_buf_append_char(&buf, '|');
    jt_buf_append_f(&buf, "%d/%s", 42, "x");
    jt_buf_append(&buf, jt_str_make(NULL, 0));
    assert_int_equal(jt_buf_check(&buf), JT_OK);
    assert_str(jt_buf_str(&buf), "a\0b-c|42/x");
}

static void integers_at_their_ends(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_buf_append_i64(&buf, INT64_MIN);
    jt_buf_append_char(&buf, ' ');
    jt_buf_append_i64(&buf, INT64_MAX);
    jt_buf_append_char(&buf, ' ');
    jt_buf_append_u64(&buf, UINT64_MAX);
    jt_buf_append_char(&buf, ' ');
    jt_buf_append_u64(&buf, 0);
    assert_str(jt_buf_str(&buf), "-9223372036854775808 9223372036854775807 18446744073709551615 0");
}

static void growing_keeps_what_was_written(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    for (int i = 0; i < 5000; i++) {
        jt_buf_append_char(&buf, (char)('a' + i % 26));
    }
    assert_int_equal(buf.len, 5000);
    for (size_t i = 0; i < buf.len; i++) {
        assert_int_equal(buf.ptr[i], 'a' + (int)(i % 26));
    }
}

static void the_maximum_can_be_filled_and_not_passed(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(4);
    jt_buf_append_c(&buf, "abcd");
    assert_int_equal(jt_buf_check(&buf), JT_OK);
    jt_buf_append_char(&buf, 'e');
    assert_int_equal(jt_buf_check(&buf), JT_ERR_LIMIT);
    assert_str(jt_buf_str(&buf), "abcd");
}

static void a_failure_sticks_until_reset(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(4);
    jt_buf_append_c(&buf, "abcde");
    jt_buf_append_c(&buf, "a");
    assert_int_equal(buf.len, 0);
    assert_int_equal(jt_buf_check(&buf), JT_ERR_LIMIT);
    assert_null(jt_buf_reserve(&buf, 1));
    jt_buf_reset(&buf);
    jt_buf_append_c(&buf, "a");
    assert_int_equal(jt_buf_check(&buf), JT_OK);
    assert_str(jt_buf_str(&buf), "a");
}

static void the_default_maximum_holds(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    assert_non_null(jt_buf_reserve(&buf, JT_BUF_MAX_DEFAULT));
    assert_null(jt_buf_reserve(&buf, JT_BUF_MAX_DEFAULT + 1));
    assert_int_equal(jt_buf_check(&buf), JT_ERR_LIMIT);
}

static void lengths_do_not_wrap(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_buf_append_c(&buf, "a");
    assert_null(jt_buf_reserve(&buf, SIZE_MAX));
    assert_int_equal(jt_buf_check(&buf), JT_ERR_LIMIT);
}

static void formatting_beyond_the_maximum_fails_whole(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(4);
    jt_buf_append_f(&buf, "%s", "abcde");
    assert_int_equal(jt_buf_check(&buf), JT_ERR_LIMIT);
    assert_int_equal(buf.len, 0);
}

static void reserved_room_counts_when_grown(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    char *room = jt_buf_reserve(&buf, 3);
    memcpy(room, "xyz", 3);
    assert_int_equal(buf.len, 0);
    jt_buf_grow(&buf, 2);
    assert_str(jt_buf_str(&buf), "xy");
}

static void c_ends_with_nul_that_is_not_counted(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(3);
    assert_string_equal(jt_buf_c(&buf), "");
    jt_buf_append_c(&buf, "abc");
    assert_string_equal(jt_buf_c(&buf), "abc");
    assert_int_equal(buf.len, 3);
    jt_buf_append_c(&buf, "d");
    assert_string_equal(jt_buf_c(&buf), "");
}

static void reset_wipes(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_buf_append_c(&buf, "secret");
    const char *memory = buf.ptr;
    jt_buf_reset(&buf);
    assert_ptr_equal(buf.ptr, memory);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(memory[i], 0);
    }
}

static void clear_keeps_the_maximum(void **state)
{
    (void)state;
    struct jt_buf buf = JT_BUF_INIT(2);
    jt_buf_append_c(&buf, "abc");
    jt_buf_clear(&buf);
    assert_null(buf.ptr);
    assert_int_equal(jt_buf_check(&buf), JT_OK);
    jt_buf_append_c(&buf, "abc");
    assert_int_equal(jt_buf_check(&buf), JT_ERR_LIMIT);
    jt_buf_clear(&buf);
    jt_buf_clear(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_of_every_kind),
        cmocka_unit_test(integers_at_their_ends),
        cmocka_unit_test(growing_keeps_what_was_written),
        cmocka_unit_test(the_maximum_can_be_filled_and_not_passed),
        cmocka_unit_test(a_failure_sticks_until_reset),
        cmocka_unit_test(the_default_maximum_holds),
        cmocka_unit_test(lengths_do_not_wrap),
        cmocka_unit_test(formatting_beyond_the_maximum_fails_whole),
        cmocka_unit_test(reserved_room_counts_when_grown),
        cmocka_unit_test(c_ends_with_nul_that_is_not_counted),
        cmocka_unit_test(reset_wipes),
        cmocka_unit_test(clear_keeps_the_maximum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What is read to the end, and written whole. */
#include "base/fd.h"

#include "support/assert_str.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { LONG = 20000 };

static void what_goes_in_comes_out(void **state)
{
    (void)state;
    static char bytes[LONG];
    JT_CLEAN(jt_buf_clear) struct jt_buf got = JT_BUF_INIT(LONG);
    int ends[2];
    memset(bytes, 'x', sizeof(bytes));
    assert_int_equal(pipe(ends), 0);
    assert_true(jt_fd_write_all(ends[1], jt_str_make(bytes, sizeof(bytes))));
    assert_true(jt_fd_write_all(ends[1], JT_STR("")));
    (void)close(ends[1]);
    assert_int_equal(jt_fd_read_all(ends[0], &got), JT_OK);
    assert_true(jt_str_equal(jt_buf_str(&got), jt_str_make(bytes, sizeof(bytes))));
    (void)close(ends[0]);
}

static void too_much_is_told_from_just_enough(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf got = JT_BUF_INIT(3);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_true(jt_fd_write_all(ends[1], JT_STR("four")));
    (void)close(ends[1]);
    assert_int_equal(jt_fd_read_all(ends[0], &got), JT_ERR_LIMIT);
    (void)close(ends[0]);
}

static void what_fails_is_said(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf got = JT_BUF_INIT(LONG);
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_int_equal(jt_fd_read_all(-1, &got), JT_ERR_IO);
    assert_int_equal(jt_fd_read_all(full, &got), JT_ERR_IO);
    assert_false(jt_fd_write_all(-1, JT_STR("x")));
    assert_false(jt_fd_write_all(full, JT_STR("x")));
    (void)close(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(too_much_is_told_from_just_enough),
        cmocka_unit_test(what_fails_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* If-None-Match (RFC 9110 §13.1.2): lists, weak tags, and everything that is no tag. */
#include "server/endpoint/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char etag[] = "\"abc\"";

static bool matches(const char *if_none_match)
{
    return jt_etag_matches(jt_str_from_c(if_none_match), jt_str_from_c(etag));
}

static void the_tag_itself_matches(void **state)
{
    (void)state;
    assert_true(matches("\"abc\""));
    assert_true(matches("  \"abc\"\t"));
    assert_true(matches("W/\"abc\""));
    assert_true(matches("*"));
}

static void a_list_matches_when_one_does(void **state)
{
    (void)state;
    assert_true(matches("\"x\", \"abc\""));
    assert_true(matches("\"a,b\" ,W/\"x\",\"abc\""));
    assert_false(matches("\"x\", \"y\""));
}

static void others_do_not_match(void **state)
{
    (void)state;
    assert_false(matches(""));
    assert_false(matches("abc"));
    assert_false(matches("\"abc"));
    assert_false(matches("\""));
    assert_false(matches("\"\""));
    assert_false(matches("\"abcd\""));
    assert_false(matches("\"ab\""));
    assert_false(matches("w/\"abc\""));
    assert_false(matches("W/"));
    assert_false(matches("W/ \"abc\""));
    assert_false(matches("\"ABC\""));
}

static void what_follows_a_broken_tag_is_not_read(void **state)
{
    (void)state;
    assert_false(matches("abc, \"abc\""));
    assert_false(matches("\"x\" \"abc\""));
    assert_false(matches(", \"abc\""));
    assert_false(matches("\"x\",, \"abc\""));
    assert_false(matches("*, \"x\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tag_itself_matches),
        cmocka_unit_test(a_list_matches_when_one_does),
        cmocka_unit_test(others_do_not_match),
        cmocka_unit_test(what_follows_a_broken_tag_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

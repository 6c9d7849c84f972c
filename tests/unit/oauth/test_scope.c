/* SPDX-License-Identifier: Apache-2.0 */
/* Scopes: RFC 6749 §3.3 to the letter. */
#include "oauth/scope.h"

#include "base/buf.h"

#include "support/assert_str.h"

static void tokens_keep_their_order(void **state)
{
    (void)state;
    struct jt_scope scope;
    jt_str text = JT_STR("user.manage development:end_user.view !~");
    assert_int_equal(jt_scope_parse(text, &scope), JT_OK);
    assert_int_equal(scope.count, 3);
    assert_str(scope.tokens[0], "user.manage");
    assert_str(scope.tokens[1], "development:end_user.view");
    assert_str(scope.tokens[2], "!~");
}

static void duplicates_are_dropped(void **state)
{
    (void)state;
    struct jt_scope scope;
    assert_int_equal(jt_scope_parse(JT_STR("b a b a B b"), &scope), JT_OK);
    assert_int_equal(scope.count, 3);
    assert_str(scope.tokens[0], "b");
    assert_str(scope.tokens[1], "a");
    assert_str(scope.tokens[2], "B");
}

static void malformed_scopes_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",      " ",      " a",   "a ",    "a  b",     "a\tb",
                                      "a\nb",  "\"a\"",  "a\\b", "a\x7f", "\xc3\xa4", "a b ",
                                      "a\x1f", "a \x01", "  ",   "a,b\"", "a\r\n"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct jt_scope scope = {.count = 9};
        if (jt_scope_parse(jt_str_from_c(bad[i]), &scope) != JT_ERR_FORMAT) {
            fail_msg("accepted \"%s\"", bad[i]);
        }
        assert_int_equal(scope.count, 9);
    }
    struct jt_scope scope;
    assert_int_equal(jt_scope_parse(jt_str_make(NULL, 0), &scope), JT_ERR_FORMAT);
    assert_int_equal(jt_scope_parse(JT_STR("a\0b"), &scope), JT_ERR_FORMAT);
}

static void the_number_of_tokens_is_limited(void **state)
{
    (void)state;
    struct jt_scope scope;
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    for (int i = 0; i < JT_SCOPE_TOKENS_MAX; i++) {
        jt_buf_append_f(&text, "%st%d", i ? " " : "", i);
    }
    jt_buf_append_c(&text, " t0");
    assert_int_equal(jt_scope_parse(jt_buf_str(&text), &scope), JT_OK);
    assert_int_equal(scope.count, JT_SCOPE_TOKENS_MAX);
    jt_buf_append_c(&text, " one_more");
    scope.count = 9;
    assert_int_equal(jt_scope_parse(jt_buf_str(&text), &scope), JT_ERR_LIMIT);
    assert_int_equal(scope.count, 9);
}

static void the_length_is_limited(void **state)
{
    (void)state;
    struct jt_scope scope;
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    while (text.len < JT_SCOPE_MAX) {
        jt_buf_append_char(&text, 'a');
    }
    assert_int_equal(jt_scope_parse(jt_buf_str(&text), &scope), JT_OK);
    jt_buf_append_char(&text, 'a');
    assert_int_equal(jt_scope_parse(jt_buf_str(&text), &scope), JT_ERR_LIMIT);
}

static void assert_split(const char *token, const char *stage, const char *permission)
{
    jt_str got_stage;
    jt_str got_permission;
    jt_scope_token_split(jt_str_from_c(token), &got_stage, &got_permission);
    assert_str_equal(got_stage, jt_str_from_c(stage));
    assert_str_equal(got_permission, jt_str_from_c(permission));
}

static void tokens_are_split_at_the_first_colon(void **state)
{
    (void)state;
    assert_split("user.manage", "", "user.manage");
    assert_split("test:end_user.view", "test", "end_user.view");
    assert_split("a:b:c", "a", "b:c");
    assert_split("test:", "test", "");
    assert_split("", "", "");
}

static void a_leading_colon_is_no_organization_wide_permission(void **state)
{
    (void)state;
    assert_split(":user.manage", "", ":user.manage");
    assert_split(":", "", ":");
}

static void contains_compares_bytes(void **state)
{
    (void)state;
    struct jt_scope scope;
    assert_int_equal(jt_scope_parse(JT_STR("a.b c:d"), &scope), JT_OK);
    assert_true(jt_scope_contains(&scope, JT_STR("c:d")));
    assert_false(jt_scope_contains(&scope, JT_STR("C:d")));
    assert_false(jt_scope_contains(&scope, JT_STR("d")));
    assert_false(jt_scope_contains(&scope, JT_STR("a")));
    assert_false(jt_scope_contains(&scope, JT_STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_keep_their_order),
        cmocka_unit_test(duplicates_are_dropped),
        cmocka_unit_test(malformed_scopes_are_refused),
        cmocka_unit_test(the_number_of_tokens_is_limited),
        cmocka_unit_test(the_length_is_limited),
        cmocka_unit_test(tokens_are_split_at_the_first_colon),
        cmocka_unit_test(a_leading_colon_is_no_organization_wide_permission),
        cmocka_unit_test(contains_compares_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The Authorization header: schemes, Basic both ways, Bearer. */
#include "codec/http_auth.h"

#include "codec/base64.h"

#include "support/assert_str.h"

static struct jt_arena arena;

static int teardown(void **state)
{
    (void)state;
    jt_arena_clear(&arena);
    return 0;
}

static enum jt_err parse_pair(jt_str pair, struct jt_basic *ret_basic)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    jt_base64_encode(&text, pair);
    return jt_basic_parse(&arena, jt_buf_str(&text), ret_basic);
}

static void schemes_are_read_in_any_case(void **state)
{
    (void)state;
    jt_str rest;
    assert_int_equal(jt_http_auth_parse(JT_STR("Basic Zg=="), &rest), JT_AUTH_BASIC);
    assert_str(rest, "Zg==");
    assert_int_equal(jt_http_auth_parse(JT_STR("bAsIc   Zg=="), &rest), JT_AUTH_BASIC);
    assert_str(rest, "Zg==");
    assert_int_equal(jt_http_auth_parse(JT_STR("BEARER a b"), &rest), JT_AUTH_BEARER);
    assert_str(rest, "a b");
    assert_int_equal(jt_http_auth_parse(JT_STR("Bearer"), &rest), JT_AUTH_BEARER);
    assert_int_equal(rest.len, 0);
}

static void other_schemes_are_other(void **state)
{
    (void)state;
    jt_str rest;
    assert_int_equal(jt_http_auth_parse(JT_STR(""), &rest), JT_AUTH_NONE);
    assert_int_equal(jt_http_auth_parse(jt_str_make(NULL, 0), &rest), JT_AUTH_NONE);
    assert_int_equal(jt_http_auth_parse(JT_STR("Negotiate x"), &rest), JT_AUTH_OTHER);
    assert_int_equal(jt_http_auth_parse(JT_STR("Basic:Zg=="), &rest), JT_AUTH_OTHER);
    assert_int_equal(jt_http_auth_parse(JT_STR("Basic\tZg=="), &rest), JT_AUTH_OTHER);
    assert_int_equal(jt_http_auth_parse(JT_STR("BasicZg=="), &rest), JT_AUTH_OTHER);
    assert_int_equal(jt_http_auth_parse(JT_STR(" x"), &rest), JT_AUTH_OTHER);
}

static void basic_is_read_raw_and_as_a_form(void **state)
{
    (void)state;
    struct jt_basic basic;
    assert_int_equal(parse_pair(JT_STR("my%20id:a+b%3Ac:d"), &basic), JT_OK);
    assert_str(basic.id_raw, "my%20id");
    assert_str(basic.secret_raw, "a+b%3Ac:d");
    assert_true(basic.form_valid);
    assert_str(basic.id_form, "my id");
    assert_str(basic.secret_form, "a b:c:d");
}

static void a_raw_secret_need_not_be_a_form(void **state)
{
    (void)state;
    struct jt_basic basic;
    assert_int_equal(parse_pair(JT_STR("id:100%"), &basic), JT_OK);
    assert_str(basic.secret_raw, "100%");
    assert_false(basic.form_valid);
    assert_int_equal(basic.id_form.len, 0);
    assert_int_equal(basic.secret_form.len, 0);
    assert_int_equal(parse_pair(JT_STR("id%:x"), &basic), JT_OK);
    assert_false(basic.form_valid);
    assert_int_equal(parse_pair(JT_STR("id:%FF"), &basic), JT_OK);
    assert_false(basic.form_valid);
    assert_int_equal(parse_pair(JT_STR("id:%00"), &basic), JT_OK);
    assert_false(basic.form_valid);
}

static void empty_parts_are_parts(void **state)
{
    (void)state;
    struct jt_basic basic;
    assert_int_equal(parse_pair(JT_STR(":"), &basic), JT_OK);
    assert_int_equal(basic.id_raw.len, 0);
    assert_int_equal(basic.secret_raw.len, 0);
    assert_true(basic.form_valid);
}

static void a_stray_newline_is_kept_to_be_told(void **state)
{
    (void)state;
    struct jt_basic basic;
    assert_int_equal(parse_pair(JT_STR("id:secret\r\n"), &basic), JT_OK);
    assert_str(basic.secret_raw, "secret\r\n");
}

static void malformed_basic_is_refused(void **state)
{
    (void)state;
    struct jt_basic basic = {.form_valid = true};
    assert_int_equal(parse_pair(JT_STR("no colon"), &basic), JT_ERR_FORMAT);
    assert_int_equal(parse_pair(JT_STR(""), &basic), JT_ERR_FORMAT);
    assert_int_equal(parse_pair(JT_STR("id:a\0b"), &basic), JT_ERR_FORMAT);
    assert_int_equal(parse_pair(JT_STR("i\0d:ab"), &basic), JT_ERR_FORMAT);
    assert_int_equal(parse_pair(JT_STR("id:\xff\xfe"), &basic), JT_ERR_FORMAT);
    assert_int_equal(jt_basic_parse(&arena, JT_STR("aWQ6eA"), &basic), JT_ERR_FORMAT);
    assert_int_equal(jt_basic_parse(&arena, JT_STR("aWQ6eA== "), &basic), JT_ERR_FORMAT);
    assert_int_equal(jt_basic_parse(&arena, JT_STR("aWQ6\neA=="), &basic), JT_ERR_FORMAT);
    assert_int_equal(jt_basic_parse(&arena, JT_STR("aWQ6__-_"), &basic), JT_ERR_FORMAT);
    assert_true(basic.form_valid);
}

static void without_memory_nothing_is_read(void **state)
{
    (void)state;
    struct jt_basic basic = {.form_valid = true};
    for (size_t max = 1; max < 20; max++) {
        JT_CLEAN(jt_arena_clear) struct jt_arena tiny = {.max = max};
        jt_str credentials = JT_STR("aWRlbnRpdHk6c2VjcmV0"); /* identity:secret */
        assert_int_equal(jt_basic_parse(&tiny, credentials, &basic), JT_ERR_NOMEM);
    }
    assert_true(basic.form_valid);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    struct jt_basic basic;
    jt_str credentials;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_basic_write(&buf, JT_STR("i:d"), JT_STR("p%c3 +\xc3\xa4"));
    assert_int_equal(jt_http_auth_parse(jt_buf_str(&buf), &credentials), JT_AUTH_BASIC);
    assert_int_equal(jt_basic_parse(&arena, credentials, &basic), JT_OK);
    assert_str(basic.id_raw, "i%3Ad");
    assert_str(basic.id_form, "i:d");
    assert_str(basic.secret_form, "p%c3 +\xc3\xa4");
}

static void writing_without_room_fails_whole(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(10);
    jt_basic_write(&buf, JT_STR("id"), JT_STR("secret"));
    assert_int_equal(jt_buf_check(&buf), JT_ERR_LIMIT);
}

static void bearer_tokens_are_b64tokens(void **state)
{
    (void)state;
    assert_true(jt_bearer_is_valid(JT_STR("eyJhbGciOi.J9-._~+/")));
    assert_true(jt_bearer_is_valid(JT_STR("a==")));
    assert_false(jt_bearer_is_valid(JT_STR("")));
    assert_false(jt_bearer_is_valid(JT_STR("=")));
    assert_false(jt_bearer_is_valid(JT_STR("a=b")));
    assert_false(jt_bearer_is_valid(JT_STR("a b")));
    assert_false(jt_bearer_is_valid(JT_STR("a,b")));
    assert_false(jt_bearer_is_valid(JT_STR("a\0")));
    assert_false(jt_bearer_is_valid(JT_STR("\xc3\xa4")));
    assert_false(jt_bearer_is_valid(JT_STR("\"a\"")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schemes_are_read_in_any_case),
        cmocka_unit_test(other_schemes_are_other),
        cmocka_unit_test(basic_is_read_raw_and_as_a_form),
        cmocka_unit_test(a_raw_secret_need_not_be_a_form),
        cmocka_unit_test(empty_parts_are_parts),
        cmocka_unit_test(a_stray_newline_is_kept_to_be_told),
        cmocka_unit_test(malformed_basic_is_refused),
        cmocka_unit_test(without_memory_nothing_is_read),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(writing_without_room_fails_whole),
        cmocka_unit_test(bearer_tokens_are_b64tokens),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}

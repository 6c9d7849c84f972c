/* SPDX-License-Identifier: Apache-2.0 */
/* Forms: what is read, what is refused, and that an escape hides nothing. */
#include "codec/form.h"

#include "support/assert_str.h"

static struct jt_arena arena;

static int teardown(void **state)
{
    (void)state;
    jt_arena_clear(&arena);
    return 0;
}

static void a_token_request_is_read(void **state)
{
    (void)state;
    struct jt_form form;
    jt_str body = JT_STR("grant_type=client_credentials&scope=a+b%2Bc&client%5fid=%C3%A4");
    assert_int_equal(jt_form_parse(&arena, body, &form), JT_OK);
    assert_int_equal(form.count, 3);
    assert_str(jt_form_get(&form, JT_STR("grant_type")), "client_credentials");
    assert_str(jt_form_get(&form, JT_STR("scope")), "a b+c");
    assert_str(jt_form_get(&form, JT_STR("client_id")), "\xc3\xa4");
    assert_int_equal(jt_form_find_duplicate(&form).len, 0);
}

static void absent_empty_and_nameless(void **state)
{
    (void)state;
    struct jt_form form;
    assert_int_equal(jt_form_parse(&arena, JT_STR("&&a&b=&=c&d==e&"), &form), JT_OK);
    assert_int_equal(form.count, 4);
    assert_int_equal(jt_form_count(&form, JT_STR("a")), 1);
    assert_int_equal(jt_form_get(&form, JT_STR("a")).len, 0);
    assert_int_equal(jt_form_get(&form, JT_STR("b")).len, 0);
    assert_str(jt_form_get(&form, JT_STR("")), "c");
    assert_str(jt_form_get(&form, JT_STR("d")), "=e");
    assert_int_equal(jt_form_count(&form, JT_STR("zzz")), 0);
    assert_int_equal(jt_form_get(&form, JT_STR("zzz")).len, 0);
}

static void nothing_and_separators_are_an_empty_form(void **state)
{
    (void)state;
    struct jt_form form = {.count = 9};
    assert_int_equal(jt_form_parse(&arena, jt_str_make(NULL, 0), &form), JT_OK);
    assert_int_equal(form.count, 0);
    form.count = 9;
    assert_int_equal(jt_form_parse(&arena, JT_STR("&&&&"), &form), JT_OK);
    assert_int_equal(form.count, 0);
}

static void names_keep_their_case(void **state)
{
    (void)state;
    struct jt_form form;
    assert_int_equal(jt_form_parse(&arena, JT_STR("GRANT_TYPE=x"), &form), JT_OK);
    assert_int_equal(jt_form_count(&form, JT_STR("grant_type")), 0);
}

static void an_escape_hides_no_duplicate(void **state)
{
    (void)state;
    struct jt_form form;
    assert_int_equal(jt_form_parse(&arena, JT_STR("x=1&scope=a&sc%6fpe=b"), &form), JT_OK);
    assert_int_equal(jt_form_count(&form, JT_STR("scope")), 2);
    assert_str(jt_form_get(&form, JT_STR("scope")), "a");
    assert_str(jt_form_find_duplicate(&form), "scope");
}

static void nameless_pieces_do_not_hide_a_duplicate(void **state)
{
    (void)state;
    struct jt_form form;
    assert_int_equal(jt_form_parse(&arena, JT_STR("=&=&a&a=1"), &form), JT_OK);
    assert_str(jt_form_find_duplicate(&form), "a");
}

static void broken_forms_are_refused(void **state)
{
    (void)state;
    static const jt_str bad[] = {
        JT_STR_INIT("a=%"),         JT_STR_INIT("a=%G1"),    JT_STR_INIT("a=%2"),
        JT_STR_INIT("%=a"),         JT_STR_INIT("%u0041=a"), JT_STR_INIT("a=%00"),
        JT_STR_INIT("a=b\0c"),      JT_STR_INIT("a%00=b"),   JT_STR_INIT("a=%FF%FE"),
        JT_STR_INIT("a=\xff"),      JT_STR_INIT("\xc3=a"),   JT_STR_INIT("a=%C0%80"),
        JT_STR_INIT("a=%ED%A0%80"), JT_STR_INIT("a=%2&0=b"), JT_STR_INIT("good=1&a=%C3&%A4=b"),
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct jt_form form = {.count = 9};
        if (jt_form_parse(&arena, bad[i], &form) != JT_ERR_FORMAT) {
            fail_msg("accepted \"%.*s\"", JT_STR_ARG(bad[i]));
        }
        assert_int_equal(form.count, 9);
    }
}

static void a_character_may_be_half_raw(void **state)
{
    (void)state;
    struct jt_form form;
    assert_int_equal(jt_form_parse(&arena, JT_STR("a=\xc3%A4"), &form), JT_OK);
    assert_str(form.pairs[0].value, "\xc3\xa4");
}

static void the_number_of_pairs_is_limited(void **state)
{
    (void)state;
    struct jt_form form = {.count = 9};
    JT_CLEAN(jt_buf_clear) struct jt_buf body = {0};
    for (int i = 0; i < JT_FORM_PAIRS_MAX; i++) {
        jt_buf_append_f(&body, "&&a%d=b", i);
    }
    assert_int_equal(jt_form_parse(&arena, jt_buf_str(&body), &form), JT_OK);
    assert_int_equal(form.count, JT_FORM_PAIRS_MAX);
    jt_buf_append_c(&body, "&&");
    assert_int_equal(jt_form_parse(&arena, jt_buf_str(&body), &form), JT_OK);
    jt_buf_append_c(&body, "c");
    form.count = 9;
    assert_int_equal(jt_form_parse(&arena, jt_buf_str(&body), &form), JT_ERR_LIMIT);
    assert_int_equal(form.count, 9);
}

static void without_memory_nothing_is_read(void **state)
{
    (void)state;
    JT_CLEAN(jt_arena_clear) struct jt_arena tiny = {.max = 2};
    struct jt_form form = {.count = 9};
    jt_str value = JT_STR("old");
    assert_int_equal(jt_form_parse(&tiny, JT_STR("a=b"), &form), JT_ERR_NOMEM);
    assert_int_equal(jt_form_decode(&tiny, JT_STR("abc"), &value), JT_ERR_NOMEM);
    assert_int_equal(form.count, 9);
    assert_str(value, "old");
}

static void one_component_is_decoded(void **state)
{
    (void)state;
    jt_str value = JT_STR("old");
    assert_int_equal(jt_form_decode(&arena, JT_STR("a%26b+%3D&="), &value), JT_OK);
    assert_str(value, "a&b =&=");
    assert_int_equal(jt_form_decode(&arena, JT_STR("%zz"), &value), JT_ERR_FORMAT);
    assert_int_equal(jt_form_decode(&arena, JT_STR("%00"), &value), JT_ERR_FORMAT);
    assert_str(value, "a&b =&=");
}

static void components_are_encoded(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_form_append(&buf, JT_STR("a b"), JT_STR("AZaz09*-._"));
    jt_form_append(&buf, JT_STR("~"), JT_STR("+&=%\xc3\xa4"));
    assert_str(jt_buf_str(&buf), "a+b=AZaz09*-._&%7E=%2B%26%3D%25%C3%A4");
}

static void the_limit_of_the_buffer_is_exact(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(4);
    jt_form_encode(&buf, JT_STR(" ~"));
    assert_str(jt_buf_str(&buf), "+%7E");
    jt_form_encode(&buf, JT_STR("a"));
    assert_int_equal(jt_buf_check(&buf), JT_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_request_is_read),
        cmocka_unit_test(absent_empty_and_nameless),
        cmocka_unit_test(nothing_and_separators_are_an_empty_form),
        cmocka_unit_test(names_keep_their_case),
        cmocka_unit_test(an_escape_hides_no_duplicate),
        cmocka_unit_test(nameless_pieces_do_not_hide_a_duplicate),
        cmocka_unit_test(broken_forms_are_refused),
        cmocka_unit_test(a_character_may_be_half_raw),
        cmocka_unit_test(the_number_of_pairs_is_limited),
        cmocka_unit_test(without_memory_nothing_is_read),
        cmocka_unit_test(one_component_is_decoded),
        cmocka_unit_test(components_are_encoded),
        cmocka_unit_test(the_limit_of_the_buffer_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The small readers of the client: wants, origins, challenges, methods, answers, troubles. */
#include "client/answer.h"
#include "client/challenge.h"
#include "client/method.h"
#include "client/secret_judge.h"
#include "client/want.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void wants_are_checked(void **state)
{
    struct jt_trouble trouble;
    struct jt_want good = {.issuer = JT_STR("id.example"), .client_id = JT_STR("c")};
    struct jt_want bad[9];
    (void)state;
    assert_int_equal(jt_want_check(&good, &trouble), JT_OK);
    for (size_t i = 0; i < 9; i++) {
        bad[i] = good;
    }
    bad[0].issuer = JT_STR("");
    bad[1].client_id = JT_STR("");
    bad[2].issuer = JT_STR("id example");
    bad[3].client_id = JT_STR("c\n");
    bad[4].scope = JT_STR(" a");
    bad[5].scope = JT_STR("a\\b");
    bad[6].resource = JT_STR("\xc3\xa4");
    bad[7].method = JT_STR("none");
    bad[8].scope = JT_STR("a ");
    for (size_t i = 0; i < 9; i++) {
        trouble.kind = JT_TROUBLE_NONE;
        assert_int_equal(jt_want_check(&bad[i], &trouble), JT_ERR_ARG);
        assert_int_equal(trouble.kind, JT_TROUBLE_USAGE);
    }
}

static void origins_are_compared_whole(void **state)
{
    struct jt_url url;
    (void)state;
    assert_int_equal(jt_url_parse(JT_STR("https://a.example:8443/x"), &url), JT_OK);
    assert_true(jt_origin_in_list(&url, JT_STR("https://b.example https://A.example:8443/")));
    assert_false(jt_origin_in_list(&url, JT_STR("")));
    assert_false(jt_origin_in_list(&url, JT_STR("https://a.example")));
    assert_false(jt_origin_in_list(&url, JT_STR("http://a.example:8443")));
    assert_false(jt_origin_in_list(&url, JT_STR("https://a.example:8443/x")));
    assert_false(jt_origin_in_list(&url, JT_STR("https://a.example:84")));
    assert_true(jt_origin_is_valid(JT_STR("https://a.example")));
    assert_false(jt_origin_is_valid(JT_STR("https://a.example/x")));
    assert_false(jt_origin_is_valid(JT_STR("a.example")));
    assert_false(jt_origin_is_valid(JT_STR("https://a.example?x")));
}

static const char *error_of(const char *value)
{
    static char text[64];
    struct jt_challenge challenge;
    if (!jt_challenge_find_bearer(jt_str_from_c(value), &challenge)) {
        return "none";
    }
    jt_trouble_copy(text, sizeof(text), challenge.error);
    return text;
}

static void challenges_are_taken_apart(void **state)
{
    (void)state;
    assert_string_equal(error_of("Bearer error=\"invalid_token\""), "invalid_token");
    assert_string_equal(error_of("bEARER realm=\"a, b\", Error = invalid_token"), "invalid_token");
    assert_string_equal(error_of("Basic realm=\"x\", Bearer error=\"e\""), "e");
    assert_string_equal(error_of("Bearer error=\"e\", Basic error=\"f\""), "e");
    assert_string_equal(error_of("Negotiate YWJj==, Bearer error=\"e\""), "e");
    assert_string_equal(error_of("Bearer"), "");
    assert_string_equal(error_of("Bearer realm=\"\\\"error=\\\"invalid_token\""), "");
    assert_string_equal(error_of("Basic error=\"invalid_token\""), "none");
    assert_string_equal(error_of(""), "none");
    assert_string_equal(error_of("Bearerx error=\"e\""), "none");
    assert_string_equal(error_of("Bearer error=\"e"), "");
    assert_string_equal(error_of("Bearer error="), "");
    assert_string_equal(error_of(",,, ,\"\\"), "none");
}

static const char *method_of(const char *configured, bool listed, bool basic, bool post,
                             const char *secret)
{
    const struct jt_metadata metadata = {
        .methods_listed = listed, .basic_supported = basic, .post_supported = post};
    const struct jt_method *method =
        jt_method_choose(jt_str_from_c(configured), &metadata, jt_str_from_c(secret));
    return method ? method->name.ptr : "none";
}

static void methods_are_chosen(void **state)
{
    (void)state;
    assert_string_equal(method_of("", false, false, false, "s%"), "client_secret_basic");
    assert_string_equal(method_of("", true, true, true, "s"), "client_secret_basic");
    assert_string_equal(method_of("", true, true, true, "s%"), "client_secret_post");
    assert_string_equal(method_of("", true, true, true, "s~"), "client_secret_post");
    assert_string_equal(method_of("", true, true, false, "s%"), "client_secret_basic");
    assert_string_equal(method_of("", true, false, true, "s"), "client_secret_post");
    assert_string_equal(method_of("", true, false, false, "s"), "client_secret_post");
    assert_string_equal(method_of("client_secret_basic", true, false, true, "s%"),
                        "client_secret_basic");
    assert_string_equal(method_of("none", false, false, false, "s"), "none");
}

static enum jt_err parse(const char *body, struct jt_answer *ret_answer)
{
    static struct jt_arena arena;
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    jt_arena_clear(&arena);
    enum jt_err err = jt_answer_parse(&arena, jt_str_from_c(body), ret_answer, &trouble);
    assert_int_equal(err == JT_OK, trouble.kind == JT_TROUBLE_NONE);
    return err;
}

static void answers_are_read(void **state)
{
    struct jt_answer answer;
    (void)state;
    assert_int_equal(parse("{\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":60,"
                           "\"scope\":\"x y\",\"client_secret_expires_at\":99}",
                           &answer),
                     JT_OK);
    assert_int_equal(answer.lifetime_s, 60);
    assert_int_equal(answer.secret_expires_at.s, 99);
    assert_true(jt_str_equal(answer.scope, JT_STR("x y")));
    assert_int_equal(
        parse("{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":null}", &answer),
        JT_OK);
    assert_int_equal(answer.lifetime_s, JT_ANSWER_LIFETIME_S);
    assert_int_equal(
        parse("{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":1e300}", &answer),
        JT_OK);
    assert_int_equal(answer.lifetime_s, JT_ANSWER_LIFETIME_MAX_S);
}

static void useless_answers_are_refused(void **state)
{
    static const char *const bodies[] = {
        "",
        "[]",
        "null",
        "{}",
        "{\"access_token\":\"a\"}",
        "{\"access_token\":\"\",\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"a b\",\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"a\",\"token_type\":\"mac\"}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":-0.5}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":\"-1\"}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":true}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"scope\":\"\\n\"}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\"} x",
    };
    struct jt_answer answer;
    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        if (parse(bodies[i], &answer) == JT_OK) {
            fail_msg("accepted: %s", bodies[i]);
        }
    }
}

static void foreign_text_is_made_printable(void **state)
{
    char field[8];
    (void)state;
    jt_trouble_copy(field, sizeof(field), JT_STR("a\x1b\n\xff\x80z"));
    assert_string_equal(field, "a????z");
    jt_trouble_copy(field, sizeof(field),
                    JT_STR("a\xe2\x80\xae"
                           "b\xd8\x9c"
                           "c\xe2\x81\xa6"));
    assert_string_equal(field, "a?b?c?");
    jt_trouble_copy(field, sizeof(field), JT_STR("\xe2\x80\x9cq\xe2\x80\x9d"));
    assert_string_equal(field, "\xe2\x80\x9cq\xe2\x80\x9d");
    jt_trouble_copy(field, sizeof(field), JT_STR("123456789"));
    assert_string_equal(field, "1234567");
    jt_trouble_copy(field, sizeof(field), JT_STR("12345\xc3\xa4\xc3\xa4"));
    assert_string_equal(field, "12345\xc3\xa4");
    jt_trouble_copy(field, sizeof(field), JT_STR("123456\xc3\xa4"));
    assert_string_equal(field, "123456");
    jt_trouble_copy(field, sizeof(field), JT_STR("\xc2\x9b\xe2\x82"));
    assert_string_equal(field, "???");
}

static void damaged_secrets_are_told_and_not_shown(void **state)
{
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    static char long_secret[5000];
    (void)state;
    assert_int_equal(jt_secret_judge(JT_STR("of another system"), &trouble), JT_OK);
    assert_int_equal(jt_secret_judge(JT_STR(""), &trouble), JT_ERR_DAMAGED);
    assert_int_equal(jt_secret_judge(JT_STR("jtn_SHORTSHORT"), &trouble), JT_ERR_DAMAGED);
    assert_null(strstr(trouble.what, "SHORT"));
    assert_int_equal(
        jt_secret_judge(JT_STR("jtn_00000000000000000000000000000000000000000000000000"), &trouble),
        JT_ERR_DAMAGED);
    assert_int_equal(trouble.kind, JT_TROUBLE_LOCAL);
    memset(long_secret, 'x', sizeof(long_secret));
    assert_int_equal(jt_secret_judge(jt_str_make(long_secret, sizeof(long_secret)), &trouble),
                     JT_ERR_DAMAGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wants_are_checked),
        cmocka_unit_test(origins_are_compared_whole),
        cmocka_unit_test(challenges_are_taken_apart),
        cmocka_unit_test(methods_are_chosen),
        cmocka_unit_test(answers_are_read),
        cmocka_unit_test(useless_answers_are_refused),
        cmocka_unit_test(foreign_text_is_made_printable),
        cmocka_unit_test(damaged_secrets_are_told_and_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

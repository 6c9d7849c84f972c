/* SPDX-License-Identifier: Apache-2.0 */
/* Claims: what we write comes back, and dates, types and audiences that are none are refused. */
#include "support.h"

static const struct jt_claims full = {
    .iss = JT_STR_INIT("https://id.example/auth/realms/r"),
    .sub = JT_STR_INIT("subject"),
    .client_id = JT_STR_INIT("client \"quoted\""),
    .aud = JT_STR_INIT("https://api.example"),
    .jti = JT_STR_INIT("id"),
    .scope = JT_STR_INIT("a b"),
    .iat = {1700000000},
    .exp = {1700043200},
    .nbf = {1700000000},
    .status_uri = JT_STR_INIT("https://id.example/status-lists/0"),
    .status_idx = 1048575,
};

static void test_what_is_written_comes_back(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    struct jt_claims claims;
    jt_claims_write(&text, &full);
    assert_int_equal(jt_claims_read(jt_buf_str(&text), &json, &claims), JT_CLAIMS_OK);
    assert_true(jt_str_equal(claims.iss, full.iss));
    assert_true(jt_str_equal(claims.sub, full.sub));
    assert_true(jt_str_equal(claims.client_id, full.client_id));
    assert_true(jt_str_equal(claims.aud, full.aud));
    assert_true(jt_str_equal(claims.jti, full.jti));
    assert_true(jt_str_equal(claims.scope, full.scope));
    assert_true(jt_str_equal(claims.status_uri, full.status_uri));
    assert_int_equal(claims.status_idx, full.status_idx);
    assert_int_equal(claims.iat.s, full.iat.s);
    assert_int_equal(claims.exp.s, full.exp.s);
    assert_int_equal(claims.nbf.s, full.nbf.s);
    assert_true(jt_claims_has_audience(&claims, full.aud));
    assert_true(jt_claims_has_audience(&full, full.aud));
}

static void test_absent_members_are_not_written(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    struct jt_claims claims = full;
    claims.scope = JT_STR("");
    claims.status_uri = JT_STR("");
    claims.nbf.s = 0;
    jt_claims_write(&text, &claims);
    assert_string_equal(jt_buf_c(&text),
                        "{\"iss\":\"https://id.example/auth/realms/r\",\"sub\":\"subject\","
                        "\"client_id\":\"client \\\"quoted\\\"\",\"aud\":\"https://api.example\","
                        "\"iat\":1700000000,\"exp\":1700043200,\"jti\":\"id\"}");
}

static void expect(const char *payload, enum jt_claims_fault expected)
{
    struct jt_json *json = NULL;
    struct jt_claims claims;
    enum jt_claims_fault fault = jt_claims_read(jt_str_from_c(payload), &json, &claims);
    if (fault != expected) {
        print_error("%s: %d instead of %d\n", payload, (int)fault, (int)expected);
    }
    assert_int_equal(fault, expected);
    assert_true((fault == JT_CLAIMS_OK) == (json != NULL));
    jt_json_free(json);
}

/* B-079, CL-040. */
static void test_dates_of_exp(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "{}",
        "{\"exp\":null}",
        "{\"exp\":true}",
        "{\"exp\":\"9999999999\"}",
        "{\"exp\":[1]}",
        "{\"exp\":{}}",
        "{\"exp\":-1}",
        "{\"exp\":-0.5}",
        "{\"exp\":1e300}",
        "{\"exp\":9007199254740992}",
        "{\"exp\":9007199254740993}",
        "{\"exp\":9223372036854775807}",
        "{\"EXP\":1}",
    };
    static const char *const right[] = {
        "{\"exp\":0}",  "{\"exp\":1}",     "{\"exp\":9007199254740991}", "{\"exp\":1700000000.9}",
        "{\"exp\":-0}", "{\"exp\":1.7e9}", "{\"exp\":0.1e-400}",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        expect(wrong[i], JT_CLAIMS_EXP);
    }
    for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
        expect(right[i], JT_CLAIMS_OK);
    }
}

static void test_fractions_are_dropped(void **state)
{
    (void)state;
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    struct jt_claims claims;
    jt_str payload = JT_STR("{\"exp\":1700000000.99,\"nbf\":1.5,\"iat\":2.0}");
    assert_int_equal(jt_claims_read(payload, &json, &claims), JT_CLAIMS_OK);
    assert_int_equal(claims.exp.s, 1700000000);
    assert_int_equal(claims.nbf.s, 1);
    assert_int_equal(claims.iat.s, 2);
}

static void test_wrong_types(void **state)
{
    (void)state;
    static const char *const members[] = {
        "\"iss\":1",
        "\"iss\":null",
        "\"iss\":[\"https://id.example\"]",
        "\"sub\":7",
        "\"client_id\":{}",
        "\"jti\":true",
        "\"scope\":[\"a\",\"b\"]",
        "\"iat\":\"1\"",
        "\"iat\":-1",
        "\"nbf\":1e300",
        "\"nbf\":null",
        "\"status\":1",
        "\"status\":{\"status_list\":{}}",
        "\"status\":{\"status_list\":{\"idx\":-1,\"uri\":\"u\"}}",
        "\"status\":{\"status_list\":{\"idx\":1.5,\"uri\":\"u\"}}",
        "\"status\":{\"status_list\":{\"idx\":\"1\",\"uri\":\"u\"}}",
        "\"status\":{\"status_list\":{\"idx\":1,\"uri\":1}}",
        "\"status\":{\"status_list\":[]}",
    };
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        char payload[256];
        (void)snprintf(payload, sizeof(payload), "{\"exp\":1,%s}", members[i]);
        expect(payload, JT_CLAIMS_TYPE);
    }
    expect("{\"exp\":1,\"status\":{\"other\":1}}", JT_CLAIMS_OK);
}

/* B-077. */
static void test_payloads_that_are_no_json_object(void **state)
{
    (void)state;
    static const char *const payloads[] = {
        "",
        "null",
        "[]",
        "[{\"exp\":1}]",
        "\"exp\"",
        "1",
        "{\"exp\":1",
        "{\"exp\":1}x",
        "{\"exp\":1,\"exp\":2}",
        "{\"exp\":1,\"\\u0065xp\":2}",
        "{\"exp\":1e999999}",
        "{\"exp\":9223372036854775808}",
        "{\"exp\":NaN}",
        "{\"exp\":01}",
        "{\"exp\":1,\"a\":\"\\u0000\"}",
        "{\"exp\":1,\"a\":\"\xc0\x80\"}",
        "{\"exp\":1,\"a\":[[[[[[[[]]]]]]]]}",
    };
    for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++) {
        expect(payloads[i], JT_CLAIMS_JSON);
    }
}

static void test_a_hundred_thousand_brackets(void **state)
{
    (void)state;
    static char deep[100000];
    struct jt_json *json = NULL;
    struct jt_claims claims;
    memset(deep, '[', sizeof(deep));
    assert_int_equal(jt_claims_read(jt_str_make(deep, sizeof(deep)), &json, &claims),
                     JT_CLAIMS_JSON);
    assert_int_equal(jt_claims_read(jt_str_make(deep, JT_JWS_MAX), &json, &claims), JT_CLAIMS_JSON);
    assert_null(json);
}

static bool has_audience(const char *aud)
{
    char payload[256];
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    struct jt_claims claims;
    (void)snprintf(payload, sizeof(payload), "{\"exp\":1%s}", aud);
    assert_int_equal(jt_claims_read(jt_str_from_c(payload), &json, &claims), JT_CLAIMS_OK);
    return jt_claims_has_audience(&claims, JT_STR("https://api.example"));
}

/* B-082. */
static void test_audiences(void **state)
{
    (void)state;
    assert_true(has_audience(",\"aud\":\"https://api.example\""));
    assert_true(has_audience(",\"aud\":[\"https://api.example\"]"));
    assert_true(has_audience(",\"aud\":[\"other\",\"https://api.example\"]"));
    assert_false(has_audience(""));
    assert_false(has_audience(",\"aud\":\"\""));
    assert_false(has_audience(",\"aud\":null"));
    assert_false(has_audience(",\"aud\":[]"));
    assert_false(has_audience(",\"aud\":[\"other\"]"));
    assert_false(has_audience(",\"aud\":7"));
    assert_false(has_audience(",\"aud\":{\"https://api.example\":1}"));
    assert_false(has_audience(",\"aud\":[[\"https://api.example\"]]"));
    assert_false(has_audience(",\"aud\":[\"https://api.example\",7]"));
    assert_false(has_audience(",\"aud\":\"https://api.example/\""));
    assert_false(has_audience(",\"aud\":\"https://api.exampl\""));
    assert_false(has_audience(",\"aud\":\"https://API.example\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_comes_back),
        cmocka_unit_test(test_absent_members_are_not_written),
        cmocka_unit_test(test_dates_of_exp),
        cmocka_unit_test(test_fractions_are_dropped),
        cmocka_unit_test(test_wrong_types),
        cmocka_unit_test(test_payloads_that_are_no_json_object),
        cmocka_unit_test(test_a_hundred_thousand_brackets),
        cmocka_unit_test(test_audiences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

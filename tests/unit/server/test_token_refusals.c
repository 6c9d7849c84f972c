/* SPDX-License-Identifier: Apache-2.0 */
/* What the token endpoint refuses, and how: uniform for whoever proved nothing, plain for everybody
 * whose request breaks the protocol. */
#include "token_requests.h"

static void whoever_proves_nothing_gets_the_same_bytes(void **state)
{
    (void)state;
    static const char *const forms[] = {
        GRANT "&client_id=nobody&client_secret=x",
        GRANT "&client_id=alpha&client_secret=wrong",
        GRANT "&client_id=alpha",
        GRANT "&client_id=suspended&client_secret=wrong",
        GRANT "&client_id=deleted&client_secret=wrong",
        GRANT "&client_id=expired&client_secret=wrong%0A",
        GRANT "&client_id=revoked&client_secret=%2577rong",
        GRANT "&client_id=elsewhere&client_secret=wrong",
        GRANT "&client_id=wrong&client_secret=alpha",
        GRANT "&client_id=stolen&client_secret=stolen-secret",
        GRANT "&client_id=stolen&client_secret=+stolen-secret%0A",
        GRANT "&client_id=nobody&client_secret=stolen-secret",
        GRANT "&client_id=nobody&client_secret=revoked-secret",
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        ask(forms[i]);
        assert_refused(401, "invalid_client");
        assert_string_equal(response.body, UNIFORM);
    }
    ask_basic("nobody:x", GRANT);
    assert_refused(401, "invalid_client");
    assert_string_equal(response.body, UNIFORM);
}

static void a_damaged_secret_is_told_whoever_it_belongs_to(void **state)
{
    (void)state;
    ask(GRANT "&client_id=alpha&client_secret=jtn_short");
    assert_refused(401, "invalid_client");
    assert_true(rs_has(&response, "incomplete"));
    ask(GRANT "&client_id=nobody&client_secret=jtn_short");
    assert_refused(401, "invalid_client");
    assert_true(rs_has(&response, "incomplete"));
    ask(GRANT "&client_id=nobody&client_secret="
              "jtn_0000000000000000000000000000000000000000000AAAAAA");
    assert_refused(401, "invalid_client");
    assert_true(rs_has(&response, "checksum"));
}

static void requests_that_break_the_protocol_are_told_so(void **state)
{
    (void)state;
    static const struct {
        const char *form;
        const char *error;
        int status;
    } cases[] = {
        {"", "invalid_request", 400},
        {"&&&", "invalid_request", 400},
        {GRANT, "invalid_client", 401},
        {GRANT "&client_secret=x", "invalid_request", 400},
        {ALPHA, "invalid_request", 400},
        {"grant_type=" ALPHA, "invalid_request", 400},
        {"GRANT_TYPE=client_credentials" ALPHA, "invalid_request", 400},
        {"grant_type=password" ALPHA, "unsupported_grant_type", 400},
        {"grant_type=Client_Credentials" ALPHA, "unsupported_grant_type", 400},
        {GRANT "&" GRANT ALPHA, "invalid_request", 400},
        {GRANT ALPHA "&sc%6fpe=user.manage&scope=user.manage", "invalid_request", 400},
        {GRANT ALPHA "&client_id=bare", "invalid_request", 400},
        {GRANT ALPHA "&resource=a&resource=b", "invalid_target", 400},
        {GRANT ALPHA "&a=%", "invalid_request", 400},
        {GRANT ALPHA "&a=%G1", "invalid_request", 400},
        {GRANT ALPHA "&a=%FF", "invalid_request", 400},
        {GRANT ALPHA "&a=%00", "invalid_request", 400},
        {GRANT ALPHA "&client_assertion=x", "invalid_request", 400},
        {GRANT "&client_id=alpha&client_assertion=x", "invalid_client", 401},
        {GRANT "&client_assertion=x", "invalid_client", 401},
        {GRANT ALPHA "&scope=a++b", "invalid_scope", 400},
        {GRANT ALPHA "&scope=%22", "invalid_scope", 400},
        {GRANT ALPHA "&scope=user.manage+member.manage", "invalid_scope", 400},
        {GRANT ALPHA "&scope=end_user.view", "invalid_scope", 400},
        {GRANT ALPHA "&scope=development:user.manage", "invalid_scope", 400},
        {GRANT ALPHA "&scope=test:end_user.view", "invalid_scope", 400},
        {GRANT ALPHA "&scope=:user.manage", "invalid_scope", 400},
        {GRANT ALPHA "&resource=https://nowhere.example", "invalid_target", 400},
        {GRANT ALPHA "&resource=%3A", "invalid_target", 400},
        {GRANT "&client_id=bare&client_secret=bare-secret", "unauthorized_client", 400},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ask(cases[i].form);
        assert_refused(cases[i].status, cases[i].error);
    }
}

static void a_scope_that_is_not_granted_is_named(void **state)
{
    (void)state;
    ask(GRANT ALPHA "&scope=user.manage+member.manage");
    assert_true(rs_has(&response, "member.manage"));
    assert_false(rs_has(&response, "Not granted: user.manage"));
}

static void headers_can_break_the_protocol_too(void **state)
{
    (void)state;
    static const struct {
        const char *headers;
        const char *form;
        const char *error;
        int status;
    } cases[] = {
        {RS_FORM "Authorization: Basic YWxwaGE6eA==\r\n", GRANT ALPHA, "invalid_request", 400},
        {RS_FORM "Authorization: Basic Zm9v\r\n", GRANT, "invalid_request", 400},
        {RS_FORM "Authorization: Basic !\r\n", GRANT, "invalid_request", 400},
        {RS_FORM "Authorization: Basic\r\n", GRANT, "invalid_request", 400},
        {RS_FORM "Authorization: Bearer x\r\n", GRANT, "invalid_client", 401},
        {RS_FORM "Authorization: Bearer x\r\n", GRANT ALPHA, "invalid_request", 400},
        {"Content-Type: application/json\r\n", "{}", "invalid_request", 415},
        {"Content-Type: application/x-www-form-urlencoded; charset=UTF-16\r\n", GRANT ALPHA,
         "invalid_request", 415},
        {"", GRANT ALPHA, "invalid_request", 415},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rs_request(&rs, "POST", RS_TOKEN_PATH, "localhost", cases[i].headers, cases[i].form,
                   &response);
        assert_refused(cases[i].status, cases[i].error);
    }
}

static void credentials_in_the_query_are_refused_right_or_wrong(void **state)
{
    (void)state;
    static const char *const queries[] = {"client_secret=alpha-secret-0123456789",
                                          "client%5Fsecret=x", "a=b&client_id=alpha"};
    for (size_t i = 0; i < 3; i++) {
        char path[256];
        (void)snprintf(path, sizeof(path), RS_TOKEN_PATH "?%s", queries[i]);
        rs_post(&rs, path, GRANT ALPHA, &response);
        assert_refused(400, "invalid_request");
    }
    rs_post(&rs, RS_TOKEN_PATH "?trace=1", GRANT ALPHA, &response);
    assert_int_equal(response.status, 200);
}

static void a_client_that_may_not_use_the_method_is_told(void **state)
{
    (void)state;
    ask_basic("poster:poster-secret", GRANT);
    assert_refused(401, "invalid_client");
    assert_true(rs_has(&response, "client_secret_post"));
    ask_basic("poster:wrong", GRANT);
    assert_string_equal(response.body, UNIFORM);
    ask(GRANT "&client_id=poster&client_secret=poster-secret");
    assert_int_equal(response.status, 200);
}

static void other_realms_and_methods_are_not_found(void **state)
{
    (void)state;
    rs_post(&rs, "/auth/realms/" RS_DEVELOPMENT "/protocol/openid-connect/token", GRANT ALPHA,
            &response);
    assert_true(rs_has(&response, "/reasons/wrong_realm"));
    rs_request(&rs, "POST", RS_TOKEN_PATH, "development.localhost", RS_FORM, GRANT ALPHA,
               &response);
    assert_int_equal(response.status, 404);
    assert_true(rs_has(&response, "{\"error\":\"realm_unknown\","));
    rs_request(&rs, "GET", RS_TOKEN_PATH, "localhost", "", "", &response);
    assert_int_equal(response.status, 405);
    assert_true(rs_has(&response, "\r\nAllow: POST"));
}

/* The last: it uses up the limit for one id. */
static void too_many_failures_wait_but_a_right_secret_never_does(void **state)
{
    (void)state;
    for (int i = 0; i < FAILURE_LIMIT; i++) {
        ask(GRANT "&client_id=poster&client_secret=wrong");
        ask(GRANT "&client_id=ghost&client_secret=wrong");
        if (response.status != 401) {
            break;
        }
    }
    ask(GRANT "&client_id=ghost&client_secret=wrong");
    assert_refused(429, "temporarily_unavailable");
    assert_true(rs_has(&response, "\r\nRetry-After: "));
    ask(GRANT "&client_id=poster&client_secret=wrong");
    assert_refused(429, "temporarily_unavailable");
    ask(GRANT "&client_id=poster&client_secret=poster-secret");
    assert_int_equal(response.status, 200);
    ask(GRANT "&client_id=another&client_secret=wrong");
    assert_refused(401, "invalid_client");
}

static void a_clock_that_is_wrong_issues_nothing(void **state)
{
    (void)state;
    rs_stop(&rs);
    rs_start(&rs, 0);
    rs.server.clock_is_wrong = true;
    ask(GRANT "&client_id=bootstrap&client_secret=bootstrap-secret");
    assert_refused(503, "temporarily_unavailable");
    assert_true(rs_has(&response, "\r\nRetry-After: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_proves_nothing_gets_the_same_bytes),
        cmocka_unit_test(a_damaged_secret_is_told_whoever_it_belongs_to),
        cmocka_unit_test(requests_that_break_the_protocol_are_told_so),
        cmocka_unit_test(a_scope_that_is_not_granted_is_named),
        cmocka_unit_test(headers_can_break_the_protocol_too),
        cmocka_unit_test(credentials_in_the_query_are_refused_right_or_wrong),
        cmocka_unit_test(a_client_that_may_not_use_the_method_is_told),
        cmocka_unit_test(other_realms_and_methods_are_not_found),
        cmocka_unit_test(too_many_failures_wait_but_a_right_secret_never_does),
        cmocka_unit_test(a_clock_that_is_wrong_issues_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

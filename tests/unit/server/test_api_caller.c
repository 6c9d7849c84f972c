/* SPDX-License-Identifier: Apache-2.0 */
/* Who may call the management API: what is told of each token. */
#include "api_requests.h"

enum { RATE = 20 };

/* The right form, an unknown key, no signature to speak of. */
#define UNSIGNED_ES256                                                                             \
    ("eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IngifQ.e30."                                 \
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")

static const struct jt_grant viewer_grants[] = {{JT_PERM_MEMBER_VIEW, 0}};
static const struct jt_grant stage_grants[] = {{JT_PERM_END_USER_VIEW, 1}};

static int begin(void **state)
{
    const struct rs_client clients[] = {
        {.client_id = "viewer",
         .secret = "viewer-secret",
         .grants = {.items = viewer_grants, .count = 1}},
        {.client_id = "busy",
         .secret = "busy-secret",
         .grants = {.items = viewer_grants, .count = 1}},
        {.client_id = "elsewhere",
         .secret = "elsewhere-secret",
         .grants = {.items = stage_grants, .count = 1},
         .in_development = true},
    };
    (void)state;
    rs_prepare(&rs, 0);
    rs_add_api(&rs, RATE);
    for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
        rs_add_client(&rs, &clients[i]);
    }
    rs_listen(&rs);
    return 0;
}

static void without_a_token_there_is_no_error(void **state)
{
    (void)state;
    rs_request(&rs, "GET", API "/users", "localhost", "", "", &response);
    assert_problem(401, "token_missing");
    assert_true(rs_has(&response, "WWW-Authenticate: Bearer realm=\"jeton\"\r\n"));
    rs_request(&rs, "GET", API "/users", "localhost", "Authorization: Basic YTpi\r\n", "",
               &response);
    assert_problem(401, "token_missing");
}

static void what_is_no_token_is_invalid(void **state)
{
    static const char *const tokens[] = {
        "x",
        "a.b.c",
        "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.e30.",
        UNSIGNED_ES256,
    };
    (void)state;
    for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
        call_with(tokens[i], "GET", API "/users", "", "");
        assert_problem(401, "token_malformed");
        assert_true(rs_has(&response, "WWW-Authenticate: Bearer realm=\"jeton\", "
                                      "error=\"invalid_token\", error_description=\""));
    }
}

static void a_broken_header_is_400(void **state)
{
    (void)state;
    call_with("not a token", "GET", API "/users", "", "");
    assert_problem(400, "bearer_malformed");
    assert_true(rs_has(&response, "error=\"invalid_request\""));
}

static void a_token_is_read_to_its_last_byte(void **state)
{
    char token[API_TOKEN_MAX];
    (void)state;
    get_token(RS_PLATFORM, "viewer", "viewer-secret", token);
    call_with(token, "GET", API "/users", "", "");
    assert_int_equal(response.status, 200);
    size_t places[] = {5, strcspn(token, ".") + 20, strlen(token) - 5};
    for (size_t i = 0; i < 3; i++) {
        char kept = token[places[i]];
        token[places[i]] = kept == 'A' ? 'B' : 'A';
        call_with(token, "GET", API "/users", "", "");
        assert_problem(401, "token_malformed");
        token[places[i]] = kept;
    }
}

static void another_realms_token_is_told_so(void **state)
{
    char token[API_TOKEN_MAX];
    char form[] = "grant_type=client_credentials&client_id=elsewhere"
                  "&client_secret=elsewhere-secret";
    (void)state;
    rs_post(&rs, "/auth/realms/" RS_DEVELOPMENT "/protocol/openid-connect/token", form, &response);
    assert_int_equal(response.status, 200);
    copy_member("access_token", token, sizeof(token));
    call_with(token, "GET", API "/users", "", "");
    assert_problem(401, "token_of_other_realm");
}

static void a_missing_permission_is_named(void **state)
{
    char token[API_TOKEN_MAX];
    (void)state;
    get_token(RS_PLATFORM, "viewer", "viewer-secret", token);
    call_with(token, "POST", API "/users", "", "{\"email\":\"a@example.com\"}");
    assert_problem(403, "insufficient_scope");
    assert_true(rs_has(&response, "\"permission\":\"user.manage\""));
    assert_true(rs_has(&response, "scope=\"user.manage\""));
}

/* The token was asked for with less than its client holds: it stays less. */
static void a_narrow_token_stays_narrow(void **state)
{
    char token[API_TOKEN_MAX];
    (void)state;
    rs_post(&rs, RS_TOKEN_PATH,
            "grant_type=client_credentials&client_id=bootstrap&client_secret=bootstrap-secret"
            "&scope=member.view",
            &response);
    copy_member("access_token", token, sizeof(token));
    call_with(token, "GET", API "/users", "", "");
    assert_int_equal(response.status, 200);
    call_with(token, "GET", API "/api-clients", "", "");
    assert_problem(403, "insufficient_scope");
}

static void a_revoked_token_is_told_so(void **state)
{
    char token[API_TOKEN_MAX];
    static char form[API_TOKEN_MAX + 100];
    (void)state;
    get_token(RS_PLATFORM, "viewer", "viewer-secret", token);
    (void)snprintf(form, sizeof(form), "client_id=viewer&client_secret=viewer-secret&token=%s",
                   token);
    rs_post(&rs, "/auth/realms/" RS_PLATFORM "/protocol/openid-connect/revoke", form, &response);
    assert_int_equal(response.status, 200);
    call_with(token, "GET", API "/users", "", "");
    assert_problem(401, "token_revoked");
}

static void too_many_requests_are_429(void **state)
{
    char token[API_TOKEN_MAX];
    (void)state;
    get_token(RS_PLATFORM, "busy", "busy-secret", token);
    for (int i = 0; i < RATE; i++) {
        call_with(token, "GET", API "/users", "", "");
        assert_int_equal(response.status, 200);
        assert_true(rs_has(&response, "RateLimit-Limit: 20\r\n"));
    }
    /* A slow machine gives some back meanwhile. */
    for (int i = 0; i < RATE && response.status == 200; i++) {
        call_with(token, "GET", API "/users", "", "");
    }
    assert_problem(429, "rate_limited");
    assert_true(rs_has(&response, "Retry-After: "));
    assert_true(rs_has(&response, "RateLimit-Remaining: 0\r\n"));
    get_token(RS_PLATFORM, "viewer", "viewer-secret", token);
    call_with(token, "GET", API "/users", "", "");
    assert_int_equal(response.status, 200);
}

static void the_api_lives_on_the_platforms_hosts(void **state)
{
    (void)state;
    rs_request(&rs, "GET", API "/users", "development.localhost", "", "", &response);
    assert_problem(404, "path_unknown");
    rs_request(&rs, "GET", API "/users", "evil.example", "", "", &response);
    assert_problem(421, "host_unknown");
}

/* Last: the clock does not go back. */
static void an_expired_token_is_told_only_that(void **state)
{
    char token[API_TOKEN_MAX];
    (void)state;
    get_token(RS_PLATFORM, "viewer", "viewer-secret", token);
    atomic_store(&rs.clock.ahead_s, JT_TOKEN_LIFETIME_S - 60);
    call_with(token, "GET", API "/users", "", "");
    assert_int_equal(response.status, 200);
    atomic_store(&rs.clock.ahead_s, JT_TOKEN_LIFETIME_S + 1);
    call_with(token, "POST", API "/users", "", "{}");
    assert_problem(401, "token_expired");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_token_there_is_no_error),
        cmocka_unit_test(what_is_no_token_is_invalid),
        cmocka_unit_test(a_broken_header_is_400),
        cmocka_unit_test(a_token_is_read_to_its_last_byte),
        cmocka_unit_test(another_realms_token_is_told_so),
        cmocka_unit_test(a_missing_permission_is_named),
        cmocka_unit_test(a_narrow_token_stays_narrow),
        cmocka_unit_test(a_revoked_token_is_told_so),
        cmocka_unit_test(too_many_requests_are_429),
        cmocka_unit_test(the_api_lives_on_the_platforms_hosts),
        cmocka_unit_test(an_expired_token_is_told_only_that),
    };
    return cmocka_run_group_tests(tests, begin, end_api);
}

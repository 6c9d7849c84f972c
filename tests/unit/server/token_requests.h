/* SPDX-License-Identifier: Apache-2.0 */
/* Clients of every kind, and token requests to a running server with one refusal to expect. */
#ifndef JT_TESTS_TOKEN_REQUESTS_H
#define JT_TESTS_TOKEN_REQUESTS_H

#include "running_server.h"

#include "codec/base64.h"

static struct running_server rs;
static struct rs_response response;

enum { FAILURE_LIMIT = 40 };

#define GRANT "grant_type=client_credentials"
#define ALPHA_SECRET "alpha-secret-0123456789"
#define ALPHA "&client_id=alpha&client_secret=" ALPHA_SECRET
#define UNIFORM                                                                                    \
    "{\"error\":\"invalid_client\",\"error_description\":\"Client authentication failed.\"}"

/* user.manage, end_user.view at development, token.introspect. */
static const struct jt_grant alpha_grants[] = {
    {JT_PERM_USER_MANAGE, 0}, {JT_PERM_TOKEN_INTROSPECT, 0}, {JT_PERM_END_USER_VIEW, 1}};

static inline void add_clients(void)
{
    struct jt_grants grants = {.items = alpha_grants, .count = 3};
    jt_time now = rs_now(&rs);
    const struct rs_client clients[] = {
        {.client_id = "alpha", .secret = ALPHA_SECRET, .grants = grants},
        {.client_id = "odd id", .secret = "p%40ss+word", .grants = grants},
        {.client_id = "poster",
         .secret = "poster-secret",
         .grants = grants,
         .auth_methods = JT_AUTH_METHOD_POST},
        {.client_id = "seldom",
         .secret = "seldom-secret",
         .grants = grants,
         .auth_methods = JT_AUTH_METHOD_POST},
        {.client_id = "bare", .secret = "bare-secret"},
        {.client_id = "suspended",
         .secret = "suspended-secret",
         .grants = grants,
         .suspended = true},
        {.client_id = "deleted", .secret = "deleted-secret", .grants = grants, .deleted = true},
        {.client_id = "expired",
         .secret = "expired-secret",
         .grants = grants,
         .expires = {now.s - 10}},
        {.client_id = "revoked",
         .secret = "revoked-secret",
         .grants = grants,
         .ended = {now.s - 10},
         .end = JT_SECRET_END_RETIRED},
        {.client_id = "plus", .secret = "a+b+c", .grants = grants},
        {.client_id = "stolen",
         .secret = "stolen-secret",
         .grants = grants,
         .ended = {now.s - 10},
         .end = JT_SECRET_END_COMPROMISED},
        {.client_id = "ending",
         .secret = "ending-secret",
         .grants = grants,
         .expires = {now.s + 86400}},
        {.client_id = "elsewhere", .secret = "elsewhere-secret", .in_development = true},
    };
    for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
        rs_add_client(&rs, &clients[i]);
    }
}

static inline int set_up(void **state)
{
    (void)state;
    rs_start(&rs, FAILURE_LIMIT);
    add_clients();
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    rs_stop(&rs);
    return 0;
}

static inline void ask(const char *form)
{
    rs_post(&rs, RS_TOKEN_PATH, form, &response);
}

static inline void ask_basic(const char *credentials, const char *form)
{
    char headers[1024];
    struct jt_buf buf = {0};
    jt_base64_encode(&buf, jt_str_from_c(credentials));
    (void)snprintf(headers, sizeof(headers), RS_FORM "Authorization: Basic %s\r\n", jt_buf_c(&buf));
    jt_buf_clear(&buf);
    rs_request(&rs, "POST", RS_TOKEN_PATH, "localhost", headers, form, &response);
}

static inline void assert_refused(int status, const char *error)
{
    char begin[64];
    (void)snprintf(begin, sizeof(begin), "{\"error\":\"%s\",\"error_description\":\"", error);
    assert_int_equal(response.status, status);
    assert_memory_equal(response.body, begin, strlen(begin));
    assert_true(rs_has(&response, "\r\nCache-Control: no-store\r\n"));
    assert_true(rs_has(&response, "\r\nContent-Type: application/json\r\n"));
    assert_int_equal(rs_has(&response, "\r\nWWW-Authenticate: Basic realm=\"jeton\"\r\n"),
                     status == 401);
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* API clients, through a running server: created with a secret that works and is shown once. */
#include "api_requests.h"

#include <time.h>

static char manager_token[API_TOKEN_MAX];

/* May manage API clients and view end users at one stage; nothing else. */
static const struct jt_grant manager_grants[] = {
    {JT_PERM_API_CLIENT_VIEW, 0}, {JT_PERM_API_CLIENT_MANAGE, 0}, {JT_PERM_END_USER_VIEW, 1}};

static int begin(void **state)
{
    (void)state;
    rs_prepare(&rs, 0);
    rs_add_api(&rs, 0);
    const struct rs_client manager = {.client_id = "manager",
                                      .secret = "manager-secret",
                                      .grants = {.items = manager_grants, .count = 3}};
    rs_add_client(&rs, &manager);
    rs_listen(&rs);
    get_token(RS_PLATFORM, "bootstrap", "bootstrap-secret", bootstrap_token);
    get_token(RS_PLATFORM, "manager", "manager-secret", manager_token);
    return 0;
}

static void a_new_client_gets_a_token(void **state)
{
    char client_id[JT_UUID_TEXT + 1];
    char secret[JT_CLIENT_SECRET_TEXT + 1];
    char token[API_TOKEN_MAX];
    (void)state;
    call("POST", API "/api-clients",
         "{\"name\":\"Import\",\"description\":\"at night\",\"permissions\":["
         "{\"permission\":\"member.view\"},"
         "{\"permission\":\"end_user.view\",\"stages\":[\"development\"]}]}");
    assert_int_equal(response.status, 201);
    assert_true(rs_has(&response, "\"status\":\"Available\",\"statusReason\":\"\""));
    assert_true(rs_has(&response, "\"permissions\":[{\"permission\":\"member.view\"},"
                                  "{\"permission\":\"end_user.view\","
                                  "\"stages\":[\"development\"]}]"));
    copy_member("clientId", client_id, sizeof(client_id));
    copy_member("clientSecret", secret, sizeof(secret));
    get_token(RS_PLATFORM, client_id, secret, token);
    assert_true(rs_has(&response, "\"scope\":\"development:end_user.view member.view\"") ||
                rs_has(&response, "\"scope\":\"member.view development:end_user.view\""));
    call_with(token, "GET", API "/users", "", "");
    assert_int_equal(response.status, 200);
    call_with(token, "POST", API "/users", "", "{\"email\":\"x@example.com\"}");
    assert_problem(403, "insufficient_scope");
}

static void the_secret_is_shown_once(void **state)
{
    char key[JT_UUID_TEXT + 1];
    char secret[JT_CLIENT_SECRET_TEXT + 1];
    char path[200];
    (void)state;
    call("POST", API "/api-clients", "{\"name\":\"Once\"}");
    assert_int_equal(response.status, 201);
    assert_true(rs_has(&response, "\"status\":\"Needs attention\""));
    copy_member("key", key, sizeof(key));
    copy_member("clientSecret", secret, sizeof(secret));
    (void)snprintf(path, sizeof(path), API "/api-clients/%s", key);
    call("GET", path, "");
    assert_int_equal(response.status, 200);
    assert_false(rs_has(&response, secret));
    assert_false(rs_has(&response, "clientSecret"));
    char hint[20];
    (void)snprintf(hint, sizeof(hint), "\"hint\":\"%s\"", secret + JT_CLIENT_SECRET_TEXT - 4);
    assert_true(rs_has(&response, hint));
    assert_true(rs_has(&response, "\"state\":\"active\""));
    call("GET", API "/api-clients?nameContains=Once", "");
    assert_false(rs_has(&response, secret));
    assert_true(rs_has(&response, "\"totalResults\":1"));
}

static void a_client_may_be_bound_to_one_method_and_a_date(void **state)
{
    char expected[200];
    char text[40];
    struct tm tm;
    (void)state;
    time_t then = (time_t)rs_now(&rs).s + 10 * 86400;
    (void)gmtime_r(&then, &tm);
    (void)strftime(text, sizeof(text), "%Y-%m-%d", &tm);
    (void)snprintf(expected, sizeof(expected),
                   "{\"name\":\"Bound\",\"authMethods\":[\"client_secret_basic\"],"
                   "\"secret\":{\"expiresOn\":\"%s\",\"remind\":false}}",
                   text);
    call("POST", API "/api-clients", expected);
    assert_int_equal(response.status, 201);
    assert_true(rs_has(&response, "\"authMethods\":[\"client_secret_basic\"]"));
    (void)snprintf(expected, sizeof(expected), "\"expiresAt\":\"%sT23:59:59Z\"", text);
    assert_true(rs_has(&response, expected));
}

static void nobody_grants_more_than_they_hold(void **state)
{
    static const char *const bodies[] = {
        "{\"name\":\"x\",\"permissions\":[\"*\"]}",
        "{\"name\":\"x\",\"permissions\":[{\"permission\":\"user.manage\"}]}",
        "{\"name\":\"x\",\"permissions\":[{\"permission\":\"api_client.view\"},"
        "{\"permission\":\"member.view\"}]}",
        "{\"name\":\"x\",\"permissions\":[{\"permission\":\"end_user.view\",\"stages\":[\"*\"]}]}",
        "{\"name\":\"x\",\"permissions\":[{\"permission\":\"end_user.manage\","
        "\"stages\":[\"development\"]}]}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        call_with(manager_token, "POST", API "/api-clients", "", bodies[i]);
        assert_problem(403, "grant_exceeds_caller");
    }
    call_with(manager_token, "POST", API "/api-clients", "",
              "{\"name\":\"Same\",\"permissions\":[{\"permission\":\"end_user.view\","
              "\"stages\":[\"development\"]},{\"permission\":\"api_client.view\"}]}");
    assert_int_equal(response.status, 201);
}

static void a_wrong_client_is_not_created(void **state)
{
    static const char *const bodies[] = {
        "{}",
        "{\"name\":\"\"}",
        "{\"name\":null}",
        "{\"name\":\"x\",\"clientId\":\"mine\"}",
        "{\"name\":\"x\",\"authMethods\":[]}",
        "{\"name\":\"x\",\"authMethods\":[\"none\"]}",
        "{\"name\":\"x\",\"authMethods\":[\"client_secret_post\",\"client_secret_post\"]}",
        "{\"name\":\"x\",\"description\":null}",
        "{\"name\":\"x\",\"permissions\":[{\"permission\":\"end_user.view\","
        "\"stages\":[\"*\",\"development\"]}]}",
        "{\"name\":\"x\",\"authMethods\":\"client_secret_basic\"}",
        "{\"name\":\"x\",\"permissions\":\"*\"}",
        "{\"name\":\"x\",\"permissions\":[\"user.manage\"]}",
        "{\"name\":\"x\",\"permissions\":[\"*\",\"*\"]}",
        "{\"name\":\"x\",\"permissions\":[{}]}",
        "{\"name\":\"x\",\"permissions\":[{\"permission\":\"no.such\"}]}",
        "{\"name\":\"x\",\"permissions\":[{\"permission\":\"user.manage\","
        "\"stages\":[\"development\"]}]}",
        "{\"name\":\"x\",\"permissions\":[{\"permission\":\"end_user.view\"}]}",
        "{\"name\":\"x\",\"permissions\":[{\"permission\":\"end_user.view\",\"stages\":[]}]}",
        "{\"name\":\"x\",\"permissions\":[{\"permission\":\"end_user.view\","
        "\"stages\":[\"nowhere\"]}]}",
        "{\"name\":\"x\",\"permissions\":[{\"permission\":\"user.manage\",\"stage\":1}]}",
        "{\"name\":\"x\",\"secret\":[]}",
        "{\"name\":\"x\",\"secret\":{\"expiresOn\":\"2020-01-01\"}}",
        "{\"name\":\"x\",\"secret\":{\"expiresOn\":\"2999-01-01\"}}",
        "{\"name\":\"x\",\"secret\":{\"expiresOn\":\"tomorrow\"}}",
        "{\"name\":\"x\",\"secret\":{\"remind\":1}}",
        "{\"name\":\"x\",\"secret\":{\"overlapHours\":1}}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        call("POST", API "/api-clients", bodies[i]);
        assert_problem(400, "body_invalid");
    }
    call("GET", API "/api-clients?nameContains=x", "");
    assert_true(rs_has(&response, "\"totalResults\":0"));
}

/* Every stage, later ones too: told as it was asked for. */
static void a_permission_may_be_for_every_stage(void **state)
{
    char client_id[JT_UUID_TEXT + 1];
    char secret[JT_CLIENT_SECRET_TEXT + 1];
    char token[API_TOKEN_MAX];
    (void)state;
    call("POST", API "/api-clients",
         "{\"name\":\"Everywhere\",\"permissions\":[{\"permission\":\"end_user.view\","
         "\"stages\":[\"*\"]}]}");
    assert_int_equal(response.status, 201);
    assert_true(rs_has(&response, "\"permissions\":[{\"permission\":\"end_user.view\","
                                  "\"stages\":[\"*\"]}]"));
    copy_member("clientId", client_id, sizeof(client_id));
    copy_member("clientSecret", secret, sizeof(secret));
    get_token(RS_PLATFORM, client_id, secret, token);
    assert_true(rs_has(&response, "\"scope\":\"development:end_user.view\""));
}

static void faults_are_pointed_at(void **state)
{
    (void)state;
    call("POST", API "/api-clients",
         "{\"name\":\"x\",\"permissions\":[{\"permission\":\"user.manage\"},"
         "{\"permission\":\"end_user.view\",\"stages\":[\"development\",\"nowhere\"]}]}");
    assert_problem(400, "body_invalid");
    assert_true(rs_has(&response, "\"errors\":[{\"pointer\":\"/permissions/1/stages/1\","
                                  "\"code\":\"unknown_stage\""));
}

static void clients_are_listed_by_status(void **state)
{
    (void)state;
    call("GET", API "/api-clients?status=Suspended", "");
    assert_true(rs_has(&response, "\"totalResults\":0"));
    call("GET", API "/api-clients?status=Available&nameContains=bootstrap", "");
    assert_true(rs_has(&response, "\"totalResults\":1"));
    assert_true(rs_has(&response, "\"permissions\":[\"*\"]"));
    call("GET", API "/api-clients?status=Needs+attention&nameContains=bootstrap", "");
    assert_true(rs_has(&response, "\"totalResults\":0"));
    call("GET", API "/api-clients?status=asleep", "");
    assert_problem(400, "query_invalid");
    call("GET", API "/api-clients/5f0c1a52-6b1f-4f0a-9b57-2f4c8f0d9a11", "");
    assert_problem(404, "object_unknown");
}

static void other_bodies_are_415(void **state)
{
    (void)state;
    char headers[] = "Content-Type: text/json\r\n";
    static char all[API_TOKEN_MAX + 100];
    (void)snprintf(all, sizeof(all), "Authorization: Bearer %s\r\n%s", bootstrap_token, headers);
    rs_request(&rs, "POST", API "/api-clients", "localhost", all, "{\"name\":\"x\"}", &response);
    assert_problem(415, "content_type_unsupported");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_client_gets_a_token),
        cmocka_unit_test(the_secret_is_shown_once),
        cmocka_unit_test(a_client_may_be_bound_to_one_method_and_a_date),
        cmocka_unit_test(nobody_grants_more_than_they_hold),
        cmocka_unit_test(a_wrong_client_is_not_created),
        cmocka_unit_test(a_permission_may_be_for_every_stage),
        cmocka_unit_test(faults_are_pointed_at),
        cmocka_unit_test(clients_are_listed_by_status),
        cmocka_unit_test(other_bodies_are_415),
    };
    return cmocka_run_group_tests(tests, begin, end_api);
}

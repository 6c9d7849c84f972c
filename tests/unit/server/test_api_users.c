/* SPDX-License-Identifier: Apache-2.0 */
/* Users and their application roles, through a running server. */
#include "api_requests.h"

static void create(const char *path, const char *body, char ret_key[static JT_UUID_TEXT + 1])
{
    call("POST", path, body);
    assert_int_equal(response.status, 201);
    copy_member("key", ret_key, JT_UUID_TEXT + 1);
    char location[200];
    (void)snprintf(location, sizeof(location), "Location: %s/%s\r\n", path, ret_key);
    assert_true(rs_has(&response, location));
    assert_true(rs_has(&response, "ETag: \"1-"));
}

static int64_t total(const char *query)
{
    char path[300];
    struct jt_json *json = NULL;
    int64_t count = -1;
    (void)snprintf(path, sizeof(path), API "/users?%s", query);
    call("GET", path, "");
    assert_int_equal(response.status, 200);
    assert_int_equal(jt_json_parse(jt_str_from_c(response.body), RS_RESPONSE_MAX, &json), JT_OK);
    const struct jt_json_value *page = jt_json_get(jt_json_root(json), "page");
    assert_true(jt_json_integer(jt_json_get(page, "totalResults"), &count));
    jt_json_free(json);
    return count;
}

/* The flow of the manual: a user gets an application role and appears in the filtered list. */
static void a_role_makes_the_user_appear(void **state)
{
    char user[JT_UUID_TEXT + 1];
    char role[JT_UUID_TEXT + 1];
    char grant[200];
    (void)state;
    create(API "/users", "{\"email\":\"ann@example.com\",\"name\":\"Ann\"}", user);
    create(API "/application-roles", "{\"name\":\"Reader\"}", role);
    (void)snprintf(grant, sizeof(grant), API "/users/%s/application-roles/%s", user, role);
    assert_int_equal(total("hasApplicationRoles=true&limit=10&offset=0"), 0);
    call("POST", grant, "");
    assert_int_equal(response.status, 204);
    call("POST", grant, "");
    assert_int_equal(response.status, 204);
    assert_int_equal(total("hasApplicationRoles=true&limit=10&offset=0"), 1);
    assert_true(rs_has(&response, "\"hasApplicationRoles\":true"));
    assert_true(rs_has(&response, "\"page\":{\"count\":1,\"limit\":10,\"offset\":0,"
                                  "\"nextPageOffset\":10,\"totalResults\":1,\"totalPages\":1}"));
    grant[strlen(grant) - JT_UUID_TEXT - 1] = '\0';
    call("GET", grant, "");
    assert_int_equal(response.status, 200);
    assert_true(rs_has(&response, "\"name\":\"Reader\""));
    grant[strlen(grant)] = '/';
    call("DELETE", grant, "");
    assert_int_equal(response.status, 204);
    assert_int_equal(total("hasApplicationRoles=true"), 0);
}

static void a_user_is_told_whole(void **state)
{
    char user[JT_UUID_TEXT + 1];
    char path[200];
    (void)state;
    create(API "/users", "{\"email\":\"bob@example.com\"}", user);
    (void)snprintf(path, sizeof(path), API "/users/%s", user);
    call("GET", path, "");
    assert_int_equal(response.status, 200);
    char expected[600];
    (void)snprintf(expected, sizeof(expected),
                   "{\"key\":\"%s\",\"name\":null,\"email\":\"bob@example.com\","
                   "\"status\":\"Invited\",\"access\":{\"hasOrganizationRoles\":false,"
                   "\"hasApplicationRoles\":false},\"lastLoginAt\":null,\"isActive\":false,"
                   "\"photoUrl\":null,\"isEmailVerified\":false,"
                   "\"isTermsAndConditionsAccepted\":false}",
                   user);
    assert_string_equal(response.body, expected);
}

static void a_user_has_a_tag(void **state)
{
    char user[JT_UUID_TEXT + 1];
    char path[200];
    char header[200];
    (void)state;
    create(API "/users", "{\"email\":\"tag@example.com\"}", user);
    const char *tag = strstr(response.text, "ETag: ");
    assert_non_null(tag);
    (void)snprintf(header, sizeof(header), "If-None-Match: %.*s\r\n", (int)strcspn(tag + 6, "\r"),
                   tag + 6);
    (void)snprintf(path, sizeof(path), API "/users/%s", user);
    call_with(bootstrap_token, "GET", path, header, "");
    assert_int_equal(response.status, 304);
    call_with(bootstrap_token, "GET", path, "If-None-Match: \"1-000000000000\"\r\n", "");
    assert_int_equal(response.status, 200);
}

static void a_wrong_if_match_changes_nothing(void **state)
{
    char user[JT_UUID_TEXT + 1];
    char role[JT_UUID_TEXT + 1];
    char grant[200];
    (void)state;
    create(API "/users", "{\"email\":\"match@example.com\"}", user);
    create(API "/application-roles", "{\"name\":\"Matched\"}", role);
    (void)snprintf(grant, sizeof(grant), API "/users/%s/application-roles/%s", user, role);
    call_with(bootstrap_token, "POST", grant, "If-Match: \"9-0123456789ab\"\r\n", "");
    assert_problem(412, "version_mismatch");
    call_with(bootstrap_token, "POST", grant, "If-Match: \"mine\"\r\n", "");
    assert_problem(412, "version_mismatch");
    assert_int_equal(total("hasApplicationRoles=true"), 0);
    call_with(bootstrap_token, "DELETE", grant, "If-Match: \"1-0123456789ab\"\r\n", "");
    assert_int_equal(response.status, 204);
    call_with(bootstrap_token, "DELETE", grant, "If-Match: *\r\n", "");
    assert_int_equal(response.status, 204);
}

static void filters_are_obeyed(void **state)
{
    char user[JT_UUID_TEXT + 1];
    (void)state;
    create(API "/users", "{\"email\":\"Carla@Example.com\",\"name\":\"Carla Filter\"}", user);
    assert_int_equal(total("nameContains=la+fil"), 1);
    assert_int_equal(total("emailContains=CARLA%40"), 1);
    assert_int_equal(total("emailContains=nobody"), 0);
    assert_int_equal(total("isActive=true"), 1); /* the administrator */
    assert_int_equal(total("hasOrganizationRoles=true"), 1);
}

static void unknown_objects_are_404(void **state)
{
    static const char *const paths[] = {
        API "/users/5f0c1a52-6b1f-4f0a-9b57-2f4c8f0d9a11",
        API "/users/5F0C1A52-6B1F-4F0A-9B57-2F4C8F0D9A11",
        API "/users/x",
        API "/users/5f0c1a52-6b1f-4f0a-9b57-2f4c8f0d9a11/application-roles",
        API "/application-roles/5f0c1a52-6b1f-4f0a-9b57-2f4c8f0d9a11",
        API "/application-roles/%2e%2e",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        call("GET", paths[i], "");
        assert_problem(404, "object_unknown");
    }
    call("POST",
         API "/users/5f0c1a52-6b1f-4f0a-9b57-2f4c8f0d9a11/application-roles/"
             "5f0c1a52-6b1f-4f0a-9b57-2f4c8f0d9a11",
         "");
    assert_problem(404, "object_unknown");
    call("GET", API "/nothing", "");
    assert_problem(404, "path_unknown");
}

static void a_wrong_user_is_not_created(void **state)
{
    static const char *const bodies[] = {
        "{}",
        "{\"email\":\"\"}",
        "{\"email\":\"no-at\"}",
        "{\"email\":\"a@b\",\"Email\":\"a@b\"}",
        "{\"email\":\"a@b\",\"status\":\"Active\"}",
        "{\"email\":\"a@b\",\"name\":\"\"}",
        "{\"email\":\"a@b\",\"name\":7}",
        "{\"email\":\"a@b\",\"name\":null}",
        "{\"email\":\"a@b\",\"photoUrl\":\"javascript:alert(1)\"}",
        "{\"email\":[\"a@b\"]}",
        "[]",
        "{\"email\":\"a@b\"",
    };
    (void)state;
    int64_t before = total("");
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        call("POST", API "/users", bodies[i]);
        assert_problem(400, "body_invalid");
    }
    assert_int_equal(total(""), before);
}

static void an_email_is_taken_once(void **state)
{
    char user[JT_UUID_TEXT + 1];
    (void)state;
    create(API "/users", "{\"email\":\"once@example.com\"}", user);
    call("POST", API "/users", "{\"email\":\"ONCE@example.com\"}");
    assert_problem(409, "object_exists");
    create(API "/application-roles", "{\"name\":\"Once\"}", user);
    call("POST", API "/application-roles", "{\"name\":\"Once\"}");
    assert_problem(409, "object_exists");
}

static void wrong_queries_are_400(void **state)
{
    static const char *const paths[] = {
        API "/users?limit=0",        API "/users?limit=101",
        API "/users?offset=-1",      API "/users?hasRoles=true",
        API "/users?isActive=maybe", API "/application-roles?nameContains=x",
        API "/users/x?limit=1",      API "/users?limit=1&limit=1",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        call("GET", paths[i], "");
        assert_problem(400, "query_invalid");
    }
}

static void other_methods_are_405(void **state)
{
    (void)state;
    call("PUT", API "/users", "{}");
    assert_problem(405, "method_not_allowed");
    assert_true(rs_has(&response, "Allow: GET, HEAD, POST\r\n"));
    call("OPTIONS", API "/users", "");
    assert_int_equal(response.status, 204);
    assert_true(rs_has(&response, "Allow: GET, HEAD, POST\r\n"));
}

static void head_asks_for_the_same_token(void **state)
{
    (void)state;
    rs_request(&rs, "HEAD", API "/users", "localhost", "", "", &response);
    assert_int_equal(response.status, 401);
    assert_string_equal(response.body, "");
    call("HEAD", API "/users", "");
    assert_int_equal(response.status, 200);
    assert_string_equal(response.body, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_role_makes_the_user_appear),
        cmocka_unit_test(a_user_is_told_whole),
        cmocka_unit_test(a_user_has_a_tag),
        cmocka_unit_test(a_wrong_if_match_changes_nothing),
        cmocka_unit_test(filters_are_obeyed),
        cmocka_unit_test(unknown_objects_are_404),
        cmocka_unit_test(a_wrong_user_is_not_created),
        cmocka_unit_test(an_email_is_taken_once),
        cmocka_unit_test(wrong_queries_are_400),
        cmocka_unit_test(other_methods_are_405),
        cmocka_unit_test(head_asks_for_the_same_token),
    };
    return cmocka_run_group_tests(tests, begin_api, end_api);
}

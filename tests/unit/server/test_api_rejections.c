/* SPDX-License-Identifier: Apache-2.0 */
/* From a refusal to its explanation; and the pages that explain without a token. */
#include "api_requests.h"

#include "server/api/openapi.h"
#include "server/routes.h"

static void refuse(const char *client_id, const char *secret)
{
    char form[600];
    (void)snprintf(form, sizeof(form),
                   "grant_type=client_credentials&client_id=%s&client_secret=%s", client_id,
                   secret);
    rs_post(&rs, RS_TOKEN_PATH, form, &response);
    assert_int_equal(response.status, 401);
}

/* Asks for the rejection of the last response. */
static void explain(void)
{
    char id[64];
    char path[200];
    copy_member("rejection_id", id, sizeof(id));
    (void)snprintf(path, sizeof(path), "Jeton-Rejection: %s\r\n", id);
    assert_true(rs_has(&response, path));
    (void)snprintf(path, sizeof(path), API "/rejections/%s", id);
    call("GET", path, "");
    assert_int_equal(response.status, 200);
    (void)snprintf(path, sizeof(path), "\"id\":\"%s\"", id);
    assert_true(rs_has(&response, path));
}

static void a_wrong_secret_is_explained_at_once(void **state)
{
    (void)state;
    refuse("bootstrap", "wrong");
    explain();
    assert_true(rs_has(&response, "\"cause\":\"secret_wrong\",\"also\":[],\"proven\":false,"
                                  "\"error\":\"invalid_client\",\"status\":401"));
    assert_true(rs_has(&response, "\"clientId\":\"bootstrap\""));
    assert_true(rs_has(&response, "\"realm\":\"" RS_PLATFORM "\""));
    assert_true(rs_has(&response, "\"endpoint\":\"POST "
                                  "/auth/realms/{realm}/protocol/openid-connect/token\""));
    assert_true(rs_has(&response, "\"method\":\"client_secret_post\",\"address\":\"127.0.0.1\""));
    assert_true(rs_has(&response, "\"outcome\":\"refused\"}]"));
}

static void equal_refusals_count_together(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        refuse("nobody", "wrong");
    }
    explain();
    assert_true(rs_has(&response, "\"cause\":\"client_unknown\""));
    assert_true(rs_has(&response, "\"count\":3"));
    refuse("nobody", "wrong");
    explain();
    assert_true(rs_has(&response, "\"count\":4"));
}

/* The answers differ in nothing but the id. */
static void unknown_and_wrong_answer_the_same(void **state)
{
    static struct rs_response first;
    (void)state;
    refuse("nobody", "wrong");
    first = response;
    refuse("bootstrap", "wrong");
    assert_int_equal(strlen(first.text), strlen(response.text));
    char *id = strstr(first.text, "Jeton-Rejection: ");
    char *other = strstr(response.text, "Jeton-Rejection: ");
    assert_non_null(id);
    assert_non_null(other);
    assert_int_equal(id - first.text, other - response.text);
    assert_memory_not_equal(id, other, 17 + JT_REJECTION_ID_LEN);
    memset(id + 17, 'x', JT_REJECTION_ID_LEN);
    memset(other + 17, 'x', JT_REJECTION_ID_LEN);
    id = strstr(first.text, "\"rejection_id\":\"");
    other = strstr(response.text, "\"rejection_id\":\"");
    memset(id + 16, 'x', JT_REJECTION_ID_LEN);
    memset(other + 16, 'x', JT_REJECTION_ID_LEN);
    /* The date may have moved on by a second. */
    char *date = strstr(first.text, "Date: ");
    char *other_date = strstr(response.text, "Date: ");
    memcpy(date, other_date, 35);
    assert_string_equal(first.text, response.text);
}

static void a_secret_in_place_of_an_id_is_not_stored(void **state)
{
    (void)state;
    refuse("jtn_0123456789abcdefghijABCDEFGHIJ0123456789abc123456", "bootstrap");
    explain();
    assert_true(rs_has(&response, "\"clientId\":\"fingerprint:"));
    assert_false(rs_has(&response, "jtn_"));
}

static void an_invented_id_finds_nothing(void **state)
{
    (void)state;
    call("GET", API "/rejections/AAAAAAAAAAAAAAAAAAAAAA", "");
    assert_problem(404, "object_unknown");
    call("GET", API "/rejections/x", "");
    assert_problem(404, "object_unknown");
}

static void refusals_of_the_api_are_explained_too(void **state)
{
    (void)state;
    call("GET", API "/users?limit=0", "");
    assert_problem(400, "query_invalid");
    explain();
    assert_true(rs_has(&response, "\"cause\":\"query_invalid\""));
    assert_true(rs_has(&response, "\"proven\":true"));
    assert_true(rs_has(&response, "\"clientId\":\"bootstrap\""));
    assert_true(rs_has(&response, "\"method\":\"bearer\""));
}

static void every_told_reason_stands_on_its_page(void **state)
{
    (void)state;
    rs_request(&rs, "GET", "/reasons", "localhost", "", "", &response);
    assert_int_equal(response.status, 200);
    for (unsigned i = 0; i < JT_REASON_COUNT; i++) {
        const struct jt_reason *reason = jt_reason_get((enum jt_reason_id)i);
        char anchor[100];
        (void)snprintf(anchor, sizeof(anchor), "<li id=\"%.*s\">", JT_STR_ARG(reason->name));
        assert_int_equal(rs_has(&response, anchor), reason->kind != JT_REASON_UNIFORM);
    }
}

static void every_reason_has_a_page_of_its_own(void **state)
{
    (void)state;
    for (unsigned i = 0; i < JT_REASON_COUNT; i++) {
        const struct jt_reason *reason = jt_reason_get((enum jt_reason_id)i);
        char text[400];
        (void)snprintf(text, sizeof(text), "/reasons/%.*s", JT_STR_ARG(reason->name));
        rs_request(&rs, "GET", text, "localhost", "", "", &response);
        assert_int_equal(response.status, 200);
        (void)snprintf(text, sizeof(text), "<h1>%.*s</h1>", JT_STR_ARG(reason->name));
        assert_true(rs_has(&response, text));
        (void)snprintf(text, sizeof(text), ">%.*s</", JT_STR_ARG(reason->section));
        assert_true(rs_has(&response, text));
    }
    rs_request(&rs, "GET", "/reasons/secret_wrong%3Cscript%3E", "localhost", "", "", &response);
    assert_int_equal(response.status, 404);
    assert_false(rs_has(&response, "<script"));
    assert_false(rs_has(&response, "%3C"));
}

static void unknown_realms_are_told_where_to_look(void **state)
{
    (void)state;
    rs_post(&rs, "/auth/realms/99999999-9999-4999-8999-999999999999/protocol/openid-connect/token",
            "", &response);
    assert_int_equal(response.status, 404);
    assert_true(rs_has(&response, "{\"error\":\"realm_unknown\""));
    assert_true(rs_has(&response, RS_BASE "/identity/.well-known/openid-configuration"));
    rs_request(&rs, "POST", RS_TOKEN_PATH, "development.localhost", RS_FORM, "", &response);
    assert_int_equal(response.status, 404);
    assert_true(rs_has(&response, "/.well-known/openid-configuration"));
}

static void metrics_are_not_for_everybody(void **state)
{
    struct jt_buf buf = {0};
    (void)state;
    rs_request(&rs, "GET", "/metrics", "localhost", "", "", &response);
    assert_int_equal(response.status, 404);
    refuse("bootstrap", "wrong");
    jt_metrics_write(&rs.server, &buf);
    assert_non_null(strstr(jt_buf_c(&buf), "\njeton_refusals_total{cause=\"secret_wrong\"} "));
    assert_non_null(strstr(jt_buf_c(&buf), "\njeton_tokens_issued_total 1\n"));
    assert_non_null(strstr(jt_buf_c(&buf), "\njeton_rejections_dropped_total 0\n"));
    jt_buf_clear(&buf);
}

static bool is_described(const struct jt_route *route)
{
    const struct jt_openapi_row *row = NULL;
    for (size_t i = 0; (row = jt_openapi_row_at(i)) != NULL; i++) {
        if (row->method == route->method && strcmp(row->pattern, route->pattern) == 0) {
            return true;
        }
    }
    return false;
}

/* Our own reader stops at a depth that a description exceeds: so only the brackets are compared,
 * and that no comma stands where a value should. */
static bool is_balanced(const char *json)
{
    char open[64];
    size_t depth = 0;
    bool in_string = false;
    for (const char *at = json; *at != '\0'; at++) {
        bool ends = *at == '}' || *at == ']';
        in_string ^= *at == '"';
        if (in_string) {
            continue;
        }
        if (*at == '{' || *at == '[') {
            open[depth++ % sizeof(open)] = *at == '{' ? '}' : ']';
        } else if ((ends && (depth == 0 || open[--depth % sizeof(open)] != *at)) ||
                   (*at == ',' && strchr(",}]:", at[1]) != NULL)) {
            return false;
        }
    }
    return depth == 0 && !in_string;
}

static void the_description_names_every_route_and_no_other(void **state)
{
    size_t count = 0;
    (void)state;
    for (size_t i = 0; jt_routes_at(i) != NULL; i++) {
        if (jt_routes_at(i)->family == JT_ROUTE_API) {
            assert_true(is_described(jt_routes_at(i)));
            count++;
        }
    }
    assert_null(jt_openapi_row_at(count));
    assert_non_null(jt_openapi_row_at(count - 1));
    rs_request(&rs, "GET", API "/openapi.json", "localhost", "", "", &response);
    assert_int_equal(response.status, 200);
    assert_true(is_balanced(response.body));
    assert_true(rs_has(&response, "{\"openapi\":\"3.1.0\","));
    assert_true(rs_has(&response, "\"url\":\"" RS_BASE API "\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_secret_is_explained_at_once),
        cmocka_unit_test(equal_refusals_count_together),
        cmocka_unit_test(unknown_and_wrong_answer_the_same),
        cmocka_unit_test(a_secret_in_place_of_an_id_is_not_stored),
        cmocka_unit_test(an_invented_id_finds_nothing),
        cmocka_unit_test(refusals_of_the_api_are_explained_too),
        cmocka_unit_test(every_told_reason_stands_on_its_page),
        cmocka_unit_test(every_reason_has_a_page_of_its_own),
        cmocka_unit_test(unknown_realms_are_told_where_to_look),
        cmocka_unit_test(metrics_are_not_for_everybody),
        cmocka_unit_test(the_description_names_every_route_and_no_other),
    };
    return cmocka_run_group_tests(tests, begin_api, end_api);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery, keys and health from the outside: the same document by every way, on the right hosts,
 * with nothing taken from the request. */
#include "running_server.h"

#include "codec/json.h"

static struct running_server rs;
static struct rs_response response;
static struct rs_response other_response;

#define OF_PLATFORM "/auth/realms/" RS_PLATFORM
#define OF_DEVELOPMENT "/auth/realms/" RS_DEVELOPMENT
#define BY_HOST "/identity/.well-known/openid-configuration"
#define BY_REALM OF_PLATFORM "/.well-known/openid-configuration"
#define BY_RFC_8414 "/.well-known/oauth-authorization-server" OF_PLATFORM
#define CERTS OF_PLATFORM "/protocol/openid-connect/certs"

static int set_up(void **state)
{
    (void)state;
    rs_start(&rs, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rs_stop(&rs);
    return 0;
}

static void get(const char *path, const char *host, const char *headers)
{
    rs_request(&rs, "GET", path, host, headers, "", &response);
}

static void assert_member(const char *name, const char *value)
{
    struct jt_json *json = NULL;
    jt_str text = {0};
    assert_int_equal(jt_json_parse(jt_str_from_c(response.body), RS_RESPONSE_MAX, &json), JT_OK);
    assert_true(jt_json_string(jt_json_get(jt_json_root(json), name), &text));
    assert_true(jt_str_equal(text, jt_str_from_c(value)));
    jt_json_free(json);
}

static void all_ways_lead_to_the_same_document(void **state)
{
    (void)state;
    static const char *const ways[] = {BY_REALM, BY_RFC_8414, BY_REALM "?x=1",
                                       "/.well-known/openid-configuration"};
    rs_request(&rs, "GET", BY_HOST, "localhost", "", "", &other_response);
    assert_int_equal(other_response.status, 200);
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        get(ways[i], "localhost", "");
        assert_int_equal(response.status, 200);
        assert_string_equal(response.body, other_response.body);
        assert_true(rs_has(&response, "\r\nContent-Type: application/json\r\n"));
        assert_true(rs_has(&response, "\r\nCache-Control: public, max-age="));
    }
    assert_member("issuer", RS_BASE OF_PLATFORM);
    assert_member("token_endpoint", RS_BASE RS_TOKEN_PATH);
    assert_member("jwks_uri", RS_BASE CERTS);
    assert_false(rs_has(&response, "authorization_endpoint"));
    assert_true(rs_has(&response, "\"grant_types_supported\":[\"client_credentials\"]"));
    assert_true(rs_has(&response, "\"response_types_supported\":[]"));
    assert_true(rs_has(&response, "\"development:end_user.view\""));
}

static void nothing_comes_from_the_request(void **state)
{
    (void)state;
    get(BY_HOST, "127.0.0.1:9999", "X-Forwarded-Host: evil.example\r\nForwarded: host=evil\r\n");
    assert_int_equal(response.status, 200);
    assert_member("issuer", RS_BASE OF_PLATFORM);
    get(BY_HOST, "evil.example", "");
    assert_int_equal(response.status, 421);
}

static void a_realm_answers_on_its_hosts_and_stages_on_the_platforms(void **state)
{
    (void)state;
    get(BY_HOST, "development.localhost", "");
    assert_int_equal(response.status, 200);
    assert_member("issuer", RS_BASE OF_DEVELOPMENT);
    get(OF_DEVELOPMENT "/.well-known/openid-configuration", "localhost", "");
    assert_int_equal(response.status, 200);
    assert_member("issuer", RS_BASE OF_DEVELOPMENT);
    get(BY_REALM, "development.localhost", "");
    assert_int_equal(response.status, 404);
    assert_member("error", "realm_unknown");
    get(CERTS, "development.localhost", "");
    assert_int_equal(response.status, 404);
}

static void unknown_realms_are_told_where_to_look(void **state)
{
    (void)state;
    static const char *const realms[] = {"11111111-1111-4111-8111-111111111112", "default",
                                         "%2e%2e", "AAAAAAAA-1111-4111-8111-111111111111",
                                         "11111111-1111-4111-8111-1111111111111"};
    for (size_t i = 0; i < sizeof(realms) / sizeof(realms[0]); i++) {
        char path[256];
        (void)snprintf(path, sizeof(path), "/auth/realms/%s/.well-known/openid-configuration",
                       realms[i]);
        get(path, "localhost", "");
        assert_int_equal(response.status, 404);
        assert_member("error", "realm_unknown");
        assert_true(rs_has(&response, RS_BASE "/"));
    }
}

static void a_known_document_is_not_sent_again(void **state)
{
    (void)state;
    static const char *const paths[] = {BY_HOST, CERTS};
    for (size_t i = 0; i < 2; i++) {
        char tag[64] = "";
        char headers[128];
        get(paths[i], "localhost", "");
        const char *at = strstr(response.text, "ETag: ");
        assert_non_null(at);
        assert_int_equal(sscanf(at, "ETag: %60s", tag), 1);
        (void)snprintf(headers, sizeof(headers), "If-None-Match: W/%s\r\n", tag);
        get(paths[i], "localhost", headers);
        assert_int_equal(response.status, 304);
        assert_string_equal(response.body, "");
        assert_true(rs_has(&response, tag));
        get(paths[i], "localhost", "If-None-Match: \"other\"\r\n");
        assert_int_equal(response.status, 200);
    }
}

static void head_is_get_without_the_body(void **state)
{
    (void)state;
    get(CERTS, "localhost", "");
    size_t len = strlen(response.body);
    char length[64];
    (void)snprintf(length, sizeof(length), "\r\nContent-Length: %zu\r\n", len);
    rs_request(&rs, "HEAD", CERTS, "localhost", "", "", &response);
    assert_int_equal(response.status, 200);
    assert_string_equal(response.body, "");
    assert_true(rs_has(&response, length));
    rs_request(&rs, "POST", BY_HOST, "localhost", RS_FORM, "", &response);
    assert_int_equal(response.status, 405);
    assert_true(rs_has(&response, "\r\nAllow: GET, HEAD"));
}

static void keys_are_public(void **state)
{
    (void)state;
    get(CERTS, "localhost", "");
    assert_int_equal(response.status, 200);
    assert_true(rs_has(&response, "{\"keys\":[{"));
    assert_true(rs_has(&response, "\"crv\":\"P-256\""));
    assert_false(rs_has(&response, "\"d\""));
}

static void health_is_for_any_host(void **state)
{
    (void)state;
    get("/healthz", "evil.example", "");
    assert_int_equal(response.status, 200);
    get("/readyz", "evil.example", "");
    assert_int_equal(response.status, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_ways_lead_to_the_same_document),
        cmocka_unit_test(nothing_comes_from_the_request),
        cmocka_unit_test(a_realm_answers_on_its_hosts_and_stages_on_the_platforms),
        cmocka_unit_test(unknown_realms_are_told_where_to_look),
        cmocka_unit_test(a_known_document_is_not_sent_again),
        cmocka_unit_test(head_is_get_without_the_body),
        cmocka_unit_test(keys_are_public),
        cmocka_unit_test(health_is_for_any_host),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The token endpoint from the outside: a running server, a store, and bytes on a socket. */
#include "token_requests.h"

#include "codec/base64url.h"
#include "codec/json.h"
#include "jose/jws.h"
#include "jose/jwt.h"

static struct jt_json *read_body(void)
{
    struct jt_json *json = NULL;
    assert_int_equal(jt_json_parse(jt_str_from_c(response.body), RS_RESPONSE_MAX, &json), JT_OK);
    return json;
}

static jt_str member(const struct jt_json *json, const char *name)
{
    jt_str text = {0};
    assert_true(jt_json_string(jt_json_get(jt_json_root(json), name), &text));
    return text;
}

static void assert_scope(const char *scope)
{
    assert_int_equal(response.status, 200);
    struct jt_json *json = read_body();
    assert_true(jt_str_equal(member(json, "scope"), jt_str_from_c(scope)));
    jt_json_free(json);
}

static void post_gives_a_token_in_the_promised_form(void **state)
{
    (void)state;
    ask(GRANT ALPHA);
    assert_int_equal(response.status, 200);
    assert_true(rs_has(&response, "\r\nCache-Control: no-store\r\n"));
    assert_true(rs_has(&response, "\r\nPragma: no-cache\r\n"));
    assert_memory_equal(response.body, "{\"access_token\":\"", 17);
    const char *rest = strchr(response.body + 17, '"');
    assert_string_equal(rest, "\",\"token_type\":\"Bearer\",\"expires_in\":43200,"
                              "\"scope\":\"development:end_user.view "
                              "user.manage token.introspect\"}");
}

static void the_token_says_who_for_what_and_until_when(void **state)
{
    (void)state;
    struct jt_jws jws;
    struct jt_json *claims_json = NULL;
    struct jt_claims claims;
    ask(GRANT ALPHA "&scope=user.manage");
    struct jt_json *json = read_body();
    assert_int_equal(jt_jws_read(member(json, "access_token"), &jws), JT_JWS_OK);
    assert_true(jt_str_equal(jws.typ, JT_STR("at+jwt")));
    assert_true(jt_str_equal(jws.alg->name, JT_STR("ES256")));
    assert_int_equal(jt_claims_read(jt_buf_str(&jws.payload), &claims_json, &claims), JT_CLAIMS_OK);
    assert_true(jt_str_equal(claims.iss, JT_STR(RS_BASE "/auth/realms/" RS_PLATFORM)));
    assert_true(jt_str_equal(claims.aud, JT_STR(RS_BASE "/api/identity/v1")));
    assert_true(jt_str_equal(claims.client_id, JT_STR("alpha")));
    assert_int_equal(claims.sub.len, JT_UUID_TEXT);
    assert_int_equal(claims.jti.len, JT_BASE64URL_LEN(16));
    assert_true(jt_str_equal(claims.scope, JT_STR("user.manage")));
    assert_int_equal(claims.exp.s - claims.iat.s, 43200);
    assert_int_equal(claims.status_uri.len, 0);
    jt_json_free(claims_json);
    jt_jws_clear(&jws);
    jt_json_free(json);
}

static void basic_is_read_encoded_or_raw_but_never_mixed(void **state)
{
    (void)state;
    ask_basic("alpha:" ALPHA_SECRET, GRANT);
    assert_int_equal(response.status, 200);
    ask_basic("odd+id:p%2540ss%2Bword", GRANT);
    assert_int_equal(response.status, 200);
    ask_basic("odd id:p%40ss+word", GRANT);
    assert_int_equal(response.status, 200);
    ask_basic("odd+id:p%40ss+word", GRANT);
    assert_refused(401, "invalid_client");
    ask_basic("odd id:p%2540ss%2Bword", GRANT);
    assert_int_equal(response.status, 200); /* a space is itself when form-decoded */
}

static void the_same_client_id_beside_basic_is_fine(void **state)
{
    (void)state;
    ask_basic("alpha:" ALPHA_SECRET, GRANT "&client_id=alpha");
    assert_int_equal(response.status, 200);
    ask_basic("alpha:" ALPHA_SECRET, GRANT "&client_id=bare");
    assert_refused(400, "invalid_request");
}

static void a_part_of_the_scope_can_be_asked_for(void **state)
{
    (void)state;
    ask(GRANT ALPHA "&scope=development:end_user.view+user.manage+user.manage");
    assert_scope("development:end_user.view user.manage");
    ask(GRANT ALPHA "&scope=");
    assert_scope("development:end_user.view user.manage token.introspect");
    ask(GRANT ALPHA "&resource=http%3A%2F%2Flocalhost%3A8080%2Fapi%2Fidentity%2Fv1");
    assert_scope("development:end_user.view user.manage token.introspect");
}

static void content_types_that_mean_the_same_are_taken(void **state)
{
    (void)state;
    static const char *const headers[] = {
        "Content-Type: Application/X-WWW-Form-Urlencoded\r\n",
        "Content-Type: application/x-www-form-urlencoded;charset=utf-8\r\n",
        "Content-Type: application/x-www-form-urlencoded ; CHARSET=\"UTF-8\"\r\n",
    };
    for (size_t i = 0; i < 3; i++) {
        rs_request(&rs, "POST", RS_TOKEN_PATH, "localhost", headers[i], GRANT ALPHA, &response);
        assert_int_equal(response.status, 200);
    }
}

static void a_secret_that_ends_soon_is_announced(void **state)
{
    (void)state;
    ask(GRANT "&client_id=ending&client_secret=ending-secret");
    assert_int_equal(response.status, 200);
    assert_true(rs_has(&response, ",\"client_secret_expires_at\":1"));
    atomic_store(&rs.clock.ahead_s, 86401);
    ask(GRANT "&client_id=ending&client_secret=ending-secret");
    assert_refused(401, "invalid_client");
    assert_true(rs_has(&response, "/reasons/secret_expired"));
    atomic_store(&rs.clock.ahead_s, 0);
}

/* The newest secret of the client whose name this is. */
static void find_secret(const char *name, struct jt_arena *arena,
                        struct jt_client_secret *ret_secret)
{
    const struct jt_api_client_filter filter = {.realm = rs.platform,
                                                .name_contains = jt_str_from_c(name),
                                                .status = -1,
                                                .now = rs_now(&rs)};
    const struct jt_page page = {.limit = 1};
    struct jt_api_client_list list;
    struct jt_api_client client;
    struct jt_store *store = rs.server.store;
    assert_int_equal(store->ops->api_client_list(store, arena, &filter, &page, &list), JT_OK);
    assert_int_equal(list.count, 1);
    assert_int_equal(store->ops->api_client_find(store, arena, &list.items[0].key, &client), JT_OK);
    assert_int_equal(client.secret_count, 1);
    *ret_secret = client.secrets[0];
}

static void only_a_use_that_worked_is_noted(void **state)
{
    (void)state;
    struct jt_arena arena = {0};
    struct jt_client_secret secret;
    ask(GRANT "&client_id=seldom&client_secret=wrong");
    ask_basic("seldom:seldom-secret", GRANT);
    assert_int_equal(response.status, 401);
    assert_int_equal(jt_usage_write(rs.server.usage), JT_OK);
    find_secret("seldom", &arena, &secret);
    assert_int_equal(secret.last_used.s, 0);
    ask(GRANT "&client_id=seldom&client_secret=seldom-secret");
    assert_int_equal(response.status, 200);
    assert_int_equal(jt_usage_write(rs.server.usage), JT_OK);
    find_secret("seldom", &arena, &secret);
    assert_true(secret.last_used.s >= rs_now(&rs).s - 10);
    assert_true(jt_str_equal(secret.last_used_from, JT_STR("127.0.0.1")));
    jt_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(post_gives_a_token_in_the_promised_form),
        cmocka_unit_test(the_token_says_who_for_what_and_until_when),
        cmocka_unit_test(basic_is_read_encoded_or_raw_but_never_mixed),
        cmocka_unit_test(the_same_client_id_beside_basic_is_fine),
        cmocka_unit_test(a_part_of_the_scope_can_be_asked_for),
        cmocka_unit_test(content_types_that_mean_the_same_are_taken),
        cmocka_unit_test(a_secret_that_ends_soon_is_announced),
        cmocka_unit_test(only_a_use_that_worked_is_noted),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

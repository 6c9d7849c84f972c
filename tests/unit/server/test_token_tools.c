/* SPDX-License-Identifier: Apache-2.0 */
/* Introspection and revocation from the outside: who sees what, and what stays revoked. */
#include "token_requests.h"

#include "codec/json.h"

#define REALM_PATH "/auth/realms/" RS_PLATFORM "/protocol/openid-connect/"
#define INTROSPECT REALM_PATH "token/introspect"
#define REVOKE REALM_PATH "revoke"
#define OTHER "&client_id=other&client_secret=other-secret"
#define INACTIVE "{\"active\":false}"

static char token[8192];

/* A client that may not introspect the tokens of others. */
static int set_up_tools(void **state)
{
    static const struct jt_grant grants[] = {{JT_PERM_USER_MANAGE, 0}};
    const struct rs_client other = {
        .client_id = "other", .secret = "other-secret", .grants = {.items = grants, .count = 1}};
    (void)set_up(state);
    rs_add_client(&rs, &other);
    return 0;
}

static void get_token(const char *credentials)
{
    char form[256];
    (void)snprintf(form, sizeof(form), GRANT "%s", credentials);
    ask(form);
    assert_int_equal(response.status, 200);
    assert_int_equal(sscanf(response.body, "{\"access_token\":\"%8000[^\"]", token), 1);
}

static void send_token(const char *path, const char *text, const char *more)
{
    char form[9000];
    (void)snprintf(form, sizeof(form), "token=%s%s", text, more);
    rs_post(&rs, path, form, &response);
}

static void assert_inactive(void)
{
    assert_int_equal(response.status, 200);
    assert_string_equal(response.body, INACTIVE);
    assert_true(rs_has(&response, "\r\nCache-Control: no-store\r\n"));
}

static void a_client_sees_its_own_token(void **state)
{
    (void)state;
    struct jt_json *json = NULL;
    bool active = false;
    jt_str scope = {0};
    get_token(OTHER);
    send_token(INTROSPECT, token, OTHER "&token_type_hint=nonsense");
    assert_int_equal(response.status, 200);
    assert_int_equal(jt_json_parse(jt_str_from_c(response.body), RS_RESPONSE_MAX, &json), JT_OK);
    assert_true(jt_json_bool(jt_json_get(jt_json_root(json), "active"), &active));
    assert_true(jt_json_string(jt_json_get(jt_json_root(json), "scope"), &scope));
    assert_true(active);
    assert_true(jt_str_equal(scope, JT_STR("user.manage")));
    jt_json_free(json);
}

static void others_see_it_with_the_permission_alone(void **state)
{
    (void)state;
    get_token(OTHER);
    send_token(INTROSPECT, token, ALPHA);
    assert_memory_equal(response.body, "{\"active\":true,", 15);
    get_token(ALPHA);
    send_token(INTROSPECT, token, OTHER);
    assert_inactive();
}

static void what_is_no_token_of_the_realm_is_inactive(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "%22", "..", "....",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        send_token(INTROSPECT, texts[i], ALPHA);
        assert_inactive();
    }
}

/* At each of many places of header, claims and signature. */
static void a_changed_token_is_inactive(void **state)
{
    (void)state;
    get_token(OTHER);
    size_t len = strlen(token);
    for (size_t i = 0; i < len; i += len / 40 + 1) {
        char kept = token[i];
        token[i] = kept == 'A' ? 'B' : 'A';
        send_token(INTROSPECT, token, OTHER);
        assert_inactive();
        token[i] = kept;
    }
    token[len - 1] = '\0';
    send_token(INTROSPECT, token, OTHER);
    assert_inactive();
}

static void an_expired_token_is_inactive(void **state)
{
    (void)state;
    get_token(OTHER);
    atomic_store(&rs.clock.ahead_s, JT_TOKEN_LIFETIME_S + 2);
    send_token(INTROSPECT, token, OTHER);
    atomic_store(&rs.clock.ahead_s, 0);
    assert_inactive();
}

static void a_token_is_known_in_its_realm_alone(void **state)
{
    (void)state;
    const struct rs_client away = {.client_id = "other",
                                   .secret = "away-secret",
                                   .grants = {.all = true},
                                   .in_development = true};
    rs_add_client(&rs, &away);
    get_token(OTHER);
    send_token("/auth/realms/" RS_DEVELOPMENT "/protocol/openid-connect/token/introspect", token,
               "&client_id=other&client_secret=away-secret");
    assert_inactive();
}

static void callers_must_authenticate(void **state)
{
    (void)state;
    get_token(OTHER);
    send_token(INTROSPECT, token, "");
    assert_refused(401, "invalid_client");
    send_token(INTROSPECT, token, "&client_id=other&client_secret=wrong");
    assert_refused(401, "invalid_client");
    send_token(REVOKE, token, "&client_id=other&client_secret=wrong");
    assert_refused(401, "invalid_client");
    send_token(INTROSPECT, "", OTHER);
    assert_refused(400, "invalid_request");
    send_token(REVOKE, "", OTHER);
    assert_refused(400, "invalid_request");
    send_token(INTROSPECT, token, OTHER);
    assert_memory_equal(response.body, "{\"active\":true,", 15);
}

static void a_revoked_token_is_inactive_at_once(void **state)
{
    (void)state;
    get_token(OTHER);
    send_token(REVOKE, token, OTHER);
    assert_int_equal(response.status, 200);
    assert_string_equal(response.body, "");
    send_token(INTROSPECT, token, OTHER);
    assert_inactive();
    send_token(INTROSPECT, token, ALPHA);
    assert_inactive();
    send_token(REVOKE, token, OTHER);
    assert_int_equal(response.status, 200);
}

static void nobody_revokes_the_token_of_another(void **state)
{
    (void)state;
    get_token(OTHER);
    send_token(REVOKE, token, ALPHA);
    assert_refused(400, "unauthorized_client");
    send_token(INTROSPECT, token, OTHER);
    assert_memory_equal(response.body, "{\"active\":true,", 15);
}

static void revoking_what_is_no_token_is_done(void **state)
{
    (void)state;
    static const char *const texts[] = {"x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."};
    for (size_t i = 0; i < 3; i++) {
        send_token(REVOKE, texts[i], OTHER);
        assert_int_equal(response.status, 200);
        assert_string_equal(response.body, "");
    }
}

static enum jt_err cannot_write(struct jt_store *store, const struct jt_write *write,
                                const struct jt_revoked_token *revoked)
{
    (void)store;
    (void)write;
    (void)revoked;
    return JT_ERR_IO;
}

/* RFC 7009 §2.2.1: never 200 for a revocation that is not on disk. */
static void a_revocation_that_cannot_be_written_is_not_confirmed(void **state)
{
    (void)state;
    const struct jt_store_ops *ops = rs.server.store->ops;
    struct jt_store_ops broken = *ops;
    broken.token_revoke = cannot_write;
    get_token(OTHER);
    rs.server.store->ops = &broken;
    send_token(REVOKE, token, OTHER);
    rs.server.store->ops = ops;
    assert_refused(503, "temporarily_unavailable");
    send_token(INTROSPECT, token, OTHER);
    assert_memory_equal(response.body, "{\"active\":true,", 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_sees_its_own_token),
        cmocka_unit_test(others_see_it_with_the_permission_alone),
        cmocka_unit_test(what_is_no_token_of_the_realm_is_inactive),
        cmocka_unit_test(a_changed_token_is_inactive),
        cmocka_unit_test(an_expired_token_is_inactive),
        cmocka_unit_test(a_token_is_known_in_its_realm_alone),
        cmocka_unit_test(callers_must_authenticate),
        cmocka_unit_test(a_revoked_token_is_inactive_at_once),
        cmocka_unit_test(nobody_revokes_the_token_of_another),
        cmocka_unit_test(revoking_what_is_no_token_is_done),
        cmocka_unit_test(a_revocation_that_cannot_be_written_is_not_confirmed),
    };
    return cmocka_run_group_tests(tests, set_up_tools, tear_down);
}

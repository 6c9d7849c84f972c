/* SPDX-License-Identifier: Apache-2.0 */
/* Answers as facts: what is read, what is struck out, and when two say the same. */
#include "unit/doctor/fixture.h"

#include "doctor/exchange.h"
#include "doctor/probe.h"
#include "doctor/strike.h"
#include "doctor/token.h"

#include <stdio.h>
#include <stdlib.h>

#define SECRET "top/secret+value"

static struct jt_doctor_run *begin(void)
{
    struct jt_doctor_run *run = calloc(1, sizeof(*run));
    assert_non_null(run);
    run->arena = calloc(1, sizeof(*run->arena));
    run->clock = &jt_clock_system;
    run->facts.config.secret = JT_STR(SECRET);
    return run;
}

static void let_go(struct jt_doctor_run *run)
{
    jt_arena_clear(run->arena);
    free(run->arena);
    free(run);
}

static struct jt_doctor_answer read_body(struct jt_doctor_run *run, int status, const char *type,
                                         const char *body)
{
    struct jt_doctor_answer answer = {.asked = true, .retry_after_s = -1};
    const struct jt_http_in in = {
        .status = status,
        .content_type = jt_str_from_c(type),
        .body = jt_str_from_c(body),
        .retry_after_s = -1,
        .header_lines = JT_STR(""),
    };
    jt_answer_read(run, &in, &answer);
    assert_int_equal(run->err, JT_OK);
    return answer;
}

static void an_oauth_error_is_read(void **state)
{
    struct jt_doctor_run *run = begin();
    (void)state;
    struct jt_doctor_answer answer = read_body(
        run, 401, "application/json",
        "{\"error\":\"invalid_client\",\"error_description\":\"No.\",\"rejection_id\":\"r1\","
        "\"error_uri\":\"https://id.example.com/reasons/"
        "secret_expired\",\"error_codes\":[7000215]}");
    assert_true(answer.is_json && !answer.has_token && !answer.is_html);
    assert_str(answer.error, "invalid_client");
    assert_str(answer.description, "No.");
    assert_str(answer.told, "secret_expired");
    assert_str(answer.rejection_id, "r1");
    assert_int_equal(answer.numbers[0], 7000215);
    let_go(run);
}

static void a_cause_is_told_by_its_page_alone(void **state)
{
    static const struct {
        const char *uri;
        const char *told;
    } cases[] = {
        {"https://x/reasons#secret_expired", "secret_expired"},
        {"https://x/reasons/secret_expired", "secret_expired"},
        {"https://x/reasons", ""},
        {"https://x/reasons/", ""},
        {"https://x/reasons/Secret", ""},
        {"https://x/reasons/secret_expired?x", ""},
        {"https://x/errors#secret_expired", ""},
    };
    struct jt_doctor_run *run = begin();
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char body[200];
        (void)snprintf(body, sizeof(body), "{\"error\":\"e\",\"error_uri\":\"%s\"}", cases[i].uri);
        struct jt_doctor_answer answer = read_body(run, 401, "application/json", body);
        assert_str_equal(answer.told, jt_str_from_c(cases[i].told));
    }
    let_go(run);
}

static void other_forms_are_read(void **state)
{
    struct jt_doctor_run *run = begin();
    (void)state;
    struct jt_doctor_answer okta = read_body(run, 401, "application/json",
                                             "{\"errorCode\":\"invalid_client\",\"errorSummary\":"
                                             "\"Invalid value for 'client_id' parameter.\"}");
    assert_str(okta.code, "invalid_client");
    assert_str(okta.summary, "Invalid value for 'client_id' parameter.");
    struct jt_doctor_answer form =
        read_body(run, 200, "application/x-www-form-urlencoded", "error=bad&error_description=a+b");
    assert_str(form.error, "bad");
    assert_str(form.description, "a b");
    struct jt_doctor_answer page = read_body(run, 200, "text/html", "<html>hello</html>");
    assert_true(page.is_html && !page.is_json && page.error.len == 0);
    struct jt_doctor_answer empty = read_body(run, 401, "", " \n");
    assert_true(empty.is_empty);
    let_go(run);
}

static void hostile_bodies_are_no_json(void **state)
{
    static const char *const bodies[] = {
        "{\"error\":\"a\",\"error\":\"b\"}", "[1]",           "{", "\"error\"",
        "{\"a\":[[[[[[[[[[1]]]]]]]]]]}",     "{\"error\":1}",
    };
    struct jt_doctor_run *run = begin();
    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct jt_doctor_answer answer = read_body(run, 401, "application/json", bodies[i]);
        assert_int_equal(answer.error.len, 0);
        assert_false(answer.has_token);
    }
    let_go(run);
}

static void a_token_counts_with_200_and_without_an_error(void **state)
{
    struct jt_doctor_run *run = begin();
    (void)state;
    assert_true(read_body(run, 200, "", "{\"access_token\":\"x\"}").has_token);
    assert_false(read_body(run, 401, "", "{\"access_token\":\"x\"}").has_token);
    assert_false(read_body(run, 200, "", "{\"access_token\":\"x\",\"error\":\"e\"}").has_token);
    assert_false(read_body(run, 200, "", "{\"access_token\":\"\"}").has_token);
    let_go(run);
}

static void what_a_server_repeats_is_struck_out(void **state)
{
    struct jt_doctor_run *run = begin();
    (void)state;
    struct jt_doctor_answer answer =
        read_body(run, 401, "application/json",
                  "{\"error\":\"e\",\"error_description\":\"you sent " SECRET
                  " and top%2Fsecret%2Bvalue \\u001b[31m\"}");
    assert_str(answer.description, "you sent " JT_STRUCK " and " JT_STRUCK " ?[31m");
    assert_int_equal(jt_str_find(answer.excerpt, JT_STR("secret+")), answer.excerpt.len);
    let_go(run);
}

static void strike(const char *text, const char *expected)
{
    const jt_str secrets[] = {JT_STR(SECRET), JT_STR("abc"), JT_STR("")};
    JT_CLEAN(jt_buf_clear) struct jt_buf out = {0};
    jt_strike(jt_str_from_c(text), secrets, 3, &out);
    assert_str_equal(jt_buf_str(&out), jt_str_from_c(expected));
}

static void everything_secret_is_struck_out(void **state)
{
    (void)state;
    strike("nothing", "nothing");
    strike("x " SECRET " y", "x " JT_STRUCK " y");
    strike("top%2Fsecret%2Bvalue", JT_STRUCK);
    strike("abc is too short to be looked for", "abc is too short to be looked for");
    strike("{\"access_token\":\"a\\\"b\",\"x\":1}", "{\"access_token\":\"" JT_STRUCK "\",\"x\":1}");
    strike("{\"client_secret\" : \"a\"}", "{\"client_secret\" : \"" JT_STRUCK "\"}");
    strike("grant=x&client_secret=a%20b&y=1", "grant=x&client_secret=" JT_STRUCK "&y=1");
    strike("Authorization: Basic YTpi\r\nHost: x", "Authorization:" JT_STRUCK "\r\nHost: x");
    strike("set-cookie: a=b; c\nx", "set-cookie:" JT_STRUCK "\nx");
    strike("use Bearer abcdefghijklmnop now", "use Bearer " JT_STRUCK " now");
    strike("Bearer realm=\"x\"", "Bearer realm=\"x\"");
    strike("see eyJhbGciOiJub25lIn0.e30. ok", "see " JT_STRUCK " ok");
    strike("jtn_0123456789abcdef!", JT_STRUCK "!");
    strike("jtn_ is the prefix", "jtn_ is the prefix");
    strike("\"access_token\":\"never closed", "\"access_token\":\"" JT_STRUCK);
}

/* Made with other programs: printf '…' | base64, xxd -p, and so on; SECRET is top/secret+value. */
static void a_secret_in_disguise_is_struck_out(void **state)
{
    (void)state;
    strike("got dG9wL3NlY3JldCt2YWx1ZQ== now", "got " JT_STRUCK " now");
    strike("b3JkZXJzOnRvcC9zZWNyZXQrdmFsdWU=", "b3JkZXJz" JT_STRUCK);
    strike("aWQ6dG9wL3NlY3JldCt2YWx1ZQ", JT_STRUCK);
    strike("b3JkZXJzOnRvcCUyRnNlY3JldCUyQnZhbHVl", "b3JkZXJz" JT_STRUCK);
    strike("746f702f7365637265742b76616c7565", JT_STRUCK);
    strike("746F702F7365637265742B76616C7565!", JT_STRUCK "!");
    strike("top%2fsecret%2bvalue", JT_STRUCK);
    strike("a text that is cut: top/sec", "a text that is cut: " JT_STRUCK);
    strike("top of the secret value", "top of the secret value");
    strike("dG9wIG9mIHRoZQ==", "dG9wIG9mIHRoZQ==");
}

static void quotes_do_not_hide_a_secret(void **state)
{
    const jt_str secrets[] = {JT_STR("a\"b\\c\"d")};
    JT_CLEAN(jt_buf_clear) struct jt_buf out = {0};
    (void)state;
    jt_strike(JT_STR("{\"x\":\"a\\\"b\\\\c\\\"d\"}"), secrets, 1, &out);
    assert_str(jt_buf_str(&out), "{\"x\":\"" JT_STRUCK "\"}");
}

static bool alike(const char *a, const char *b)
{
    struct jt_doctor_answer left = fixture_answer(401, "invalid_client", a);
    struct jt_doctor_answer right = fixture_answer(401, "invalid_client", b);
    return jt_answers_alike(&left, JT_STR("id-one"), &right, JT_STR("id-two"));
}

static void answers_are_compared_without_ids_and_times(void **state)
{
    (void)state;
    assert_true(alike("no", "no"));
    assert_true(alike("trace 5d1f0b0c at 12:00:01", "trace 7aa10000 at 13:59:59"));
    assert_true(alike("client id-one is wrong", "client id-two is wrong"));
    assert_false(alike("client is unknown", "secret is wrong"));
    assert_false(alike("no", ""));
    struct jt_doctor_answer a = fixture_answer(401, "invalid_client", "no");
    struct jt_doctor_answer b = fixture_answer(400, "invalid_client", "no");
    assert_false(jt_answers_alike(&a, JT_STR(""), &b, JT_STR("")));
    b.reached = false;
    assert_false(jt_answers_alike(&a, JT_STR(""), &b, JT_STR("")));
    b = a;
    b.numbers[b.number_count++] = 7;
    assert_false(jt_answers_alike(&a, JT_STR(""), &b, JT_STR("")));
}

static void endpoints_lead_to_their_issuer(void **state)
{
    static const struct {
        const char *endpoint;
        const char *issuer;
    } cases[] = {
        {"https://h/auth/realms/a/protocol/openid-connect/token", "https://h/auth/realms/a"},
        {"https://h/contoso/oauth2/v2.0/token", "https://h/contoso/v2.0"},
        {"https://h/oauth2/v1/token", "https://h"},
        {"https://h/oauth2/default/v1/token", "https://h/oauth2/default"},
        {"https://h:8443/oauth/token", "https://h:8443"},
        {"https://h/elsewhere", "https://h"},
        {"nonsense", ""},
    };
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_str_equal(jt_issuer_of_endpoint(&arena, jt_str_from_c(cases[i].endpoint)),
                         jt_str_from_c(cases[i].issuer));
    }
}

static void differences_are_shown_with_a_segment_before(void **state)
{
    static const struct {
        const char *ours;
        const char *theirs;
        const char *part_ours;
        const char *part_theirs;
    } cases[] = {
        {"https://h/realms/AAA/token", "https://h/realms/BBB/token", "/realms/AAA", "/realms/BBB"},
        {"https://h/realms/AA/token", "https://h/realms/AAB/token", "/realms/AA", "/realms/AAB"},
        {"https://a/token", "https://b/token", "https://a", "https://b"},
        {"http://a/token", "https://a/token", "http://a", "https://a"},
    };
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct jt_doctor_difference found;
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        jt_difference_find(&arena, jt_str_from_c(cases[i].ours), jt_str_from_c(cases[i].theirs),
                           &found);
        assert_true(found.differs);
        assert_str_equal(found.ours, jt_str_from_c(cases[i].part_ours));
        assert_str_equal(found.theirs, jt_str_from_c(cases[i].part_theirs));
    }
    jt_difference_find(&arena, JT_STR("https://a/t"), JT_STR("https://a/t"), &found);
    assert_false(found.differs);
}

static void tokens_are_looked_into(void **state)
{
    struct jt_doctor_run *run = begin();
    struct jt_doctor_token token;
    (void)state;
    jt_token_decode(run, JT_STR("opaque-value"), &token);
    assert_int_equal(token.form, JT_TOKEN_OPAQUE);
    jt_token_decode(run, JT_STR("a.b.c"), &token);
    assert_int_equal(token.form, JT_TOKEN_OPAQUE);
    /* {"alg":"x"} . {"iss":"i","aud":["a","b"],"scp":["r"],"exp":5} */
    jt_token_decode(run,
                    JT_STR("eyJhbGciOiJ4In0."
                           "eyJpc3MiOiJpIiwiYXVkIjpbImEiLCJiIl0sInNjcCI6WyJyIl0sImV4cCI6NX0.c2ln"),
                    &token);
    assert_int_equal(token.form, JT_TOKEN_JWT);
    assert_str(token.issuer, "i");
    assert_int_equal(token.audience_count, 2);
    assert_str(token.scope, "r");
    assert_int_equal(token.expires_at.s, 5);
    jt_token_decode(run, JT_STR("eyJhbGciOiJ4In0.a.b.c.d"), &token);
    assert_int_equal(token.form, JT_TOKEN_JWE);
    let_go(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_oauth_error_is_read),
        cmocka_unit_test(a_cause_is_told_by_its_page_alone),
        cmocka_unit_test(other_forms_are_read),
        cmocka_unit_test(hostile_bodies_are_no_json),
        cmocka_unit_test(a_token_counts_with_200_and_without_an_error),
        cmocka_unit_test(what_a_server_repeats_is_struck_out),
        cmocka_unit_test(everything_secret_is_struck_out),
        cmocka_unit_test(a_secret_in_disguise_is_struck_out),
        cmocka_unit_test(quotes_do_not_hide_a_secret),
        cmocka_unit_test(answers_are_compared_without_ids_and_times),
        cmocka_unit_test(endpoints_lead_to_their_issuer),
        cmocka_unit_test(differences_are_shown_with_a_segment_before),
        cmocka_unit_test(tokens_are_looked_into),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

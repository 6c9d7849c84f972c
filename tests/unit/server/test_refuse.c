/* SPDX-License-Identifier: Apache-2.0 */
/* What leaves the house when a request is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/json.h"
#include "server/config/config.h"
#include "server/refuse.h"
#include "server/server.h"

#include <string.h>

struct world {
    struct jt_config config;
    struct jt_server server;
    struct jt_thread thread;
    struct jt_exchange x;
    struct jt_request request;
};

static void begin(struct world *world, enum jt_route_family family, enum jt_reason_id reason,
                  const char *detail)
{
    memset(world, 0, sizeof(*world));
    world->config.public_url = JT_STR("https://id.example");
    world->server.config = &world->config;
    world->server.clock = &jt_clock_system;
    world->server.rand = &jt_rand_system;
    world->thread.server = &world->server;
    world->request.x = &world->x;
    world->request.server = &world->server;
    world->request.thread = &world->thread;
    world->request.family = family;
    (void)jt_refuse(&world->request, reason, jt_str_from_c(detail));
}

static void end(struct world *world)
{
    jt_buf_clear(&world->thread.scratch);
    jt_arena_clear(&world->x.arena);
}

static jt_str header(const struct world *world, const char *name)
{
    for (size_t i = 0; i < world->x.response.header_count; i++) {
        if (jt_str_equal_nocase(world->x.response.headers[i].name, jt_str_from_c(name))) {
            return world->x.response.headers[i].value;
        }
    }
    return (jt_str){0};
}

static void assert_text(jt_str text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.ptr, expected, text.len);
}

static void the_uniform_answer_says_nothing(void **state)
{
    static const enum jt_reason_id causes[] = {
        JT_REASON_client_unknown, JT_REASON_client_in_other_realm, JT_REASON_secret_compromised,
        JT_REASON_secret_missing, JT_REASON_secret_wrong};
    (void)state;
    for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
        struct world world;
        begin(&world, JT_ROUTE_OAUTH, causes[i], "a detail that must not be told");
        world.request.refusal.evidence = JT_STR("for administrators");
        jt_refusal_answer(&world.request);
        assert_int_equal(world.x.response.status, 401);
        assert_text(world.x.response.body,
                    "{\"error\":\"invalid_client\","
                    "\"error_description\":\"Client authentication failed.\"}");
        assert_text(header(&world, "WWW-Authenticate"), "Basic realm=\"jeton\"");
        assert_int_equal(world.x.response.header_count, 1);
        end(&world);
    }
}

static void a_told_answer_names_cause_and_page(void **state)
{
    struct world world;
    (void)state;
    begin(&world, JT_ROUTE_OAUTH, JT_REASON_scope_not_granted, "Not granted: a.b.");
    jt_refusal_answer(&world.request);
    assert_int_equal(world.x.response.status, 400);
    assert_text(world.x.response.body,
                "{\"error\":\"invalid_scope\",\"error_description\":\"The scope asks for more than "
                "the API client was granted. Not granted: a.b.\","
                "\"error_uri\":\"https://id.example/reasons/scope_not_granted\"}");
    assert_text(header(&world, "WWW-Authenticate"), "");
    end(&world);
}

static void the_id_stands_in_body_and_header(void **state)
{
    struct world world;
    (void)state;
    begin(&world, JT_ROUTE_OAUTH, JT_REASON_secret_wrong, "");
    memcpy(world.request.rejection_id, "abcdefghijklmnopqrstuv", 23);
    world.request.rejection_id_set = true;
    jt_refusal_write_oauth(&world.request);
    assert_text(world.x.response.body,
                "{\"error\":\"invalid_client\",\"error_description\":\"Client authentication "
                "failed.\",\"rejection_id\":\"abcdefghijklmnopqrstuv\"}");
    assert_text(header(&world, "Jeton-Rejection"), "abcdefghijklmnopqrstuv");
    end(&world);
}

/* A detail may hold what a client sent: it cannot break the JSON or the header. */
static void details_cannot_break_out(void **state)
{
    static const enum jt_route_family families[] = {JT_ROUTE_OAUTH, JT_ROUTE_API, JT_ROUTE_PUBLIC};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct world world;
        struct jt_json *json = NULL;
        begin(&world, families[i], JT_REASON_insufficient_scope,
              "x\",\"admin\":true,\\\r\nSet-Cookie: a=b\xff\x01");
        jt_refusal_answer(&world.request);
        assert_int_equal(jt_json_parse(world.x.response.body, 10000, &json), JT_OK);
        assert_null(jt_json_get(jt_json_root(json), "admin"));
        jt_str challenge = header(&world, "WWW-Authenticate");
        assert_int_equal(jt_str_find_char(challenge, '\n'), challenge.len);
        assert_int_equal(jt_str_find_char(challenge, '\\'), challenge.len);
        jt_json_free(json);
        end(&world);
    }
}

static void details_are_bounded(void **state)
{
    struct world world;
    char detail[2000];
    (void)state;
    memset(detail, 'a', sizeof(detail));
    detail[sizeof(detail) - 1] = '\0';
    begin(&world, JT_ROUTE_OAUTH, JT_REASON_parameter_missing, detail);
    jt_refusal_answer(&world.request);
    assert_in_range(world.x.response.body.len, 1000, 1300);
    end(&world);
}

static void a_missing_token_is_challenged_without_an_error(void **state)
{
    struct world world;
    (void)state;
    begin(&world, JT_ROUTE_API, JT_REASON_token_missing, "");
    jt_refusal_answer(&world.request);
    assert_int_equal(world.x.response.status, 401);
    assert_text(header(&world, "WWW-Authenticate"), "Bearer realm=\"jeton\"");
    assert_text(world.x.response.content_type, "application/problem+json");
    end(&world);
}

static void a_dead_client_is_an_invalid_token_at_an_api(void **state)
{
    struct world world;
    (void)state;
    begin(&world, JT_ROUTE_API, JT_REASON_client_suspended, "");
    jt_refusal_answer(&world.request);
    assert_true(jt_str_starts_with(
        header(&world, "WWW-Authenticate"),
        JT_STR("Bearer realm=\"jeton\", error=\"invalid_token\", error_description=\"This API")));
    end(&world);
}

static void insufficient_scope_names_permission_and_stage(void **state)
{
    struct world world;
    struct jt_json *json = NULL;
    jt_str text;
    (void)state;
    begin(&world, JT_ROUTE_API, JT_REASON_insufficient_scope, "");
    world.request.refusal.permission = JT_STR("end_user.view");
    world.request.refusal.stage = JT_STR("test");
    jt_refusal_answer(&world.request);
    assert_int_equal(world.x.response.status, 403);
    assert_true(jt_str_ends_with(header(&world, "WWW-Authenticate"),
                                 JT_STR(", scope=\"test:end_user.view\"")));
    assert_int_equal(jt_json_parse(world.x.response.body, 10000, &json), JT_OK);
    assert_true(jt_json_string(jt_json_get(jt_json_root(json), "stage"), &text));
    assert_text(text, "test");
    assert_true(jt_json_string(jt_json_get(jt_json_root(json), "code"), &text));
    assert_text(text, "insufficient_scope");
    jt_json_free(json);
    end(&world);
}

static void faults_in_a_body_are_listed(void **state)
{
    struct world world;
    struct jt_json *json = NULL;
    (void)state;
    begin(&world, JT_ROUTE_API, JT_REASON_body_invalid, "");
    for (size_t i = 0; i < JT_REFUSAL_ERRORS_MAX + 5; i++) {
        jt_refuse_add(&world.request, JT_STR("/na\"me"), JT_STR("invalid"), JT_STR("Too long."));
    }
    jt_refusal_answer(&world.request);
    assert_int_equal(jt_json_parse(world.x.response.body, 10000, &json), JT_OK);
    const struct jt_json_value *errors = jt_json_get(jt_json_root(json), "errors");
    assert_int_equal(jt_json_count(errors), JT_REFUSAL_ERRORS_MAX);
    assert_text(header(&world, "WWW-Authenticate"), "");
    jt_json_free(json);
    end(&world);
}

static void a_fault_says_when_to_come_back(void **state)
{
    static const enum jt_route_family families[] = {JT_ROUTE_OAUTH, JT_ROUTE_API, JT_ROUTE_PUBLIC,
                                                    JT_ROUTE_HEALTH, JT_ROUTE_ADMIN};
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        struct world world;
        begin(&world, families[i], JT_REASON_internal_fault, "");
        jt_refusal_answer(&world.request);
        assert_int_equal(world.x.response.status, 503);
        assert_text(header(&world, "Retry-After"), "5");
        assert_text(header(&world, "WWW-Authenticate"), "");
        end(&world);
    }
}

static void a_limit_says_how_long(void **state)
{
    struct world world;
    (void)state;
    begin(&world, JT_ROUTE_API, JT_REASON_rate_limited, "");
    world.request.refusal.retry_after_s = 7;
    jt_refusal_answer(&world.request);
    assert_int_equal(world.x.response.status, 429);
    assert_text(header(&world, "Retry-After"), "7");
    end(&world);
}

/* Without memory the answer is still a 503 in JSON, never a wrong no. */
static void without_memory_the_answer_is_503(void **state)
{
    struct world world;
    (void)state;
    begin(&world, JT_ROUTE_OAUTH, JT_REASON_secret_wrong, "");
    world.x.arena.max = 1;
    jt_refusal_answer(&world.request);
    assert_int_equal(world.x.response.status, 503);
    assert_true(jt_str_starts_with(world.x.response.body,
                                   JT_STR("{\"error\":\"temporarily_unavailable\"")));
    end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_uniform_answer_says_nothing),
        cmocka_unit_test(a_told_answer_names_cause_and_page),
        cmocka_unit_test(the_id_stands_in_body_and_header),
        cmocka_unit_test(details_cannot_break_out),
        cmocka_unit_test(details_are_bounded),
        cmocka_unit_test(a_missing_token_is_challenged_without_an_error),
        cmocka_unit_test(a_dead_client_is_an_invalid_token_at_an_api),
        cmocka_unit_test(insufficient_scope_names_permission_and_stage),
        cmocka_unit_test(faults_in_a_body_are_listed),
        cmocka_unit_test(a_fault_says_when_to_come_back),
        cmocka_unit_test(a_limit_says_how_long),
        cmocka_unit_test(without_memory_the_answer_is_503),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

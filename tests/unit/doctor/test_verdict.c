/* SPDX-License-Identifier: Apache-2.0 */
/* The budget, the verdict, the command to copy, and the account as text and JSON. */
#include "unit/doctor/fixture.h"

#include "codec/json.h"
#include "doctor/write.h"

#include <stdlib.h>

static struct jt_doctor_run *begin(const char *secret)
{
    struct jt_doctor_run *run = calloc(1, sizeof(*run));
    assert_non_null(run);
    run->arena = calloc(1, sizeof(*run->arena));
    run->findings.arena = run->arena;
    run->clock = &jt_clock_system;
    run->facts.config.issuer = JT_STR("https://id.example.com");
    run->facts.config.client_id = JT_STR("orders");
    run->facts.config.secret = run->facts.config.secret_read = jt_str_from_c(secret);
    run->facts.config.secret_path = JT_STR("secret.txt");
    assert_int_equal(jt_lint(run->arena, &run->facts), JT_OK);
    return run;
}

static struct jt_verdict end(struct jt_doctor_run *run)
{
    struct jt_verdict verdict;
    run->findings.count = 0;
    jt_rules_apply(&run->facts, &run->findings);
    assert_int_equal(jt_verdict_make(run, &verdict), JT_OK);
    return verdict;
}

static void let_go(struct jt_doctor_run *run)
{
    jt_arena_clear(run->arena);
    free(run->arena);
    free(run);
}

static void the_budget_is_kept(void **state)
{
    struct jt_budget budget = {.max = 2};
    (void)state;
    assert_int_equal(jt_budget_left(&budget), 2);
    assert_true(jt_budget_take(&budget));
    assert_true(jt_budget_take(&budget));
    assert_false(jt_budget_take(&budget));
    assert_int_equal(budget.spent, 2);
    assert_string_equal(budget.stopped_by, "budget");
}

static void a_stop_is_final_and_keeps_its_reason(void **state)
{
    struct jt_budget budget = {.max = 9};
    struct jt_budget none = {.max = 0};
    (void)state;
    assert_true(jt_budget_take(&budget));
    jt_budget_stop(&budget, "429");
    jt_budget_stop(&budget, "budget");
    assert_false(jt_budget_take(&budget));
    assert_int_equal(jt_budget_left(&budget), 0);
    assert_int_equal(budget.spent, 1);
    assert_string_equal(budget.stopped_by, "429");
    assert_false(jt_budget_take(&none));
    assert_int_equal(none.spent, 0);
}

static void four_verdicts(void **state)
{
    struct jt_doctor_run *run = begin("Zk3vQ8mP1xR7tY2wN6bL9cD4fG5hJ0sA");
    (void)state;
    assert_int_equal(end(run).kind, JT_VERDICT_UNREACHABLE);
    run->facts.no_grant = fixture_answer(400, "invalid_request", "");
    assert_int_equal(end(run).kind, JT_VERDICT_UNCLEAR);
    assert_false(end(run).refused);
    run->facts.configured = fixture_answer(401, "invalid_client", "no");
    assert_int_equal(end(run).kind, JT_VERDICT_UNCLEAR);
    assert_true(end(run).refused);
    run->facts.configured.told = JT_STR("client_suspended");
    assert_int_equal(end(run).kind, JT_VERDICT_CAUSE_FOUND);
    run->facts.configured = fixture_token();
    assert_int_equal(end(run).kind, JT_VERDICT_WELL);
    let_go(run);
}

static void the_command_has_the_cures(void **state)
{
    struct jt_doctor_run *run = begin("abc%2Fdef");
    (void)state;
    run->facts.config.token_endpoint = JT_STR("https://id.example.com/realms/a/token");
    run->facts.difference = (struct jt_doctor_difference){
        .differs = true, .ours = JT_STR("/realms/a"), .theirs = JT_STR("/realms/b")};
    run->facts.configured = fixture_answer(401, "invalid_client", "no");
    struct jt_verdict verdict = end(run);
    assert_str(verdict.command,
               "(umask 077; perl -pe 's/%([0-9A-Fa-f]{2})/chr hex $1/ge' < secret.txt > "
               "secret.txt.repaired) && jeton token --issuer https://id.example.com --client-id "
               "orders --client-secret-file secret.txt.repaired");
    run->facts.config.secret_source = JT_SECRET_FROM_VARIABLE;
    verdict = end(run);
    assert_str(verdict.command,
               "JETON_CLIENT_SECRET=\"$(printf %s \"$JETON_CLIENT_SECRET\" | perl -pe "
               "'s/%([0-9A-Fa-f]{2})/chr hex $1/ge')\" jeton token --issuer "
               "https://id.example.com --client-id orders");
    run->facts.config.secret_source = JT_SECRET_FROM_CURL;
    verdict = end(run);
    assert_str(verdict.command, "jeton token --issuer https://id.example.com --client-id orders "
                                "--client-secret-file -");
    let_go(run);
}

/* The first filter reads the file, or the pipe would wait for the terminal. */
static void of_several_filters_the_first_reads_the_file(void **state)
{
    struct jt_doctor_run *run = begin("\"Zk3vQ8mP1xR7tY2wN6bL9cD4fG5hJ0sA\"");
    (void)state;
    run->facts.configured = fixture_answer(401, "invalid_client", "no");
    assert_str(end(run).command,
               "(umask 077; tr -cd '!-~' < secret.txt | sed -E 's/^[\"'\\''`](.*)[\"'\\''`]$/\\1/' "
               "> secret.txt.repaired) && jeton token --issuer https://id.example.com --client-id "
               "orders --client-secret-file secret.txt.repaired");
    let_go(run);
}

/* Two lines: without the line end it is still damaged. */
static void what_no_filter_repairs_is_asked_for(void **state)
{
    struct jt_doctor_run *run =
        begin("jtn_Zk3vQ8mP1xR7tY2wN6bL9cD4fG5hJ0sAZk3vQ8mP1xR7tY2wN\nsecond");
    (void)state;
    run->facts.configured = fixture_answer(401, "invalid_client", "no");
    assert_str(end(run).command, "jeton token --issuer https://id.example.com --client-id orders "
                                 "--client-secret-file -");
    let_go(run);
}

static void a_command_quotes_what_a_shell_would_take(void **state)
{
    struct jt_doctor_run *run = begin("fine-secret-0123456789");
    (void)state;
    run->facts.config.client_id = JT_STR("it's $(me); rm");
    run->facts.config.scope = JT_STR("a b");
    run->facts.configured = fixture_token();
    struct jt_verdict verdict = end(run);
    assert_str(verdict.command,
               "jeton token --issuer https://id.example.com --client-id 'it'\\''s $(me); rm' "
               "--client-secret-file secret.txt --scope 'a b'");
    let_go(run);
}

static void without_a_cure_there_is_no_command(void **state)
{
    struct jt_doctor_run *run = begin("Zk3vQ8mP1xR7tY2wN6bL9cD4fG5hJ0sA");
    (void)state;
    run->facts.configured = fixture_answer(401, "invalid_client", "no");
    assert_int_equal(end(run).command.len, 0);
    run->facts.configured.told = JT_STR("credentials_swapped");
    assert_int_equal(end(run).command.len, 0);
    let_go(run);
}

static jt_str member(const struct jt_json *json, const char *name)
{
    jt_str text = jt_str_make("", 0);
    (void)jt_json_string(jt_json_get(jt_json_root(json), name), &text);
    return text;
}

static void a_token_is_no_cure_for_an_api(void **state)
{
    struct jt_doctor_run *run = begin("Zk3vQ8mP1xR7tY2wN6bL9cD4fG5hJ0sA");
    (void)state;
    run->facts.configured = fixture_token();
    run->facts.api = fixture_answer(403, "", "");
    assert_int_equal(end(run).command.len, 0);
    run->facts.api = fixture_answer(404, "not_found", "");
    assert_int_equal(end(run).kind, JT_VERDICT_WELL);
    assert_str(end(run).summary,
               "The server gave a token. The API answered 404, and not because of it.");
    run->facts.api.reached = false;
    run->facts.api.failure = JT_STR("refused");
    assert_str(end(run).summary, "The server gave a token. The API does not answer: refused.");
    run->facts.api = fixture_answer(200, "", "");
    assert_str(end(run).summary, "All is well: the server gave a token.");
    run->facts.api_cached = fixture_answer(403, "", "");
    assert_true(jt_str_starts_with(end(run).command, JT_STR("jeton token --force --issuer ")));
    run->facts.api_forbidden = true;
    run->facts.api_cached = run->facts.api = (struct jt_doctor_answer){.asked = false};
    run->facts.config.api = JT_STR("https://api.example.com/orders");
    assert_int_equal(end(run).command.len, 0);
    assert_str(run->findings.at[0].remedy,
               "If it may have the token, add: --allow-origin https://api.example.com");
    let_go(run);
}

static void a_command_that_waits_says_so(void **state)
{
    static const struct {
        const char *command;
        bool waits;
    } cases[] = {
        {"jeton token --client-secret-file -", true},
        {"jeton token --client-secret-file - --scope a", true},
        {"jeton token --client-secret-file -x.txt", false},
        {"", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
        struct jt_doctor_run *run = begin("Zk3vQ8mP1xR7tY2wN6bL9cD4fG5hJ0sA");
        struct jt_verdict verdict = end(run);
        verdict.command = jt_str_from_c(cases[i].command);
        jt_doctor_write_text(run, &verdict, &(const struct jt_doctor_look){.width = 0}, &text);
        bool said = jt_str_find(jt_buf_str(&text), JT_STR("It asks for the secret")) < text.len;
        assert_int_equal(said, cases[i].waits);
        let_go(run);
    }
}

static void json_is_json_whatever_was_said(void **state)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf out = {0};
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    struct jt_doctor_run *run = begin("abc%2Fdef\"\xff");
    (void)state;
    run->facts.configured = fixture_answer(401, "invalid_client", "\"quoted\\ and \xc3\xa9");
    run->facts.configured.told = JT_STR("client_suspended");
    struct jt_verdict verdict = end(run);
    jt_step_add(run, "P6", "x", JT_STEP_BAD, "\033[31m \xff \" \\ \n");
    jt_doctor_write_json(run, &verdict, &out);
    assert_int_equal(jt_json_parse(jt_buf_str(&out), 1 << 20, &json), JT_OK);
    assert_str(member(json, "verdict"), "cause_found");
    assert_int_equal(jt_json_type(jt_json_get(jt_json_root(json), "history")), JT_JSON_NULL);
    assert_int_equal(jt_json_type(jt_json_get(jt_json_root(json), "token")), JT_JSON_NULL);
    assert_int_equal(jt_json_count(jt_json_get(jt_json_root(json), "steps")), 1);
    assert_int_equal(jt_str_find_char(jt_buf_str(&out), '\033'), out.len);
    let_go(run);
}

static void texts_hold_no_secret_and_move_no_cursor(void **state)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf report = {.max = 4 << 20};
    struct jt_doctor_run *run = begin("top%2Fsecret%2Bvalue");
    (void)state;
    run->facts.configured = fixture_answer(401, "invalid_client", "you sent top/secret+value");
    run->facts.configured.excerpt = JT_STR("you sent top/secret+value for orders");
    run->facts.configured.headers =
        JT_STR("HTTP/1.1 401\r\nSet-Cookie: a=b\r\nX: top%2Fsecret%2Bvalue\r\n");
    struct jt_verdict verdict = end(run);
    jt_doctor_write_text(run, &verdict, &(const struct jt_doctor_look){.width = 40}, &text);
    jt_doctor_write_report(run, &verdict, &report);
    assert_int_equal(jt_str_find_char(jt_buf_str(&text), '\033'), text.len);
    static const char *const hidden[] = {"top%2F", "top/secret", "a=b", "orders"};
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        assert_int_equal(jt_str_find(jt_buf_str(&report), jt_str_from_c(hidden[i])), report.len);
    }
    assert_true(jt_str_find(jt_buf_str(&report), JT_STR("struck out")) < report.len);
    let_go(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_budget_is_kept),
        cmocka_unit_test(a_stop_is_final_and_keeps_its_reason),
        cmocka_unit_test(four_verdicts),
        cmocka_unit_test(the_command_has_the_cures),
        cmocka_unit_test(of_several_filters_the_first_reads_the_file),
        cmocka_unit_test(what_no_filter_repairs_is_asked_for),
        cmocka_unit_test(a_command_quotes_what_a_shell_would_take),
        cmocka_unit_test(without_a_cure_there_is_no_command),
        cmocka_unit_test(a_token_is_no_cure_for_an_api),
        cmocka_unit_test(a_command_that_waits_says_so),
        cmocka_unit_test(json_is_json_whatever_was_said),
        cmocka_unit_test(texts_hold_no_secret_and_move_no_cursor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

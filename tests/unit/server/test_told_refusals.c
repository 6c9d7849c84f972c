/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever presents a genuine secret is told what is wrong, in the order of the table. */
#include "token_requests.h"

struct told {
    const char *form;
    const char *reason;
    const char *detail;
};

static void assert_told(const struct told *told)
{
    char uri[128];
    (void)snprintf(uri, sizeof(uri), "\"error_uri\":\"" RS_BASE "/reasons/%s\"", told->reason);
    assert_refused(401, "invalid_client");
    if (!rs_has(&response, uri) || !rs_has(&response, told->detail)) {
        fail_msg("%s: want %s and %s, got %s", told->form, told->reason, told->detail,
                 response.body);
    }
}

static void each_disguise_is_seen_through(void **state)
{
    static const struct told cases[] = {
        {"suspended&client_secret=suspended-secret", "client_suspended", "resume it."},
        {"poster&client_secret=poster%252Dsecret", "secret_percent_encoded", "decoding once."},
        {"poster&client_secret=poster%25252Dsecret", "secret_percent_encoded", "decoding twice."},
        {"plus&client_secret=a+b+c", "secret_plus_as_space", "--data-urlencode."},
        {"alpha&client_secret=" ALPHA_SECRET "%0A", "secret_whitespace",
         "There is a line feed (U+000A) after character 23."},
        {"alpha&client_secret=%22" ALPHA_SECRET "%22", "secret_whitespace",
         "a quotation mark (U+0022) before the first character and a quotation mark (U+0022) "
         "after character 24."},
        {"alpha&client_secret=alpha-secret-%E2%80%8B0123456789", "secret_whitespace",
         "a zero-width space (U+200B) after character 13."},
        {ALPHA_SECRET "&client_secret=alpha", "credentials_swapped", "place of the other."},
        {"elsewhere&client_secret=elsewhere-secret", "wrong_realm",
         RS_BASE "/auth/realms/" RS_DEVELOPMENT "/.well-known/openid-configuration"},
        {"bare&client_secret=" ALPHA_SECRET, "secret_of_other_client", "do not belong together"},
        {"nobody&client_secret=" ALPHA_SECRET, "secret_of_other_client", "do not belong together"},
        {"deleted&client_secret=deleted-secret", "client_deleted", "It was deleted at 20"},
        {"revoked&client_secret=revoked-secret", "secret_revoked", "It was revoked at 20"},
        {"expired&client_secret=expired-secret", "secret_expired", "It worked until 20"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char form[512];
        (void)snprintf(form, sizeof(form), GRANT "&client_id=%s", cases[i].form);
        ask(form);
        assert_told(&cases[i]);
    }
}

/* When several hold, the first is told, and of a live secret the others with it. */
static void disguises_pile_up(void **state)
{
    static const struct told cases[] = {
        {"suspended&client_secret=suspended%252Dsecret%0A", "client_suspended",
         "percent-encoded too often"},
        {"alpha&client_secret=alpha%252Dsecret-0123456789%250A", "secret_percent_encoded",
         "has a line feed (U+000A) after character 23."},
        {"elsewhere&client_secret=elsewhere%252Dsecret", "secret_percent_encoded",
         "belong to another realm"},
        {"bare&client_secret=%20" ALPHA_SECRET, "secret_whitespace", "do not belong together."},
        {"plus&client_secret=%0Aa+b+c%0A", "secret_plus_as_space", "The secret has a line feed"},
        {ALPHA_SECRET "%0A&client_secret=alpha", "secret_whitespace", "are exchanged."},
        {ALPHA_SECRET "&client_secret=%20alpha", "secret_whitespace", "are exchanged."},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char form[512];
        (void)snprintf(form, sizeof(form), GRANT "&client_id=%s", cases[i].form);
        ask(form);
        assert_told(&cases[i]);
    }
}

/* Nothing about the client: not its realm, not its method, not how the secret was disguised. */
static void a_dead_secret_is_told_its_end_alone(void **state)
{
    (void)state;
    ask(GRANT "&client_id=expired&client_secret=expired-secret%0A");
    assert_told(&(struct told){"expired", "secret_expired", "It worked until 20"});
    assert_false(rs_has(&response, "line feed"));
    rs_post(&rs, "/auth/realms/" RS_DEVELOPMENT "/protocol/openid-connect/token",
            GRANT "&client_id=expired&client_secret=expired-secret", &response);
    assert_told(&(struct told){"expired", "secret_expired", "It worked until 20"});
    assert_false(rs_has(&response, "well-known"));
}

static void basic_is_read_both_ways(void **state)
{
    (void)state;
    ask_basic("alpha:" ALPHA_SECRET "\n", GRANT);
    assert_told(&(struct told){"basic", "secret_whitespace", "after character 23."});
    ask_basic("poster:poster-secret", GRANT);
    assert_told(&(struct told){"basic", "auth_method_mismatch", "Use client_secret_post."});
    ask_basic("poster:poster%252Dsecret", GRANT);
    assert_told(&(struct told){"basic", "auth_method_mismatch", "percent-encoded too often"});
    ask_basic(ALPHA_SECRET ":alpha", GRANT);
    assert_told(&(struct told){"basic", "credentials_swapped", "place of the other."});
}

/* Told answers do not count: whoever is told may come as often as it likes. */
static void told_answers_meet_no_throttle(void **state)
{
    (void)state;
    for (int i = 0; i < FAILURE_LIMIT + 5; i++) {
        ask(GRANT "&client_id=alpha&client_secret=" ALPHA_SECRET "%0A");
        assert_told(&(struct told){"often", "secret_whitespace", "line feed"});
    }
    ask(GRANT "&client_id=alpha&client_secret=wrong");
    assert_string_equal(response.body, UNIFORM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_disguise_is_seen_through),
        cmocka_unit_test(disguises_pile_up),
        cmocka_unit_test(a_dead_secret_is_told_its_end_alone),
        cmocka_unit_test(basic_is_read_both_ways),
        cmocka_unit_test(told_answers_meet_no_throttle),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

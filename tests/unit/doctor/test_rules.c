/* SPDX-License-Identifier: Apache-2.0 */
/* From facts to findings: what is told is certain, what differs is likely, what is left is
 * possible. */
#include "unit/doctor/fixture.h"

#include "base/rand.h"
#include "oauth/secret_format.h"

#include <stdio.h>

#define ID "5d1f0b0c-4a53-4d52-9b7a-3a2d0d3c7a11"
#define SECRET "Zk3vQ8mP1xR7tY2wN6bL9cD4fG5hJ0sA"

static void refuse(struct fixture *f)
{
    fixture_init(f, ID, SECRET);
    f->facts.no_grant = fixture_answer(400, "invalid_request", "");
    f->facts.random_client = f->facts.no_credential = fixture_answer(401, "invalid_client", "no");
    f->facts.configured = fixture_answer(401, "invalid_client", "no");
    f->facts.configured_method = JT_STR("client_secret_basic");
    f->facts.unknown_looks_the_same = true;
}

static void what_jeton_told_is_certain(void **state)
{
    static const struct {
        const char *told;
        enum jt_cause_id cause;
    } cases[] = {
        {"client_deleted", JT_CAUSE_client_deleted},
        {"client_suspended", JT_CAUSE_client_suspended},
        {"secret_revoked", JT_CAUSE_secret_revoked},
        {"secret_expired", JT_CAUSE_secret_expired},
        {"secret_superseded", JT_CAUSE_secret_superseded},
        {"auth_method_mismatch", JT_CAUSE_auth_method_mismatch},
        {"secret_percent_encoded", JT_CAUSE_secret_percent_encoded},
        {"secret_plus_as_space", JT_CAUSE_secret_plus_as_space},
        {"secret_whitespace", JT_CAUSE_secret_whitespace},
        {"credentials_swapped", JT_CAUSE_credentials_swapped},
        {"wrong_realm", JT_CAUSE_wrong_realm},
        {"secret_of_other_client", JT_CAUSE_secret_of_other_client},
        {"secret_truncated", JT_CAUSE_secret_truncated},
        {"secret_checksum", JT_CAUSE_secret_checksum},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture f;
        refuse(&f);
        f.facts.configured.told = jt_str_from_c(cases[i].told);
        f.facts.configured.description = JT_STR("Why, and what to do.");
        fixture_judge(&f);
        const struct jt_finding *finding = fixture_expect(&f, cases[i].cause, JT_CERTAIN);
        assert_str(finding->remedy, "Why, and what to do.");
        assert_int_equal(f.findings.at[0].cause, cases[i].cause);
        fixture_clear(&f);
    }
}

static void evidence_stands_once_and_without_a_second_stop(void **state)
{
    struct fixture f;
    (void)state;
    refuse(&f);
    struct jt_finding *finding = NULL;
    for (int i = 0; i < 3; i++) {
        finding = jt_finding_add(&f.findings, JT_CAUSE_secret_wrong, JT_LIKELY, "It says: no.");
    }
    assert_int_equal(finding->evidence_count, 1);
    assert_str(finding->evidence[0], "It says: no");
    finding = jt_finding_add(&f.findings, JT_CAUSE_secret_wrong, JT_LIKELY, "%s", "");
    assert_int_equal(finding->evidence_count, 2);
    assert_str(finding->evidence[1], "");
    fixture_clear(&f);
}

static void an_unknown_name_is_not_believed(void **state)
{
    struct fixture f;
    (void)state;
    refuse(&f);
    f.facts.configured.told = JT_STR("something_else");
    fixture_judge(&f);
    assert_int_equal(jt_findings_surest(&f.findings), JT_POSSIBLE);
    fixture_clear(&f);
}

static void a_uniform_answer_leaves_what_is_possible(void **state)
{
    struct fixture f;
    (void)state;
    refuse(&f);
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_secret_wrong, JT_POSSIBLE);
    fixture_expect(&f, JT_CAUSE_client_unknown, JT_POSSIBLE);
    assert_int_equal(f.findings.apart_count, 1);
    assert_int_equal(f.findings.at[0].cause, JT_CAUSE_secret_wrong);
    fixture_clear(&f);
}

static void a_client_that_is_known_has_a_wrong_secret(void **state)
{
    struct fixture f;
    (void)state;
    refuse(&f);
    f.facts.unknown_looks_the_same = false;
    fixture_judge(&f);
    assert_null(jt_finding_find(&f.findings, JT_CAUSE_client_unknown));
    assert_non_null(jt_finding_find(&f.findings, JT_CAUSE_secret_wrong));
    fixture_clear(&f);
}

static void a_token_leaves_nothing_to_find(void **state)
{
    struct fixture f;
    (void)state;
    refuse(&f);
    f.facts.config.secret = JT_STR(" %41bc"); /* looks bad in two ways, and works */
    assert_int_equal(jt_lint(&f.arena, &f.facts), JT_OK);
    f.facts.configured = fixture_token();
    fixture_judge(&f);
    assert_int_equal(f.findings.count, 0);
    fixture_clear(&f);
}

static void looks_of_the_secret(void **state)
{
    static const struct {
        const char *secret;
        enum jt_cause_id cause;
        enum jt_doctor_confidence confidence;
    } cases[] = {
        {"abc%2Fdef%2Bghi", JT_CAUSE_secret_percent_encoded, JT_LIKELY},
        {"abcdefgh\n", JT_CAUSE_secret_whitespace, JT_LIKELY},
        {"\"abcdefgh\"", JT_CAUSE_secret_quoted, JT_LIKELY},
        {"********", JT_CAUSE_secret_masked, JT_CERTAIN},
        {"", JT_CAUSE_secret_empty, JT_CERTAIN},
        {"${SECRET}", JT_CAUSE_shell_changed_secret, JT_LIKELY},
        {"jtn_short", JT_CAUSE_secret_truncated, JT_CERTAIN},
        {"jtn_0000000000000000000000000000000000000000000xxxxxx", JT_CAUSE_secret_checksum,
         JT_CERTAIN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture f;
        fixture_init(&f, ID, cases[i].secret);
        fixture_judge(&f);
        fixture_expect(&f, cases[i].cause, cases[i].confidence);
        fixture_clear(&f);
    }
}

/* The checksum proves it without a request. */
static void a_genuine_secret_under_blanks_is_certain(void **state)
{
    struct jt_secret genuine = {0};
    char spoiled[80];
    struct fixture f;
    (void)state;
    assert_int_equal(jt_client_secret_make(&jt_rand_system, &genuine), JT_OK);
    jt_str secret = jt_secret_reveal(&genuine);
    (void)snprintf(spoiled, sizeof(spoiled), "%.*s\n", JT_STR_ARG(secret));
    fixture_init(&f, ID, spoiled);
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_secret_whitespace, JT_CERTAIN);
    assert_null(jt_finding_find(&f.findings, JT_CAUSE_secret_checksum));
    fixture_clear(&f);
    (void)snprintf(spoiled, sizeof(spoiled), "jtn%%5F%.*s", JT_STR_ARG(jt_str_from(secret, 4)));
    fixture_init(&f, ID, spoiled);
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_secret_percent_encoded, JT_CERTAIN);
    fixture_clear(&f);
    jt_secret_clear(&genuine);
}

static void a_guid_is_a_secret_id_at_entra_alone(void **state)
{
    struct fixture f;
    (void)state;
    fixture_init(&f, ID, "7c9e6679-7425-40de-944b-e07fc1f90ae7");
    fixture_judge(&f);
    assert_int_equal(f.findings.count, 0);
    f.facts.provider = (struct jt_doctor_provider){JT_PROVIDER_ENTRA, JT_CERTAIN, JT_STR("x")};
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_secret_id_pasted, JT_CERTAIN);
    fixture_clear(&f);
}

static void a_repair_that_worked_is_proof(void **state)
{
    struct fixture f;
    (void)state;
    fixture_init(&f, ID, "abc%2Fdef");
    f.facts.configured = fixture_answer(401, "invalid_client", "no");
    f.facts.repaired = fixture_token();
    f.facts.repair = JT_LINT_PERCENT_ENCODED;
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_secret_percent_encoded, JT_CERTAIN);
    fixture_clear(&f);
}

static void another_method_that_worked(void **state)
{
    struct fixture f;
    (void)state;
    refuse(&f);
    f.facts.other = fixture_token();
    f.facts.other_method = JT_STR("client_secret_post");
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_auth_method_mismatch, JT_CERTAIN);
    f.facts.looks_like_no_credential = true;
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_credential_lost, JT_CERTAIN);
    fixture_clear(&f);
}

static void an_endpoint_that_differs(void **state)
{
    struct fixture f;
    (void)state;
    refuse(&f);
    f.facts.difference = (struct jt_doctor_difference){
        .differs = true, .ours = JT_STR("/realms/a"), .theirs = JT_STR("/realms/b")};
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_wrong_realm, JT_LIKELY);
    f.facts.other = fixture_token();
    f.facts.other_endpoint = JT_STR("https://id.example.com/realms/b/token");
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_wrong_realm, JT_CERTAIN);
    f.facts.other = fixture_answer(401, "invalid_client", "no");
    f.facts.difference.origin = true;
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_host_differs, JT_LIKELY);
    f.facts.configured = fixture_token(); /* it works: nothing is wrong with it */
    fixture_judge(&f);
    assert_null(jt_finding_find(&f.findings, JT_CAUSE_host_differs));
    fixture_clear(&f);
}

static void history_says_until_when(void **state)
{
    struct fixture f;
    (void)state;
    refuse(&f);
    f.facts.history_known = true;
    f.facts.history = (struct jt_history_entry){
        .first_success = {1000}, .last_success = {86000}, .first_failure = {90000}};
    fixture_judge(&f);
    const struct jt_finding *finding = fixture_expect(&f, JT_CAUSE_secret_expired, JT_LIKELY);
    assert_true(jt_str_find(finding->evidence[0], JT_STR("1970-01-01 23:53 UTC")) <
                finding->evidence[0].len);
    assert_true(jt_str_find(finding->evidence[0], JT_STR("midnight")) < finding->evidence[0].len);
    f.facts.history.last_success = (jt_time){0}; /* it never worked */
    fixture_judge(&f);
    assert_int_equal(jt_findings_surest(&f.findings), JT_POSSIBLE);
    fixture_clear(&f);
}

static void a_secret_that_worked_for_another_client(void **state)
{
    struct fixture f;
    (void)state;
    fixture_init(&f, ID, SECRET);
    f.facts.known_elsewhere = true;
    f.facts.elsewhere = (struct jt_history_entry){.last_success = {86000}, .client_id = "prod"};
    (void)snprintf(f.facts.elsewhere.issuer, sizeof(f.facts.elsewhere.issuer), "%.*s",
                   JT_STR_ARG(f.facts.config.issuer));
    fixture_judge(&f);
    const struct jt_finding *finding =
        fixture_expect(&f, JT_CAUSE_secret_of_other_client, JT_CERTAIN);
    assert_int_equal(finding->fix.kind, JT_FIX_CLIENT_ID);
    f.facts.configured = fixture_token();
    fixture_judge(&f);
    assert_null(jt_finding_find(&f.findings, JT_CAUSE_secret_of_other_client));
    fixture_clear(&f);
}

/* Whatever a server says, what is shown of it moves no cursor. */
static void findings_are_printable_and_bounded(void **state)
{
    struct fixture f;
    (void)state;
    fixture_init(&f, ID, SECRET);
    for (int i = 0; i < JT_CAUSE_COUNT; i++) {
        struct jt_finding *finding = jt_finding_add(&f.findings, (enum jt_cause_id)i, JT_LIKELY,
                                                    "red \033[31m and\nnext %.2000d", i);
        assert_non_null(finding);
        assert_true(finding->evidence[0].len < JT_EVIDENCE_TEXT_MAX);
        assert_int_equal(jt_str_find_char(finding->evidence[0], '\033'), finding->evidence[0].len);
    }
    assert_int_equal(f.findings.count, JT_FINDINGS_MAX);
    for (int i = 0; i < 2 * JT_EVIDENCE_MAX; i++) {
        (void)jt_finding_add(&f.findings, JT_CAUSE_wrong_realm, JT_POSSIBLE, "again %d", i);
    }
    assert_int_equal(jt_finding_find(&f.findings, JT_CAUSE_wrong_realm)->evidence_count,
                     JT_EVIDENCE_MAX);
    assert_int_equal(jt_finding_find(&f.findings, JT_CAUSE_wrong_realm)->confidence, JT_LIKELY);
    fixture_clear(&f);
}

static void every_cause_is_whole(void **state)
{
    (void)state;
    for (int i = 0; i < JT_CAUSE_COUNT; i++) {
        const struct jt_cause *cause = jt_cause_get((enum jt_cause_id)i);
        assert_true(cause->what.len && cause->cure.len && cause->seen.len && cause->providers.len);
        assert_true(jt_str_ends_with(cause->what, JT_STR(".")));
        assert_true(jt_str_ends_with(cause->cure, JT_STR(".")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_jeton_told_is_certain),
        cmocka_unit_test(evidence_stands_once_and_without_a_second_stop),
        cmocka_unit_test(an_unknown_name_is_not_believed),
        cmocka_unit_test(a_uniform_answer_leaves_what_is_possible),
        cmocka_unit_test(a_client_that_is_known_has_a_wrong_secret),
        cmocka_unit_test(a_token_leaves_nothing_to_find),
        cmocka_unit_test(looks_of_the_secret),
        cmocka_unit_test(a_genuine_secret_under_blanks_is_certain),
        cmocka_unit_test(a_guid_is_a_secret_id_at_entra_alone),
        cmocka_unit_test(a_repair_that_worked_is_proof),
        cmocka_unit_test(another_method_that_worked),
        cmocka_unit_test(an_endpoint_that_differs),
        cmocka_unit_test(history_says_until_when),
        cmocka_unit_test(a_secret_that_worked_for_another_client),
        cmocka_unit_test(findings_are_printable_and_bounded),
        cmocka_unit_test(every_cause_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

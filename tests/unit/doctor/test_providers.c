/* SPDX-License-Identifier: Apache-2.0 */
/* What single providers' answers mean beyond their words; and whether a credential arrived. */
#include "unit/doctor/support.h"

#define ENDPOINT "https://id.example.com/realms/main/protocol/openid-connect/token"

static void make(struct ward *ward, enum jt_doctor_provider_name name)
{
    ward->facts.provider.name = name;
    ward->facts.provider.confidence = JT_CERTAIN;
    ward->facts.configured_method = JT_STR("client_secret_basic");
}

static void hide_client(struct ward *ward)
{
    make(ward, JT_PROVIDER_KEYCLOAK);
    ward->facts.random_client = ward->facts.no_credential = refusal(401, "invalid_client", "x");
    ward->facts.unknown_looks_the_same = true;
}

static void keycloak_answers_an_unknown_client_as_one_made_up(void **state)
{
    struct ward *ward = *state;
    hide_client(ward);
    apply(ward, jt_rules_keycloak);
    assert_found(ward, JT_CAUSE_client_unknown, JT_LIKELY);
    assert_found(ward, JT_CAUSE_client_suspended, JT_POSSIBLE);
    assert_int_equal(ward->findings.apart_count, 1);
    assert_true(jt_findings_need_no_secret(&ward->findings));
}

static void keycloak_suspended_what_worked_before(void **state)
{
    struct ward *ward = *state;
    hide_client(ward);
    ward->facts.history_known = true;
    ward->facts.history.last_success.s = ward->facts.now.s - 86400;
    apply(ward, jt_rules_keycloak);
    assert_found(ward, JT_CAUSE_client_suspended, JT_LIKELY);
    assert_found(ward, JT_CAUSE_client_unknown, JT_POSSIBLE);
}

static void keycloak_of_another_realm_does_not_know_the_client(void **state)
{
    struct ward *ward = *state;
    hide_client(ward);
    ward->facts.difference.differs = true;
    apply(ward, jt_rules_keycloak);
    assert_found(ward, JT_CAUSE_wrong_realm, JT_CERTAIN);
    assert_not_found(ward, JT_CAUSE_client_unknown);
}

static void keycloak_that_knows_the_client_says_nothing_of_it(void **state)
{
    struct ward *ward = *state;
    hide_client(ward);
    ward->facts.no_credential = refusal(401, "unauthorized_client", "x");
    ward->facts.unknown_looks_the_same = false;
    apply(ward, jt_rules_keycloak);
    assert_int_equal(ward->findings.count, 0);
}

static void another_provider_hides_more(void **state)
{
    struct ward *ward = *state;
    hide_client(ward);
    ward->facts.provider.name = JT_PROVIDER_OIDC_PROVIDER;
    apply(ward, jt_rules_keycloak);
    assert_int_equal(ward->findings.count, 0);
}

static void keycloak_gives_a_bare_401_to_another_scheme(void **state)
{
    struct ward *ward = *state;
    make(ward, JT_PROVIDER_KEYCLOAK);
    ward->facts.configured =
        (struct jt_doctor_answer){.reached = true,
                                  .status = 401,
                                  .is_empty = true,
                                  .www_authenticate = JT_STR("Basic realm=\"main\"")};
    apply(ward, jt_rules_keycloak);
    assert_found(ward, JT_CAUSE_header_in_the_way, JT_LIKELY);
    ward->facts.configured.www_authenticate = JT_STR("Bearer");
    apply(ward, jt_rules_keycloak);
    assert_not_found(ward, JT_CAUSE_header_in_the_way);
}

static void add_lint(struct ward *ward, enum jt_lint_field field, enum jt_lint_kind kind)
{
    ward->facts.lint.at[ward->facts.lint.count++] =
        (struct jt_lint_remark){.field = field, .kind = kind, .name = JT_STR("common")};
}

static void entra_wants_a_tenant_and_a_default_scope(void **state)
{
    struct ward *ward = *state;
    make(ward, JT_PROVIDER_ENTRA);
    add_lint(ward, JT_LINT_URL, JT_LINT_TENANT_WORD);
    add_lint(ward, JT_LINT_SCOPE, JT_LINT_NO_DEFAULT_SCOPE);
    apply(ward, jt_rules_entra);
    assert_found(ward, JT_CAUSE_tenant_word, JT_CERTAIN);
    assert_found(ward, JT_CAUSE_scope_not_default, JT_CERTAIN);
    ward->facts.provider.confidence = JT_LIKELY;
    apply(ward, jt_rules_entra);
    assert_found(ward, JT_CAUSE_tenant_word, JT_LIKELY);
    ward->facts.provider.name = JT_PROVIDER_UNKNOWN;
    apply(ward, jt_rules_entra);
    assert_int_equal(ward->findings.count, 0);
}

static void entra_does_not_know_a_new_secret_yet(void **state)
{
    struct ward *ward = *state;
    make(ward, JT_PROVIDER_ENTRA);
    ward->facts.configured = refusal(401, "invalid_client", "AADSTS7000215: x");
    ward->facts.configured.numbers[0] = 7000215;
    ward->facts.configured.number_count = 1;
    apply(ward, jt_rules_entra);
    assert_found(ward, JT_CAUSE_secret_too_new, JT_POSSIBLE);
    ward->facts.history_known = true;
    ward->facts.history.last_success.s = 1;
    apply(ward, jt_rules_entra);
    assert_not_found(ward, JT_CAUSE_secret_too_new);
}

static void okta_takes_no_secret_at_its_organization_server(void **state)
{
    struct ward *ward = *state;
    make(ward, JT_PROVIDER_OKTA);
    ward->facts.endpoint = JT_STR("https://a.okta.com/oauth2/v1/token");
    apply(ward, jt_rules_okta);
    assert_found(ward, JT_CAUSE_okta_org_server, JT_CERTAIN);
    ward->facts.endpoint = JT_STR("https://a.okta.com/oauth2/default/v1/token");
    apply(ward, jt_rules_okta);
    assert_not_found(ward, JT_CAUSE_okta_org_server);
}

static void auth0_gives_an_opaque_token_without_an_audience(void **state)
{
    struct ward *ward = *state;
    make(ward, JT_PROVIDER_AUTH0);
    ward->facts.configured = success();
    ward->facts.token.form = JT_TOKEN_OPAQUE;
    add_lint(ward, JT_LINT_SCOPE, JT_LINT_NO_AUDIENCE);
    apply(ward, jt_rules_auth0);
    assert_found(ward, JT_CAUSE_audience_missing, JT_LIKELY);
    ward->facts.token.form = JT_TOKEN_JWT;
    apply(ward, jt_rules_auth0);
    assert_int_equal(ward->findings.count, 0);
}

/* Keycloak: a known id without a secret, one made up, and nobody at all. */
static void tell_clients(struct ward *ward)
{
    make(ward, JT_PROVIDER_KEYCLOAK);
    ward->facts.no_credential = refusal(401, "unauthorized_client", "x");
    ward->facts.random_client = ward->facts.no_client = refusal(401, "invalid_client", "x");
}

static void a_wrong_secret_is_not_a_lost_one(void **state)
{
    struct ward *ward = *state;
    tell_clients(ward);
    ward->facts.configured = ward->facts.no_credential;
    assert_false(jt_credential_looks_lost(&ward->facts));
}

static void a_known_client_that_is_unknown_in_the_header_lost_it(void **state)
{
    struct ward *ward = *state;
    tell_clients(ward);
    ward->facts.configured = ward->facts.random_client;
    assert_true(jt_credential_looks_lost(&ward->facts));
    ward->facts.configured_method = JT_STR("client_secret_post");
    assert_false(jt_credential_looks_lost(&ward->facts));
}

static void words_of_absence_count_where_clients_are_told(void **state)
{
    struct ward *ward = *state;
    tell_clients(ward);
    ward->facts.no_credential = refusal(400, "invalid_request", "client_secret is missing");
    ward->facts.configured = ward->facts.no_credential;
    assert_true(jt_credential_looks_lost(&ward->facts));
    ward->facts.configured = success();
    assert_false(jt_credential_looks_lost(&ward->facts));
}

static void nobody_is_told_from_somebody(void **state)
{
    struct ward *ward = *state;
    hide_client(ward);
    ward->facts.no_client = refusal(400, "invalid_request", "who are you");
    ward->facts.configured = ward->facts.no_client;
    assert_true(jt_credential_looks_lost(&ward->facts));
    ward->facts.configured = ward->facts.random_client;
    assert_false(jt_credential_looks_lost(&ward->facts));
}

static const char *second_way(struct ward *ward)
{
    return jt_why_not_another_way(&ward->facts, &jt_methods[1]);
}

static void the_other_method_is_tried_where_it_can_matter(void **state)
{
    struct ward *ward = *state;
    make(ward, JT_PROVIDER_HYDRA);
    ward->facts.configured = refusal(401, "invalid_client", "no");
    assert_non_null(second_way(ward));
    ward->facts.discovery.methods_listed = ward->facts.discovery.basic =
        ward->facts.discovery.post = true;
    assert_null(second_way(ward));
    ward->facts.provider.name = JT_PROVIDER_OKTA;
    assert_non_null(second_way(ward));
    add_lint(ward, JT_LINT_SECRET, JT_LINT_RESERVED);
    assert_null(second_way(ward));
    ward->facts.lint.cleaned = JT_STR("cleaned");
    assert_non_null(second_way(ward));
}

static void only_a_trusted_published_endpoint_gets_a_second_try(void **state)
{
    struct ward *ward = *state;
    ward->facts.discovery.outcome = JT_DISCOVERY_FOUND;
    ward->facts.discovery.token_endpoint = JT_STR(ENDPOINT);
    assert_int_equal(jt_published_endpoint(&ward->facts).len, 0);
    ward->facts.difference.differs = true;
    assert_true(jt_published_endpoint(&ward->facts).len > 0);
    ward->facts.discovery.endpoint_elsewhere = true;
    assert_int_equal(jt_published_endpoint(&ward->facts).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(keycloak_answers_an_unknown_client_as_one_made_up),
        TEST(keycloak_suspended_what_worked_before),
        TEST(keycloak_of_another_realm_does_not_know_the_client),
        TEST(keycloak_that_knows_the_client_says_nothing_of_it),
        TEST(another_provider_hides_more),
        TEST(keycloak_gives_a_bare_401_to_another_scheme),
        TEST(entra_wants_a_tenant_and_a_default_scope),
        TEST(entra_does_not_know_a_new_secret_yet),
        TEST(okta_takes_no_secret_at_its_organization_server),
        TEST(auth0_gives_an_opaque_token_without_an_audience),
        TEST(a_wrong_secret_is_not_a_lost_one),
        TEST(a_known_client_that_is_unknown_in_the_header_lost_it),
        TEST(words_of_absence_count_where_clients_are_told),
        TEST(nobody_is_told_from_somebody),
        TEST(the_other_method_is_tried_where_it_can_matter),
        TEST(only_a_trusted_published_endpoint_gets_a_second_try),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* From facts to findings where the client has no part: the way to the server, limits, APIs, and
 * whose server it is. */
#include "unit/doctor/fixture.h"

#include "doctor/provider.h"

#define ID "5d1f0b0c-4a53-4d52-9b7a-3a2d0d3c7a11"
#define SECRET "Zk3vQ8mP1xR7tY2wN6bL9cD4fG5hJ0sA"

static void certificates(void **state)
{
    struct fixture f;
    (void)state;
    fixture_init(&f, ID, SECRET);
    struct jt_doctor_network *network = &f.facts.network;
    *network =
        (struct jt_doctor_network){.host = JT_STR("id.example.com"), .reach = JT_REACH_VERIFY};
    network->certificate = (struct jt_doctor_certificate){
        .known = true,
        .issuer = JT_STR("CN=Some CA"),
        .not_before = {1},
        .not_after = {2000000},
        .name_fits = true,
    };
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_tls_untrusted, JT_CERTAIN);
    network->certificate.issuer = JT_STR("CN=Zscaler Intermediate Root CA");
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_tls_intercepted, JT_CERTAIN);
    network->certificate.name_fits = false;
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_tls_name, JT_CERTAIN);
    network->certificate.name_fits = true;
    network->certificate.not_after = (jt_time){999999};
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_tls_expired, JT_CERTAIN);
    network->date_known = true; /* by the server's clock it is valid: ours is wrong */
    network->skew_s = -100000;
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_clock_wrong, JT_LIKELY);
    assert_null(jt_finding_find(&f.findings, JT_CAUSE_tls_expired));
    network->reach = JT_REACH_OK;
    fixture_judge(&f);
    assert_int_equal(f.findings.count, 0);
    fixture_clear(&f);
}

static void the_way_to_the_server(void **state)
{
    static const struct {
        enum jt_reach reach;
        enum jt_cause_id cause;
    } cases[] = {
        {JT_REACH_NO_NAME, JT_CAUSE_host_unknown},
        {JT_REACH_TLS, JT_CAUSE_tls_failed},
        {JT_REACH_CA_FILE, JT_CAUSE_ca_file_unreadable},
        {JT_REACH_NO_PROXY_NAME, JT_CAUSE_proxy_not_found},
        {JT_REACH_PROXY, JT_CAUSE_proxy_in_the_way},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture f;
        fixture_init(&f, ID, SECRET);
        f.facts.config.proxy = JT_STR("http://proxy.example.com:3128");
        f.facts.network = (struct jt_doctor_network){.host = JT_STR("id"), .reach = cases[i].reach};
        fixture_judge(&f);
        fixture_expect(&f, cases[i].cause, JT_CERTAIN);
        fixture_clear(&f);
    }
}

static void limits_and_faults(void **state)
{
    struct fixture f;
    (void)state;
    fixture_init(&f, ID, SECRET);
    f.facts.no_grant = fixture_answer(429, "", "");
    f.facts.no_grant.retry_after_s = 7;
    fixture_judge(&f);
    assert_str(fixture_expect(&f, JT_CAUSE_rate_limited, JT_CERTAIN)->remedy,
               "Wait 7 s, and look for a loop that asks without keeping the token.");
    f.facts.no_grant = fixture_answer(503, "temporarily_unavailable", "");
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_server_fault, JT_LIKELY);
    f.facts.no_grant.reached = false;
    f.facts.no_grant.too_large = true;
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_hostile_answer, JT_LIKELY);
    fixture_clear(&f);
}

static void a_token_at_an_api(void **state)
{
    struct fixture f;
    (void)state;
    fixture_init(&f, ID, SECRET);
    f.facts.configured = fixture_token();
    f.facts.token = (struct jt_doctor_token){.form = JT_TOKEN_JWT};
    f.facts.api = fixture_answer(403, "", "");
    f.facts.api.www_authenticate = JT_STR("Bearer error=\"insufficient_scope\"");
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_stage_permission_missing, JT_CERTAIN);
    f.facts.api.summary = JT_STR("Missing: test:end_user.view.");
    fixture_judge(&f);
    assert_str(fixture_expect(&f, JT_CAUSE_stage_permission_missing, JT_CERTAIN)->remedy,
               "Have it granted: Missing: test:end_user.view.");
    f.facts.provider.name = JT_PROVIDER_JETON;
    fixture_judge(&f);
    assert_str(fixture_expect(&f, JT_CAUSE_stage_permission_missing, JT_CERTAIN)->remedy,
               "An administrator can grant it: jeton client permissions " ID
               " --add test:end_user.view");
    f.facts.api.summary = JT_STR("Missing: $(reboot).");
    fixture_judge(&f);
    assert_str(fixture_expect(&f, JT_CAUSE_stage_permission_missing, JT_CERTAIN)->remedy,
               "Have it granted: Missing: $(reboot).");
    f.facts.api = fixture_answer(401, "", "");
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_token_refused, JT_LIKELY);
    f.facts.token.form = JT_TOKEN_OPAQUE;
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_token_opaque, JT_LIKELY);
    f.facts.api = fixture_answer(204, "", "");
    f.facts.api_cached = fixture_answer(403, "", "");
    fixture_judge(&f);
    fixture_expect(&f, JT_CAUSE_cached_token_old, JT_CERTAIN);
    f.facts.api_cached = f.facts.api;
    fixture_judge(&f);
    assert_int_equal(f.findings.count, 0);
    fixture_clear(&f);
}

static void providers_are_recognised(void **state)
{
    struct fixture f;
    (void)state;
    fixture_init(&f, ID, SECRET);
    assert_int_equal(jt_provider_recognise(&f.facts).confidence, JT_POSSIBLE);
    f.facts.config.issuer = JT_STR("https://login.microsoftonline.com/contoso/v2.0");
    assert_int_equal(jt_provider_recognise(&f.facts).name, JT_PROVIDER_ENTRA);
    f.facts.config.issuer = JT_STR("https://evil-login.microsoftonline.com.example.com/");
    assert_int_equal(jt_provider_recognise(&f.facts).name, JT_PROVIDER_UNKNOWN);
    f.facts.config.issuer = JT_STR("https://dev-1.okta.com/oauth2/default");
    assert_int_equal(jt_provider_recognise(&f.facts).name, JT_PROVIDER_OKTA);
    f.facts.config.issuer = JT_STR("https://id.example.com/auth/realms/a");
    f.facts.no_grant = fixture_answer(400, "invalid_request", "");
    f.facts.no_grant.headers = JT_STR("HTTP/1.1 400\r\nJeton-Rejection: abc\r\n");
    assert_int_equal(jt_provider_recognise(&f.facts).name, JT_PROVIDER_JETON);
    assert_int_equal(jt_provider_recognise(&f.facts).confidence, JT_CERTAIN);
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certificates),
        cmocka_unit_test(the_way_to_the_server),
        cmocka_unit_test(limits_and_faults),
        cmocka_unit_test(a_token_at_an_api),
        cmocka_unit_test(providers_are_recognised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about addresses: discovery, realms, endpoints (catalogue A). */
#include "doctor/rules.h"

#include "codec/url.h"

/* "/realms/AAA/…": AAA; empty: no realm. */
static jt_str realm_of(jt_str url)
{
    jt_str mark = JT_STR("/realms/");
    jt_str rest = jt_str_from(url, jt_str_find(url, mark) + mark.len);
    return jt_str_slice(rest, 0, jt_str_find_char(rest, '/'));
}

/* Realms of two hosts are two realms all the same. */
static bool is_other_realm(const struct jt_doctor_facts *facts)
{
    jt_str ours = realm_of(facts->config.token_endpoint);
    jt_str theirs = realm_of(facts->discovery.token_endpoint);
    return ours.len && theirs.len && !jt_str_equal(ours, theirs);
}

/* What a provider's own words say of the address is more than that nothing was found there. */
static bool is_place_known(const struct jt_findings *findings)
{
    static const enum jt_cause_id known[] = {JT_CAUSE_realm_missing,
                                             JT_CAUSE_realm_disabled,
                                             JT_CAUSE_cloud_differs,
                                             JT_CAUSE_tenant_word,
                                             JT_CAUSE_client_certificate_wanted,
                                             JT_CAUSE_firewall_blocks};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (jt_finding_find(findings, known[i])) {
            return true;
        }
    }
    return false;
}

/* An endpoint that works is no wrong one, whatever the metadata say. */
static void judge_difference(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_difference *difference = &facts->difference;
    bool second_worked = facts->other.has_token && facts->other_endpoint.len;
    bool is_nowhere = facts->no_grant.status == 404 && !is_other_realm(facts);
    if (!difference->differs || facts->configured.has_token || is_nowhere) {
        return;
    }
    bool is_realm = is_other_realm(facts) || !difference->origin;
    enum jt_cause_id cause = is_realm ? JT_CAUSE_wrong_realm : JT_CAUSE_host_differs;
    struct jt_finding *finding = jt_finding_add(
        findings, cause, second_worked ? JT_CERTAIN : JT_LIKELY,
        "The configured token endpoint has %.*s, the issuer's metadata have %.*s (%.*s)",
        JT_STR_ARG(difference->ours), JT_STR_ARG(difference->theirs),
        JT_STR_ARG(facts->discovery.token_endpoint));
    jt_finding_fix(findings, finding, JT_FIX_DROP_ENDPOINT, JT_STR(""));
    if (second_worked) {
        (void)jt_finding_add(findings, cause, JT_CERTAIN,
                             "The same credentials work at the published endpoint");
    }
}

static void judge_answered(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_discovery *found = &facts->discovery;
    const struct jt_doctor_answer *answer = &found->answer;
    switch (found->outcome) {
    case JT_DISCOVERY_HTML:
        (void)jt_finding_add(findings, JT_CAUSE_discovery_html, JT_LIKELY,
                             "%.*s answered %d with a web page", JT_STR_ARG(found->url),
                             answer->status);
        break;
    case JT_DISCOVERY_BAD_JSON:
        (void)jt_finding_add(findings, JT_CAUSE_discovery_invalid, JT_CERTAIN,
                             "%.*s answered 200 with what is no metadata", JT_STR_ARG(found->url));
        break;
    case JT_DISCOVERY_OTHER_ISSUER: {
        struct jt_finding *finding = jt_finding_add(
            findings, JT_CAUSE_issuer_differs, JT_CERTAIN, "%.*s names the issuer %.*s",
            JT_STR_ARG(found->url), JT_STR_ARG(found->issuer));
        jt_finding_fix(findings, finding, JT_FIX_ISSUER, found->issuer);
        break;
    }
    case JT_DISCOVERY_REDIRECT:
        (void)jt_finding_add(findings, JT_CAUSE_redirected, JT_LIKELY, "%.*s points to %.*s",
                             JT_STR_ARG(found->url), JT_STR_ARG(answer->location));
        break;
    case JT_DISCOVERY_NOT_FOUND:
        (void)jt_finding_add(findings, JT_CAUSE_discovery_missing,
                             facts->endpoint.len ? JT_POSSIBLE : JT_CERTAIN,
                             "%.*s answered %d %.*s", JT_STR_ARG(found->url), answer->status,
                             JT_STR_ARG(answer->description));
        break;
    case JT_DISCOVERY_TOO_LARGE:
        (void)jt_finding_add(findings, JT_CAUSE_hostile_answer, JT_LIKELY, "%.*s: %.*s",
                             JT_STR_ARG(found->url), JT_STR_ARG(answer->failure));
        break;
    case JT_DISCOVERY_FAULT:
        (void)jt_finding_add(findings, JT_CAUSE_server_fault, JT_LIKELY, "%.*s answered %d",
                             JT_STR_ARG(found->url), answer->status);
        break;
    case JT_DISCOVERY_FOUND:
    case JT_DISCOVERY_NOT_TRIED:
    case JT_DISCOVERY_UNREACHABLE:
        break;
    }
}

/* Its words are the remedy: they name what is there instead. */
static void name_realm(jt_str url, const struct jt_doctor_answer *answer,
                       struct jt_findings *findings)
{
    struct jt_finding *finding = jt_finding_add(findings, JT_CAUSE_realm_missing, JT_CERTAIN,
                                                "%.*s answered 404 realm_unknown", JT_STR_ARG(url));
    if (answer->description.len) {
        jt_finding_remedy(findings, finding, "%.*s", JT_STR_ARG(answer->description));
    }
}

static void judge_realm(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_discovery *found = &facts->discovery;
    const struct jt_doctor_answer *answer = &found->answer;
    bool is_gone = found->outcome == JT_DISCOVERY_NOT_FOUND && answer->status == 404;
    if (is_gone && jt_str_equal(answer->error, JT_STR("realm_unknown"))) {
        name_realm(found->url, answer, findings);
    } else if (facts->no_grant.status == 404 &&
               jt_str_equal(facts->no_grant.error, JT_STR("realm_unknown"))) {
        name_realm(facts->endpoint, &facts->no_grant, findings);
    }
}

static void judge_prefix(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_discovery *const both[] = {&facts->discovery, &facts->endpoint_realm};
    for (size_t i = 0; i < 2; i++) {
        if (both[i]->by_other_path) {
            struct jt_finding *finding =
                jt_finding_add(findings, JT_CAUSE_auth_prefix, JT_CERTAIN,
                               "The metadata are at %.*s, %s the prefix", JT_STR_ARG(both[i]->url),
                               jt_str_contains_c(both[i]->url, "/auth/") ? "with" : "without");
            jt_finding_fix(findings, finding, JT_FIX_ISSUER, both[i]->issuer);
            return;
        }
    }
}

static void judge_elsewhere(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_discovery *found = &facts->discovery;
    bool is_document_wrong = found->outcome == JT_DISCOVERY_OTHER_ISSUER;
    if (facts->config.token_endpoint.len || !found->endpoint_elsewhere || is_document_wrong) {
        return;
    }
    struct jt_finding *finding = jt_finding_add(
        findings, JT_CAUSE_endpoint_elsewhere, JT_CERTAIN, "%.*s names the token endpoint %.*s",
        JT_STR_ARG(found->url), JT_STR_ARG(found->token_endpoint));
    jt_finding_fix(findings, finding, JT_FIX_TOKEN_ORIGIN, found->token_endpoint);
}

static bool is_plain_http(jt_str text)
{
    struct jt_url url;
    return jt_url_parse(text, &url) == JT_OK && !url.is_https && !jt_host_is_loopback(url.host);
}

static void judge_http(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    if (jt_lint_find(facts, JT_LINT_URL, JT_LINT_PLAIN_HTTP) && !facts->config.insecure_http) {
        (void)jt_finding_add(findings, JT_CAUSE_plain_http, JT_CERTAIN,
                             "The configured address begins with http://");
    } else if (facts->endpoint_forbidden && is_plain_http(facts->endpoint)) {
        (void)jt_finding_add(findings, JT_CAUSE_plain_http, JT_CERTAIN,
                             "The token endpoint is %.*s", JT_STR_ARG(facts->endpoint));
    }
}

/* Before a secret, or only when one comes. */
static const struct jt_doctor_answer *redirect_of(const struct jt_doctor_facts *facts)
{
    const struct jt_doctor_answer *const answers[] = {&facts->no_grant, &facts->configured,
                                                      &facts->other, &facts->repaired};
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        if (answers[i]->reached && answers[i]->status >= 300 && answers[i]->status < 400) {
            return answers[i];
        }
    }
    return NULL;
}

static void judge_endpoint(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_answer *answer = &facts->no_grant;
    const struct jt_doctor_answer *redirect = redirect_of(facts);
    if (!answer->reached) {
        return;
    }
    if (redirect) {
        (void)jt_finding_add(findings, JT_CAUSE_redirected, JT_CERTAIN,
                             "%.*s answered %d and points to %.*s", JT_STR_ARG(redirect->url),
                             redirect->status, JT_STR_ARG(redirect->location));
    } else if (answer->status == 404 && !facts->discovery.by_other_path &&
               !is_place_known(findings)) {
        struct jt_finding *finding = jt_finding_add(
            findings, JT_CAUSE_endpoint_missing, JT_CERTAIN, "%.*s answered 404 %.*s",
            JT_STR_ARG(answer->url), JT_STR_ARG(answer->excerpt));
        if (facts->difference.differs) {
            jt_finding_fix(findings, finding, JT_FIX_DROP_ENDPOINT, JT_STR(""));
        }
    }
}

void jt_rules_place(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    judge_http(facts, findings);
    judge_prefix(facts, findings);
    judge_difference(facts, findings);
    judge_elsewhere(facts, findings);
    judge_realm(facts, findings);
    if (!facts->configured.has_token && !is_place_known(findings)) {
        judge_answered(facts, findings);
    }
    judge_endpoint(facts, findings);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The token, and what an API said to it (catalogue rows 81 to 84). */
#include "client/origin.h"
#include "doctor/rules.h"

#include "codec/url.h"

enum { ORIGIN_MAX = 300 };

static bool is_for(const struct jt_doctor_token *token, jt_str audience)
{
    for (size_t i = 0; i < token->audience_count; i++) {
        if (jt_str_equal(token->audiences[i], audience)) {
            return true;
        }
    }
    return false;
}

static void judge_token(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_token *token = &facts->token;
    jt_str issuer = facts->discovery.issuer;
    jt_str resource = facts->config.resource;
    if (token->form != JT_TOKEN_JWT) {
        return;
    }
    if (issuer.len && token->issuer.len && !jt_str_equal(issuer, token->issuer)) {
        (void)jt_finding_add(findings, JT_CAUSE_token_of_other_issuer, JT_POSSIBLE,
                             "The metadata name the issuer %.*s, the token %.*s",
                             JT_STR_ARG(issuer), JT_STR_ARG(token->issuer));
    }
    if (resource.len && token->audience_count && !is_for(token, resource)) {
        (void)jt_finding_add(findings, JT_CAUSE_token_other_audience, JT_LIKELY,
                             "%.*s was asked for, and the token is for %.*s", JT_STR_ARG(resource),
                             JT_STR_ARG(token->audiences[0]));
    }
    if (token->expires_at.s && token->expires_at.s <= facts->now.s) {
        (void)jt_finding_add(findings, JT_CAUSE_clock_wrong, JT_LIKELY,
                             "By this machine's clock the new token has expired already");
    }
}

/* "Missing: production:end_user.view.": what an administrator of Jeton can grant by name. */
static void remedy_of(const struct jt_doctor_facts *facts, jt_str words, bool is_scope,
                      struct jt_finding *finding, struct jt_findings *findings)
{
    jt_str mark = JT_STR("Missing: ");
    jt_str name = jt_str_from(words, mark.len);
    name =
        jt_str_slice(name, 0, name.len && name.ptr[name.len - 1] == '.' ? name.len - 1 : name.len);
    bool is_ours = jt_facts_provider_is(facts, JT_PROVIDER_JETON) &&
                   jt_str_starts_with(words, mark) && jt_word_is_plain(name) &&
                   jt_word_is_plain(facts->config.client_id);
    if (is_ours) {
        jt_finding_remedy(findings, finding,
                          "An administrator can grant it: jeton client permissions %.*s --add %.*s",
                          JT_STR_ARG(facts->config.client_id), JT_STR_ARG(name));
    } else if (is_scope && words.len) {
        jt_finding_remedy(findings, finding, "Have it granted: %.*s", JT_STR_ARG(words));
    }
}

/* Our own API names what is missing; ODC's body has a number with 40300 in it. */
static void judge_forbidden(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_answer *api = &facts->api;
    jt_str words = api->summary.len ? api->summary : api->description;
    bool is_scope = jt_str_contains_c(api->www_authenticate, "insufficient_scope") ||
                    jt_str_equal(api->code, JT_STR("insufficient_scope"));
    bool is_odc =
        jt_str_contains_c(api->excerpt, "OS-") && jt_str_contains_c(api->excerpt, "-40300");
    if (api->is_html) {
        (void)jt_finding_add(findings, JT_CAUSE_firewall_blocks, JT_LIKELY,
                             "The API answered 403 with a web page");
        return;
    }
    struct jt_finding *finding = jt_finding_add(
        findings, JT_CAUSE_stage_permission_missing, is_scope ? JT_CERTAIN : JT_LIKELY,
        "The API answered 403%s%.*s", words.len ? ": " : "", JT_STR_ARG(words));
    if (is_odc) {
        (void)jt_finding_add(
            findings, JT_CAUSE_stage_permission_missing, JT_LIKELY,
            "The number in it is that of permissions, which are set for each stage");
    }
    remedy_of(facts, words, is_scope, finding, findings);
}

static const struct {
    const char *word;
    enum jt_cause_id cause;
} bearer[] = {
    {"token_of_other_realm", JT_CAUSE_token_of_other_issuer},
    {"token_other_audience", JT_CAUSE_token_other_audience},
    {"client_suspended", JT_CAUSE_client_suspended},
    {"client_deleted", JT_CAUSE_client_deleted},
};

/* What a 401 without a code means: its words, and whether the token is of the issuer asked. */
static enum jt_cause_id refused_as(const struct jt_doctor_facts *facts, jt_str said)
{
    jt_str issuer = facts->discovery.issuer;
    bool is_other =
        issuer.len && facts->token.issuer.len && !jt_str_equal(issuer, facts->token.issuer);
    if (is_other || jt_str_contains_c(said, "issuer") ||
        jt_str_contains_c(facts->api.www_authenticate, "issuer")) {
        return JT_CAUSE_token_of_other_issuer;
    }
    bool is_audience = jt_str_contains_c(said, "audience") ||
                       jt_str_contains_c(facts->api.www_authenticate, "audience");
    return is_audience ? JT_CAUSE_token_other_audience : JT_CAUSE_token_refused;
}

static void judge_unauthorized(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_answer *api = &facts->api;
    const struct jt_doctor_token *token = &facts->token;
    jt_str said = api->summary.len ? api->summary : api->www_authenticate;
    for (size_t i = 0; i < sizeof(bearer) / sizeof(bearer[0]); i++) {
        if (jt_str_equal(api->code, jt_str_from_c(bearer[i].word))) {
            (void)jt_finding_add(findings, bearer[i].cause, JT_CERTAIN, "The API told it: %.*s",
                                 JT_STR_ARG(said));
            return;
        }
    }
    if (token->form == JT_TOKEN_OPAQUE) {
        (void)jt_finding_add(findings, JT_CAUSE_token_opaque, JT_LIKELY,
                             "The API answered 401 to a token that is no JWT: %.*s",
                             JT_STR_ARG(said));
        return;
    }
    (void)jt_finding_add(findings, refused_as(facts, said), JT_LIKELY,
                         "The API answered 401 to a token of %.*s for %.*s: %.*s",
                         JT_STR_ARG(token->issuer),
                         JT_STR_ARG(token->audience_count ? token->audiences[0] : JT_STR("nobody")),
                         JT_STR_ARG(said));
}

static void judge_origin(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    struct jt_url url;
    char origin[ORIGIN_MAX];
    struct jt_finding *finding =
        jt_finding_add(findings, JT_CAUSE_api_origin_not_allowed, JT_CERTAIN,
                       "%.*s is neither the issuer's origin nor one that is allowed",
                       JT_STR_ARG(facts->config.api));
    if (jt_url_parse(facts->config.api, &url) == JT_OK) {
        jt_origin_write(&url, sizeof(origin), origin);
        jt_finding_remedy(findings, finding, "If it may have the token, add: --allow-origin %s",
                          origin);
    }
}

static void judge_api(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_answer *api = &facts->api;
    if (facts->api_forbidden) {
        judge_origin(facts, findings);
    }
    if (facts->api_cached.reached && !jt_answer_is_good(&facts->api_cached) &&
        jt_answer_is_good(api)) {
        struct jt_finding *finding =
            jt_finding_add(findings, JT_CAUSE_cached_token_old, JT_CERTAIN,
                           "With the stored token the API answered %d, with a new one %d",
                           facts->api_cached.status, api->status);
        jt_finding_fix(findings, finding, JT_FIX_FORCE, JT_STR(""));
    }
    if (!api->reached) {
        return;
    }
    if (api->status == 403) {
        judge_forbidden(facts, findings);
    } else if (api->status == 401) {
        judge_unauthorized(facts, findings);
    } else if (api->status == 429) {
        (void)jt_finding_add(findings, JT_CAUSE_api_rate_limited, JT_CERTAIN,
                             "The API answered 429");
    }
}

void jt_rules_success(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    if (jt_facts_granted(facts)) {
        judge_token(facts, findings);
        judge_api(facts, findings);
    }
}

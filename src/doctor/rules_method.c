/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about methods and encodings, by what differed between two requests (catalogue D and rows 35
 * to 37). */
#include "doctor/rules.h"

static bool was_basic(const struct jt_doctor_facts *facts)
{
    return jt_str_equal(facts->configured_method, JT_STR("client_secret_basic"));
}

/* The other method worked. In the body a secret is always encoded in one way; in the header servers
 * differ. */
static void judge_other(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    static const enum jt_cause_id alike[] = {JT_CAUSE_basic_not_decoded,
                                             JT_CAUSE_auth_method_mismatch, JT_CAUSE_COUNT};
    bool is_encoded = jt_lint_find(facts, JT_LINT_SECRET, JT_LINT_RESERVED) && was_basic(facts);
    if (!facts->other.has_token || facts->other_endpoint.len || facts->looks_like_no_credential) {
        return;
    }
    bool is_colon = jt_lint_find(facts, JT_LINT_CLIENT_ID, JT_LINT_COLON) && was_basic(facts);
    struct jt_finding *finding = jt_finding_add(
        findings,
        is_encoded ? JT_CAUSE_basic_not_decoded
        : is_colon ? JT_CAUSE_client_id_colon
                   : JT_CAUSE_auth_method_mismatch,
        is_encoded || is_colon ? JT_LIKELY : JT_CERTAIN,
        "%.*s was refused, and %.*s gave a token%s", JT_STR_ARG(facts->configured_method),
        JT_STR_ARG(facts->other_method),
        is_encoded ? "; the secret has characters that are encoded in the header" : "");
    jt_finding_fix(findings, finding, JT_FIX_METHOD, facts->other_method);
    if (is_encoded) {
        (void)jt_finding_add(findings, JT_CAUSE_auth_method_mismatch, JT_POSSIBLE,
                             "The client may be registered for the other method alone");
        jt_findings_add_apart(findings,
                              "A header that is read otherwise and a method that is not allowed "
                              "look the same; the cure is the same.",
                              alike);
    }
}

static void judge_lost(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    if (!facts->looks_like_no_credential || facts->configured.has_token) {
        return;
    }
    bool works_in_body = facts->other.has_token && was_basic(facts);
    struct jt_finding *finding =
        jt_finding_add(findings, JT_CAUSE_credential_lost, works_in_body ? JT_CERTAIN : JT_LIKELY,
                       "The answer to the request with the secret is that to one without it");
    if (works_in_body) {
        (void)jt_finding_add(findings, JT_CAUSE_credential_lost, JT_CERTAIN,
                             "In the body the same credentials work");
    }
    if (was_basic(facts)) {
        jt_finding_fix(findings, finding, JT_FIX_METHOD, JT_STR("client_secret_post"));
    }
}

static void judge_metadata(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_discovery *found = &facts->discovery;
    bool refused = facts->configured.reached && !jt_facts_granted(facts);
    if (!refused) {
        return;
    }
    if (found->methods_listed && !found->basic && !found->post) {
        (void)jt_finding_add(findings, JT_CAUSE_auth_method_mismatch, JT_LIKELY,
                             "The metadata list no method with a secret%s",
                             found->private_key_jwt ? ", but private_key_jwt" : "");
    }
    if (found->grants_listed && !found->client_credentials) {
        (void)jt_finding_add(findings, JT_CAUSE_grant_refused, JT_POSSIBLE,
                             "The metadata list no client_credentials, which some servers do not "
                             "although they give tokens for it");
    }
    if (found->mtls_aliases && found->tls_client_auth && !found->basic && !found->post) {
        (void)jt_finding_add(findings, JT_CAUSE_mtls_other_host, JT_POSSIBLE,
                             "The metadata have mtls_endpoint_aliases");
    }
}

void jt_rules_method(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    judge_lost(facts, findings);
    judge_other(facts, findings);
    judge_metadata(facts, findings);
}

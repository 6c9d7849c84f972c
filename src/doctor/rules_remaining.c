/* SPDX-License-Identifier: Apache-2.0 */
/* What is possible when a request failed and nothing better explains it, in the order of how often
 * it happens; and what cannot be told apart from outside. */
#include "doctor/rules.h"

static void list_known_client(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    static const enum jt_cause_id alike[] = {JT_CAUSE_secret_wrong, JT_CAUSE_secret_expired,
                                             JT_CAUSE_secret_superseded, JT_CAUSE_COUNT};
    (void)facts;
    (void)jt_finding_add(findings, JT_CAUSE_secret_wrong, JT_LIKELY,
                         "The server answers differently to an id that nobody has, so it knows "
                         "this one; with the secret it still refuses");
    (void)jt_finding_add(findings, JT_CAUSE_secret_expired, JT_POSSIBLE,
                         "A secret that has ended looks the same from outside");
    jt_findings_add_apart(findings, "A wrong secret and one that has ended get the same answer.",
                          alike);
}

static void list_hidden_client(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    static const enum jt_cause_id alike[] = {
        JT_CAUSE_secret_wrong,     JT_CAUSE_client_unknown,       JT_CAUSE_secret_expired,
        JT_CAUSE_client_suspended, JT_CAUSE_auth_method_mismatch, JT_CAUSE_COUNT};
    bool is_jeton = jt_facts_provider_is(facts, JT_PROVIDER_JETON);
    (void)jt_finding_add(findings, JT_CAUSE_secret_wrong, JT_POSSIBLE,
                         "The credentials were refused without a reason");
    (void)jt_finding_add(findings, JT_CAUSE_client_unknown, JT_POSSIBLE,
                         "An id that nobody has gets the same answer");
    if (!is_jeton) { /* which tells these to whoever has a genuine secret */
        (void)jt_finding_add(findings, JT_CAUSE_secret_expired, JT_POSSIBLE,
                             "A secret that has ended may get the same answer");
        (void)jt_finding_add(findings, JT_CAUSE_client_suspended, JT_POSSIBLE,
                             "A suspended client may get the same answer");
    }
    if (jt_answer_is_wordless(&facts->configured) && facts->config.scope.len == 0) {
        (void)jt_finding_add(findings, JT_CAUSE_scope_missing, JT_POSSIBLE,
                             "No scope was asked for, and a server that refuses without a word may "
                             "mean that");
    }
    jt_findings_add_apart(findings,
                          "This server answers alike whether the client exists, is active, or has "
                          "another secret.",
                          alike);
}

static bool is_explained(const struct jt_findings *findings)
{
    return findings->count > 0 && jt_findings_surest(findings) != JT_POSSIBLE;
}

void jt_rules_remaining(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    bool is_refused = jt_facts_client_refused(facts) && !jt_facts_granted(facts);
    if (!is_refused || is_explained(findings)) {
        return;
    }
    bool knows_client = facts->no_credential.reached && !facts->unknown_looks_the_same;
    if (knows_client) {
        list_known_client(facts, findings);
    } else {
        list_hidden_client(facts, findings);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Keycloak, and ODC, which is one: what its answers mean beyond their words. */
#include "doctor/rules.h"

static bool is_keycloak(const struct jt_doctor_facts *facts)
{
    return jt_facts_provider_is(facts, JT_PROVIDER_KEYCLOAK) ||
           jt_facts_provider_is(facts, JT_PROVIDER_ODC);
}

/* It says unauthorized_client to a client without its secret, and invalid_client to one that it
 * does not know, that is disabled, or that signs in with a certificate. */
static bool is_hidden(const struct jt_doctor_facts *facts)
{
    return facts->no_credential.reached && facts->unknown_looks_the_same &&
           jt_str_equal(facts->no_credential.error, JT_STR("invalid_client"));
}

static void judge_hidden(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    static const enum jt_cause_id alike[] = {JT_CAUSE_client_unknown, JT_CAUSE_client_suspended,
                                             JT_CAUSE_client_certificate_refused, JT_CAUSE_COUNT};
    bool worked = facts->history_known && facts->history.last_success.s > 0;
    enum jt_doctor_confidence unknown = worked ? JT_POSSIBLE : JT_LIKELY;
    struct jt_finding *finding = jt_finding_add(
        findings, JT_CAUSE_client_unknown, unknown,
        "Without a secret the server answers this id as it answers one made up: %d %.*s",
        facts->no_credential.status, JT_STR_ARG(facts->no_credential.error));
    finding->without_secret = true;
    finding = jt_finding_add(findings, JT_CAUSE_client_suspended, worked ? JT_LIKELY : JT_POSSIBLE,
                             worked ? "This id and secret worked before, and now the id is treated "
                                      "as one that nobody has"
                                    : "A client that is switched off gets the same answer");
    finding->without_secret = true;
    jt_findings_add_apart(findings,
                          "Keycloak answers alike when a client does not exist, is disabled, or "
                          "signs in with a certificate.",
                          alike);
}

/* The endpoint's realm does not know the client, and the issuer has another endpoint. */
static void judge_realm(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    (void)jt_finding_add(findings, JT_CAUSE_wrong_realm, JT_CERTAIN,
                         "The realm of the configured endpoint answers this id as it answers one "
                         "made up (%.*s), and Keycloak tells the clients of a realm from others",
                         JT_STR_ARG(facts->no_credential.error));
}

/* No word in JSON: another scheme than Basic was seen, or a server before it answered. */
static void judge_bare(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_answer *answer = &facts->configured;
    if (answer->reached && answer->status == 401 && answer->is_empty &&
        jt_str_starts_with(answer->www_authenticate, JT_STR("Basic realm="))) {
        (void)jt_finding_add(findings, JT_CAUSE_header_in_the_way, JT_LIKELY,
                             "The answer is a bare 401 with %.*s, which Keycloak gives to an "
                             "Authorization header of another scheme",
                             JT_STR_ARG(answer->www_authenticate));
    }
}

void jt_rules_keycloak(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    if (!is_keycloak(facts) || jt_facts_granted(facts)) {
        return;
    }
    judge_bare(facts, findings);
    if (is_hidden(facts) && facts->difference.differs) {
        judge_realm(facts, findings);
    } else if (is_hidden(facts)) {
        judge_hidden(facts, findings);
    }
}

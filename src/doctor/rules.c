/* SPDX-License-Identifier: Apache-2.0 */
/* The order of the rules: what was told comes first, what is merely possible last. */
#include "doctor/rules.h"

static jt_doctor_rule *const rules[] = {
    jt_rules_told,
    jt_rules_network,
    jt_rules_command,
    jt_rules_request,
    /* What can be seen without asking is a reason for what is said. */
    jt_rules_secret,
    jt_rules_client,
    /* Of one provider each: more to the point than what follows from addresses alone. */
    jt_rules_words,
    jt_rules_keycloak,
    jt_rules_entra,
    jt_rules_okta,
    jt_rules_auth0,
    jt_rules_jeton,
    jt_rules_place,
    jt_rules_method,
    /* What the others leave open. */
    jt_rules_history,
    jt_rules_success,
    jt_rules_error,
    jt_rules_remaining,
    jt_rules_clock,
};

void jt_rules_apply(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        rules[i](facts, findings);
    }
    jt_findings_sort(findings);
}

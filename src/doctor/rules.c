/* SPDX-License-Identifier: Apache-2.0 */
/* The order of the rules: what was told comes first, what is merely possible last. */
#include "doctor/rules.h"

static jt_doctor_rule *const rules[] = {
    jt_rules_told,
    jt_rules_network,
    jt_rules_command,
    jt_rules_request,
    jt_rules_place,
    jt_rules_secret,
    jt_rules_client,
    jt_rules_method,
    /* Of one provider each. */
    jt_rules_jeton,
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

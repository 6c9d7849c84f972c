/* SPDX-License-Identifier: Apache-2.0 */
/* Auth0: without an audience it refuses, or gives a token that no API can read. */
#include "doctor/rules.h"

void jt_rules_auth0(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    bool is_opaque = jt_facts_granted(facts) && facts->token.form == JT_TOKEN_OPAQUE;
    if (jt_facts_provider_is(facts, JT_PROVIDER_AUTH0) && is_opaque &&
        jt_lint_find(facts, JT_LINT_SCOPE, JT_LINT_NO_AUDIENCE)) {
        (void)jt_finding_add(findings, JT_CAUSE_audience_missing, JT_LIKELY,
                             "No audience was asked for, and the token is opaque: it is good for "
                             "Auth0's own user information alone");
    }
}

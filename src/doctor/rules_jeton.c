/* SPDX-License-Identifier: Apache-2.0 */
/* Our own server: its uniform answer says nothing, and its reference finds everything. */
#include "doctor/rules.h"

static void advise(struct jt_findings *findings, const struct jt_doctor_answer *answer)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct jt_finding *finding = &findings->at[i];
        if (finding->confidence == JT_POSSIBLE && finding->remedy.len == 0) {
            jt_finding_remedy(findings, finding,
                              "An administrator sees the cause: jeton explain %.*s",
                              JT_STR_ARG(answer->rejection_id));
        }
    }
}

void jt_rules_jeton(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_answer *answer = &facts->configured;
    bool is_uniform = jt_facts_provider_is(facts, JT_PROVIDER_JETON) && answer->reached &&
                      !answer->has_token && answer->told.len == 0 && answer->rejection_id.len;
    if (!is_uniform || !jt_facts_client_refused(facts)) {
        return;
    }
    (void)jt_finding_add(findings, JT_CAUSE_secret_wrong, JT_POSSIBLE,
                         "Nothing that was sent is a genuine secret of this realm, in no form; the "
                         "rejection's reference is %.*s",
                         JT_STR_ARG(answer->rejection_id));
    (void)jt_finding_add(findings, JT_CAUSE_client_unknown, JT_POSSIBLE,
                         "An id that nobody has gets the same answer");
    advise(findings, answer);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Entra ID: what the configuration shows before anything is asked, and a secret too new to be
 * known. Its numbers explain (words.def); Microsoft promises nothing about them. */
#include "doctor/rules.h"

enum { NUMBER_WRONG_SECRET = 7000215 };

static enum jt_doctor_confidence sure_of(const struct jt_doctor_facts *facts)
{
    return facts->provider.confidence == JT_CERTAIN ? JT_CERTAIN : JT_LIKELY;
}

static void judge_configuration(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_lint_remark *word = jt_lint_find(facts, JT_LINT_URL, JT_LINT_TENANT_WORD);
    if (word) {
        (void)jt_finding_add(findings, JT_CAUSE_tenant_word, sure_of(facts),
                             "/%.*s stands where the tenant belongs", JT_STR_ARG(word->name));
    }
    if (jt_lint_find(facts, JT_LINT_SCOPE, JT_LINT_NO_DEFAULT_SCOPE)) {
        (void)jt_finding_add(findings, JT_CAUSE_scope_not_default, sure_of(facts),
                             "The scope %.*s does not end with /.default",
                             JT_STR_ARG(jt_str_slice(facts->config.scope, 0, 200)));
    }
}

static bool says_wrong(const struct jt_doctor_answer *answer)
{
    for (size_t i = 0; i < answer->number_count; i++) {
        if (answer->numbers[i] == NUMBER_WRONG_SECRET) {
            return true;
        }
    }
    return false;
}

void jt_rules_entra(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    bool worked = facts->history_known && facts->history.last_success.s > 0;
    if (!jt_facts_provider_is(facts, JT_PROVIDER_ENTRA) || jt_facts_granted(facts)) {
        return;
    }
    judge_configuration(facts, findings);
    if (says_wrong(&facts->configured) && !worked) {
        (void)jt_finding_add(findings, JT_CAUSE_secret_too_new, JT_POSSIBLE,
                             "This secret has never worked here; one made in the last minute is "
                             "refused in the same words");
    }
}

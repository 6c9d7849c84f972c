/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about the client id (catalogue B, by what it looks like). */
#include "doctor/lint.h"
#include "doctor/rules.h"

static void judge_characters(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    static const enum jt_lint_kind kinds[] = {JT_LINT_WHITESPACE, JT_LINT_INVISIBLE,
                                              JT_LINT_CONTROL, JT_LINT_NON_ASCII, JT_LINT_QUOTED};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const struct jt_lint_remark *remark = jt_lint_find(facts, JT_LINT_CLIENT_ID, kinds[i]);
        char character[JT_CODE_POINT_TEXT];
        if (remark) {
            jt_code_point_write(remark->code_point, character);
            (void)jt_finding_add(findings, JT_CAUSE_client_id_malformed, JT_LIKELY,
                                 "Character %zu of the client id is %s", remark->at, character);
        }
    }
    if (jt_lint_find(facts, JT_LINT_CLIENT_ID, JT_LINT_EMPTY) &&
        !jt_command_lost_its_data(findings) && !jt_command_names_a_file(facts)) {
        (void)jt_finding_add(findings, JT_CAUSE_client_id_malformed, JT_CERTAIN,
                             "The client id is empty");
    }
}

/* A server that looks at no secret of anybody gives a token with one too; then all is well. */
static void judge_public(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    if (facts->no_credential.has_token && facts->configured.reached) {
        (void)jt_finding_add(
            findings, JT_CAUSE_client_public, JT_CERTAIN,
            "To the id alone the server gave a token, and with a secret it refuses "
            "the same id: %d %.*s",
            facts->configured.status, JT_STR_ARG(facts->configured.error));
    }
}

void jt_rules_client(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    if (jt_facts_granted(facts)) {
        return;
    }
    judge_characters(facts, findings);
    judge_public(facts, findings);
    if (jt_lint_find(facts, JT_LINT_CLIENT_ID, JT_LINT_LOOKS_LIKE_SECRET)) {
        struct jt_finding *finding = jt_finding_add(
            findings, JT_CAUSE_credentials_swapped,
            jt_str_starts_with(facts->config.client_id, JT_STR("jtn_")) ? JT_CERTAIN : JT_LIKELY,
            "The client id has the form of a secret");
        jt_finding_fix(findings, finding, JT_FIX_SWAP, JT_STR(""));
    }
    if (jt_lint_find(facts, JT_LINT_CLIENT_ID, JT_LINT_COLON)) {
        struct jt_finding *finding =
            jt_finding_add(findings, JT_CAUSE_client_id_colon, JT_POSSIBLE,
                           "The client id has a colon; programs that send it raw cut it there");
        jt_finding_fix(findings, finding, JT_FIX_METHOD, JT_STR("client_secret_post"));
    }
}

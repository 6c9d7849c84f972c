/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about what the secret looks like (catalogue C). A secret that worked is right, whatever it
 * looks like. */
#include "doctor/lint.h"
#include "doctor/rules.h"

#include "oauth/secret_format.h"

#include <stdio.h>

static const struct jt_lint_remark *find(const struct jt_doctor_facts *facts,
                                         enum jt_lint_kind kind)
{
    return jt_lint_find(facts, JT_LINT_SECRET, kind);
}

static bool is_jetons(jt_str secret)
{
    return secret.len && jt_client_secret_check_format(secret) == JT_SECRET_FORMAT_OK;
}

/* Certain when the rest has the checksum of a genuine secret, or has worked. */
static enum jt_doctor_confidence sure_of(const struct jt_doctor_facts *facts, jt_str rest,
                                         bool worked)
{
    return worked || (is_jetons(rest) && !is_jetons(facts->config.secret)) ? JT_CERTAIN : JT_LIKELY;
}

static void judge_characters(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    static const enum jt_lint_kind kinds[] = {JT_LINT_WHITESPACE, JT_LINT_INVISIBLE,
                                              JT_LINT_CONTROL, JT_LINT_NON_ASCII};
    bool worked = facts->repaired.has_token && facts->repair == JT_LINT_WHITESPACE;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const struct jt_lint_remark *remark = find(facts, kinds[i]);
        char character[JT_CODE_POINT_TEXT];
        if (remark == NULL) {
            continue;
        }
        jt_code_point_write(remark->code_point, character);
        struct jt_finding *finding = jt_finding_add(
            findings, JT_CAUSE_secret_whitespace, sure_of(facts, facts->lint.cleaned, worked),
            "Character %zu of the secret is %s", remark->at, character);
        if (facts->lint.cleaned.len) {
            jt_finding_fix(findings, finding, JT_FIX_CLEAN_SECRET, JT_STR(""));
        }
    }
    if (worked) {
        (void)jt_finding_add(findings, JT_CAUSE_secret_whitespace, JT_CERTAIN,
                             "Without what no secret has, it worked");
    }
}

static void judge_percent(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_lint_remark *remark = find(facts, JT_LINT_PERCENT_ENCODED);
    bool worked = facts->repaired.has_token && facts->repair == JT_LINT_PERCENT_ENCODED;
    if (remark == NULL) {
        return;
    }
    struct jt_finding *finding = jt_finding_add(
        findings, JT_CAUSE_secret_percent_encoded, sure_of(facts, facts->lint.decoded, worked),
        "Every %% in the secret begins an escape, and decoded %s it is a plausible "
        "secret of %zu characters",
        remark->times == 2 ? "twice" : "once", facts->lint.decoded.len);
    jt_finding_fix(findings, finding, JT_FIX_DECODE_SECRET, JT_STR(""));
    if (worked) {
        (void)jt_finding_add(findings, JT_CAUSE_secret_percent_encoded, JT_CERTAIN,
                             "Percent-decoded, it worked");
    }
}

static void judge_whole(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_lint_remark *masked = find(facts, JT_LINT_MASKED);
    const struct jt_lint_remark *quoted = find(facts, JT_LINT_QUOTED);
    if (find(facts, JT_LINT_EMPTY) && !jt_command_lost_its_data(findings) &&
        !jt_command_names_a_file(facts)) {
        (void)jt_finding_add(findings, JT_CAUSE_secret_empty, JT_CERTAIN,
                             "There is nothing where the secret is read");
    }
    if (masked) {
        struct jt_finding *finding = jt_finding_add(
            findings, JT_CAUSE_secret_masked, JT_CERTAIN,
            "All %zu bytes of it are one and the same character", facts->config.secret.len);
        jt_finding_fix(findings, finding, JT_FIX_NEW_SECRET, JT_STR(""));
    }
    if (quoted) {
        char character[JT_CODE_POINT_TEXT];
        jt_code_point_write(quoted->code_point, character);
        struct jt_finding *finding =
            jt_finding_add(findings, JT_CAUSE_secret_quoted,
                           sure_of(facts, facts->lint.cleaned, facts->repaired.has_token),
                           "The secret begins with %s and ends with one", character);
        jt_finding_fix(findings, finding, JT_FIX_CLEAN_SECRET, JT_STR(""));
    }
}

/* What cleaning or decoding makes whole is told by its own cause. */
static void judge_format(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    struct jt_finding *finding = NULL;
    if (is_jetons(facts->lint.cleaned) || is_jetons(facts->lint.decoded)) {
        return;
    }
    if (find(facts, JT_LINT_TRUNCATED)) {
        finding = jt_finding_add(findings, JT_CAUSE_secret_truncated, JT_CERTAIN,
                                 "It has %zu characters, and a secret of Jeton has %d",
                                 facts->config.secret.len, JT_CLIENT_SECRET_TEXT);
        jt_finding_fix(findings, finding, JT_FIX_NEW_SECRET, JT_STR(""));
    }
    if (find(facts, JT_LINT_CHECKSUM)) {
        finding = jt_finding_add(findings, JT_CAUSE_secret_checksum, JT_CERTAIN,
                                 "The checksum of Jeton's own format does not fit");
        jt_finding_fix(findings, finding, JT_FIX_NEW_SECRET, JT_STR(""));
    }
}

static void judge_shell(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_lint_remark *expanded = find(facts, JT_LINT_EXPANDED);
    if (find(facts, JT_LINT_VARIABLE)) {
        (void)jt_finding_add(findings, JT_CAUSE_shell_changed_secret, JT_LIKELY,
                             "It holds the name of a variable that nobody replaced");
    }
    if (expanded) {
        (void)jt_finding_add(findings, JT_CAUSE_shell_changed_secret, JT_LIKELY,
                             "The value of $%.*s stands in it", JT_STR_ARG(expanded->name));
    }
    if (find(facts, JT_LINT_BACKSLASH) && facts->config.secret_source == JT_SECRET_FROM_VARIABLE) {
        (void)jt_finding_add(findings, JT_CAUSE_shell_changed_secret, JT_POSSIBLE,
                             "It came from a variable and holds a backslash, which shells and "
                             ".env files treat in different ways");
    }
    if (facts->config.secret_other.len) {
        (void)jt_finding_add(findings, JT_CAUSE_secret_sources_differ, JT_POSSIBLE,
                             "%.*s holds another secret, which is not used",
                             JT_STR_ARG(facts->config.secret_other));
    }
}

/* Only Entra ID has secret ids; elsewhere a GUID may well be the secret. */
static void judge_guid(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    bool is_entra = jt_facts_provider_is(facts, JT_PROVIDER_ENTRA);
    if (find(facts, JT_LINT_GUID) && is_entra) {
        bool is_sure = facts->provider.confidence == JT_CERTAIN;
        struct jt_finding *finding =
            jt_finding_add(findings, JT_CAUSE_secret_id_pasted, is_sure ? JT_CERTAIN : JT_LIKELY,
                           "It is a GUID, and Entra ID's secrets never are");
        jt_finding_fix(findings, finding, JT_FIX_NEW_SECRET, JT_STR(""));
    }
}

void jt_rules_secret(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    if (facts->configured.has_token || facts->other.has_token) {
        return;
    }
    judge_whole(facts, findings);
    if (facts->config.secret.len == 0) {
        return;
    }
    judge_percent(facts, findings);
    judge_characters(facts, findings);
    judge_format(facts, findings);
    judge_guid(facts, findings);
    judge_shell(facts, findings);
}

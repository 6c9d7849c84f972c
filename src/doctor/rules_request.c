/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about forms of answers that say nothing of the client (catalogue G and row 61), and OAuth's
 * own error codes where nothing narrower explains them. */
#include "doctor/rules.h"

static void judge_limits(const struct jt_doctor_answer *answer, struct jt_findings *findings)
{
    if (answer->status != 429) {
        return;
    }
    struct jt_finding *finding = jt_finding_add(findings, JT_CAUSE_rate_limited, JT_CERTAIN,
                                                "%.*s answered 429", JT_STR_ARG(answer->url));
    if (answer->retry_after_s >= 0) {
        jt_finding_remedy(findings, finding,
                          "Wait %lld s, and look for a loop that asks without keeping the token.",
                          (long long)answer->retry_after_s);
    }
}

/* nginx says it with a page and status 400, before any program of the server is asked. */
static void judge_page(const struct jt_doctor_answer *answer, bool is_metadata,
                       struct jt_findings *findings)
{
    if (!answer->reached || !answer->is_html) {
        return;
    }
    if (jt_str_contains_c(answer->excerpt, "SSL certificate was sent") ||
        jt_str_contains_c(answer->excerpt, "SSL certificate error")) {
        (void)jt_finding_add(findings, JT_CAUSE_client_certificate_wanted, JT_CERTAIN,
                             "%.*s answered %d with a page that asks for a certificate",
                             JT_STR_ARG(answer->url), answer->status);
    } else if (answer->status == 403) {
        (void)jt_finding_add(findings, JT_CAUSE_firewall_blocks, JT_LIKELY,
                             "%.*s answered 403 with a web page, which no token endpoint does",
                             JT_STR_ARG(answer->url));
    } else if (!is_metadata && (answer->status == 200 || answer->status == 405)) {
        (void)jt_finding_add(findings, JT_CAUSE_endpoint_missing, JT_LIKELY,
                             "%.*s answered %d with a web page", JT_STR_ARG(answer->url),
                             answer->status);
    }
}

static void judge_form(const struct jt_doctor_answer *answer, struct jt_findings *findings)
{
    if (answer->too_large) {
        (void)jt_finding_add(findings, JT_CAUSE_hostile_answer, JT_LIKELY, "%.*s: %.*s",
                             JT_STR_ARG(answer->url), JT_STR_ARG(answer->failure));
    }
    if (!answer->reached) {
        return;
    }
    if (answer->status >= 500) {
        (void)jt_finding_add(findings, JT_CAUSE_server_fault, JT_LIKELY, "%.*s answered %d %.*s",
                             JT_STR_ARG(answer->url), answer->status, JT_STR_ARG(answer->error));
    } else if (answer->status == 405 && !answer->is_html) {
        (void)jt_finding_add(findings, JT_CAUSE_endpoint_missing, JT_LIKELY,
                             "%.*s takes no POST (405)", JT_STR_ARG(answer->url));
    }
}

static void judge_success(const struct jt_doctor_answer *answer, struct jt_findings *findings)
{
    bool is_empty_success = answer->reached && answer->status == 200 && !answer->has_token;
    if (!is_empty_success) {
        return;
    }
    if (answer->error.len) {
        (void)jt_finding_add(findings, JT_CAUSE_error_with_200, JT_CERTAIN,
                             "The answer is 200 and says %.*s %.*s", JT_STR_ARG(answer->error),
                             JT_STR_ARG(answer->description));
    } else if (!answer->is_html) {
        (void)jt_finding_add(findings, JT_CAUSE_hostile_answer, JT_LIKELY,
                             "The answer is 200 and has no token in it");
    }
}

/* Before a secret was sent, whatever was found here is known without it. */
static void mark_without_secret(struct jt_findings *findings, bool secret_sent)
{
    static const enum jt_cause_id causes[] = {JT_CAUSE_firewall_blocks, JT_CAUSE_endpoint_missing,
                                              JT_CAUSE_hostile_answer};
    for (size_t i = 0; i < findings->count; i++) {
        for (size_t k = 0; k < sizeof(causes) / sizeof(causes[0]); k++) {
            findings->at[i].without_secret |= !secret_sent && findings->at[i].cause == causes[k];
        }
    }
}

void jt_rules_request(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_answer *const answers[] = {&facts->no_grant, &facts->random_client,
                                                      &facts->no_credential, &facts->configured};
    judge_page(&facts->discovery.answer, true, findings);
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        judge_limits(answers[i], findings);
        judge_page(answers[i], false, findings);
        judge_form(answers[i], findings);
        mark_without_secret(findings, facts->configured.asked);
    }
    judge_success(&facts->configured, findings);
}

/* RFC 6749 §5.2: what the code itself says. */
void jt_rules_error(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    static const struct {
        const char *error;
        enum jt_cause_id cause;
    } rows[] = {
        {"invalid_scope", JT_CAUSE_scope_refused},
        {"invalid_target", JT_CAUSE_resource_unknown},
        {"invalid_resource", JT_CAUSE_resource_unknown},
        {"unsupported_grant_type", JT_CAUSE_grant_refused},
        {"temporarily_unavailable", JT_CAUSE_server_fault},
        {"server_error", JT_CAUSE_server_fault},
        {"slow_down", JT_CAUSE_rate_limited},
    };
    const struct jt_doctor_answer *answer = &facts->configured;
    bool is_explained = findings->count > 0 && jt_findings_surest(findings) != JT_POSSIBLE;
    if (!answer->reached || answer->has_token || is_explained) {
        return;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (jt_str_equal(answer->error, jt_str_from_c(rows[i].error))) {
            (void)jt_finding_add(findings, rows[i].cause, JT_LIKELY, "The server says %.*s: %.*s",
                                 JT_STR_ARG(answer->error), JT_STR_ARG(answer->description));
        }
    }
}

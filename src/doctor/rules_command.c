/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about a pasted command itself (catalogue rows 34, 35, 39, 40, 46, 67 to 71). When the same
 * credentials, sent as they should be, give a token, the command is proven to be the fault. */
#include "client/curl_command.h"
#include "doctor/rules.h"

static enum jt_doctor_confidence sure(const struct jt_doctor_facts *facts)
{
    return jt_facts_granted(facts) ? JT_CERTAIN : JT_LIKELY;
}

static void judge_form(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_request *request = &facts->request;
    if (request->not_post) {
        (void)jt_finding_add(findings, JT_CAUSE_not_post, sure(facts), "It sends %.*s",
                             JT_STR_ARG(jt_str_slice(request->command->method, 0, 20)));
    }
    if (request->not_form) {
        (void)jt_finding_add(findings, JT_CAUSE_body_not_form, sure(facts),
                             "Its data is no application/x-www-form-urlencoded");
    }
    if (request->in_query) {
        (void)jt_finding_add(findings, JT_CAUSE_parameters_in_query, sure(facts),
                             "Parameters stand behind the question mark of its address");
    }
    if (request->duplicate.len) {
        (void)jt_finding_add(findings, JT_CAUSE_parameter_duplicate, sure(facts),
                             "It sends %.*s twice",
                             JT_STR_ARG(jt_str_slice(request->duplicate, 0, 40)));
    }
}

static void judge_credentials(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_request *request = &facts->request;
    bool is_reserved = jt_lint_find(facts, JT_LINT_SECRET, JT_LINT_RESERVED) != NULL;
    if (request->two_methods) {
        (void)jt_finding_add(findings, JT_CAUSE_two_methods, sure(facts),
                             "It has credentials in the header and in the body, or twice");
    }
    if (request->changes_values) {
        (void)jt_finding_add(findings, JT_CAUSE_form_not_encoded, sure(facts),
                             "A value of its data holds + or %%, and -d sends it as it is");
    }
    if (request->basic_malformed) {
        (void)jt_finding_add(findings, JT_CAUSE_basic_malformed, JT_CERTAIN,
                             "What stands behind Basic is no base64 of an id and a secret");
    }
    if (request->basic_raw && !jt_facts_granted(facts) &&
        jt_str_find_char(facts->config.secret, ':') < facts->config.secret.len) {
        (void)jt_finding_add(
            findings, JT_CAUSE_client_id_colon, JT_LIKELY,
            "The header has more than one colon, and all before the first is taken "
            "for the client id: %.*s",
            JT_STR_ARG(jt_str_slice(facts->config.client_id, 0, 40)));
    }
    if (request->basic_raw && is_reserved && !facts->other.has_token) {
        (void)jt_finding_add(findings, JT_CAUSE_basic_not_encoded, sure(facts),
                             "The header carries the secret raw, and it holds characters that the "
                             "standard wants encoded%s",
                             jt_facts_granted(facts) ? "; encoded, it works" : "");
    }
}

/* Remarks that could be a cause. */
static const struct {
    enum jt_curl_remark_kind kind;
    enum jt_cause_id cause;
} rows[] = {
    {JT_CURL_REMARK_shell_variable, JT_CAUSE_shell_changed_secret},
    {JT_CURL_REMARK_shell_substitution, JT_CAUSE_shell_changed_secret},
    {JT_CURL_REMARK_shell_history, JT_CAUSE_shell_changed_secret},
    {JT_CURL_REMARK_shell_ampersand, JT_CAUSE_command_cut},
    {JT_CURL_REMARK_shell_lost_break, JT_CAUSE_command_cut},
    {JT_CURL_REMARK_shell_blank_after, JT_CAUSE_command_cut},
    {JT_CURL_REMARK_shell_foreign_break, JT_CAUSE_command_cut},
    {JT_CURL_REMARK_shell_unterminated, JT_CAUSE_command_cut},
    {JT_CURL_REMARK_curly_quote, JT_CAUSE_command_characters},
    {JT_CURL_REMARK_special_space, JT_CAUSE_command_characters},
    {JT_CURL_REMARK_invisible, JT_CAUSE_command_characters},
    {JT_CURL_REMARK_dash, JT_CAUSE_command_characters},
    {JT_CURL_REMARK_control, JT_CAUSE_command_characters},
    {JT_CURL_REMARK_entity, JT_CAUSE_separator_broken},
    {JT_CURL_REMARK_line_break_in_data, JT_CAUSE_separator_broken},
    {JT_CURL_REMARK_encoded_together, JT_CAUSE_separator_broken},
    {JT_CURL_REMARK_multipart, JT_CAUSE_body_not_form},
    {JT_CURL_REMARK_json_as_form, JT_CAUSE_body_not_form},
    {JT_CURL_REMARK_method_with_body, JT_CAUSE_not_post},
    {JT_CURL_REMARK_secret_in_query, JT_CAUSE_parameters_in_query},
    {JT_CURL_REMARK_url_credentials, JT_CAUSE_parameters_in_query},
    {JT_CURL_REMARK_encoded_twice, JT_CAUSE_secret_percent_encoded},
};

static enum jt_cause_id cause_of(enum jt_curl_remark_kind kind)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].kind == kind) {
            return rows[i].cause;
        }
    }
    return JT_CAUSE_COUNT;
}

/* A pasted text goes through word processors that the command did not go through: what is remarked
 * on the paste is likely at most. */
static void judge_remarks(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_curl_command *command = facts->request.command;
    for (size_t i = 0; i < command->remark_count; i++) {
        enum jt_cause_id cause = cause_of(command->remarks[i].kind);
        if (cause != JT_CAUSE_COUNT) {
            (void)jt_finding_add(findings, cause, JT_LIKELY, "%s",
                                 jt_curl_remark_what(command->remarks[i].kind));
        }
    }
}

bool jt_command_names_a_file(const struct jt_doctor_facts *facts)
{
    const struct jt_curl_command *command = facts->request.command;
    return command && jt_curl_command_has(command, JT_CURL_REMARK_file_not_read);
}

/* Without a grant_type no server gives a token. A command that lost a part may have had one. */
static void judge_grant(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    jt_str grant = facts->request.grant;
    if (jt_str_equal(grant, JT_STR("client_credentials")) || jt_command_names_a_file(facts) ||
        jt_command_lost_its_data(findings)) {
        return;
    }
    (void)jt_finding_add(findings, JT_CAUSE_grant_not_asked, sure(facts),
                         grant.len ? "Its grant_type is %.*s" : "It has no grant_type%.*s",
                         JT_STR_ARG(jt_str_slice(grant, 0, 60)));
}

bool jt_command_lost_its_data(const struct jt_findings *findings)
{
    return jt_finding_find(findings, JT_CAUSE_separator_broken) ||
           jt_finding_find(findings, JT_CAUSE_basic_malformed) ||
           jt_finding_find(findings, JT_CAUSE_command_cut) ||
           jt_finding_find(findings, JT_CAUSE_command_characters);
}

void jt_rules_command(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    if (facts->request.command) {
        judge_form(facts, findings);
        judge_credentials(facts, findings);
        judge_remarks(facts, findings);
        judge_grant(facts, findings);
    }
}

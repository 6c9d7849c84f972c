/* SPDX-License-Identifier: Apache-2.0 */
/* The run as JSON. */
#include "doctor/write.h"

#include "codec/json_write.h"

static void string_or_null(struct jt_json_writer *w, const char *name, jt_str text)
{
    jt_json_name(w, name);
    if (text.len) {
        jt_json_write_string(w, text);
    } else {
        jt_json_write_null(w);
    }
}

static void write_cause(struct jt_doctor_run *run, const struct jt_finding *finding,
                        struct jt_json_writer *w)
{
    const struct jt_cause *cause = jt_cause_get(finding->cause);
    jt_json_object_begin(w);
    jt_json_member_string(w, "cause", cause->name);
    jt_json_name(w, "rows");
    jt_json_array_begin(w);
    jt_json_write_raw(w, cause->rows);
    jt_json_array_end(w);
    jt_json_member_string(w, "confidence", jt_str_from_c(jt_confidence_text(finding->confidence)));
    jt_json_member_string(w, "what", cause->what);
    jt_json_name(w, "evidence");
    jt_json_array_begin(w);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        jt_json_write_string(w, finding->evidence[i]);
    }
    jt_json_array_end(w);
    jt_json_member_string(w, "remedy", finding->remedy.len ? finding->remedy : cause->cure);
    string_or_null(w, "command", jt_command_of(run, finding));
    string_or_null(w, "section", cause->section);
    jt_json_member_string(w, "seen", cause->seen);
    jt_json_object_end(w);
}

static void write_causes(struct jt_doctor_run *run, struct jt_json_writer *w)
{
    jt_json_name(w, "causes");
    jt_json_array_begin(w);
    for (size_t i = 0; i < run->findings.count; i++) {
        write_cause(run, &run->findings.at[i], w);
    }
    jt_json_array_end(w);
}

static void write_apart(const struct jt_findings *findings, struct jt_json_writer *w)
{
    jt_json_name(w, "cannot_tell_apart");
    jt_json_array_begin(w);
    for (size_t i = 0; i < findings->apart_count; i++) {
        const struct jt_apart *apart = &findings->apart[i];
        jt_json_object_begin(w);
        jt_json_name(w, "causes");
        jt_json_array_begin(w);
        for (size_t c = 0; c < apart->count; c++) {
            jt_json_write_string(w, jt_cause_get(apart->causes[c])->name);
        }
        jt_json_array_end(w);
        jt_json_member_string(w, "why", apart->why);
        jt_json_object_end(w);
    }
    jt_json_array_end(w);
}

static void write_provider(const struct jt_doctor_provider *provider, struct jt_json_writer *w)
{
    jt_json_name(w, "provider");
    jt_json_object_begin(w);
    jt_json_member_string(w, "name", jt_str_from_c(jt_provider_text(provider->name)));
    jt_json_member_string(w, "confidence", jt_str_from_c(jt_confidence_text(provider->confidence)));
    jt_json_member_string(w, "why", provider->why);
    jt_json_object_end(w);
}

static void write_attempts(const struct jt_budget *budget, struct jt_json_writer *w)
{
    jt_json_name(w, "attempts");
    jt_json_object_begin(w);
    jt_json_member_integer(w, "budget", budget->max);
    jt_json_member_integer(w, "spent", budget->spent);
    string_or_null(w, "stopped_by", jt_str_from_c(budget->stopped_by));
    jt_json_object_end(w);
}

static void write_steps(const struct jt_doctor_run *run, struct jt_json_writer *w)
{
    jt_json_name(w, "steps");
    jt_json_array_begin(w);
    for (size_t i = 0; i < run->step_count; i++) {
        const struct jt_doctor_step *step = &run->steps[i];
        jt_json_object_begin(w);
        jt_json_member_string(w, "probe", jt_str_from_c(step->probe));
        jt_json_member_string(w, "name", jt_str_from_c(step->name));
        jt_json_member_string(w, "outcome", jt_str_from_c(jt_step_outcome_text(step->outcome)));
        jt_json_member_string(w, "detail", step->detail);
        jt_json_object_end(w);
    }
    jt_json_array_end(w);
}

static void write_history(const struct jt_doctor_facts *facts, struct jt_json_writer *w)
{
    jt_json_name(w, "history");
    if (!facts->history_known) {
        jt_json_write_null(w);
        return;
    }
    jt_json_object_begin(w);
    jt_json_member_bool(w, "known", true);
    jt_json_member_time(w, "firstSuccess", facts->history.first_success);
    jt_json_member_time(w, "lastSuccess", facts->history.last_success);
    jt_json_member_time(w, "firstFailure", facts->history.first_failure);
    jt_json_object_end(w);
}

static const char *form_text(enum jt_token_form form)
{
    switch (form) {
    case JT_TOKEN_NONE:
        return "none";
    case JT_TOKEN_OPAQUE:
        return "opaque";
    case JT_TOKEN_JWT:
        return "jwt";
    case JT_TOKEN_JWE:
        return "jwe";
    }
    return "none";
}

static void write_stages(const struct jt_doctor_token *token, struct jt_json_writer *w)
{
    jt_json_name(w, "stages");
    jt_json_array_begin(w);
    for (size_t i = 0; i < token->stage_count; i++) {
        jt_str rest = token->stages[i].permissions;
        jt_json_object_begin(w);
        jt_json_member_string(w, "stage", token->stages[i].slug);
        jt_json_name(w, "permissions");
        jt_json_array_begin(w);
        for (jt_str one; rest.len && jt_str_next(&rest, ' ', &one);) {
            jt_json_write_string(w, one);
        }
        jt_json_array_end(w);
        jt_json_object_end(w);
    }
    jt_json_array_end(w);
}

static void write_token(const struct jt_doctor_facts *facts, struct jt_json_writer *w)
{
    const struct jt_doctor_token *token = &facts->token;
    jt_json_name(w, "token");
    if (token->form == JT_TOKEN_NONE) {
        jt_json_write_null(w);
        return;
    }
    jt_json_object_begin(w);
    jt_json_member_string(w, "form", jt_str_from_c(form_text(token->form)));
    string_or_null(w, "iss", token->issuer);
    jt_json_name(w, "aud");
    jt_json_array_begin(w);
    for (size_t i = 0; i < token->audience_count; i++) {
        jt_json_write_string(w, token->audiences[i]);
    }
    jt_json_array_end(w);
    string_or_null(w, "client_id", token->client_id);
    string_or_null(w, "scope", token->scope);
    jt_json_member_time(w, "iat", token->issued_at);
    jt_json_member_time(w, "nbf", token->not_before);
    jt_json_member_time(w, "exp", token->expires_at);
    if (facts->config.stages) {
        write_stages(token, w);
    }
    jt_json_object_end(w);
}

void jt_doctor_write_json(struct jt_doctor_run *run, const struct jt_verdict *verdict,
                          struct jt_buf *out)
{
    struct jt_json_writer writer = {.buf = out};
    struct jt_json_writer *w = &writer;
    jt_json_object_begin(w);
    jt_json_member_string(w, "verdict", jt_str_from_c(jt_verdict_text(verdict->kind)));
    jt_json_member_string(w, "summary", verdict->summary);
    write_causes(run, w);
    write_apart(&run->findings, w);
    write_provider(&run->facts.provider, w);
    write_attempts(&run->budget, w);
    write_steps(run, w);
    write_history(&run->facts, w);
    write_token(&run->facts, w);
    string_or_null(w, "command", verdict->command);
    jt_json_object_end(w);
    jt_buf_append_char(out, '\n');
}

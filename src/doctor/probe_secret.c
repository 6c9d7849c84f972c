/* SPDX-License-Identifier: Apache-2.0 */
/* P6 to P8: the requests that carry a secret, one after another, each counted. */
#include "doctor/probe.h"
#include "doctor/rules.h"
#include "doctor/token.h"

#include "client/method.h"
#include "client/secret_judge.h"
#include "codec/form.h"

#include <string.h>

#define NAME_P6 "The configured request"
#define NAME_P7 "Another way to send the same"
#define NAME_P8 "One repaired secret"

struct attempt {
    jt_str endpoint;
    jt_str client_id;
    jt_str secret;
    const struct jt_method *method;
};

static enum jt_err write_form(const struct jt_doctor_config *config, struct jt_buf *form)
{
    jt_form_append(form, JT_STR("grant_type"), JT_STR("client_credentials"));
    if (config->scope.len) {
        jt_form_append(form, JT_STR("scope"), config->scope);
    }
    if (config->resource.len) {
        jt_form_append(form, JT_STR("resource"), config->resource);
    }
    if (config->audience.len) {
        jt_form_append(form, JT_STR("audience"), config->audience);
    }
    return jt_buf_check(form);
}

static void take_token(struct jt_doctor_run *run, const struct jt_doctor_answer *answer,
                       jt_str body)
{
    if (answer->has_token) {
        jt_token_look(run, body);
    }
}

/* Counted before it is sent: what was sent cannot be taken back. */
static void send(struct jt_doctor_run *run, const struct attempt *attempt,
                 struct jt_doctor_answer *ret_answer)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf form = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf header = {0};
    jt_str body;
    enum jt_err err = write_form(&run->facts.config, &form);
    attempt->method->add(attempt->client_id, attempt->secret, &form, &header);
    if (err != JT_OK || jt_buf_check(&form) != JT_OK || jt_buf_check(&header) != JT_OK) {
        run->err = JT_ERR_NOMEM;
        return;
    }
    jt_exchange_form(run, attempt->endpoint, jt_buf_str(&form), jt_buf_str(&header), ret_answer,
                     &body);
    if (ret_answer->status == 429) {
        jt_budget_stop(&run->budget, "429");
    }
    take_token(run, ret_answer, body);
}

static void tell(struct jt_doctor_run *run, const char *probe, const char *name,
                 const struct jt_doctor_answer *answer, const char *how)
{
    jt_str said = answer->error.len ? answer->error : answer->code;
    if (!answer->reached) {
        jt_step_add(run, probe, name, JT_STEP_BAD, "%s: no answer: %.*s", how,
                    JT_STR_ARG(answer->failure));
    } else if (answer->has_token) {
        jt_step_add(run, probe, name, JT_STEP_OK, "%s: a token came", how);
    } else {
        jt_step_add(run, probe, name, JT_STEP_BAD, "%s: %d%s%.*s%s%.*s", how, answer->status,
                    said.len ? " " : "", JT_STR_ARG(said), answer->description.len ? ": " : "",
                    JT_STR_ARG(answer->description));
    }
}

static const struct jt_method *choose(const struct jt_doctor_facts *facts)
{
    const struct jt_doctor_discovery *found = &facts->discovery;
    struct jt_metadata metadata = {
        .methods_listed = found->methods_listed,
        .basic_supported = found->basic,
        .post_supported = found->post,
    };
    return jt_method_choose(facts->config.method, &metadata, facts->config.secret);
}

static const struct jt_method *other_than(const struct jt_method *method)
{
    return method == &jt_methods[0] ? &jt_methods[1] : &jt_methods[0];
}

/* Why nothing that carries a secret may be sent; NULL: it may. */
static const char *why_not(struct jt_doctor_run *run)
{
    const struct jt_doctor_facts *facts = &run->facts;
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    if (facts->endpoint.len == 0) {
        return "no token endpoint is known";
    }
    if (facts->endpoint_forbidden) {
        return "the secret may not go to that address";
    }
    if (jt_secret_judge(facts->config.secret, &trouble) != JT_OK) {
        return "a secret that cannot be right is not sent";
    }
    if (facts->config.client_id.len == 0) {
        return "there is no client id";
    }
    if (facts->request.command && jt_lint_find(facts, JT_LINT_SECRET, JT_LINT_VARIABLE)) {
        return "the command has a variable in the secret's place";
    }
    if (!facts->no_grant.reached) {
        return "the endpoint does not answer";
    }
    if (run->budget.stopped_by) {
        return "the server wants no more requests";
    }
    run->findings.count = run->findings.apart_count = 0;
    jt_rules_apply(facts, &run->findings);
    bool is_known = jt_findings_need_no_secret(&run->findings);
    return is_known ? "the cause is known without it" : NULL;
}

static void send_configured(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    const char *reason = why_not(run);
    if (reason) {
        jt_step_add(run, "P6", NAME_P6, JT_STEP_SKIPPED, "not sent: %s", reason);
        return;
    }
    const struct jt_method *method = choose(facts);
    if (method == NULL) {
        jt_step_add(run, "P6", NAME_P6, JT_STEP_SKIPPED, "the method is not one of a secret");
        return;
    }
    struct attempt attempt = {facts->endpoint, facts->config.client_id, facts->config.secret,
                              method};
    if (run->budget.max) {
        jt_doctor_say(run, "The secret will be sent at most %u time%s.", run->budget.max,
                      run->budget.max == 1 ? "" : "s, one after another");
    }
    if (!jt_budget_take(&run->budget)) {
        jt_step_add(run, "P6", NAME_P6, JT_STEP_SKIPPED, "no attempt is allowed (--attempts 0)");
        return;
    }
    facts->configured_method = method->name;
    send(run, &attempt, &facts->configured);
    facts->looks_like_no_credential = jt_credential_looks_lost(facts);
    tell(run, "P6", NAME_P6, &facts->configured, method->name.ptr);
}

/* Another endpoint first: nothing else can be right at a wrong one. */
static void send_other(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    const struct jt_method *method = choose(facts);
    const struct jt_method *second = other_than(method);
    jt_str published = jt_published_endpoint(facts);
    const char *reason = published.len ? NULL : jt_why_not_another_way(facts, second);
    if (reason) {
        jt_step_add(run, "P7", NAME_P7, JT_STEP_SKIPPED, "%s", reason);
        return;
    }
    if (!jt_budget_take(&run->budget)) {
        jt_step_add(run, "P7", NAME_P7, JT_STEP_SKIPPED, "no attempt is left");
        return;
    }
    struct attempt attempt = {facts->endpoint, facts->config.client_id, facts->config.secret,
                              published.len ? method : second};
    if (published.len) {
        facts->other_endpoint = attempt.endpoint = published;
    }
    facts->other_method = attempt.method->name;
    send(run, &attempt, &facts->other);
    tell(run, "P7", NAME_P7, &facts->other,
         published.len ? "at the published endpoint" : second->name.ptr);
}

static void send_repaired(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    bool is_encoded = facts->lint.decoded.len > 0;
    jt_str candidate = is_encoded ? facts->lint.decoded : facts->lint.cleaned;
    if (!facts->config.try_repairs || candidate.len == 0) {
        jt_step_add(run, "P8", NAME_P8, JT_STEP_SKIPPED, "%s",
                    candidate.len ? "only with --try-repairs" : "there is nothing to repair");
        return;
    }
    if (!jt_budget_take(&run->budget)) {
        jt_step_add(run, "P8", NAME_P8, JT_STEP_SKIPPED, "no attempt is left");
        return;
    }
    jt_str published = jt_published_endpoint(facts);
    struct attempt attempt = {published.len ? published : facts->endpoint, facts->config.client_id,
                              candidate, choose(facts)};
    facts->repair = is_encoded ? JT_LINT_PERCENT_ENCODED : JT_LINT_WHITESPACE;
    send(run, &attempt, &facts->repaired);
    tell(run, "P8", NAME_P8, &facts->repaired,
         is_encoded ? "percent-decoded" : "without what no secret has");
}

/* Jeton's own server decodes every form and tells the method: asking again teaches nothing. */
static bool tells_all(const struct jt_doctor_facts *facts)
{
    return facts->configured.told.len > 0 || (jt_facts_provider_is(facts, JT_PROVIDER_JETON) &&
                                              facts->provider.confidence == JT_CERTAIN);
}

/* Nothing was sent, because the one thing that is certain is what a repair takes away. */
static bool is_repairable(const struct jt_doctor_run *run)
{
    const struct jt_findings *findings = &run->findings;
    bool is_only = !run->facts.configured.asked && !run->facts.endpoint_forbidden &&
                   run->facts.no_grant.reached && findings->count > 0;
    for (size_t i = 0; i < findings->count && is_only; i++) {
        enum jt_cause_id cause = findings->at[i].cause;
        is_only = findings->at[i].confidence != JT_CERTAIN ||
                  cause == JT_CAUSE_secret_percent_encoded || cause == JT_CAUSE_secret_whitespace ||
                  cause == JT_CAUSE_secret_quoted;
    }
    return is_only;
}

void jt_probe_secret(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    send_configured(run);
    bool goes_on = jt_facts_client_refused(facts) && !jt_words_leave_no_doubt(facts);
    if ((goes_on || is_repairable(run)) && run->err == JT_OK) { /* first: it was asked for */
        send_repaired(run);
    }
    if (goes_on && !jt_facts_granted(facts) && !tells_all(facts) && run->err == JT_OK) {
        send_other(run);
    }
    facts->attempts_spent = run->budget.spent;
    facts->stopped_by = jt_str_from_c(run->budget.stopped_by);
}

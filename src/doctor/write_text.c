/* SPDX-License-Identifier: Apache-2.0 */
/* The run for a person: verdict, cure, causes, then the steps. */
#include "doctor/write.h"

struct page {
    struct jt_buf *out;
    bool coloured;
};

static void paint(struct page *page, const char *colour, const char *text)
{
    if (page->coloured) {
        jt_buf_append_f(page->out, "\033[%sm%s\033[0m", colour, text);
    } else {
        jt_buf_append_c(page->out, text);
    }
}

static void write_head(struct page *page, const struct jt_verdict *verdict)
{
    bool is_well = verdict->kind == JT_VERDICT_WELL;
    bool is_open = verdict->kind == JT_VERDICT_UNCLEAR;
    paint(page, is_well ? "1;32" : is_open ? "1;33" : "1;31", is_well ? "✓" : is_open ? "?" : "✗");
    jt_buf_append_f(page->out, " %.*s\n", JT_STR_ARG(verdict->summary));
}

static void write_cause(struct page *page, const struct jt_finding *finding)
{
    const struct jt_cause *cause = jt_cause_get(finding->cause);
    jt_str remedy = finding->remedy.len ? finding->remedy : cause->cure;
    jt_buf_append_c(page->out, "\n");
    paint(page, "1", jt_confidence_text(finding->confidence));
    jt_buf_append_f(page->out, ": %.*s\n", JT_STR_ARG(cause->what));
    for (size_t i = 0; i < finding->evidence_count; i++) {
        jt_buf_append_f(page->out, "    because   %.*s.\n", JT_STR_ARG(finding->evidence[i]));
    }
    jt_buf_append_f(page->out, "    what to do   %.*s\n", JT_STR_ARG(remedy));
    if (cause->section.len) {
        jt_buf_append_f(page->out, "    standard  %.*s\n", JT_STR_ARG(cause->section));
    }
}

static void write_apart(struct page *page, const struct jt_findings *findings)
{
    for (size_t i = 0; i < findings->apart_count; i++) {
        const struct jt_apart *apart = &findings->apart[i];
        jt_buf_append_f(page->out, "\nCannot be told apart from outside: %.*s\n   ",
                        JT_STR_ARG(apart->why));
        for (size_t c = 0; c < apart->count; c++) {
            jt_buf_append_f(page->out, " %.*s", JT_STR_ARG(jt_cause_get(apart->causes[c])->name));
        }
        jt_buf_append_c(page->out, "\n");
    }
}

static void write_step(struct page *page, const struct jt_doctor_step *step)
{
    static const struct {
        const char *sign;
        const char *colour;
    } signs[] = {
        [JT_STEP_OK] = {"✓", "32"},
        [JT_STEP_BAD] = {"✗", "31"},
        [JT_STEP_UNKNOWN] = {"?", "33"},
        [JT_STEP_SKIPPED] = {"-", "2"},
    };
    jt_buf_append_c(page->out, "  ");
    paint(page, signs[step->outcome].colour, signs[step->outcome].sign);
    jt_buf_append_f(page->out, " %s %s: %.*s\n", step->probe, step->name, JT_STR_ARG(step->detail));
}

static void write_account(struct page *page, const struct jt_doctor_run *run)
{
    const struct jt_budget *budget = &run->budget;
    jt_buf_append_f(page->out, "\nThe secret was sent %u of at most %u times%s%s%s.\n",
                    budget->spent, budget->max, budget->stopped_by ? " (stopped by: " : "",
                    budget->stopped_by ? budget->stopped_by : "", budget->stopped_by ? ")" : "");
    jt_buf_append_f(
        page->out, "Provider: %s (%s: %.*s).\n", jt_provider_text(run->facts.provider.name),
        jt_confidence_text(run->facts.provider.confidence), JT_STR_ARG(run->facts.provider.why));
}

static void write_stages(struct page *page, const struct jt_doctor_facts *facts)
{
    const struct jt_doctor_token *token = &facts->token;
    if (!facts->config.stages || token->form == JT_TOKEN_NONE) {
        return;
    }
    jt_buf_append_c(page->out, "\nWhat the token may do at each stage:\n");
    for (size_t i = 0; i < token->stage_count; i++) {
        jt_str may = token->stages[i].permissions;
        jt_buf_append_f(page->out, "  %-20.*s %.*s\n", JT_STR_ARG(token->stages[i].slug),
                        JT_STR_ARG(may.len ? may : JT_STR("nothing")));
    }
}

void jt_doctor_write_text(struct jt_doctor_run *run, const struct jt_verdict *verdict,
                          bool coloured, struct jt_buf *out)
{
    struct page page = {.out = out, .coloured = coloured};
    write_head(&page, verdict);
    if (verdict->command.len) {
        jt_buf_append_c(out, "\n    ");
        jt_buf_append(out, verdict->command);
        jt_buf_append_c(out, "\n");
    }
    for (size_t i = 0; i < run->findings.count; i++) {
        write_cause(&page, &run->findings.at[i]);
    }
    write_apart(&page, &run->findings);
    write_stages(&page, &run->facts);
    jt_buf_append_c(out, "\n");
    for (size_t i = 0; i < run->step_count; i++) {
        write_step(&page, &run->steps[i]);
    }
    write_account(&page, run);
}

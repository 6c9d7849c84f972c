/* SPDX-License-Identifier: Apache-2.0 */
/* The run for a person: verdict, cure, causes, then the steps. */
#include "doctor/wrap.h"
#include "doctor/write.h"

enum { HANG_VERDICT = 2, HANG_STEP = 7, HANG_REASON = 16 };

struct page {
    struct jt_buf *out;
    struct jt_buf line; /* the one that is being written */
    const struct jt_doctor_look *look;
};

static void end_line(struct page *page, size_t hang)
{
    enum jt_err err = jt_buf_check(&page->line);
    if (err == JT_OK) {
        jt_wrap_line(jt_buf_str(&page->line), page->look->width, hang, page->out);
    } else if (page->out->err == JT_OK) {
        page->out->err = err; /* a page is whole, or there is none */
    }
    jt_buf_clear(&page->line);
}

static void paint(struct page *page, const char *colour, const char *text)
{
    if (page->look->coloured) {
        jt_buf_append_f(&page->line, "\033[%sm%s\033[0m", colour, text);
    } else {
        jt_buf_append_c(&page->line, text);
    }
}

static void write_head(struct page *page, const struct jt_verdict *verdict)
{
    bool is_well = verdict->kind == JT_VERDICT_WELL;
    bool is_open = verdict->kind == JT_VERDICT_UNCLEAR;
    paint(page, is_well ? "1;32" : is_open ? "1;33" : "1;31", is_well ? "✓" : is_open ? "?" : "✗");
    jt_buf_append_f(&page->line, " %.*s", JT_STR_ARG(verdict->summary));
    end_line(page, HANG_VERDICT);
}

static void write_reason(struct page *page, const char *name, jt_str text, const char *stop)
{
    jt_buf_append_f(&page->line, "    %-10s  %.*s%s", name, JT_STR_ARG(text), stop);
    end_line(page, HANG_REASON);
}

/* One cause alone was named by the verdict already. */
static void write_cause(struct page *page, const struct jt_finding *finding, bool is_alone)
{
    const struct jt_cause *cause = jt_cause_get(finding->cause);
    jt_str remedy = finding->remedy.len ? finding->remedy : cause->cure;
    jt_buf_append_char(page->out, '\n');
    paint(page, "1", jt_confidence_text(finding->confidence));
    jt_buf_append_f(&page->line, ":%s%.*s", is_alone ? "" : " ",
                    JT_STR_ARG(is_alone ? JT_STR("") : cause->what));
    end_line(page, HANG_VERDICT);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        write_reason(page, "because", finding->evidence[i], ".");
    }
    write_reason(page, "what to do", remedy, "");
    if (cause->section.len) {
        write_reason(page, "standard", cause->section, "");
    }
}

static void write_causes(struct page *page, const struct jt_findings *findings,
                         const struct jt_verdict *verdict)
{
    bool is_alone = findings->count == 1 && verdict->kind == JT_VERDICT_CAUSE_FOUND;
    for (size_t i = 0; i < findings->count; i++) {
        write_cause(page, &findings->at[i], is_alone);
    }
}

static void write_apart(struct page *page, const struct jt_findings *findings)
{
    for (size_t i = 0; i < findings->apart_count; i++) {
        const struct jt_apart *apart = &findings->apart[i];
        jt_buf_append_char(page->out, '\n');
        jt_buf_append_f(&page->line, "Cannot be told apart from outside: %.*s",
                        JT_STR_ARG(apart->why));
        end_line(page, HANG_VERDICT);
        for (size_t c = 0; c < apart->count; c++) {
            jt_buf_append_f(&page->line, "  - %.*s",
                            JT_STR_ARG(jt_cause_get(apart->causes[c])->what));
            end_line(page, 4);
        }
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
    jt_buf_append_c(&page->line, "  ");
    paint(page, signs[step->outcome].colour, signs[step->outcome].sign);
    jt_buf_append_f(&page->line, " %s %s: %.*s", step->probe, step->name, JT_STR_ARG(step->detail));
    end_line(page, HANG_STEP);
}

static void write_account(struct page *page, const struct jt_doctor_run *run)
{
    const struct jt_budget *budget = &run->budget;
    const struct jt_doctor_provider *provider = &run->facts.provider;
    jt_buf_append_char(page->out, '\n');
    jt_buf_append_f(&page->line, "The secret was sent %u of at most %u time%s%s%s%s.",
                    budget->spent, budget->max, budget->max == 1 ? "" : "s",
                    budget->stopped_by ? " (stopped by: " : "",
                    budget->stopped_by ? budget->stopped_by : "", budget->stopped_by ? ")" : "");
    end_line(page, HANG_VERDICT);
    jt_buf_append_f(&page->line, "Provider: %s (%s: %.*s).", jt_provider_text(provider->name),
                    jt_confidence_text(provider->confidence), JT_STR_ARG(provider->why));
    end_line(page, HANG_VERDICT);
}

static void write_stages(struct page *page, const struct jt_doctor_facts *facts)
{
    const struct jt_doctor_token *token = &facts->token;
    if (!facts->config.stages || token->form == JT_TOKEN_NONE) {
        return;
    }
    jt_buf_append_c(page->out, "\nWhat the token may do at each stage:\n");
    if (token->stage_count == 0) {
        jt_buf_append_c(page->out, "  its scope names no stage\n");
    }
    for (size_t i = 0; i < token->stage_count; i++) {
        jt_str may = token->stages[i].permissions;
        jt_buf_append_f(&page->line, "  %-20.*s %.*s", JT_STR_ARG(token->stages[i].slug),
                        JT_STR_ARG(may.len ? may : JT_STR("nothing")));
        end_line(page, 23);
    }
}

void jt_doctor_write_text(struct jt_doctor_run *run, const struct jt_verdict *verdict,
                          const struct jt_doctor_look *look, struct jt_buf *out)
{
    struct page page = {.out = out, .look = look};
    write_head(&page, verdict);
    if (verdict->command.len) {
        jt_buf_append_c(out, "\n    ");
        jt_buf_append(out, verdict->command);
        jt_buf_append_c(out, "\n");
    }
    write_causes(&page, &run->findings, verdict);
    write_apart(&page, &run->findings);
    write_stages(&page, &run->facts);
    jt_buf_append_c(out, "\n");
    for (size_t i = 0; i < run->step_count; i++) {
        write_step(&page, &run->steps[i]);
    }
    write_account(&page, run);
}

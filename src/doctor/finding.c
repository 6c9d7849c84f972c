/* SPDX-License-Identifier: Apache-2.0 */
/* Findings, gathered and put in order. */
#include "doctor/finding.h"

#include <stdarg.h>
#include <stdio.h>

static struct jt_finding *get(struct jt_findings *findings, enum jt_cause_id cause)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->at[i].cause == cause) {
            return &findings->at[i];
        }
    }
    if (findings->count == JT_FINDINGS_MAX) {
        findings->at[JT_FINDINGS_MAX] = (struct jt_finding){.cause = cause};
        return &findings->at[JT_FINDINGS_MAX];
    }
    struct jt_finding *finding = &findings->at[findings->count++];
    *finding = (struct jt_finding){.cause = cause};
    return finding;
}

static JT_PRINTF(2, 0) jt_str format(struct jt_findings *findings, const char *fmt, va_list args)
{
    char raw[JT_EVIDENCE_TEXT_MAX];
    char text[JT_EVIDENCE_TEXT_MAX];
    int len = vsnprintf(raw, sizeof(raw), fmt, args);
    size_t used = len < 0 ? 0 : (size_t)len;
    jt_trouble_copy(text, sizeof(text),
                    jt_str_make(raw, used < sizeof(raw) ? used : sizeof(raw) - 1));
    jt_str copy = jt_arena_copy(findings->arena, jt_str_from_c(text));
    if (copy.ptr == NULL && findings->err == JT_OK) {
        findings->err = JT_ERR_NOMEM;
    }
    return copy;
}

/* Each sentence once, and without its full stop, which whoever shows it adds: some end with the
 * server's own words. */
static void add_evidence(struct jt_finding *finding, jt_str text)
{
    bool has_stop = text.len && text.ptr[text.len - 1] == '.';
    text = jt_str_slice(text, 0, has_stop ? text.len - 1 : text.len);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        if (jt_str_equal(finding->evidence[i], text)) {
            return;
        }
    }
    if (finding->evidence_count < JT_EVIDENCE_MAX) {
        finding->evidence[finding->evidence_count++] = text;
    }
}

struct jt_finding *jt_finding_add(struct jt_findings *findings, enum jt_cause_id cause,
                                  enum jt_doctor_confidence confidence, const char *fmt, ...)
{
    struct jt_finding *finding = get(findings, cause);
    va_list args;
    va_start(args, fmt);
    add_evidence(finding, format(findings, fmt, args));
    va_end(args);
    if (confidence > finding->confidence) {
        finding->confidence = confidence;
    }
    return finding;
}

void jt_finding_fix(struct jt_findings *findings, struct jt_finding *finding, enum jt_fix_kind kind,
                    jt_str text)
{
    jt_str copy = jt_arena_copy(findings->arena, text);
    if (copy.ptr == NULL && findings->err == JT_OK) {
        findings->err = JT_ERR_NOMEM;
    }
    finding->fix = (struct jt_fix){.kind = kind, .text = copy};
}

void jt_finding_remedy(struct jt_findings *findings, struct jt_finding *finding, const char *fmt,
                       ...)
{
    va_list args;
    va_start(args, fmt);
    finding->remedy = format(findings, fmt, args);
    va_end(args);
}

const struct jt_finding *jt_finding_find(const struct jt_findings *findings, enum jt_cause_id cause)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->at[i].cause == cause) {
            return &findings->at[i];
        }
    }
    return NULL;
}

bool jt_findings_need_no_secret(const struct jt_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct jt_finding *finding = &findings->at[i];
        if (finding->confidence == JT_CERTAIN ||
            (finding->confidence == JT_LIKELY && finding->without_secret)) {
            return true;
        }
    }
    return false;
}

enum jt_doctor_confidence jt_findings_surest(const struct jt_findings *findings)
{
    enum jt_doctor_confidence surest = JT_POSSIBLE;
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->at[i].confidence > surest) {
            surest = findings->at[i].confidence;
        }
    }
    return surest;
}

void jt_findings_add_apart(struct jt_findings *findings, const char *why,
                           const enum jt_cause_id *causes)
{
    if (findings->apart_count == JT_APART_MAX) {
        return;
    }
    struct jt_apart *apart = &findings->apart[findings->apart_count++];
    *apart = (struct jt_apart){.why = jt_arena_copy(findings->arena, jt_str_from_c(why))};
    for (; *causes != JT_CAUSE_COUNT && apart->count < JT_APART_CAUSES_MAX; causes++) {
        apart->causes[apart->count++] = *causes;
    }
}

/* Few, and stable: by insertion. */
void jt_findings_sort(struct jt_findings *findings)
{
    for (size_t i = 1; i < findings->count; i++) {
        struct jt_finding one = findings->at[i];
        size_t at = i;
        for (; at > 0 && findings->at[at - 1].confidence < one.confidence; at--) {
            findings->at[at] = findings->at[at - 1];
        }
        findings->at[at] = one;
    }
}

const char *jt_confidence_text(enum jt_doctor_confidence confidence)
{
    switch (confidence) {
    case JT_POSSIBLE:
        return "possible";
    case JT_LIKELY:
        return "likely";
    case JT_CERTAIN:
        return "certain";
    }
    return "possible";
}

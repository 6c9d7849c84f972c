/* SPDX-License-Identifier: Apache-2.0 */
/* Verdict and summary. */
#include "doctor/verdict.h"

enum { SUMMARY_MAX = 1500 };

const char *jt_verdict_text(enum jt_verdict_kind kind)
{
    switch (kind) {
    case JT_VERDICT_WELL:
        return "well";
    case JT_VERDICT_CAUSE_FOUND:
        return "cause_found";
    case JT_VERDICT_UNCLEAR:
        return "unclear";
    case JT_VERDICT_UNREACHABLE:
        return "unreachable";
    }
    return "unclear";
}

/* The first request that got no answer; NULL: whoever was asked for a token said something. */
static const struct jt_doctor_answer *silent(const struct jt_doctor_facts *facts)
{
    const struct jt_doctor_answer *const answers[] = {&facts->no_grant, &facts->configured};
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        if (answers[i]->asked && !answers[i]->reached) {
            return answers[i];
        }
    }
    bool is_found = facts->discovery.answer.reached || facts->endpoint_realm.answer.reached;
    return facts->no_grant.asked || is_found ? NULL : &facts->discovery.answer;
}

static enum jt_verdict_kind judge(const struct jt_doctor_run *run)
{
    bool is_sure = run->findings.count > 0 && jt_findings_surest(&run->findings) != JT_POSSIBLE;
    if (is_sure) {
        return JT_VERDICT_CAUSE_FOUND;
    }
    if (jt_facts_granted(&run->facts)) {
        return JT_VERDICT_WELL;
    }
    return silent(&run->facts) ? JT_VERDICT_UNREACHABLE : JT_VERDICT_UNCLEAR;
}

static void add_sure(const struct jt_findings *findings, struct jt_buf *text)
{
    size_t said = 0;
    for (size_t i = 0; i < findings->count && said < 3; i++) {
        if (findings->at[i].confidence >= JT_LIKELY) {
            jt_buf_append_c(text, said ? " Also: " : "");
            jt_buf_append(text, jt_cause_get(findings->at[i].cause)->what);
            said++;
        }
    }
}

static void add_unclear(const struct jt_doctor_run *run, struct jt_buf *text)
{
    const struct jt_doctor_answer *answer = &run->facts.configured;
    if (!answer->asked) {
        jt_buf_append_c(text, "Nothing is wrong as far as can be seen without sending the secret.");
    } else {
        jt_buf_append_f(text, "The server refused (%d %.*s), and does not say why.", answer->status,
                        JT_STR_ARG(answer->error));
    }
    if (run->findings.count) {
        jt_buf_append_c(text, " Most likely: ");
        jt_buf_append(text, jt_cause_get(run->findings.at[0].cause)->what);
    }
}

/* An API that is not there, or broken, is not the token's fault; but all is not well either. */
static void add_well(const struct jt_doctor_facts *facts, struct jt_buf *text)
{
    const struct jt_doctor_answer *api = &facts->api;
    if (!api->asked || jt_answer_is_good(api)) {
        jt_buf_append_c(text, "All is well: the server gave a token.");
    } else if (api->reached) {
        jt_buf_append_f(text,
                        "The server gave a token. The API answered %d, and not because of it.",
                        api->status);
    } else {
        jt_buf_append_f(text, "The server gave a token. The API does not answer: %.*s.",
                        JT_STR_ARG(api->failure));
    }
}

static void add_unreachable(const struct jt_doctor_run *run, struct jt_buf *text)
{
    const struct jt_doctor_answer *answer = silent(&run->facts);
    jt_str url = answer && answer->url.len ? answer->url : run->facts.config.issuer;
    jt_buf_append_f(text, "Nobody answers at %.*s: %.*s.", JT_STR_ARG(url),
                    JT_STR_ARG(answer ? answer->failure : JT_STR("no reason is known")));
}

static jt_str summarise(struct jt_doctor_run *run, enum jt_verdict_kind kind)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {.max = 8 << 10};
    char shown[SUMMARY_MAX];
    switch (kind) {
    case JT_VERDICT_WELL:
        add_well(&run->facts, &text);
        break;
    case JT_VERDICT_CAUSE_FOUND:
        add_sure(&run->findings, &text);
        break;
    case JT_VERDICT_UNCLEAR:
        add_unclear(run, &text);
        break;
    case JT_VERDICT_UNREACHABLE:
        add_unreachable(run, &text);
        break;
    }
    jt_trouble_copy(shown, sizeof(shown), jt_buf_str(&text));
    return jt_arena_copy(run->arena, jt_str_from_c(shown));
}

enum jt_err jt_verdict_make(struct jt_doctor_run *run, struct jt_verdict *ret_verdict)
{
    struct jt_verdict verdict = {.kind = judge(run)};
    verdict.refused = run->facts.configured.reached && !run->facts.configured.has_token;
    verdict.summary = summarise(run, verdict.kind);
    verdict.command = jt_command_of_all(run);
    if (verdict.summary.ptr == NULL || verdict.command.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_verdict = verdict;
    return JT_OK;
}

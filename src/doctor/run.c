/* SPDX-License-Identifier: Apache-2.0 */
/* The course of one run. */
#include "doctor/run.h"

#include "doctor/probe.h"
#include "doctor/provider.h"
#include "doctor/rules.h"

#include <stdarg.h>
#include <stdio.h>

enum { TEXT_MAX = 1024, NS_IN_MS = 1000000 };

static JT_PRINTF(2, 0) void format(char ret_text[static TEXT_MAX], const char *fmt, va_list args)
{
    char raw[TEXT_MAX];
    int len = vsnprintf(raw, sizeof(raw), fmt, args);
    size_t used = len < 0 ? 0 : (size_t)len;
    jt_trouble_copy(ret_text, TEXT_MAX,
                    jt_str_make(raw, used < sizeof(raw) ? used : sizeof(raw) - 1));
}

void jt_step_add(struct jt_doctor_run *run, const char *probe, const char *name,
                 enum jt_step_outcome outcome, const char *fmt, ...)
{
    char text[TEXT_MAX];
    va_list args;
    va_start(args, fmt);
    format(text, fmt, args);
    va_end(args);
    jt_str detail = jt_arena_copy(run->arena, jt_str_from_c(text));
    if (detail.ptr == NULL) {
        run->err = JT_ERR_NOMEM;
    } else if (run->step_count < JT_DOCTOR_STEPS_MAX) {
        run->steps[run->step_count++] = (struct jt_doctor_step){probe, name, outcome, detail};
    }
}

void jt_doctor_say(const struct jt_doctor_run *run, const char *fmt, ...)
{
    char text[TEXT_MAX];
    va_list args;
    va_start(args, fmt);
    format(text, fmt, args);
    va_end(args);
    if (run->say) {
        run->say(run->arg, text);
    }
}

const char *jt_step_outcome_text(enum jt_step_outcome outcome)
{
    switch (outcome) {
    case JT_STEP_OK:
        return "ok";
    case JT_STEP_BAD:
        return "bad";
    case JT_STEP_UNKNOWN:
        return "unknown";
    case JT_STEP_SKIPPED:
        return "skipped";
    }
    return "unknown";
}

static void recognise(struct jt_doctor_run *run)
{
    run->facts.provider = jt_provider_recognise(&run->facts);
}

static void conclude(struct jt_doctor_run *run)
{
    run->findings.count = run->findings.apart_count = 0;
    jt_rules_apply(&run->facts, &run->findings);
    if (run->err == JT_OK) {
        run->err = run->findings.err;
    }
}

typedef void part(struct jt_doctor_run *run);

static part *const parts[] = {
    jt_probe_lint, jt_probe_history, jt_probe_network, jt_probe_discovery,
    recognise,     jt_probe_free,    recognise,        jt_probe_secret,
    recognise,     jt_probe_success, jt_note_history,  conclude,
};

enum jt_err jt_doctor_run(struct jt_doctor_run *run)
{
    run->findings.arena = run->arena;
    run->facts.now = jt_clock_now(run->clock);
    run->budget = (struct jt_budget){.max = run->facts.config.attempts};
    run->deadline =
        (jt_mono){jt_clock_mono(run->clock).ns + (int64_t)JT_DOCTOR_DEADLINE_MS * NS_IN_MS};
    JT_TRY(jt_http_client_new(&run->http));
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && run->err == JT_OK; i++) {
        parts[i](run);
    }
    jt_http_client_free(run->http);
    run->http = NULL;
    return run->err;
}

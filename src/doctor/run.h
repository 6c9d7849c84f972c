/* SPDX-License-Identifier: Apache-2.0 */
/* One run of the doctor: what it works with, and what it has done so far. */
#ifndef JT_DOCTOR_RUN_H
#define JT_DOCTOR_RUN_H

#include "doctor/budget.h"
#include "doctor/finding.h"

#include "base/rand.h"
#include "client/store/store.h"
#include "net/http_client.h"

enum {
    JT_DOCTOR_DEADLINE_MS = 90000, /* for the whole run */
    JT_DOCTOR_REQUEST_MS = 8000,   /* for one request */
    JT_DOCTOR_BODY_MAX = 128 << 10,
    JT_DOCTOR_STEPS_MAX = 48,
    JT_DOCTOR_ARENA_MAX = 16 << 20,
};

enum jt_step_outcome { JT_STEP_OK, JT_STEP_BAD, JT_STEP_UNKNOWN, JT_STEP_SKIPPED };

struct jt_doctor_step {
    const char *probe; /* "P0" to "P9" */
    const char *name;
    enum jt_step_outcome outcome;
    jt_str detail;
};

struct jt_doctor_run {
    struct jt_arena *arena;
    struct jt_http_client *http;
    const struct jt_clock *clock;
    const struct jt_rand *rand;
    const struct jt_token_store *store; /* NULL: none, so no history */
    const char *boot;
    jt_mono deadline;
    struct jt_doctor_facts facts;
    struct jt_budget budget;
    struct jt_doctor_step steps[JT_DOCTOR_STEPS_MAX];
    size_t step_count;
    struct jt_findings findings;
    jt_str access_token; /* that came; lives in the arena */
    enum jt_err err;     /* memory or random numbers failed; sticks */
    /* A sentence for a person while it works; may be NULL. */
    void (*say)(void *arg, const char *text);
    void *arg;
};

/* Does everything: probes, rules, verdict. run has arena, clock, rand, store, facts.config and say.
 * JT_ERR_NOMEM, JT_ERR_CRYPTO, JT_ERR_UNAVAILABLE: it could not do its work. */
JT_MUST_USE enum jt_err jt_doctor_run(struct jt_doctor_run *run);

void jt_step_add(struct jt_doctor_run *run, const char *probe, const char *name,
                 enum jt_step_outcome outcome, const char *fmt, ...) JT_PRINTF(5, 6);
void jt_doctor_say(const struct jt_doctor_run *run, const char *fmt, ...) JT_PRINTF(2, 3);
/* "ok", "bad", "unknown", "skipped". */
const char *jt_step_outcome_text(enum jt_step_outcome outcome);

#endif

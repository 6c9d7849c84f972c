/* SPDX-License-Identifier: Apache-2.0 */
/* What it all comes to: one of four verdicts, a sentence or two, and a command to copy. */
#ifndef JT_DOCTOR_VERDICT_H
#define JT_DOCTOR_VERDICT_H

#include "doctor/run.h"

enum jt_verdict_kind {
    JT_VERDICT_WELL,
    JT_VERDICT_CAUSE_FOUND, /* something likely or certain */
    JT_VERDICT_UNCLEAR,     /* possible causes at most */
    JT_VERDICT_UNREACHABLE, /* nobody answered, and it is not known why */
};

struct jt_verdict {
    enum jt_verdict_kind kind;
    bool refused; /* a request failed, or would have */
    jt_str summary;
    jt_str command; /* empty: none */
};

/* After jt_doctor_run(). Texts live in the run's arena. JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_verdict_make(struct jt_doctor_run *run, struct jt_verdict *ret_verdict);
/* "well", "cause_found", "unclear", "unreachable". */
const char *jt_verdict_text(enum jt_verdict_kind kind);

/* The command with one finding's cure; empty: it has none. */
jt_str jt_command_of(struct jt_doctor_run *run, const struct jt_finding *finding);
/* The command with the cures of everything that is at least likely; empty: no issuer is known, or
 * something cannot be cured by a command. */
jt_str jt_command_of_all(struct jt_doctor_run *run);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue of causes: one row each in cause.def and cause_providers.def. */
#ifndef JT_DOCTOR_CAUSE_H
#define JT_DOCTOR_CAUSE_H

#include "base/str.h"

enum jt_cause_id {
#define JT_CAUSE(name, ...) JT_CAUSE_##name,
#include "doctor/cause.def"
#include "doctor/cause_providers.def"
#undef JT_CAUSE
    JT_CAUSE_COUNT
};

struct jt_cause {
    jt_str name;      /* "secret_percent_encoded" */
    jt_str rows;      /* of the catalogue: "33" or "4,5"; empty: none */
    jt_str providers; /* "any", or names separated by spaces */
    jt_str what;      /* one sentence: what is wrong */
    jt_str cure;      /* one sentence: what to do */
    jt_str section;   /* of a standard; may be empty */
    jt_str seen;      /* where it was seen */
};

/* Never NULL. */
const struct jt_cause *jt_cause_get(enum jt_cause_id id);

#endif

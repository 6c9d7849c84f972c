/* SPDX-License-Identifier: Apache-2.0 */
/* The table of causes. */
#include "doctor/cause.h"

static const struct jt_cause causes[] = {
#define JT_CAUSE(name_, rows_, providers_, what_, cure_, section_, seen_)                          \
    [JT_CAUSE_##name_] = {JT_STR_INIT(#name_), JT_STR_INIT(rows_), JT_STR_INIT(providers_),        \
                          JT_STR_INIT(what_),  JT_STR_INIT(cure_), JT_STR_INIT(section_),          \
                          JT_STR_INIT(seen_)},
#include "doctor/cause.def"
#include "doctor/cause_providers.def"
#undef JT_CAUSE
};

const struct jt_cause *jt_cause_get(enum jt_cause_id id)
{
    return &causes[id];
}

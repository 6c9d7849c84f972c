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

enum jt_cause_id jt_cause_find(jt_str name)
{
    for (size_t i = 0; i < JT_CAUSE_COUNT; i++) {
        if (jt_str_equal(causes[i].name, name)) {
            return (enum jt_cause_id)i;
        }
    }
    return JT_CAUSE_COUNT;
}

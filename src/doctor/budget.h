/* SPDX-License-Identifier: Apache-2.0 */
/* How often a secret may be sent, said before and accounted for afterwards. */
#ifndef JT_DOCTOR_BUDGET_H
#define JT_DOCTOR_BUDGET_H

#include "base/str.h"

enum { JT_BUDGET_DEFAULT = 2, JT_BUDGET_MAX = 10 };

struct jt_budget {
    unsigned max;
    unsigned spent;
    const char *stopped_by; /* "429", "budget"; NULL: nothing */
};

/* Takes one attempt; false when there is none left, or everything was stopped. */
bool jt_budget_take(struct jt_budget *budget);
/* After a 429 or a Retry-After nothing that carries a secret is sent any more. */
void jt_budget_stop(struct jt_budget *budget, const char *by);
unsigned jt_budget_left(const struct jt_budget *budget);

#endif

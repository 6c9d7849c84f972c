/* SPDX-License-Identifier: Apache-2.0 */
/* Counting what is sent. */
#include "doctor/budget.h"

#include <stddef.h>

unsigned jt_budget_left(const struct jt_budget *budget)
{
    return budget->stopped_by || budget->spent >= budget->max ? 0 : budget->max - budget->spent;
}

bool jt_budget_take(struct jt_budget *budget)
{
    if (jt_budget_left(budget) > 0) {
        budget->spent++;
        return true;
    }
    jt_budget_stop(budget, "budget");
    return false;
}

void jt_budget_stop(struct jt_budget *budget, const char *by)
{
    if (budget->stopped_by == NULL) {
        budget->stopped_by = by;
    }
}

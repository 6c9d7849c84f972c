/* SPDX-License-Identifier: Apache-2.0 */
/* Can the wall clock be believed? It never runs more than 60 s below the highest time stored, and a
 * leap of more than a day ahead is not taken for the new highest, until the operator says
 * --accept-clock. */
#ifndef JT_SERVER_START_CLOCK_GUARD_H
#define JT_SERVER_START_CLOCK_GUARD_H

#include "base/clock.h"

#include <stdbool.h>

enum { JT_CLOCK_BACK_MAX_S = 60, JT_CLOCK_AHEAD_MAX_S = 86400 };

enum jt_clock_verdict {
    JT_CLOCK_FINE,   /* go on, and store now as the highest */
    JT_CLOCK_BEHIND, /* more than JT_CLOCK_BACK_MAX_S below: answer 503 */
    JT_CLOCK_AHEAD,  /* leapt more than JT_CLOCK_AHEAD_MAX_S: go on, store nothing */
};

/* highest: the highest time stored, 0 when none. */
enum jt_clock_verdict jt_clock_judge(jt_time highest, jt_time now, bool accept);
/* When this program was built; a clock before that is wrong. */
jt_time jt_build_time(void);

#endif

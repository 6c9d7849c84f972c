/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the wall clock against the highest time that was ever stored. */
#include "server/start/clock_guard.h"

enum jt_clock_verdict jt_clock_judge(jt_time highest, jt_time now, bool accept)
{
    if (accept || highest.s == 0) {
        return JT_CLOCK_FINE;
    }
    if (now.s < highest.s - JT_CLOCK_BACK_MAX_S) {
        return JT_CLOCK_BEHIND;
    }
    return now.s > highest.s + JT_CLOCK_AHEAD_MAX_S ? JT_CLOCK_AHEAD : JT_CLOCK_FINE;
}

jt_time jt_build_time(void)
{
    return (jt_time){JT_BUILD_TIME};
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A window of time and a count. Threads that meet at its turn may let a line too many through. */
#include "server/log_limit.h"

static const int64_t window_ns = JT_LOG_LIMIT_WINDOW_S * INT64_C(1000000000);

bool jt_log_limit_allow(struct jt_log_limit *limit, jt_mono now, uint64_t *ret_kept_back)
{
    int64_t ends_ns = limit->window_ends_ns;
    if (now.ns >= ends_ns &&
        atomic_compare_exchange_strong(&limit->window_ends_ns, &ends_ns, now.ns + window_ns)) {
        limit->lines = 0;
    }
    if (atomic_fetch_add(&limit->lines, 1) >= JT_LOG_LIMIT_LINES) {
        atomic_fetch_add(&limit->kept_back, 1);
        return false;
    }
    *ret_kept_back = atomic_exchange(&limit->kept_back, 0);
    return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A bound on lines of one kind, so that a fault that goes on does not fill the log. Any thread. */
#ifndef JT_SERVER_LOG_LIMIT_H
#define JT_SERVER_LOG_LIMIT_H

#include "base/clock.h"

#include <stdatomic.h>
#include <stdbool.h>

enum { JT_LOG_LIMIT_LINES = 5, JT_LOG_LIMIT_WINDOW_S = 60 };

/* Zero is ready for use. */
struct jt_log_limit {
    _Atomic int64_t window_ends_ns; /* 0: none began */
    _Atomic uint64_t lines;         /* asked for within the window */
    _Atomic uint64_t kept_back;
};

/* True for the first JT_LOG_LIMIT_LINES of a window; *ret_kept_back then counts the ones that were
 * kept back since the last line. */
bool jt_log_limit_allow(struct jt_log_limit *limit, jt_mono now, uint64_t *ret_kept_back);

#endif

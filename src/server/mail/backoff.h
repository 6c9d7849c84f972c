/* SPDX-License-Identifier: Apache-2.0 */
/* How long a mail waits for its next attempt: doubled each time, with chance in it, so that what
 * failed together does not come back together. */
#ifndef JT_SERVER_MAIL_BACKOFF_H
#define JT_SERVER_MAIL_BACKOFF_H

#include "base/rand.h"

#include <stdint.h>

enum {
    JT_MAIL_WAIT_MAX_S = 3600,
    JT_MAIL_REFUSED_WAIT_S = 12 * 3600, /* RFC 5321 §4.2.1: not again in the same way, not soon */
};

/* attempts: failures before this one. From three quarters to five quarters of
 * min(first_s * 2^attempts, JT_MAIL_WAIT_MAX_S), at least 1. */
int64_t jt_mail_wait_s(const struct jt_rand *rand, int64_t first_s, uint32_t attempts);
/* The same around JT_MAIL_REFUSED_WAIT_S. */
int64_t jt_mail_refused_wait_s(const struct jt_rand *rand);

#endif

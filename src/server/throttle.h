/* SPDX-License-Identifier: Apache-2.0 */
/* Counts failures that proved nothing, by source and presented client id, existing or not, and
 * says when there are too many. It only ever changes the answer to a failure: a right secret never
 * meets it. Memory is fixed; threads share it without a lock. */
#ifndef JT_SERVER_THROTTLE_H
#define JT_SERVER_THROTTLE_H

#include "base/clock.h"
#include "base/rand.h"
#include "base/str.h"

struct jt_throttle;

enum {
    JT_THROTTLE_WINDOW_S = 60,
    JT_THROTTLE_ENTRIES = 32768, /* of 8 bytes */
    JT_THROTTLE_LIMIT_MAX = (1 << 20) - 2,
};

/* limit: failures within JT_THROTTLE_WINDOW_S that are answered as they are; 0: any number; more
 * than JT_THROTTLE_LIMIT_MAX count as that. */
JT_MUST_USE enum jt_err jt_throttle_new(int64_t limit, const struct jt_rand *rand,
                                        struct jt_throttle **ret_throttle);
/* As jt_throttle_new(); what was counted stays. Any thread. */
void jt_throttle_set(struct jt_throttle *throttle, int64_t limit);
void jt_throttle_free(struct jt_throttle *throttle);
struct jt_throttle_attempt {
    jt_str source;    /* jt_source_of() the address: not one of the 2^64 that a network has */
    jt_str client_id; /* as presented */
    jt_mono now;
    bool is_dry; /* say what would come of it, and do not count it */
};
/* Counts one failure. *ret_wait_s is 0 while it is within the limit; beyond, the seconds (1 to
 * JT_THROTTLE_WINDOW_S) until the count begins anew. The work depends on the lengths of the texts
 * alone. Any thread. JT_ERR_CRYPTO. */
JT_MUST_USE enum jt_err jt_throttle_failure(struct jt_throttle *throttle,
                                            const struct jt_throttle_attempt *attempt,
                                            int64_t *ret_wait_s);

#endif

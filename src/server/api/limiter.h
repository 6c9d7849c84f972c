/* SPDX-License-Identifier: Apache-2.0 */
/* A token bucket for each API client: a minute's requests may come at once, and flow back evenly.
 * Memory is fixed; when more clients call than there are buckets, the one idle for longest starts
 * afresh. Any thread. */
#ifndef JT_SERVER_API_LIMITER_H
#define JT_SERVER_API_LIMITER_H

#include "base/clock.h"
#include "base/err.h"
#include "base/uuid.h"

struct jt_api_limiter;

enum { JT_API_BUCKETS = 4096, JT_API_WINDOW_S = 60 };

struct jt_api_rate {
    bool allowed;
    int64_t limit;     /* requests a minute, and at once */
    int64_t remaining; /* at once, after this one */
    int64_t reset_s;   /* until the bucket is full again */
    int64_t wait_s;    /* until the next one is allowed; 0 when it is */
};

/* limit: requests a minute; 0: any number. */
JT_MUST_USE enum jt_err jt_api_limiter_new(int64_t limit, struct jt_api_limiter **ret_limiter);
/* What a client used up counts on, as the same share of the minute. Any thread. */
void jt_api_limiter_set(struct jt_api_limiter *limiter, int64_t limit);
void jt_api_limiter_free(struct jt_api_limiter *limiter);
/* Takes one request of the client; limiter NULL allows everything. */
void jt_api_limiter_take(struct jt_api_limiter *limiter, const jt_uuid *client, jt_mono now,
                         struct jt_api_rate *ret_rate);

#endif

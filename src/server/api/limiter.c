/* SPDX-License-Identifier: Apache-2.0 */
/* Buckets counted in nanoseconds of refilling, so that no fraction of a request is lost. */
#include "server/api/limiter.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { PROBES = 16 };

static const int64_t ns_per_s = 1000000000;

struct bucket {
    jt_uuid client;
    int64_t full_at_ns; /* when it will be full again; in the past: it is full */
    bool used;
};

struct jt_api_limiter {
    _Atomic int64_t limit; /* changed under lock */
    int64_t cost_ns;       /* that one request takes to flow back */
    pthread_mutex_t lock;
    struct bucket buckets[JT_API_BUCKETS];
};

static int64_t cost_ns(int64_t limit)
{
    return limit > 0 ? JT_API_WINDOW_S * ns_per_s / limit : 0;
}

enum jt_err jt_api_limiter_new(int64_t limit, struct jt_api_limiter **ret_limiter)
{
    struct jt_api_limiter *limiter = calloc(1, sizeof(*limiter));
    if (limiter == NULL) {
        return JT_ERR_NOMEM;
    }
    limiter->limit = limit;
    limiter->cost_ns = cost_ns(limit);
    if (pthread_mutex_init(&limiter->lock, NULL) != 0) {
        free(limiter);
        return JT_ERR_NOMEM;
    }
    *ret_limiter = limiter;
    return JT_OK;
}

void jt_api_limiter_set(struct jt_api_limiter *limiter, int64_t limit)
{
    (void)pthread_mutex_lock(&limiter->lock);
    limiter->limit = limit;
    limiter->cost_ns = cost_ns(limit);
    (void)pthread_mutex_unlock(&limiter->lock);
}

void jt_api_limiter_free(struct jt_api_limiter *limiter)
{
    if (limiter != NULL) {
        (void)pthread_mutex_destroy(&limiter->lock);
        free(limiter);
    }
}

/* The client's bucket, or a free one, or the one that has been full for longest. Keys are random
 * UUIDs of our own making: their first bytes are hash enough. */
static struct bucket *find(struct jt_api_limiter *limiter, const jt_uuid *client)
{
    uint32_t hash;
    struct bucket *idle = NULL;
    memcpy(&hash, client->bytes, sizeof(hash));
    for (size_t i = 0; i < PROBES; i++) {
        struct bucket *bucket = &limiter->buckets[(hash + i) % JT_API_BUCKETS];
        if (!bucket->used || jt_uuid_equal(&bucket->client, client)) {
            return bucket;
        }
        if (idle == NULL || bucket->full_at_ns < idle->full_at_ns) {
            idle = bucket;
        }
    }
    *idle = (struct bucket){0};
    return idle;
}

static int64_t round_up_s(int64_t ns)
{
    return (ns + ns_per_s - 1) / ns_per_s;
}

/* Under lock. */
static void take(struct jt_api_limiter *limiter, const jt_uuid *client, int64_t now_ns,
                 struct jt_api_rate *ret_rate)
{
    struct bucket *bucket = find(limiter, client);
    int64_t limit = limiter->limit;
    int64_t capacity_ns = limiter->cost_ns * limit;
    int64_t missing_ns = bucket->full_at_ns > now_ns ? bucket->full_at_ns - now_ns : 0;
    int64_t over_ns = missing_ns + limiter->cost_ns - capacity_ns;
    bucket->client = *client;
    bucket->used = true;
    *ret_rate = (struct jt_api_rate){.limit = limit, .allowed = over_ns <= 0};
    if (ret_rate->allowed) {
        missing_ns += limiter->cost_ns;
        bucket->full_at_ns = now_ns + missing_ns;
        ret_rate->remaining = (capacity_ns - missing_ns) / limiter->cost_ns;
    } else {
        ret_rate->wait_s = round_up_s(over_ns);
    }
    ret_rate->reset_s = round_up_s(missing_ns);
}

void jt_api_limiter_take(struct jt_api_limiter *limiter, const jt_uuid *client, jt_mono now,
                         struct jt_api_rate *ret_rate)
{
    *ret_rate = (struct jt_api_rate){.allowed = true};
    if (limiter == NULL || limiter->limit <= 0) {
        return;
    }
    (void)pthread_mutex_lock(&limiter->lock);
    if (limiter->limit > 0) {
        take(limiter, client, now.ns, ret_rate);
    }
    (void)pthread_mutex_unlock(&limiter->lock);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The counters themselves, shared by the file that counts and the one that writes them out. */
#ifndef JT_SERVER_METRICS_STATE_H
#define JT_SERVER_METRICS_STATE_H

#include "server/metrics.h"

#include <pthread.h>
#include <stdatomic.h>

enum { JT_METRICS_CLASSES = 5 };

struct jt_thread_metrics {
    _Atomic uint64_t requests[JT_METRICS_ROUTES_MAX + 1][JT_METRICS_CLASSES];
    _Atomic uint64_t refusals[JT_REASON_COUNT];
    _Atomic uint64_t tokens;
    _Atomic uint64_t durations[JT_METRICS_BUCKETS + 1];
    _Atomic uint64_t duration_sum_us;
    struct jt_thread_metrics *next;
};

struct jt_metrics {
    pthread_mutex_t lock; /* of the list */
    struct jt_thread_metrics *threads;
    jt_time started;
};

/* The upper bound of a bucket, in microseconds. */
int64_t jt_metrics_bound_us(size_t bucket);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Counting: plain relaxed stores by the only thread that writes, so that a count costs no bus
 * lock; readers see every count soon and none twice. */
#include "server/metrics.h"

#include "server/metrics_state.h"

#include <stdlib.h>

static const int64_t bounds_us[JT_METRICS_BUCKETS] = {50,   100,   250,   500,    1000,   2500,
                                                      5000, 10000, 50000, 100000, 500000, 1000000};

int64_t jt_metrics_bound_us(size_t bucket)
{
    return bounds_us[bucket];
}

static void add(_Atomic uint64_t *counter, uint64_t amount)
{
    uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, value + amount, memory_order_relaxed);
}

enum jt_err jt_metrics_new(const struct jt_clock *clock, struct jt_metrics **ret_metrics)
{
    struct jt_metrics *metrics = calloc(1, sizeof(*metrics));
    if (metrics == NULL) {
        return JT_ERR_NOMEM;
    }
    if (pthread_mutex_init(&metrics->lock, NULL) != 0) {
        free(metrics);
        return JT_ERR_NOMEM;
    }
    metrics->started = jt_clock_now(clock);
    *ret_metrics = metrics;
    return JT_OK;
}

void jt_metrics_free(struct jt_metrics *metrics)
{
    if (metrics == NULL) {
        return;
    }
    while (metrics->threads != NULL) {
        struct jt_thread_metrics *thread = metrics->threads;
        metrics->threads = thread->next;
        free(thread);
    }
    (void)pthread_mutex_destroy(&metrics->lock);
    free(metrics);
}

enum jt_err jt_metrics_thread_begin(struct jt_metrics *metrics,
                                    struct jt_thread_metrics **ret_thread)
{
    struct jt_thread_metrics *thread = calloc(1, sizeof(*thread));
    if (thread == NULL) {
        return JT_ERR_NOMEM;
    }
    (void)pthread_mutex_lock(&metrics->lock);
    thread->next = metrics->threads;
    metrics->threads = thread;
    (void)pthread_mutex_unlock(&metrics->lock);
    *ret_thread = thread;
    return JT_OK;
}

void jt_metrics_count_refusal(struct jt_thread_metrics *thread, enum jt_reason_id reason)
{
    if (thread != NULL) {
        add(&thread->refusals[reason], 1);
    }
}

void jt_metrics_count_request(struct jt_thread_metrics *thread, size_t route_index, int status,
                              int64_t duration_ns)
{
    if (thread == NULL) {
        return;
    }
    size_t row = route_index < JT_METRICS_ROUTES_MAX ? route_index : JT_METRICS_ROUTES_MAX;
    size_t class = status >= 100 && status < 600 ? (size_t)status / 100 - 1 : 4;
    add(&thread->requests[row][class], 1);
    int64_t us = duration_ns > 0 ? duration_ns / 1000 : 0;
    size_t bucket = 0;
    while (bucket < JT_METRICS_BUCKETS && us > bounds_us[bucket]) {
        bucket++;
    }
    add(&thread->durations[bucket], 1);
    add(&thread->duration_sum_us, (uint64_t)us);
}

void jt_metrics_count_token(struct jt_thread_metrics *thread)
{
    if (thread != NULL) {
        add(&thread->tokens, 1);
    }
}

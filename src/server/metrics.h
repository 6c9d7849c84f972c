/* SPDX-License-Identifier: Apache-2.0 */
/* Counters: each thread counts for itself without locks, GET /metrics sums (Prometheus text). */
#ifndef JT_SERVER_METRICS_H
#define JT_SERVER_METRICS_H

#include "base/buf.h"
#include "base/clock.h"
#include "oauth/reason.h"

struct jt_metrics;
struct jt_thread_metrics;
struct jt_server;

enum { JT_METRICS_ROUTES_MAX = 128, JT_METRICS_BUCKETS = 12 };

JT_MUST_USE enum jt_err jt_metrics_new(const struct jt_clock *clock,
                                       struct jt_metrics **ret_metrics);
void jt_metrics_free(struct jt_metrics *metrics);
/* Counters for one thread; they stay, with their counts, until jt_metrics_free(). */
JT_MUST_USE enum jt_err jt_metrics_thread_begin(struct jt_metrics *metrics,
                                                struct jt_thread_metrics **ret_thread);

/* By the thread that owns it; thread NULL counts nothing. */
void jt_metrics_count_refusal(struct jt_thread_metrics *thread, enum jt_reason_id reason);
/* route_index: as jt_route_match counts; JT_METRICS_ROUTES_MAX: no route. */
void jt_metrics_count_request(struct jt_thread_metrics *thread, size_t route_index, int status,
                              int64_t duration_ns);
void jt_metrics_count_token(struct jt_thread_metrics *thread);

/* Appends everything as Prometheus text. */
void jt_metrics_write(const struct jt_server *server, struct jt_buf *buf);

#endif

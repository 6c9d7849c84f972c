/* SPDX-License-Identifier: Apache-2.0 */
/* GET /metrics: the sums of all threads in Prometheus' text format 0.0.4. */
#include "server/explain/recorder.h"
#include "server/http/server.h"
#include "server/log.h"
#include "server/mail/mailer.h"
#include "server/metrics_state.h"
#include "server/request.h"
#include "server/routes.h"
#include "server/server.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

struct sums {
    uint64_t requests[JT_METRICS_ROUTES_MAX + 1][JT_METRICS_CLASSES];
    uint64_t refusals[JT_REASON_COUNT];
    uint64_t tokens;
    uint64_t durations[JT_METRICS_BUCKETS + 1];
    uint64_t duration_sum_us;
};

static uint64_t load(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static void add_thread(struct sums *sums, const struct jt_thread_metrics *thread)
{
    for (size_t i = 0; i <= JT_METRICS_ROUTES_MAX; i++) {
        for (size_t c = 0; c < JT_METRICS_CLASSES; c++) {
            sums->requests[i][c] += load(&thread->requests[i][c]);
        }
    }
    for (size_t i = 0; i < JT_REASON_COUNT; i++) {
        sums->refusals[i] += load(&thread->refusals[i]);
    }
    for (size_t i = 0; i <= JT_METRICS_BUCKETS; i++) {
        sums->durations[i] += load(&thread->durations[i]);
    }
    sums->tokens += load(&thread->tokens);
    sums->duration_sum_us += load(&thread->duration_sum_us);
}

static void head(struct jt_buf *buf, const char *name, const char *type, const char *help)
{
    jt_buf_append_f(buf, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void single(struct jt_buf *buf, const char *name, const char *type, const char *help,
                   uint64_t value)
{
    head(buf, name, type, help);
    jt_buf_append_f(buf, "%s %" PRIu64 "\n", name, value);
}

static const char *method_name(enum jt_http_method method)
{
    switch (method) {
    case JT_HTTP_GET:
        return "GET";
    case JT_HTTP_HEAD:
        return "HEAD";
    case JT_HTTP_POST:
        return "POST";
    case JT_HTTP_PUT:
        return "PUT";
    case JT_HTTP_PATCH:
        return "PATCH";
    case JT_HTTP_DELETE:
        return "DELETE";
    case JT_HTTP_OPTIONS:
        return "OPTIONS";
    case JT_HTTP_CONNECT:
        return "CONNECT";
    case JT_HTTP_TRACE:
        return "TRACE";
    case JT_HTTP_UNKNOWN:
        break;
    }
    return "other";
}

static void write_requests(struct jt_buf *buf, const struct sums *sums)
{
    head(buf, "jeton_requests_total", "counter", "Answered requests by endpoint and status class.");
    for (size_t i = 0; i <= JT_METRICS_ROUTES_MAX; i++) {
        const struct jt_route *route = i < JT_METRICS_ROUTES_MAX ? jt_routes_at(i) : NULL;
        for (size_t c = 0; c < JT_METRICS_CLASSES; c++) {
            if (sums->requests[i][c] > 0) {
                jt_buf_append_f(buf,
                                "jeton_requests_total{method=\"%s\",endpoint=\"%s\","
                                "status=\"%zuxx\"} %" PRIu64 "\n",
                                route != NULL ? method_name(route->method) : "other",
                                route != NULL ? route->pattern : "none", c + 1,
                                sums->requests[i][c]);
            }
        }
    }
}

static void write_refusals(struct jt_buf *buf, const struct sums *sums)
{
    head(buf, "jeton_refusals_total", "counter", "Refusals by cause.");
    for (size_t i = 0; i < JT_REASON_COUNT; i++) {
        const struct jt_reason *reason = jt_reason_get((enum jt_reason_id)i);
        if (sums->refusals[i] > 0) {
            jt_buf_append_f(buf, "jeton_refusals_total{cause=\"%.*s\"} %" PRIu64 "\n",
                            JT_STR_ARG(reason->name), sums->refusals[i]);
        }
    }
}

static void write_durations(struct jt_buf *buf, const struct sums *sums)
{
    uint64_t below = 0;
    head(buf, "jeton_request_duration_seconds", "histogram",
         "From the first byte of a request to its response.");
    for (size_t i = 0; i < JT_METRICS_BUCKETS; i++) {
        below += sums->durations[i];
        jt_buf_append_f(buf, "jeton_request_duration_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
                        (double)jt_metrics_bound_us(i) / 1e6, below);
    }
    below += sums->durations[JT_METRICS_BUCKETS];
    jt_buf_append_f(buf,
                    "jeton_request_duration_seconds_bucket{le=\"+Inf\"} %" PRIu64
                    "\njeton_request_duration_seconds_sum %.6f\n"
                    "jeton_request_duration_seconds_count %" PRIu64 "\n",
                    below, (double)sums->duration_sum_us / 1e6, below);
}

static void write_connections(struct jt_buf *buf, const struct jt_http_server *http)
{
    struct jt_http_counters counters;
    if (http == NULL) {
        return;
    }
    jt_http_server_counters(http, &counters);
    single(buf, "jeton_connections_open", "gauge", "Connections that are open now.",
           counters.connections_open);
    single(buf, "jeton_connections_total", "counter", "Connections accepted.",
           counters.connections_total);
    single(buf, "jeton_connections_refused_total", "counter", "Connections over a limit.",
           counters.connections_refused);
    single(buf, "jeton_malformed_requests_total", "counter", "Requests that were no HTTP.",
           counters.malformed_total);
    single(buf, "jeton_timeouts_total", "counter", "Connections that were too slow.",
           counters.timeouts_total);
}

/* The second number of /proc/self/statm: resident pages. */
static uint64_t resident_bytes(void)
{
    char text[128] = {0};
    char *pages = text;
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    ssize_t len = read(fd, text, sizeof(text) - 1);
    (void)close(fd);
    if (len <= 0) {
        return 0;
    }
    (void)strtoull(text, &pages, 10); /* the whole size; what is resident follows */
    return strtoull(pages, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void write_process(struct jt_buf *buf, const struct jt_metrics *metrics)
{
    struct rusage usage;
    single(buf, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
    single(buf, "process_start_time_seconds", "gauge", "When the process began, in Unix time.",
           (uint64_t)metrics->started.s);
    if (getrusage(RUSAGE_SELF, &usage) == 0) {
        head(buf, "process_cpu_seconds_total", "counter", "User and system CPU time.");
        jt_buf_append_f(buf, "process_cpu_seconds_total %.6f\n",
                        seconds(usage.ru_utime) + seconds(usage.ru_stime));
    }
}

static void write_mails(struct jt_buf *buf, const struct jt_mailer *mailer)
{
    struct jt_mail_counters mails;
    jt_mailer_counters(mailer, &mails);
    single(buf, "jeton_mails_queued_total", "counter", "Reminders put into the outbox.",
           mails.queued);
    single(buf, "jeton_mails_sent_total", "counter", "Reminders that the mail server took.",
           mails.sent);
    single(buf, "jeton_mail_attempts_failed_total", "counter",
           "Attempts after which a reminder waits on.", mails.failed);
    single(buf, "jeton_mails_given_up_total", "counter",
           "Reminders that no mail server took in time.", mails.given_up);
    single(buf, "jeton_mails_unknown_total", "counter",
           "Reminders that were handed over and never answered.", mails.unknown);
}

void jt_metrics_write(const struct jt_server *server, struct jt_buf *buf)
{
    struct sums sums = {0};
    struct jt_metrics *metrics = server->metrics;
    (void)pthread_mutex_lock(&metrics->lock);
    for (struct jt_thread_metrics *thread = metrics->threads; thread; thread = thread->next) {
        add_thread(&sums, thread);
    }
    (void)pthread_mutex_unlock(&metrics->lock);
    head(buf, "jeton_build_info", "gauge", "The version of this program.");
    jt_buf_append_c(buf, "jeton_build_info{version=\"" JT_VERSION "\"} 1\n");
    single(buf, "jeton_tokens_issued_total", "counter", "Access tokens issued.", sums.tokens);
    single(buf, "jeton_registry_filled", "gauge",
           "1 when all clients are in memory; 0: found on the disk, more slowly.",
           server->registry && jt_registry_is_loaded(server->registry));
    write_requests(buf, &sums);
    write_refusals(buf, &sums);
    write_durations(buf, &sums);
    write_connections(buf, server->http);
    single(buf, "jeton_rejections_dropped_total", "counter",
           "Rejections that were answered and could not be kept.",
           jt_recorder_dropped(server->recorder));
    single(buf, "jeton_log_lines_dropped_total", "counter", "Log lines that found no room.",
           jt_log_dropped(server->log));
    write_mails(buf, server->mailer);
    write_process(buf, metrics);
}

static enum jt_step_result write_metrics(struct jt_request *request)
{
    struct jt_buf *buf = &request->thread->scratch;
    jt_buf_reset(buf);
    jt_metrics_write(request->server, buf);
    if (jt_buf_check(buf) != JT_OK) {
        return JT_STEP_FAULT;
    }
    jt_str body = jt_arena_copy(&request->x->arena, jt_buf_str(buf));
    if (body.ptr == NULL) {
        return JT_STEP_FAULT;
    }
    request->x->response.status = 200;
    request->x->response.content_type = JT_STR("text/plain; version=0.0.4; charset=utf-8");
    request->x->response.body = body;
    return JT_STEP_DONE;
}

static const struct jt_step steps[] = {{"write the metrics", write_metrics}, JT_STEPS_END};

const struct jt_route jt_routes_metrics[] = {
    {JT_HTTP_GET, "/metrics", JT_ROUTE_ADMIN, steps, 0},
    JT_ROUTES_END,
};

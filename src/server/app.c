/* SPDX-License-Identifier: Apache-2.0 */
/* Glue between the HTTP server and the requests: nothing here knows HTTP's bytes, nothing there
 * knows a token. */
#include "server/app.h"

#include "server/access_log.h"
#include "server/config/config.h"
#include "server/dispatch.h"
#include "server/explain/recorder.h"
#include "server/keys/keyring.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/request.h"
#include "server/routes.h"
#include "server/usage.h"

#include <stdlib.h>

static void free_thread(struct jt_thread *thread)
{
    jt_thread_keys_free(thread->keys);
    jt_block_free(thread->rejection_cipher);
    jt_buf_clear(&thread->scratch);
    free(thread);
}

static enum jt_err fill_thread(struct jt_server *server, struct jt_thread *thread)
{
    if (server->metrics != NULL) {
        JT_TRY(jt_metrics_thread_begin(server->metrics, &thread->metrics));
    }
    if (server->recorder != NULL) {
        JT_TRY(jt_recorder_thread_begin(server->recorder, &thread->rejections));
        JT_TRY(
            jt_rejection_cipher_new(jt_recorder_ids(server->recorder), &thread->rejection_cipher));
    }
    if (server->usage != NULL) {
        JT_TRY(jt_usage_ring_new(server->usage, &thread->uses));
    }
    return jt_thread_keys_new(server->keyring, &thread->keys);
}

static enum jt_err thread_begin(void *arg, struct jt_loop *loop, void **ret_data)
{
    struct jt_thread *thread = calloc(1, sizeof(*thread));
    if (thread == NULL) {
        return JT_ERR_NOMEM;
    }
    thread->server = arg;
    thread->loop = loop;
    enum jt_err err = fill_thread(arg, thread);
    if (err != JT_OK) {
        free_thread(thread);
        return err;
    }
    jt_registry_reader_begin();
    *ret_data = thread;
    return JT_OK;
}

static void thread_end(void *arg, void *data)
{
    (void)arg;
    jt_registry_reader_end();
    free_thread(data);
}

static void wake(void *arg, void *data)
{
    (void)arg;
    (void)data;
    jt_registry_reader_wake();
}

static void sleep_now(void *arg, void *data)
{
    (void)arg;
    (void)data;
    jt_registry_reader_sleep();
}

static size_t body_max(void *arg, const struct jt_exchange *x)
{
    const struct jt_server *server = arg;
    return jt_dispatch_body_max(server, x->request.path);
}

/* Without memory for a context there is still an answer. */
static void answer_without_memory(struct jt_exchange *x)
{
    x->response.status = 503;
    x->response.content_type = JT_STR("application/json");
    x->response.body = JT_STR("{\"error\":\"temporarily_unavailable\",\"error_description\":"
                              "\"The server cannot answer at the moment. Try again later.\"}");
    jt_exchange_header_add(x, JT_STR("Retry-After"), JT_STR("5"));
    jt_exchange_header_add(x, JT_STR("Cache-Control"), JT_STR("no-store"));
    jt_exchange_send(x);
}

static void handle(void *arg, struct jt_exchange *x)
{
    struct jt_request *request = jt_request_new(arg, x);
    if (request == NULL) {
        answer_without_memory(x);
        return;
    }
    jt_request_run(request);
}

static void refuse(void *arg, struct jt_exchange *x, int status)
{
    struct jt_request *request = jt_request_new(arg, x);
    if (request == NULL) {
        answer_without_memory(x);
        return;
    }
    jt_dispatch_find_route(request);
    jt_request_refuse_early(request, jt_dispatch_reason_of_status(status));
}

static void finished(void *arg, const struct jt_exchange *x)
{
    struct jt_server *server = arg;
    struct jt_thread *thread = jt_loop_data(x->loop);
    const struct jt_request *request = x->app;
    int64_t duration_ns = jt_clock_mono(server->clock).ns - x->started.ns;
    const struct jt_route *route = request != NULL ? request->route : NULL;
    jt_metrics_count_request(thread->metrics,
                             route != NULL ? request->route_index : JT_METRICS_ROUTES_MAX,
                             x->response.status, duration_ns);
    if (route != NULL && route->pattern == jt_routes_token[0].pattern &&
        x->response.status == 200) {
        jt_metrics_count_token(thread->metrics);
    }
    if (server->log != NULL && server->config->access_log) {
        jt_access_log_write(server->log, x, duration_ns);
    }
}

static void malformed(void *arg, struct jt_loop *loop, const char *peer_address, int status,
                      const char *why)
{
    struct jt_server *server = arg;
    (void)loop;
    if (server->log != NULL && server->config->access_log) {
        jt_access_log_write_malformed(server->log, peer_address, status, why);
    }
}

static void starved(void *arg, struct jt_loop *loop, const char *why)
{
    struct jt_server *server = arg;
    struct jt_thread *thread = jt_loop_data(loop);
    uint64_t kept_back = 0;
    if (server->log == NULL) {
        return;
    }
    if (why == NULL && thread->starved_told) {
        thread->starved_told = false;
        jt_log_write(server->log, JT_LOG_INFO, "accept.resumed", "Connections are accepted again.",
                     NULL, 0);
    }
    if (why != NULL &&
        jt_log_limit_allow(&server->starved_lines, jt_clock_mono(server->clock), &kept_back)) {
        const struct jt_log_field field = {"why", jt_str_from_c(why)};
        thread->starved_told = true;
        jt_log_write(server->log, JT_LOG_ERROR, "accept.paused",
                     "No further connection can be accepted; those that wait are tried again. "
                     "Raise the limit of open files (LimitNOFILE), or lower --connections-max.",
                     &field, 1);
    }
}

void jt_app_init(struct jt_server *server, struct jt_http_app *ret_app)
{
    *ret_app = (struct jt_http_app){
        .arg = server,
        .thread_begin = thread_begin,
        .thread_end = thread_end,
        .wake = wake,
        .sleep = sleep_now,
        .body_max = body_max,
        .handle = handle,
        .refuse = refuse,
        .finished = finished,
        .malformed = malformed,
        .starved = starved,
    };
}

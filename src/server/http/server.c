/* SPDX-License-Identifier: Apache-2.0 */
/* The server as a whole: made, told where to listen, started, stopped, counted. */
#include "server/http/server.h"

#include "server/http/listen.h"
#include "server/http/loop.h"
#include "server/http/tls.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned thread_count(unsigned asked)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned count = asked ? asked : (unsigned)(cores > 0 ? cores : 1);
    return count < JT_THREADS_MAX ? count : JT_THREADS_MAX;
}

static enum jt_err init_parts(struct jt_http_server *server)
{
    const struct jt_http_server_options *options = &server->options;
    JT_TRY(jt_admission_new(options->limits.connections_max,
                            options->limits.address_connections_max, options->rand,
                            &server->admission));
    server->loops = calloc(server->thread_count, sizeof(struct jt_loop *));
    if (server->loops == NULL) {
        return JT_ERR_NOMEM;
    }
    for (unsigned i = 0; i < server->thread_count; i++) {
        JT_TRY(jt_loop_new(server, i, &server->loops[i]));
    }
    return JT_OK;
}

enum jt_err jt_http_server_new(const struct jt_http_server_options *options,
                               const struct jt_http_app *app, struct jt_http_server **ret_server)
{
    if (options->clock == NULL || options->rand == NULL || app->body_max == NULL ||
        app->handle == NULL || app->refuse == NULL) {
        return JT_ERR_ARG;
    }
    struct jt_http_server *server = calloc(1, sizeof(*server));
    if (server == NULL) {
        return JT_ERR_NOMEM;
    }
    server->options = *options;
    server->app = *app;
    server->thread_count = thread_count(options->threads);
    enum jt_err err = init_parts(server);
    /* The caller's array need not live on. */
    server->options.trusted_proxies = NULL;
    server->options.trusted_proxy_count = 0;
    if (err != JT_OK) {
        jt_http_server_free(server);
        return err;
    }
    *ret_server = server;
    return JT_OK;
}

static enum jt_err open_listener(struct jt_http_server *server, jt_str address,
                                 struct jt_listener *listener, char **ret_why)
{
    listener->fds = calloc(server->thread_count, sizeof(int));
    if (listener->fds == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err =
        jt_listen_open(address, server->thread_count, listener->fds, &listener->port, ret_why);
    if (err != JT_OK) {
        free(listener->fds);
    }
    return err;
}

enum jt_err jt_http_server_listen(struct jt_http_server *server, jt_str address,
                                  const char *cert_file, const char *key_file, int *ret_listener,
                                  char **ret_why)
{
    struct jt_listener listener = {0};
    *ret_why = NULL;
    if (server->started) {
        *ret_why = jt_str_dup(JT_STR("the server is already running"));
        return JT_ERR_ARG;
    }
    if ((cert_file == NULL) != (key_file == NULL)) {
        *ret_why = jt_str_dup(JT_STR("TLS needs a certificate file and a key file"));
        return JT_ERR_ARG;
    }
    if (server->listener_count == JT_LISTENERS_MAX) {
        *ret_why = jt_str_dup(JT_STR("there are too many addresses to listen on"));
        return JT_ERR_LIMIT;
    }
    if (cert_file) {
        JT_TRY(jt_tls_context_new(cert_file, key_file, &listener.tls, ret_why));
    }
    enum jt_err err = open_listener(server, address, &listener, ret_why);
    if (err != JT_OK) {
        jt_tls_context_free(listener.tls);
        return err;
    }
    server->listeners[server->listener_count] = listener;
    *ret_listener = server->listener_count++;
    return JT_OK;
}

uint16_t jt_http_server_port(const struct jt_http_server *server, int listener)
{
    return server->listeners[listener].port;
}

static void stop_first(struct jt_http_server *server, unsigned count, int64_t grace_ms)
{
    for (unsigned i = 0; i < count; i++) {
        jt_loop_stop(server->loops[i], grace_ms);
    }
    for (unsigned i = 0; i < count; i++) {
        (void)pthread_join(server->loops[i]->thread, NULL);
    }
}

enum jt_err jt_http_server_start(struct jt_http_server *server)
{
    for (unsigned i = 0; i < server->thread_count; i++) {
        enum jt_err err = jt_loop_start(server->loops[i]);
        if (err != JT_OK) {
            stop_first(server, i, 0);
            return err;
        }
    }
    server->started = true;
    return JT_OK;
}

void jt_http_server_stop(struct jt_http_server *server, int64_t grace_ms)
{
    if (server->started) {
        stop_first(server, server->thread_count, grace_ms);
        server->started = false;
    }
}

static void close_listener(struct jt_listener *listener, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (listener->fds[i] >= 0) {
            (void)close(listener->fds[i]);
        }
    }
    free(listener->fds);
    jt_tls_context_free(listener->tls);
}

void jt_http_server_free(struct jt_http_server *server)
{
    if (server == NULL) {
        return;
    }
    jt_http_server_stop(server, 0);
    for (unsigned i = 0; server->loops && i < server->thread_count; i++) {
        if (server->loops[i]) {
            jt_loop_free(server->loops[i]);
        }
    }
    for (int i = 0; i < server->listener_count; i++) {
        close_listener(&server->listeners[i], server->thread_count);
    }
    free(server->loops);
    jt_admission_free(server->admission);
    free(server);
}

static uint64_t read_counter(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void jt_http_server_counters(const struct jt_http_server *server, struct jt_http_counters *ret_sum)
{
    struct jt_http_counters sum = {0};
    for (unsigned i = 0; i < server->thread_count; i++) {
        const struct jt_loop_counters *counters = &server->loops[i]->counters;
        sum.connections_open += read_counter(&counters->connections_open);
        sum.connections_total += read_counter(&counters->connections_total);
        sum.connections_refused += read_counter(&counters->connections_refused);
        sum.requests_total += read_counter(&counters->requests_total);
        sum.malformed_total += read_counter(&counters->malformed_total);
        sum.timeouts_total += read_counter(&counters->timeouts_total);
    }
    *ret_sum = sum;
}

unsigned jt_http_server_threads(const struct jt_http_server *server)
{
    return server->thread_count;
}

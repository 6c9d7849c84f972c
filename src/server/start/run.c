/* SPDX-License-Identifier: Apache-2.0 */
/* jetond serve: up step by step, serving until told to stop, down in reverse order. */
#include "server/api/limiter.h"
#include "server/explain/recorder.h"
#include "server/keys/keyring.h"
#include "server/log.h"
#include "server/mail/mailer.h"
#include "server/metrics.h"
#include "server/start/file.h"
#include "server/start/first_start.h"
#include "server/start/running.h"
#include "server/start/start.h"
#include "server/status/status_lists.h"
#include "server/throttle.h"
#include "server/usage.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* SIGTERM promises an end within 5 s; the store needs a moment of them. */
enum { STOP_GRACE_MS = 4000 };

static enum jt_err run_steps(struct jt_running *r, const struct jt_start_step *steps, size_t count,
                             struct jt_buf *why)
{
    for (size_t i = 0; i < count; i++) {
        enum jt_err err = steps[i].run(r, why);
        if (err != JT_OK) {
            if (why->len == 0) {
                jt_buf_append_f(why, "cannot %s: %s", steps[i].name, jt_err_text(err));
            }
            return err;
        }
    }
    return JT_OK;
}

static enum jt_err make_services(struct jt_running *r, struct jt_buf *why)
{
    struct jt_server *server = &r->server;
    (void)why;
    JT_TRY(jt_executor_new(&server->executor));
    JT_TRY(jt_metrics_new(server->clock, &server->metrics));
    JT_TRY(jt_api_limiter_new(r->config->api_limit, &server->api_limiter));
    JT_TRY(jt_api_limiter_new(r->config->bulk_limit, &server->bulk_limiter));
    JT_TRY(jt_api_limiter_new(r->config->dry_run_limit, &server->dry_run_limiter));
    JT_TRY(jt_throttle_new(r->config->failure_limit, server->rand, &server->throttle));
    JT_TRY(jt_usage_new(server->store, server->executor, &server->usage));
    JT_TRY(jt_status_lists_new(server->registry, server->log, &server->status_lists));
    return JT_OK;
}

static enum jt_err make_recorder(struct jt_running *r, struct jt_buf *why)
{
    uint8_t key[JT_DERIVED_KEY_LEN];
    (void)why;
    JT_TRY(jt_kdf_derive(r->master.bytes, JT_PURPOSE_REJECTION, JT_KEY_VERSION, key));
    const struct jt_recorder_options options = {
        .store = r->server.store,
        .executor = r->server.executor,
        .clock = r->server.clock,
        .log = r->server.log,
        .key = key,
        .rows_max = (uint64_t)r->config->rejections_max,
        .age_max_s = r->config->rejections_max_age_s,
    };
    enum jt_err err = jt_recorder_new(&options, &r->server.recorder);
    jt_wipe(key, sizeof(key));
    return err;
}

static enum jt_err make_mailer(struct jt_running *r, struct jt_buf *why)
{
    return jt_mailer_new(&r->server, why, &r->server.mailer);
}

static enum jt_err start_http(struct jt_running *r, struct jt_buf *why)
{
    (void)why;
    JT_TRY(jt_usage_start(r->server.usage));
    JT_TRY(jt_mailer_start(r->server.mailer));
    JT_TRY(jt_status_lists_start(r->server.status_lists));
    JT_TRY(jt_http_server_start(r->server.http));
    jt_filling_tick(&r->filling);
    r->server.ready = true;
    return JT_OK;
}

static const struct jt_start_step services[] = {
    {"start the services", make_services},
    {"start the recorder of rejections", make_recorder},
    {"prepare to send mail", make_mailer},
    {"start serving", start_http},
};

static enum jt_err go_up(struct jt_running *r, struct jt_buf *why)
{
    JT_TRY(run_steps(r, jt_start_outside, jt_start_outside_count, why));
    JT_TRY(run_steps(r, jt_start_inside, jt_start_inside_count, why));
    return run_steps(r, services, sizeof(services) / sizeof(services[0]), why);
}

/* First the loops, then what they feed, then what those feed. */
static void go_down(struct jt_running *r)
{
    struct jt_server *server = &r->server;
    server->ready = false;
    if (server->mailer) {
        jt_mailer_stop(server->mailer);
    }
    if (server->status_lists) {
        jt_status_lists_wake_all(server->status_lists);
    }
    if (server->http) {
        jt_http_server_stop(server->http, STOP_GRACE_MS);
    }
    if (server->recorder) {
        jt_recorder_stop(server->recorder);
    }
    if (server->usage) {
        jt_usage_stop(server->usage);
    }
    if (server->mailer) {
        jt_mailer_join(server->mailer);
    }
    if (server->executor) {
        jt_executor_stop(server->executor);
    }
    jt_mailer_free(server->mailer);
    if (server->status_lists) {
        jt_status_lists_stop(server->status_lists);
    }
    jt_status_lists_free(server->status_lists);
    jt_recorder_free(server->recorder);
    jt_usage_free(server->usage);
    jt_executor_free(server->executor);
    jt_http_server_free(server->http);
    jt_throttle_free(server->throttle);
    jt_api_limiter_free(server->api_limiter);
    jt_api_limiter_free(server->bulk_limiter);
    jt_api_limiter_free(server->dry_run_limiter);
    jt_metrics_free(server->metrics);
    jt_store_close(server->store);
    jt_registry_free(server->registry);
    jt_keyring_free(server->keyring);
    jt_hmac_key_free(server->secret_hmac);
    jt_log_free(server->log);
    jt_master_key_clear(&r->master);
}

static void announce(const struct jt_running *r)
{
    const struct jt_log_field fields[] = {
        {"public_url", r->config->public_url},
        {"listen", r->config->listen.items[0]},
        {"admin_listen", r->config->admin_listen},
        {"store", r->config->store_uri},
    };
    jt_log_write(r->server.log, JT_LOG_INFO, "server.ready", "Serving.", fields,
                 sizeof(fields) / sizeof(fields[0]));
}

static void warn_of_bootstrap_file(const struct jt_running *r)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    jt_str path = jt_bootstrap_path(r->config, &arena);
    if (path.ptr && jt_file_exists(path.ptr)) {
        const struct jt_log_field field = {"file", path};
        jt_log_write(r->server.log, JT_LOG_WARNING, "bootstrap.file",
                     "The first credentials still lie in a file: make your own API client, then "
                     "delete it.",
                     &field, 1);
    }
}

static void block_signals(sigset_t *ret_set)
{
    (void)sigemptyset(ret_set);
    (void)sigaddset(ret_set, SIGTERM);
    (void)sigaddset(ret_set, SIGINT);
    (void)sigaddset(ret_set, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, ret_set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* too large a file is a failed write, no death */
}

static void serve(struct jt_running *r, const struct jt_start_arguments *arguments,
                  const sigset_t *signals)
{
    const struct timespec second = {.tv_sec = 1};
    jt_housekeeping_tick(&r->housekeeping); /* what became due while nobody served */
    for (;;) {
        int received = sigtimedwait(signals, NULL, &second);
        if (received == SIGTERM || received == SIGINT) {
            return;
        }
        if (received == SIGHUP) {
            jt_reload(r, arguments);
        }
        jt_filling_tick(&r->filling);
        jt_housekeeping_tick(&r->housekeeping);
    }
}

int jt_server_run(const struct jt_config *config, const struct jt_start_arguments *arguments)
{
    struct jt_running *r = calloc(1, sizeof(*r));
    JT_CLEAN(jt_buf_clear) struct jt_buf why = {0};
    sigset_t signals;
    if (r == NULL) {
        return JT_EXIT_FAULT;
    }
    r->config = config;
    r->server = (struct jt_server){
        .config = config, .clock = &jt_clock_system, .rand = &jt_rand_system, .admin_listener = -1};
    jt_store_faults_hear(&r->store_faults, &r->server);
    block_signals(&signals);
    enum jt_err err = go_up(r, &why);
    if (err == JT_OK) {
        announce(r);
        warn_of_bootstrap_file(r);
        serve(r, arguments, &signals);
        jt_log_write(r->server.log, JT_LOG_INFO, "server.stopping", "Stopping.", NULL, 0);
    } else {
        (void)fprintf(stderr, "jetond: %s\n", jt_buf_c(&why));
    }
    go_down(r);
    jt_reloads_clear(&r->reloads);
    free(r);
    return err == JT_OK ? JT_EXIT_OK : JT_EXIT_FAULT;
}

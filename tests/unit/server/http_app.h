/* SPDX-License-Identifier: Apache-2.0 */
/* A tiny application for tests of the HTTP layer: what a path answers stands in app_handle(). */
#ifndef TESTS_UNIT_SERVER_HTTP_APP_H
#define TESTS_UNIT_SERVER_HTTP_APP_H

#include "server/executor.h"
#include "server/http/server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { APP_HELD_MAX = 64, APP_BIG = 8 << 20 };

struct app {
    struct jt_http_server *server;
    struct jt_executor *executor;
    int listener;
    uint16_t port;
    atomic_int threads;
    atomic_int awake; /* threads that are */
    atomic_int handled;
    atomic_int finished;
    atomic_int refused;
    atomic_int malformed_status; /* the last one */
    atomic_int max_batch;        /* requests between wake and sleep */
    pthread_mutex_t lock;
    struct jt_exchange *held[APP_HELD_MAX];
    int held_count;
    char *big;
};

struct app_thread {
    struct app *app;
    bool awake;
    int batch;
};

struct app_job {
    struct jt_job job;
    struct jt_exchange *x;
};

struct app_release {
    struct jt_loop_task task;
    struct jt_exchange *x;
};

static inline enum jt_err app_thread_begin(void *arg, struct jt_loop *loop, void **ret_data)
{
    struct app *app = arg;
    struct app_thread *thread = calloc(1, sizeof(*thread));
    (void)loop;
    if (thread == NULL) {
        return JT_ERR_NOMEM;
    }
    *thread = (struct app_thread){.app = app, .awake = true};
    app->threads++;
    *ret_data = thread;
    return JT_OK;
}

static inline void app_thread_end(void *arg, void *data)
{
    struct app *app = arg;
    app->threads--;
    free(data);
}

static inline void app_wake(void *arg, void *data)
{
    struct app_thread *thread = data;
    (void)arg;
    thread->awake = true;
}

static inline void app_sleep(void *arg, void *data)
{
    struct app_thread *thread = data;
    struct app *app = arg;
    if (thread->batch > app->max_batch) {
        app->max_batch = thread->batch;
    }
    thread->batch = 0;
    thread->awake = false;
}

static inline size_t app_body_max(void *arg, const struct jt_exchange *x)
{
    (void)arg;
    return jt_str_equal(x->request.path, JT_STR("/api")) ? 1 << 20 : 1 << 16;
}

static inline void app_answer(struct jt_exchange *x, int status, jt_str body)
{
    x->response.status = status;
    x->response.content_type = JT_STR("text/plain");
    x->response.body = body;
    jt_exchange_send(x);
}

static inline void app_run(struct jt_job *job)
{
    (void)job;
}

static inline void app_done(struct jt_job *job)
{
    struct app_job *mine = (struct app_job *)job;
    app_answer(mine->x, 200, JT_STR("later"));
}

static inline void app_answer_later(struct app *app, struct jt_exchange *x)
{
    struct app_job *job = jt_arena_alloc(&x->arena, sizeof(*job));
    if (job) {
        job->x = x;
        job->job = (struct jt_job){.run = app_run, .done = app_done, .loop = x->loop};
    }
    if (job == NULL || jt_executor_submit(app->executor, JT_JOB_READ, &job->job) != JT_OK) {
        app_answer(x, 503, JT_STR("busy"));
    }
}

static inline void app_hold(struct app *app, struct jt_exchange *x)
{
    (void)pthread_mutex_lock(&app->lock);
    app->held[app->held_count++] = x;
    (void)pthread_mutex_unlock(&app->lock);
}

static inline int app_held(struct app *app)
{
    (void)pthread_mutex_lock(&app->lock);
    int count = app->held_count;
    (void)pthread_mutex_unlock(&app->lock);
    return count;
}

static inline void app_release_one(struct jt_loop_task *task)
{
    struct app_release *release = (struct app_release *)task;
    app_answer(release->x, 200, JT_STR("released"));
    free(release);
}

static inline void app_release(struct app *app)
{
    (void)pthread_mutex_lock(&app->lock);
    for (int i = 0; i < app->held_count; i++) {
        struct app_release *release = calloc(1, sizeof(*release));
        if (release == NULL) {
            abort();
        }
        release->x = app->held[i];
        release->task.run = app_release_one;
        jt_loop_post(release->x->loop, &release->task);
    }
    app->held_count = 0;
    (void)pthread_mutex_unlock(&app->lock);
}

static inline void app_answer_path(struct app *app, struct jt_exchange *x)
{
    jt_str path = x->request.path;
    if (jt_str_equal(path, JT_STR("/peer"))) {
        app_answer(x, 200, jt_str_from_c(x->peer_address));
    } else if (jt_str_equal(path, JT_STR("/id"))) {
        app_answer(x, 200, jt_str_from_c(x->request_id));
    } else if (jt_str_equal(path, JT_STR("/sni"))) {
        app_answer(x, 200, x->tls_server_name);
    } else if (jt_str_equal(path, JT_STR("/query"))) {
        app_answer(x, 200, x->request.query);
    } else if (jt_str_equal(path, JT_STR("/later"))) {
        app_answer_later(app, x);
    } else if (jt_str_equal(path, JT_STR("/hold"))) {
        app_hold(app, x);
    } else if (jt_str_equal(path, JT_STR("/big"))) {
        app_answer(x, 200, jt_str_make(app->big, APP_BIG));
    } else if (jt_str_equal(path, JT_STR("/empty"))) {
        app_answer(x, 204, JT_STR(""));
    } else if (jt_str_equal(path, JT_STR("/close"))) {
        x->response.close = true;
        app_answer(x, 200, JT_STR("bye"));
    } else if (jt_str_equal(path, JT_STR("/split"))) {
        jt_exchange_header_add(x, JT_STR("X"), JT_STR("a\r\nSet-Cookie: b"));
        app_answer(x, 200, JT_STR("never"));
    } else {
        app_answer(x, 200, x->request.body.len ? x->request.body : JT_STR("hello"));
    }
}

static inline void app_handle(void *arg, struct jt_exchange *x)
{
    struct app *app = arg;
    struct app_thread *thread = jt_loop_data(x->loop);
    if (!thread->awake) {
        abort();
    }
    thread->batch++;
    app->handled++;
    app_answer_path(app, x);
}

static inline void app_refuse(void *arg, struct jt_exchange *x, int status)
{
    struct app *app = arg;
    app->refused++;
    app_answer(x, status, JT_STR("refused"));
}

static inline void app_finished(void *arg, const struct jt_exchange *x)
{
    struct app *app = arg;
    app->finished += x->response.status != 0;
}

static inline void app_malformed(void *arg, struct jt_loop *loop, const char *peer, int status,
                                 const char *why)
{
    struct app *app = arg;
    (void)loop;
    app->malformed_status = peer && why ? status : -1;
}

static inline struct jt_http_server_options app_options(void)
{
    return (struct jt_http_server_options){.limits = jt_http_limits_default,
                                           .threads = 1,
                                           .clock = &jt_clock_system,
                                           .rand = &jt_rand_system};
}

/* False: it did not start. */
static inline bool app_start(struct app *app, const struct jt_http_server_options *options,
                             const char *cert_file, const char *key_file)
{
    const struct jt_http_app callbacks = {
        .arg = app,
        .thread_begin = app_thread_begin,
        .thread_end = app_thread_end,
        .wake = app_wake,
        .sleep = app_sleep,
        .body_max = app_body_max,
        .handle = app_handle,
        .refuse = app_refuse,
        .finished = app_finished,
        .malformed = app_malformed,
    };
    char *why = NULL;
    memset(app, 0, sizeof(*app));
    (void)pthread_mutex_init(&app->lock, NULL);
    app->big = malloc(APP_BIG);
    if (app->big == NULL || jt_executor_new(&app->executor) != JT_OK ||
        jt_http_server_new(options, &callbacks, &app->server) != JT_OK) {
        return false;
    }
    memset(app->big, 'b', APP_BIG);
    enum jt_err err = jt_http_server_listen(app->server, JT_STR("127.0.0.1:0"), cert_file, key_file,
                                            &app->listener, &why);
    free(why);
    app->port = err == JT_OK ? jt_http_server_port(app->server, app->listener) : 0;
    return err == JT_OK && jt_http_server_start(app->server) == JT_OK;
}

static inline void app_stop(struct app *app)
{
    jt_http_server_stop(app->server, 2000);
    jt_executor_stop(app->executor);
    jt_http_server_free(app->server);
    jt_executor_free(app->executor);
    (void)pthread_mutex_destroy(&app->lock);
    free(app->big);
}

#endif

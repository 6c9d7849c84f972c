/* SPDX-License-Identifier: Apache-2.0 */
/* The thread of a loop: begins the application on it, says whether that went well, runs, ends. */
#include "server/http/loop.h"

#include <semaphore.h>
#include <signal.h>

struct start {
    struct jt_loop *loop;
    sem_t begun;
    enum jt_err err;
};

static enum jt_err begin(struct jt_loop *loop)
{
    const struct jt_http_app *app = &loop->server->app;
    if (app->thread_begin) {
        JT_TRY(app->thread_begin(app->arg, loop, &loop->data));
    }
    /* The application is awake from its beginning; the first poll puts it to sleep. */
    loop->awake = true;
    return JT_OK;
}

static void *run(void *arg)
{
    struct start *start = arg;
    struct jt_loop *loop = start->loop;
    const struct jt_http_app *app = &loop->server->app;
    enum jt_err err = begin(loop);
    bool begun = err == JT_OK;
    if (begun) {
        err = jt_acceptors_open(loop);
    }
    start->err = err;
    (void)sem_post(&start->begun);
    if (err == JT_OK) {
        (void)uv_run(&loop->uv, UV_RUN_DEFAULT);
    }
    if (begun) {
        jt_loop_wake(loop);
        if (app->thread_end) {
            app->thread_end(app->arg, loop->data);
        }
    }
    return NULL;
}

enum jt_err jt_loop_start(struct jt_loop *loop)
{
    struct start start = {.loop = loop};
    sigset_t all;
    sigset_t before;
    if (sem_init(&start.begun, 0, 0) != 0) {
        return JT_ERR_IO;
    }
    /* Signals are the main thread's; a write to a closed socket must not raise one here. */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&loop->thread, NULL, run, &start);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) {
        (void)sem_destroy(&start.begun);
        return JT_ERR_IO;
    }
    while (sem_wait(&start.begun) != 0) {
    }
    (void)sem_destroy(&start.begun);
    if (start.err != JT_OK) {
        (void)pthread_join(loop->thread, NULL);
    }
    return start.err;
}

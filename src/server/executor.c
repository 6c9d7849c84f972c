/* SPDX-License-Identifier: Apache-2.0 */
/* A thread and a queue for each kind: writes follow each other, reads do not wait behind them, and
 * neither waits behind a computation. */
#include "server/executor.h"

#include "server/http/link.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct worker {
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    struct jt_job *first;
    struct jt_job *last;
    size_t count;
    bool stopping;
};

struct jt_executor {
    struct worker workers[JT_JOB_KINDS]; /* by enum jt_job_kind */
    bool joined;
};

static void run_done(struct jt_loop_task *task)
{
    struct jt_job *job = JT_LINK_OF(task, struct jt_job, task);
    job->done(job);
}

static void run_job(struct jt_job *job)
{
    struct jt_loop *loop = job->loop;
    job->run(job);
    if (loop == NULL) {
        job->done(job);
        return;
    }
    job->task.run = run_done;
    jt_loop_post(loop, &job->task);
}

/* NULL: the queue is empty and stays so. */
static struct jt_job *take_job(struct worker *worker)
{
    (void)pthread_mutex_lock(&worker->lock);
    while (worker->first == NULL && !worker->stopping) {
        (void)pthread_cond_wait(&worker->changed, &worker->lock);
    }
    struct jt_job *job = worker->first;
    if (job) {
        worker->first = job->next;
        worker->last = worker->first ? worker->last : NULL;
        worker->count--;
    }
    (void)pthread_mutex_unlock(&worker->lock);
    return job;
}

static void *work(void *arg)
{
    struct worker *worker = arg;
    struct jt_job *job = NULL;
    while ((job = take_job(worker)) != NULL) {
        run_job(job);
    }
    return NULL;
}

static void stop_worker(struct worker *worker)
{
    (void)pthread_mutex_lock(&worker->lock);
    worker->stopping = true;
    (void)pthread_cond_signal(&worker->changed);
    (void)pthread_mutex_unlock(&worker->lock);
}

static void clear_worker(struct worker *worker)
{
    (void)pthread_cond_destroy(&worker->changed);
    (void)pthread_mutex_destroy(&worker->lock);
}

/* Signals are the main thread's. */
static bool start_worker(struct worker *worker)
{
    sigset_t all;
    sigset_t before;
    (void)pthread_mutex_init(&worker->lock, NULL);
    (void)pthread_cond_init(&worker->changed, NULL);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&worker->thread, NULL, work, worker);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) {
        clear_worker(worker);
    }
    return !failed;
}

/* The first ones, which have nothing to do. */
static void end_workers(struct jt_executor *executor, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        stop_worker(&executor->workers[i]);
        (void)pthread_join(executor->workers[i].thread, NULL);
        clear_worker(&executor->workers[i]);
    }
}

enum jt_err jt_executor_new(struct jt_executor **ret_executor)
{
    struct jt_executor *executor = calloc(1, sizeof(*executor));
    if (executor == NULL) {
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < JT_JOB_KINDS; i++) {
        if (!start_worker(&executor->workers[i])) {
            end_workers(executor, i);
            free(executor);
            return JT_ERR_IO;
        }
    }
    *ret_executor = executor;
    return JT_OK;
}

enum jt_err jt_executor_submit(struct jt_executor *executor, enum jt_job_kind kind,
                               struct jt_job *job)
{
    struct worker *worker = &executor->workers[kind];
    job->next = NULL;
    (void)pthread_mutex_lock(&worker->lock);
    bool taken = !worker->stopping && worker->count < JT_EXECUTOR_QUEUE_MAX;
    if (taken && worker->last) {
        worker->last->next = job;
    } else if (taken) {
        worker->first = job;
    }
    if (taken) {
        worker->last = job;
        worker->count++;
        (void)pthread_cond_signal(&worker->changed);
    }
    (void)pthread_mutex_unlock(&worker->lock);
    return taken ? JT_OK : JT_ERR_UNAVAILABLE;
}

void jt_executor_stop(struct jt_executor *executor)
{
    if (executor->joined) {
        return;
    }
    executor->joined = true;
    for (size_t i = 0; i < JT_JOB_KINDS; i++) {
        stop_worker(&executor->workers[i]);
    }
    for (size_t i = 0; i < JT_JOB_KINDS; i++) {
        (void)pthread_join(executor->workers[i].thread, NULL);
    }
}

void jt_executor_free(struct jt_executor *executor)
{
    if (executor == NULL) {
        return;
    }
    jt_executor_stop(executor);
    for (size_t i = 0; i < JT_JOB_KINDS; i++) {
        clear_worker(&executor->workers[i]);
    }
    free(executor);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What the mailer's thread asks of others: calls of the store, made on the store's thread, and
 * waiting. */
#include "server/log.h"
#include "server/mail/mailer_state.h"
#include "server/server.h"

#include <semaphore.h>
#include <stdio.h>
#include <time.h>

struct jt_write jt_mailer_write(const struct jt_mailer *mailer)
{
    return (struct jt_write){.actor = {.kind = JT_ACTOR_SYSTEM, .name = JT_STR("system")},
                             .now = jt_clock_now(mailer->server->clock)};
}

/* One call on its way through the executor. */
struct errand {
    struct jt_job job;
    struct jt_mailer *mailer;
    const struct jt_mailer_call *call;
    enum jt_err err;
    sem_t done;
};

static struct errand *errand_of(struct jt_job *job)
{
    return (struct errand *)(void *)((char *)job - offsetof(struct errand, job));
}

static void run_errand(struct jt_job *job)
{
    struct errand *errand = errand_of(job);
    struct jt_write write = jt_mailer_write(errand->mailer);
    errand->err = errand->call->run(errand->mailer->server->store, &write, errand->call->arg);
}

static void end_errand(struct jt_job *job)
{
    (void)sem_post(&errand_of(job)->done);
}

enum jt_err jt_mailer_store(struct jt_mailer *mailer, const struct jt_mailer_call *call)
{
    struct errand errand = {
        .job = {.run = run_errand, .done = end_errand}, .mailer = mailer, .call = call};
    (void)sem_init(&errand.done, 0, 0);
    enum jt_err err = jt_executor_submit(mailer->server->executor, JT_JOB_WRITE, &errand.job);
    if (err == JT_OK) {
        while (sem_wait(&errand.done) != 0) {
        }
        err = errand.err;
    }
    (void)sem_destroy(&errand.done);
    return err;
}

bool jt_mailer_pause(struct jt_mailer *mailer, int64_t seconds)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    (void)pthread_mutex_lock(&mailer->lock);
    int rc = 0;
    while (!mailer->stopping && rc == 0) {
        rc = pthread_cond_timedwait(&mailer->changed, &mailer->lock, &until);
    }
    (void)pthread_mutex_unlock(&mailer->lock);
    return !mailer->stopping;
}

void jt_mailer_kick(struct jt_mailer *mailer)
{
    (void)pthread_mutex_lock(&mailer->lock);
    mailer->kicked = true;
    (void)pthread_cond_broadcast(&mailer->changed);
    (void)pthread_mutex_unlock(&mailer->lock);
}

void jt_mailer_log_count(const struct jt_mailer *mailer, enum jt_log_level level, const char *event,
                         const char *message, uint64_t count)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%llu", (unsigned long long)count);
    const struct jt_log_field field = {"count", jt_str_from_c(text)};
    jt_log_write(mailer->server->log, level, event, message, &field, 1);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Once a minute: is a reminder due? Without a mail server: should somebody know that one would be?
 */
#include "server/log.h"
#include "server/mail/mailer_state.h"
#include "server/server.h"

enum { WARN_EVERY_S = 3600 };

static struct jt_mailer *of_job(struct jt_job *job)
{
    return (struct jt_mailer *)(void *)((char *)job - offsetof(struct jt_mailer, job));
}

static void queue_reminders(struct jt_job *job)
{
    struct jt_mailer *mailer = of_job(job);
    struct jt_store *store = mailer->server->store;
    struct jt_write write = jt_mailer_write(mailer);
    struct jt_reminders_queued queued = {0};
    if (store->ops->reminders_queue(store, &write, &queued) != JT_OK) {
        jt_log_write(mailer->server->log, JT_LOG_WARNING, "mail.store",
                     "Reminders could not be put into the outbox; it is tried again.", NULL, 0);
        return;
    }
    if (!queued.has_managers && !mailer->has_warned) {
        mailer->has_warned = true;
        jt_log_write(mailer->server->log, JT_LOG_WARNING, "mail.nobody",
                     "No member may manage API clients, so nobody can be reminded of secrets.",
                     NULL, 0);
    }
    if (queued.mails) {
        atomic_fetch_add(&mailer->counters.queued, queued.mails);
        jt_mailer_log_count(mailer, JT_LOG_INFO, "mail.queued",
                            "Reminders of secrets that end soon.", queued.mails);
        jt_mailer_kick(mailer);
    }
    if (queued.has_more) {
        mailer->asked = (jt_time){0};
    }
}

static void count_reminders(struct jt_job *job)
{
    struct jt_mailer *mailer = of_job(job);
    struct jt_store *store = mailer->server->store;
    uint64_t count = 0;
    if (mailer->has_warned || store->ops->reminders_due(store, mailer->job_now, &count) != JT_OK ||
        count == 0) {
        return;
    }
    mailer->has_warned = true;
    jt_mailer_log_count(
        mailer, JT_LOG_WARNING, "mail.no_server",
        "Secrets end within 14 days and there is no --mail-server, so nobody is reminded.", count);
}

static void end_job(struct jt_job *job)
{
    of_job(job)->job_busy = false;
}

static void ask(struct jt_mailer *mailer, jt_time now)
{
    bool sends = jt_mailer_sends(mailer);
    mailer->asked = now;
    mailer->job_now = now;
    mailer->job =
        (struct jt_job){.run = sends ? queue_reminders : count_reminders, .done = end_job};
    mailer->job_busy = true;
    enum jt_job_kind kind = sends ? JT_JOB_WRITE : JT_JOB_READ;
    if (jt_executor_submit(mailer->server->executor, kind, &mailer->job) != JT_OK) {
        mailer->job_busy = false;
    }
}

void jt_mailer_tick(struct jt_mailer *mailer, jt_time now)
{
    int64_t every_s = jt_mailer_sends(mailer) ? JT_REMINDERS_EVERY_S : WARN_EVERY_S;
    if (!mailer->job_busy && now.s - mailer->asked.s >= every_s) {
        ask(mailer, now);
    }
    if (!jt_mailer_sends(mailer)) {
        return;
    }
    (void)pthread_mutex_lock(&mailer->lock);
    bool is_due = now.s >= mailer->next_s;
    (void)pthread_mutex_unlock(&mailer->lock);
    if (is_due) {
        jt_mailer_kick(mailer);
    }
}

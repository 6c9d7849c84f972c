/* SPDX-License-Identifier: Apache-2.0 */
/* One tick a second: is the clock to be believed, and is anything due? */
#include "server/start/housekeeping.h"

#include "server/audit/audit.h"
#include "server/explain/recorder.h"
#include "server/log.h"
#include "server/mail/mailer.h"
#include "server/start/clock_guard.h"

#include <stddef.h>

static struct jt_housekeeping *of_job(struct jt_job *job)
{
    return (struct jt_housekeeping *)(void *)((char *)job - offsetof(struct jt_housekeeping, job));
}

static void say(struct jt_housekeeping *h, enum jt_log_level level, const char *event,
                const char *message)
{
    jt_log_write(h->server->log, level, event, message, NULL, 0);
}

/* None of it decides anything about an answer: a failure is said and tried again later. */
static void note_and_drop(struct jt_housekeeping *h)
{
    struct jt_store *store = h->server->store;
    if (store->ops->time_note(store, h->job_now) != JT_OK) {
        say(h, JT_LOG_WARNING, "store.time_note", "The time could not be noted in the store.");
    }
    if (jt_recorder_drop_old(h->server->recorder) != JT_OK) {
        say(h, JT_LOG_WARNING, "rejections.drop", "Old rejections could not be dropped.");
    }
    if (!h->job_drops) {
        return;
    }
    if (store->ops->expired_drop(store, h->job_now) != JT_OK) {
        say(h, JT_LOG_WARNING, "store.expired_drop", "Expired rows could not be dropped.");
        return;
    }
    jt_registry_expired_drop(h->server->registry, h->job_now);
}

/* What is dropped does not come back, and waits until the clock is believed. */
static void run_job(struct jt_job *job)
{
    struct jt_housekeeping *h = of_job(job);
    if (h->job_believes) {
        note_and_drop(h);
        jt_audit_cut(h->server, h->job_now);
    }
    jt_audit_checkpoint(h->server, h->job_now);
}

static void end_job(struct jt_job *job)
{
    of_job(job)->job_busy = false;
}

static void submit(struct jt_housekeeping *h, jt_time now, bool believes)
{
    h->job_believes = believes;
    h->job_drops = believes && now.s - h->dropped.s >= JT_EXPIRED_DROP_EVERY_S;
    h->job_now = now;
    h->job = (struct jt_job){.run = run_job, .done = end_job};
    h->job_busy = true;
    if (jt_executor_submit(h->server->executor, JT_JOB_WRITE, &h->job) != JT_OK) {
        h->job_busy = false;
        return;
    }
    h->noted = now;
    if (h->job_drops) {
        h->dropped = now;
    }
}

static void follow_verdict(struct jt_housekeeping *h, bool is_wrong)
{
    if (is_wrong && !h->was_wrong) {
        say(h, JT_LOG_ERROR, "clock.behind",
            "The clock stands more than 60 s behind the time stored last: no tokens are issued "
            "until it is right, or until a start with --accept-clock.");
    }
    if (!is_wrong && h->was_wrong) {
        say(h, JT_LOG_INFO, "clock.right", "The clock is right again.");
    }
    h->was_wrong = is_wrong;
    h->server->clock_is_wrong = is_wrong;
}

void jt_housekeeping_tick(struct jt_housekeeping *h)
{
    jt_time now = jt_clock_now(h->server->clock);
    enum jt_clock_verdict verdict = jt_clock_judge(h->highest, now, false);
    follow_verdict(h, verdict == JT_CLOCK_BEHIND);
    if (verdict == JT_CLOCK_BEHIND) {
        return;
    }
    jt_mailer_tick(h->server->mailer, now);
    bool believes = verdict == JT_CLOCK_FINE;
    if (believes && now.s > h->highest.s) {
        h->highest = now;
    }
    /* Keys must change in time even when the clock leapt ahead because the server stood still for
     * days. */
    jt_upkeep_tick(&h->upkeep, now);
    if (!h->job_busy && now.s - h->noted.s >= JT_TIME_NOTE_EVERY_S) {
        submit(h, now, believes);
    }
}

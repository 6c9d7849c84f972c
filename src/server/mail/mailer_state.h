/* SPDX-License-Identifier: Apache-2.0 */
/* The mailer's parts, shared by the file that runs it and the one that sends a mail. */
#ifndef JT_SERVER_MAIL_MAILER_STATE_H
#define JT_SERVER_MAIL_MAILER_STATE_H

#include "server/config/config.h"
#include "server/executor.h"
#include "server/log.h"
#include "server/mail/mailer.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>

struct jt_mailer {
    const struct jt_server *server;
    struct jt_buf own_name;
    pthread_t thread;
    bool started;
    pthread_mutex_t lock; /* of the three that follow */
    pthread_cond_t changed;
    bool kicked;
    int64_t next_s; /* when the next mail is due; INT64_MAX: none waits */
    atomic_bool stopping;
    uint32_t failures; /* of the mail server in a row; the thread's */
    /* The job that puts reminders into the outbox, or counts them: the main thread's while idle. */
    struct jt_job job;
    jt_time job_now;
    jt_time asked;
    atomic_bool job_busy;
    bool has_warned; /* the job's */
    struct {
        _Atomic uint64_t queued;
        _Atomic uint64_t sent;
        _Atomic uint64_t failed;
        _Atomic uint64_t given_up;
        _Atomic uint64_t unknown;
    } counters;
};

/* A call of the store from the mailer's thread, which waits for it. */
struct jt_mailer_call {
    enum jt_err (*run)(struct jt_store *store, const struct jt_write *write, void *arg);
    void *arg;
};
/* JT_ERR_UNAVAILABLE: the executor takes no more jobs. */
JT_MUST_USE enum jt_err jt_mailer_store(struct jt_mailer *mailer,
                                        const struct jt_mailer_call *call);
struct jt_write jt_mailer_write(const struct jt_mailer *mailer);
/* False: it stops. */
bool jt_mailer_pause(struct jt_mailer *mailer, int64_t seconds);
/* Makes the thread look into the outbox. */
void jt_mailer_kick(struct jt_mailer *mailer);
void jt_mailer_log_count(const struct jt_mailer *mailer, enum jt_log_level level, const char *event,
                         const char *message, uint64_t count);

/* Is there a mail server? The configuration may change at any time. */
bool jt_mailer_sends(const struct jt_mailer *mailer);

/* Sends one mail and records what became of it. *ret_hold_s: 0, or how long not to try any mail. */
void jt_mailer_send(struct jt_mailer *mailer, const struct jt_mail *mail, int64_t *ret_hold_s);

#endif

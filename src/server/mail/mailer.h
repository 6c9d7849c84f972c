/* SPDX-License-Identifier: Apache-2.0 */
/* Sends what stands in the outbox, on a thread of its own: a mail server that is slow or away holds
 * up nobody. Reminders are put into the outbox once a minute, by a job on the store's thread. */
#ifndef JT_SERVER_MAIL_MAILER_H
#define JT_SERVER_MAIL_MAILER_H

#include "base/buf.h"
#include "base/clock.h"

struct jt_config;
struct jt_mailer;
struct jt_server;

enum { JT_REMINDERS_EVERY_S = 60, JT_MAIL_STOP_MS = 2000 };

struct jt_mail_counters {
    uint64_t queued;
    uint64_t sent;
    uint64_t failed;   /* attempts that the mail waits on after */
    uint64_t given_up; /* the secret ended before */
    uint64_t unknown;  /* handed over, never answered */
};

/* Without a mail server it only warns when somebody should be reminded. server must outlive it.
 * With a sentence in why: JT_ERR_IO: the password file cannot be read; JT_ERR_NOT_FOUND,
 * JT_ERR_CONFLICT: the part of jetond that sends mail cannot be loaded. */
JT_MUST_USE enum jt_err jt_mailer_new(const struct jt_server *server, struct jt_buf *why,
                                      struct jt_mailer **ret_mailer);
/* Can mail be sent with this configuration? Errors as above. By the main thread. */
JT_MUST_USE enum jt_err jt_mailer_check(const struct jt_config *config, struct jt_buf *why);
/* Also again, after the configuration named a mail server. */
JT_MUST_USE enum jt_err jt_mailer_start(struct jt_mailer *mailer);
/* The configuration has changed: looks at once for what is due. By the main thread. */
void jt_mailer_retry(struct jt_mailer *mailer);
/* Once a second, by the main thread. */
void jt_mailer_tick(struct jt_mailer *mailer, jt_time now);
/* Begins to stop: ends a conversation in which nothing was handed over, and gives one that awaits
 * its answer JT_MAIL_STOP_MS. */
void jt_mailer_stop(struct jt_mailer *mailer);
/* Stops and waits. Before jt_executor_stop(). */
void jt_mailer_join(struct jt_mailer *mailer);
void jt_mailer_free(struct jt_mailer *mailer); /* after jt_executor_stop() */
/* Any thread; mailer may be NULL. */
void jt_mailer_counters(const struct jt_mailer *mailer, struct jt_mail_counters *ret_counters);

#endif

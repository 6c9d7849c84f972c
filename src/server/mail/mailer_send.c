/* SPDX-License-Identifier: Apache-2.0 */
/* One mail: handed over at most once, and what became of it written down before anything else. */
#include "server/config/mail_server.h"
#include "server/log.h"
#include "server/mail/backoff.h"
#include "server/mail/mailer_state.h"
#include "server/mail/password.h"
#include "server/mail/reminder.h"
#include "server/mail/smtp.h"
#include "server/server.h"

#include <stdio.h>
#include <string.h>

enum { RETRY_S = 1, FAREWELL_MS = 2000, HOLD_S = 60, FIELDS_MAX = 4 };

/* A mail on its way. */
struct sending {
    struct jt_mailer *mailer;
    const struct jt_mail *mail;
    const struct jt_config *config; /* one for the whole conversation */
    enum jt_err began;              /* what mail_begin said */
    jt_mono answered;               /* when the answer came */
    jt_mono stop_since;             /* when it was seen that the mailer stops; 0: not yet */
};

static enum jt_err begin(struct jt_store *store, const struct jt_write *write, void *arg)
{
    const struct jt_mail *mail = arg;
    return store->ops->mail_begin(store, write, mail->number);
}

static enum jt_err end(struct jt_store *store, const struct jt_write *write, void *arg)
{
    return store->ops->mail_end(store, write, arg);
}

/* Until it is written: what is forgotten here would be unknown after the next start. */
static void write_end(struct sending *sending, enum jt_mail_state state, int64_t wait_s)
{
    struct jt_mailer *mailer = sending->mailer;
    struct jt_mail_end what = {.number = sending->mail->number, .state = state};
    const struct jt_mailer_call call = {end, &what};
    what.next = (jt_time){jt_clock_now(mailer->server->clock).s + wait_s};
    enum jt_err err = jt_mailer_store(mailer, &call);
    while (err != JT_OK && err != JT_ERR_NOT_FOUND && jt_mailer_pause(mailer, RETRY_S)) {
        err = jt_mailer_store(mailer, &call);
    }
}

static bool mark(void *arg)
{
    struct sending *sending = arg;
    struct jt_mail mail = {.number = sending->mail->number};
    const struct jt_mailer_call call = {begin, &mail};
    sending->began = jt_mailer_store(sending->mailer, &call);
    return sending->began == JT_OK;
}

static void note_answer(void *arg, bool accepted)
{
    struct sending *sending = arg;
    sending->answered = jt_clock_mono(sending->mailer->server->clock);
    if (accepted) {
        write_end(sending, JT_MAIL_SENT, 0);
    }
}

static bool has_passed(const struct sending *sending, jt_mono since, int64_t ms)
{
    jt_mono now = jt_clock_mono(sending->mailer->server->clock);
    return now.ns - since.ns >= ms * 1000000;
}

static bool stops(void *arg, enum jt_smtp_phase phase)
{
    struct sending *sending = arg;
    bool is_stopping = sending->mailer->stopping;
    if (phase == JT_SMTP_ANSWERED) {
        return is_stopping || has_passed(sending, sending->answered, FAREWELL_MS);
    }
    if (!is_stopping) {
        return false;
    }
    if (sending->stop_since.ns == 0) {
        sending->stop_since = jt_clock_mono(sending->mailer->server->clock);
    }
    return phase == JT_SMTP_BEFORE_END || has_passed(sending, sending->stop_since, JT_MAIL_STOP_MS);
}

/* Keys and numbers; no address, and nothing that the mail server said. */
static void log_mail(const struct sending *sending, enum jt_log_level level, const char *event,
                     const char *message, jt_str why)
{
    char recipient[JT_UUID_TEXT + 1];
    char client[JT_UUID_TEXT + 1];
    char attempt[16];
    jt_uuid_write(&sending->mail->recipient, recipient);
    jt_uuid_write(&sending->mail->client, client);
    (void)snprintf(attempt, sizeof(attempt), "%u", (unsigned)sending->mail->attempts + 1);
    const struct jt_log_field fields[FIELDS_MAX] = {
        {"api_client", jt_str_from_c(client)},
        {"recipient", jt_str_from_c(recipient)},
        {"attempt", jt_str_from_c(attempt)},
        {"why", why},
    };
    jt_log_write(sending->mailer->server->log, level, event, message, fields, why.len ? 4 : 3);
}

static void wait_again(struct sending *sending, int64_t wait_s)
{
    write_end(sending, JT_MAIL_WAITING, wait_s);
    atomic_fetch_add(&sending->mailer->counters.failed, 1);
}

/* Of the whole outbox: when one mail finds no server, the others will not either. */
static int64_t hold(struct sending *sending)
{
    struct jt_mailer *mailer = sending->mailer;
    const struct jt_server *server = mailer->server;
    int64_t wait_s = jt_mail_wait_s(server->rand, server->config->mail_retry_s, mailer->failures);
    mailer->failures++;
    wait_again(sending, wait_s);
    return wait_s;
}

static void close_unknown(struct sending *sending, const struct jt_smtp_result *result)
{
    write_end(sending, JT_MAIL_UNKNOWN, 0);
    atomic_fetch_add(&sending->mailer->counters.unknown, 1);
    log_mail(sending, JT_LOG_ERROR, "mail.unknown",
             "A reminder was handed over and the mail server did not answer. Whether it arrived is "
             "not known; it is not sent again.",
             jt_str_from_c(result->why));
}

/* Returns how long not to try any mail. */
static int64_t conclude(struct sending *sending, const struct jt_smtp_result *result)
{
    struct jt_mailer *mailer = sending->mailer;
    const struct jt_server *server = mailer->server;
    jt_str why = jt_str_from_c(result->why);
    if (result->outcome != JT_SMTP_NO_SERVER) {
        mailer->failures = 0;
    }
    switch (result->outcome) {
    case JT_SMTP_ACCEPTED:
        atomic_fetch_add(&mailer->counters.sent, 1);
        log_mail(sending, JT_LOG_INFO, "mail.sent", "A reminder was sent.", JT_STR(""));
        return 0;
    case JT_SMTP_NO_SERVER:
        if (mailer->stopping) {
            return 0; /* it waits as it was */
        }
        log_mail(sending, JT_LOG_WARNING, "mail.no_answer",
                 "The mail server cannot be used; reminders wait.", why);
        return hold(sending);
    case JT_SMTP_LATER:
        log_mail(sending, JT_LOG_WARNING, "mail.delayed",
                 "The mail server does not take a reminder now; it waits.", why);
        wait_again(sending, jt_mail_wait_s(server->rand, server->config->mail_retry_s,
                                           sending->mail->attempts));
        return 0;
    case JT_SMTP_REFUSED:
        log_mail(sending, JT_LOG_ERROR, "mail.refused",
                 "The mail server refuses a reminder; it is tried again in half a day.", why);
        wait_again(sending, jt_mail_refused_wait_s(server->rand));
        return 0;
    case JT_SMTP_WITHDRAWN:
        /* Pointless meanwhile: the next look closes it. Otherwise the store has a fault. */
        return sending->began == JT_ERR_NOT_FOUND ? 0 : HOLD_S;
    case JT_SMTP_UNKNOWN:
        close_unknown(sending, result);
        return 0;
    }
    return HOLD_S;
}

static struct jt_smtp_server describe(const struct sending *sending,
                                      const struct jt_mail_server *at,
                                      const struct jt_secret *password)
{
    const struct jt_config *config = sending->config;
    enum jt_smtp_security security = config->mail_starttls ? JT_SMTP_STARTTLS : JT_SMTP_PLAIN;
    return (struct jt_smtp_server){
        .host = at->host,
        .host_is_ipv6 = at->host_is_ipv6,
        .port = at->port,
        .security = at->is_smtps ? JT_SMTP_TLS : security,
        .own_name = jt_buf_str(&sending->mailer->own_name),
        .user = config->mail_user,
        .password = jt_secret_reveal(password),
        .ca_file = config->mail_ca_file,
        .timeout_ms = config->mail_timeout_ms,
    };
}

static enum jt_err send_message(struct sending *sending, jt_str message,
                                struct jt_smtp_result *ret_result)
{
    const struct jt_config *config = sending->config;
    struct jt_mail_server at;
    JT_CLEAN(jt_secret_clear) struct jt_secret password = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf why = {0};
    if (jt_mail_server_parse(config->mail_server, &at) != JT_OK ||
        jt_mail_password_read(config, &password, &why) != JT_OK) {
        *ret_result = (struct jt_smtp_result){.outcome = JT_SMTP_NO_SERVER};
        (void)snprintf(ret_result->why, sizeof(ret_result->why), "%s", jt_buf_c(&why));
        return JT_OK;
    }
    const struct jt_smtp_server server = describe(sending, &at, &password);
    const struct jt_smtp_mail mail = {config->mail_from, sending->mail->recipient_email, message};
    const struct jt_smtp_hooks hooks = {mark, note_answer, stops, sending};
    return jt_mail_smtp()->send(&server, &mail, &hooks, ret_result);
}

/* Nobody can be written to there: waiting does not help. */
static void close_unsendable(struct sending *sending)
{
    write_end(sending, JT_MAIL_GIVEN_UP, 0);
    atomic_fetch_add(&sending->mailer->counters.given_up, 1);
    log_mail(sending, JT_LOG_ERROR, "mail.given_up",
             "A member cannot be reminded: the address is none that a mail can be sent to.",
             JT_STR(""));
}

void jt_mailer_send(struct jt_mailer *mailer, const struct jt_mail *mail, int64_t *ret_hold_s)
{
    const struct jt_config *config = mailer->server->config;
    const struct jt_reminder_sender sender = {config->mail_from, config->public_url};
    JT_CLEAN(jt_buf_clear) struct jt_buf message = {0};
    struct sending sending = {.mailer = mailer, .mail = mail, .config = config};
    struct jt_smtp_result result = {0};
    enum jt_err err = jt_reminder_write(mail, &sender, &message);
    if (err == JT_OK) {
        err = send_message(&sending, jt_buf_str(&message), &result);
    }
    if (err == JT_ERR_ARG) {
        close_unsendable(&sending);
        *ret_hold_s = 0;
        return;
    }
    *ret_hold_s = err == JT_OK ? conclude(&sending, &result) : HOLD_S;
}

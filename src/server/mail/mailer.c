/* SPDX-License-Identifier: Apache-2.0 */
/* The mailer's thread: made, woken when a mail is due, stopped. */
#include "server/config/config.h"
#include "server/log.h"
#include "server/mail/mailer_state.h"
#include "server/mail/password.h"
#include "server/mail/smtp.h"
#include "server/server.h"

#include <stdlib.h>
#include <time.h>

enum { STORE_RETRY_S = 60 };

/* False: it stops. */
static bool wait_for_kick(struct jt_mailer *mailer)
{
    (void)pthread_mutex_lock(&mailer->lock);
    while (!mailer->kicked && !mailer->stopping) {
        (void)pthread_cond_wait(&mailer->changed, &mailer->lock);
    }
    mailer->kicked = false;
    mailer->next_s = INT64_MAX; /* nobody wakes it for what it is about to look at */
    (void)pthread_mutex_unlock(&mailer->lock);
    return !mailer->stopping;
}

static void set_next(struct jt_mailer *mailer, int64_t next_s)
{
    (void)pthread_mutex_lock(&mailer->lock);
    mailer->next_s = next_s;
    (void)pthread_mutex_unlock(&mailer->lock);
}

struct taking {
    struct jt_arena *arena;
    struct jt_mail_taken taken;
};

static enum jt_err take(struct jt_store *store, const struct jt_write *write, void *arg)
{
    struct taking *taking = arg;
    return store->ops->mail_take(store, taking->arena, write, &taking->taken);
}

static void tell_closed(struct jt_mailer *mailer, const struct jt_mail_taken *taken)
{
    if (taken->given_up) {
        atomic_fetch_add(&mailer->counters.given_up, taken->given_up);
        jt_mailer_log_count(
            mailer, JT_LOG_ERROR, "mail.given_up",
            "Reminders were not taken by the mail server before their secrets ended.",
            taken->given_up);
    }
    if (taken->cancelled) {
        jt_mailer_log_count(mailer, JT_LOG_INFO, "mail.cancelled",
                            "Reminders became pointless while they waited.", taken->cancelled);
    }
}

/* One mail, or none. Returns when to look again: 0: at once. */
static int64_t send_next(struct jt_mailer *mailer, struct jt_arena *arena)
{
    struct taking taking = {.arena = arena};
    const struct jt_mailer_call call = {take, &taking};
    int64_t hold_s = 0;
    if (!jt_mailer_sends(mailer)) {
        return INT64_MAX;
    }
    enum jt_err err = jt_mailer_store(mailer, &call);
    if (err != JT_OK) {
        const struct jt_log_field field = {"why", jt_str_from_c(jt_err_text(err))};
        jt_log_write(mailer->server->log, JT_LOG_WARNING, "mail.store",
                     "The outbox could not be read.", &field, 1);
        return jt_clock_now(mailer->server->clock).s + STORE_RETRY_S;
    }
    tell_closed(mailer, &taking.taken);
    if (!taking.taken.found) {
        return taking.taken.next.s ? taking.taken.next.s : INT64_MAX;
    }
    jt_mailer_send(mailer, &taking.taken.mail, &hold_s);
    return hold_s ? jt_clock_now(mailer->server->clock).s + hold_s : 0;
}

static void send_due(struct jt_mailer *mailer)
{
    int64_t next_s = 0;
    while (next_s == 0 && !mailer->stopping) {
        JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
        next_s = send_next(mailer, &arena);
    }
    set_next(mailer, next_s);
}

static enum jt_err recover(struct jt_store *store, const struct jt_write *write, void *arg)
{
    return store->ops->mails_recover(store, write, arg);
}

/* False: it stops. What a crash left in doubt must be closed before anything is sent. */
static bool recover_all(struct jt_mailer *mailer)
{
    uint64_t count = 0;
    const struct jt_mailer_call call = {recover, &count};
    while (jt_mailer_store(mailer, &call) != JT_OK) {
        if (!jt_mailer_pause(mailer, 1)) {
            return false;
        }
    }
    if (count) {
        atomic_fetch_add(&mailer->counters.unknown, count);
        jt_mailer_log_count(
            mailer, JT_LOG_ERROR, "mail.unknown",
            "The server ended while reminders were being handed over. Whether they arrived is "
            "not known; they are not sent again.",
            count);
    }
    return true;
}

static void *work(void *arg)
{
    struct jt_mailer *mailer = arg;
    if (!recover_all(mailer)) {
        return NULL;
    }
    while (wait_for_kick(mailer)) {
        send_due(mailer);
    }
    return NULL;
}

static bool is_ipv4(jt_str host)
{
    for (size_t i = 0; i < host.len; i++) {
        if ((host.ptr[i] < '0' || host.ptr[i] > '9') && host.ptr[i] != '.') {
            return false;
        }
    }
    return true;
}

/* RFC 5321 §4.1.3: addresses stand in brackets. */
static enum jt_err name_self(struct jt_mailer *mailer)
{
    jt_str host = jt_config_public_host(mailer->server->config);
    bool is_ipv6 = jt_str_starts_with(host, JT_STR("["));
    jt_buf_append_c(&mailer->own_name, is_ipv6 ? "[IPv6:" : is_ipv4(host) ? "[" : "");
    jt_buf_append(&mailer->own_name, is_ipv6 ? jt_str_from(host, 1) : host);
    jt_buf_append_c(&mailer->own_name, is_ipv4(host) ? "]" : "");
    return jt_buf_check(&mailer->own_name);
}

enum jt_err jt_mailer_check(const struct jt_config *config, struct jt_buf *why)
{
    JT_CLEAN(jt_secret_clear) struct jt_secret password = {0};
    if (config->mail_server.len) {
        JT_TRY(jt_mail_smtp_load(why));
    }
    return jt_mail_password_read(config, &password, why);
}

bool jt_mailer_sends(const struct jt_mailer *mailer)
{
    return mailer->server->config->mail_server.len > 0;
}

static void init_sync(struct jt_mailer *mailer)
{
    pthread_condattr_t monotonic;
    (void)pthread_mutex_init(&mailer->lock, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&mailer->changed, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
}

enum jt_err jt_mailer_new(const struct jt_server *server, struct jt_buf *why,
                          struct jt_mailer **ret_mailer)
{
    struct jt_mailer *mailer = calloc(1, sizeof(*mailer));
    if (mailer == NULL) {
        return JT_ERR_NOMEM;
    }
    init_sync(mailer);
    mailer->server = server;
    enum jt_err err = jt_mailer_check(server->config, why);
    if (err == JT_OK) {
        err = name_self(mailer);
    }
    if (err != JT_OK) {
        jt_mailer_free(mailer);
        return err;
    }
    *ret_mailer = mailer;
    return JT_OK;
}

enum jt_err jt_mailer_start(struct jt_mailer *mailer)
{
    if (mailer->started || !jt_mailer_sends(mailer)) {
        return JT_OK;
    }
    mailer->started = pthread_create(&mailer->thread, NULL, work, mailer) == 0;
    return mailer->started ? JT_OK : JT_ERR_IO;
}

void jt_mailer_retry(struct jt_mailer *mailer)
{
    if (!mailer->job_busy) {
        mailer->asked = (jt_time){0};
    }
    jt_mailer_kick(mailer);
}

void jt_mailer_stop(struct jt_mailer *mailer)
{
    mailer->stopping = true;
    jt_mailer_kick(mailer);
}

void jt_mailer_join(struct jt_mailer *mailer)
{
    jt_mailer_stop(mailer);
    if (mailer->started) {
        (void)pthread_join(mailer->thread, NULL);
        mailer->started = false;
    }
}

void jt_mailer_free(struct jt_mailer *mailer)
{
    if (mailer == NULL) {
        return;
    }
    jt_mailer_join(mailer);
    (void)pthread_cond_destroy(&mailer->changed);
    (void)pthread_mutex_destroy(&mailer->lock);
    jt_buf_clear(&mailer->own_name);
    free(mailer);
}

void jt_mailer_counters(const struct jt_mailer *mailer, struct jt_mail_counters *ret_counters)
{
    *ret_counters = (struct jt_mail_counters){0};
    if (mailer) {
        ret_counters->queued = mailer->counters.queued;
        ret_counters->sent = mailer->counters.sent;
        ret_counters->failed = mailer->counters.failed;
        ret_counters->given_up = mailer->counters.given_up;
        ret_counters->unknown = mailer->counters.unknown;
    }
}

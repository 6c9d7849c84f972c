/* SPDX-License-Identifier: Apache-2.0 */
/* SIGHUP: the configuration is read again. What can fail comes first and changes nothing; then
 * every part is told, and the new configuration takes the place of the old one whole. */
#include "server/api/limiter.h"
#include "server/config/option.h"
#include "server/explain/recorder.h"
#include "server/log.h"
#include "server/mail/mailer.h"
#include "server/start/running.h"
#include "server/throttle.h"

#include <stdlib.h>

/* A configuration on its way. */
struct fresh {
    struct jt_config *config;
    struct jt_buf changed; /* names of options that take effect */
    struct jt_buf waiting; /* of those that wait for the next start */
    struct jt_buf why;
};

static void clear(struct fresh *fresh)
{
    if (fresh->config) {
        jt_config_clear(fresh->config);
        free(fresh->config);
    }
    jt_buf_clear(&fresh->changed);
    jt_buf_clear(&fresh->waiting);
    jt_buf_clear(&fresh->why);
}

/* Listeners have TLS or have it not as long as they live. */
static bool is_tls_turned(const struct jt_config *present, const struct jt_config *fresh,
                          const struct jt_option *option)
{
    bool is_tls = option->field == offsetof(struct jt_config, tls_cert) ||
                  option->field == offsetof(struct jt_config, tls_key);
    return is_tls && (present->tls_cert.len == 0) != (fresh->tls_cert.len == 0);
}

static void append_name(struct jt_buf *names, const struct jt_option *option)
{
    jt_buf_append_f(names, "%s%s", names->len ? " " : "", option->name);
}

/* What must wait keeps its present value, which is in use. */
static enum jt_err compare(const struct jt_config *present, struct fresh *fresh)
{
    const struct jt_config read = *fresh->config;
    for (size_t i = 0; i < jt_options_count; i++) {
        const struct jt_option *option = &jt_options[i];
        bool equal = false;
        JT_TRY(jt_option_equal(present, &read, option, &equal));
        bool waits = option->at_start || is_tls_turned(present, &read, option);
        if (waits) {
            jt_option_borrow(fresh->config, present, option);
        }
        if (!equal) {
            append_name(waits ? &fresh->waiting : &fresh->changed, option);
        }
    }
    JT_TRY(jt_buf_check(&fresh->changed));
    return jt_buf_check(&fresh->waiting);
}

static enum jt_err load(const struct jt_running *r, const struct jt_start_arguments *arguments,
                        struct fresh *fresh)
{
    fresh->config = calloc(1, sizeof(*fresh->config));
    if (fresh->config == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_TRY(jt_config_load(fresh->config, arguments->count, arguments->args, arguments->envp,
                          &fresh->why));
    JT_TRY(compare(r->server.config, fresh));
    if (fresh->changed.len && r->reloads.count == JT_RELOADS_MAX) {
        jt_buf_append_f(&fresh->why, "it has changed %d times since the start: start anew",
                        (int)JT_RELOADS_MAX);
        return JT_ERR_LIMIT;
    }
    return jt_mailer_check(fresh->config, &fresh->why);
}

static enum jt_err reload_http(const struct jt_running *r, struct fresh *fresh)
{
    const struct jt_config *config = fresh->config;
    JT_CLEAN(jt_cstr_clear) char *reason = NULL;
    const struct jt_http_server_options options = {
        .limits = config->limits,
        .trusted_proxies = config->trusted_proxies.items,
        .trusted_proxy_count = config->trusted_proxies.count,
    };
    const char *cert = config->tls_cert.len ? config->tls_cert.ptr : NULL;
    const char *key = cert ? config->tls_key.ptr : NULL;
    enum jt_err err = jt_http_server_reload(r->server.http, &options, cert, key, &reason);
    if (err != JT_OK && reason) {
        jt_buf_append_c(&fresh->why, reason);
    }
    return err;
}

/* Nothing of this can fail, but for a thread that the mailer may need. */
static enum jt_err take_over(struct jt_running *r, struct fresh *fresh)
{
    struct jt_server *server = &r->server;
    const struct jt_config *config = fresh->config;
    if (fresh->changed.len == 0) {
        return JT_OK;
    }
    r->reloads.configs[r->reloads.count++] = fresh->config;
    fresh->config = NULL;
    server->config = config;
    jt_log_set_format(server->log,
                      jt_str_equal(config->log_format, JT_STR("json")) ? JT_LOG_JSON : JT_LOG_TEXT);
    jt_api_limiter_set(server->api_limiter, config->api_limit);
    jt_api_limiter_set(server->bulk_limiter, config->bulk_limit);
    jt_throttle_set(server->throttle, config->failure_limit);
    jt_recorder_set_bounds(server->recorder, (uint64_t)config->rejections_max,
                           config->rejections_max_age_s);
    jt_mailer_retry(server->mailer);
    return jt_mailer_start(server->mailer);
}

static void say(const struct jt_running *r, enum jt_log_level level, const char *event,
                const char *message, const struct jt_log_field *field)
{
    jt_log_write(r->server.log, level, event, message, field, field->value.len ? 1 : 0);
}

static void say_done(const struct jt_running *r, const struct fresh *fresh, enum jt_err started)
{
    const struct jt_log_field changed = {"changed", jt_buf_str(&fresh->changed)};
    const struct jt_log_field waiting = {"waiting", jt_buf_str(&fresh->waiting)};
    say(r, JT_LOG_INFO, "config.reloaded", "Configuration and certificates were read again.",
        &changed);
    if (waiting.value.len) {
        say(r, JT_LOG_WARNING, "config.waiting",
            "These options changed too; they take effect at the next start.", &waiting);
    }
    if (started != JT_OK) {
        const struct jt_log_field why = {"why", jt_str_from_c(jt_err_text(started))};
        say(r, JT_LOG_ERROR, "mail.not_started", "No mail is sent: start anew.", &why);
    }
}

void jt_reload(struct jt_running *r, const struct jt_start_arguments *arguments)
{
    JT_CLEAN(clear) struct fresh fresh = {0};
    enum jt_err err = load(r, arguments, &fresh);
    if (err == JT_OK) {
        err = reload_http(r, &fresh);
    }
    if (err == JT_OK) {
        say_done(r, &fresh, take_over(r, &fresh));
        return;
    }
    if (fresh.why.len == 0) {
        jt_buf_append_c(&fresh.why, jt_err_text(err));
    }
    const struct jt_log_field why = {"why", jt_buf_str(&fresh.why)};
    say(r, JT_LOG_ERROR, "config.refused",
        "The configuration was read again and is refused: everything stays as it is.", &why);
}

void jt_reloads_clear(struct jt_reloads *reloads)
{
    while (reloads->count) {
        struct jt_config *config = reloads->configs[--reloads->count];
        jt_config_clear(config);
        free(config);
    }
}

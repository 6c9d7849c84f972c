/* SPDX-License-Identifier: Apache-2.0 */
/* The first steps of a start: clock, log, addresses, data directory. Whatever is wrong here is said
 * before anything is touched. */
#include "codec/time_text.h"
#include "server/app.h"
#include "server/log.h"
#include "server/start/clock_guard.h"
#include "server/start/running.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum jt_err check_clock(struct jt_running *r, struct jt_buf *why)
{
    jt_time now = jt_clock_now(r->server.clock);
    if (now.s >= jt_build_time().s) {
        return JT_OK;
    }
    char now_text[JT_RFC3339_TEXT + 1];
    char build_text[JT_RFC3339_TEXT + 1];
    jt_time_write_rfc3339(now, now_text);
    jt_time_write_rfc3339(jt_build_time(), build_text);
    jt_buf_append_f(why, "the clock says %s, but this program was built at %s: set the clock first",
                    now_text, build_text);
    return JT_ERR_CLOCK;
}

static enum jt_err open_log(struct jt_running *r, struct jt_buf *why)
{
    enum jt_log_format format =
        jt_str_equal(r->config->log_format, JT_STR("json")) ? JT_LOG_JSON : JT_LOG_TEXT;
    enum jt_err err = jt_log_new(format, STDERR_FILENO, r->server.clock, &r->server.log);
    if (err != JT_OK) {
        jt_buf_append_f(why, "cannot open the log: %s", jt_err_text(err));
    }
    return err;
}

static enum jt_err make_http(struct jt_running *r, struct jt_buf *why)
{
    const struct jt_http_server_options options = {
        .limits = r->config->limits,
        .threads = (unsigned)r->config->threads,
        .clock = r->server.clock,
        .rand = r->server.rand,
        .trusted_proxies = r->config->trusted_proxies.items,
        .trusted_proxy_count = r->config->trusted_proxies.count,
    };
    jt_app_init(&r->server, &r->app);
    enum jt_err err = jt_http_server_new(&options, &r->app, &r->server.http);
    if (err != JT_OK) {
        jt_buf_append_f(why, "cannot make the HTTP server: %s", jt_err_text(err));
    }
    return err;
}

static enum jt_err bind_one(struct jt_running *r, jt_str address, bool with_tls, int *ret_listener,
                            struct jt_buf *why)
{
    JT_CLEAN(jt_cstr_clear) char *reason = NULL;
    const char *cert = with_tls && r->config->tls_cert.len ? r->config->tls_cert.ptr : NULL;
    const char *key = cert ? r->config->tls_key.ptr : NULL;
    enum jt_err err =
        jt_http_server_listen(r->server.http, address, cert, key, ret_listener, &reason);
    if (err != JT_OK) {
        jt_buf_append_c(why, reason ? reason : jt_err_text(err));
    }
    return err;
}

static enum jt_err bind_addresses(struct jt_running *r, struct jt_buf *why)
{
    int listener = 0;
    for (size_t i = 0; i < r->config->listen.count; i++) {
        JT_TRY(bind_one(r, r->config->listen.items[i], true, &listener, why));
    }
    if (jt_str_equal(r->config->admin_listen, JT_STR("none"))) {
        return JT_OK;
    }
    return bind_one(r, r->config->admin_listen, false, &r->server.admin_listener, why);
}

static enum jt_err make_data_dir(struct jt_running *r, struct jt_buf *why)
{
    const char *path = r->config->data_dir.ptr;
    struct stat status;
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        jt_buf_append_f(why, "cannot make the data directory %s: %s", path, strerror(errno));
        return JT_ERR_IO;
    }
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        jt_buf_append_f(why, "the data directory %s is no directory", path);
        return JT_ERR_IO;
    }
    if (access(path, R_OK | W_OK | X_OK) != 0) {
        jt_buf_append_f(why, "the data directory %s cannot be written: %s", path, strerror(errno));
        return JT_ERR_IO;
    }
    return JT_OK;
}

const struct jt_start_step jt_start_outside[] = {
    {"check the clock", check_clock},           {"open the log", open_log},
    {"make the HTTP server", make_http},        {"bind the addresses", bind_addresses},
    {"find the data directory", make_data_dir},
};
const size_t jt_start_outside_count = sizeof(jt_start_outside) / sizeof(jt_start_outside[0]);

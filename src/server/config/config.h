/* SPDX-License-Identifier: Apache-2.0 */
/* What the operator chose: options, environment, config file and defaults, merged once at start.
 * All text is owned by the config. */
#ifndef JT_SERVER_CONFIG_CONFIG_H
#define JT_SERVER_CONFIG_CONFIG_H

#include "base/arena.h"
#include "base/buf.h"
#include "codec/completion.h"
#include "server/http/limits.h"

enum { JT_CONFIG_LIST_MAX = 64, JT_CONFIG_FILE_MAX = 1 << 20 };

struct jt_config_list {
    jt_str items[JT_CONFIG_LIST_MAX];
    size_t count;
};

struct jt_config {
    jt_str data_dir;
    struct jt_config_list listen;
    jt_str admin_listen; /* "none": no admin listener */
    jt_str public_url;   /* no trailing slash */
    jt_str store_uri;
    jt_str tls_cert;
    jt_str tls_key;
    jt_str config_file;
    jt_str master_key_file; /* empty: DIR/master.key, or the systemd credential */
    jt_str log_format;      /* "text" or "json" */
    struct jt_config_list trusted_proxies;
    int64_t threads; /* 0: one per core */
    int64_t
        failure_limit;  /* unproven failures a minute by one address for one presented id; 0: off */
    size_t token_max;   /* bytes of an access token: 12288 */
    int64_t api_limit;  /* requests a minute of one API client; 0: off */
    int64_t bulk_limit; /* of those, POST /users/bulk; 0: off */
    int64_t dry_run_limit;  /* of those, POST /rejections/dry-run; 0: off */
    int64_t rejections_max; /* rows kept */
    int64_t rejections_max_age_s;
    int64_t signing_notice_s;
    int64_t events_max_age_days; /* 0: for ever */
    int64_t checkpoint_events;
    int64_t checkpoint_hours;
    jt_str mail_server; /* empty: no mail is sent */
    jt_str mail_from;
    jt_str mail_user; /* empty: no login */
    jt_str mail_password_file;
    jt_str mail_ca_file; /* empty: the system's */
    bool mail_starttls;
    bool mail_insecure;
    int64_t mail_timeout_ms;
    int64_t mail_retry_s;
    bool insecure_http;
    bool accept_clock;
    bool access_log;
    struct jt_http_limits limits;
    struct jt_arena arena; /* holds the text */
};

/* Merges, highest first: arguments, environment (envp like environ, NULL: none), config file,
 * defaults; then checks that the whole makes sense. args: what follows the subcommand. On failure
 * why holds a sentence for the operator: JT_ERR_ARG (unknown option, bad value, contradiction),
 * JT_ERR_IO (config file), JT_ERR_NOMEM. Clear ret_config in every case. */
JT_MUST_USE enum jt_err jt_config_load(struct jt_config *ret_config, int arg_count,
                                       char *const *args, char *const *envp, struct jt_buf *why);
void jt_config_clear(struct jt_config *config);
/* The list of options with their defaults, for --help and the manual. */
void jt_config_write_help(struct jt_buf *buf);
/* Adds every option for the completion of a shell. */
void jt_config_complete(struct jt_completion_place *place);
/* Every option with its present value, as a config file. */
void jt_config_write(const struct jt_config *config, struct jt_buf *buf);
/* The host of the public URL as it stands in a Host header: without port, IPv6 in brackets. */
jt_str jt_config_public_host(const struct jt_config *config);

#endif

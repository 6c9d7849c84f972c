/* SPDX-License-Identifier: Apache-2.0 */
/* What the operator chose: options, environment, config file and defaults, merged once at start.
 * All text is owned by the config. */
#ifndef JT_SERVER_CONFIG_CONFIG_H
#define JT_SERVER_CONFIG_CONFIG_H

#include "base/arena.h"
#include "server/http/limits.h"

enum { JT_CONFIG_LISTEN_MAX = 16, JT_CONFIG_PROXIES_MAX = 64 };

struct jt_config {
    jt_str data_dir;
    jt_str listen[JT_CONFIG_LISTEN_MAX];
    size_t listen_count;
    jt_str admin_listen; /* "none": no admin listener */
    jt_str public_url;   /* no trailing slash */
    jt_str store_uri;
    jt_str tls_cert;
    jt_str tls_key;
    jt_str master_key_file; /* empty: DIR/master.key, or the systemd credential */
    jt_str log_format;      /* "text" or "json" */
    jt_str trusted_proxies[JT_CONFIG_PROXIES_MAX];
    size_t trusted_proxy_count;
    int64_t threads; /* 0: one per core */
    int64_t
        failure_limit; /* unproven failures a minute by one address for one presented id; 0: off */
    int64_t api_limit; /* requests a minute of one API client; 0: off */
    int64_t rejections_max; /* rows kept */
    int64_t rejections_max_age_s;
    bool insecure_http;
    bool accept_clock;
    bool access_log;
    struct jt_http_limits limits;
    struct jt_arena arena; /* holds the text */
};

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Other limits, proxies and certificates for a server that runs: everything that can fail comes
 * first, and then nothing does. */
#include "server/http/loop.h"
#include "server/http/tls.h"

struct fresh {
    struct jt_tls_context *contexts[JT_LISTENERS_MAX];
    struct jt_settings_batch *batch;
};

static void clear(struct fresh *fresh)
{
    for (int i = 0; i < JT_LISTENERS_MAX; i++) {
        jt_tls_context_free(fresh->contexts[i]);
    }
    jt_settings_batch_free(fresh->batch);
}

static enum jt_err load(const struct jt_http_server *server, const char *cert_file,
                        const char *key_file, struct fresh *fresh, char **ret_why)
{
    for (int i = 0; cert_file && i < server->listener_count; i++) {
        if (server->listeners[i].tls) {
            JT_TRY(jt_tls_context_new(cert_file, key_file, &fresh->contexts[i], ret_why));
        }
    }
    return JT_OK;
}

enum jt_err jt_http_server_reload(struct jt_http_server *server,
                                  const struct jt_http_server_options *options,
                                  const char *cert_file, const char *key_file, char **ret_why)
{
    JT_CLEAN(clear) struct fresh fresh = {0};
    *ret_why = NULL;
    JT_TRY(load(server, cert_file, key_file, &fresh, ret_why));
    JT_TRY(jt_settings_batch_new(options, server->thread_count, &fresh.batch));
    for (int i = 0; i < server->listener_count; i++) {
        if (fresh.contexts[i]) {
            jt_tls_context_swap(server->listeners[i].tls, fresh.contexts[i]);
        }
    }
    const struct jt_http_limits *limits = &options->limits;
    jt_admission_set(server->admission, limits->connections_max, limits->address_connections_max);
    jt_settings_batch_send(fresh.batch, server->loops);
    fresh.batch = NULL;
    return JT_OK;
}

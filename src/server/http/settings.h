/* SPDX-License-Identifier: Apache-2.0 */
/* What a loop may be told anew while it runs: limits and trusted proxies. Each loop has its own
 * copy, which only its thread touches; a change travels to it as a task. */
#ifndef JT_SERVER_HTTP_SETTINGS_H
#define JT_SERVER_HTTP_SETTINGS_H

#include "server/http/limits.h"
#include "server/http/proxy.h"

struct jt_http_server;
struct jt_http_server_options;
struct jt_loop;
struct jt_settings_batch;

struct jt_settings {
    struct jt_http_limits limits;
    struct jt_proxies proxies;
};

/* Errors of jt_proxies_init(). */
JT_MUST_USE enum jt_err jt_settings_init(struct jt_settings *ret_settings,
                                         const struct jt_http_server_options *options);
void jt_settings_clear(struct jt_settings *settings);

/* A copy for each loop, so that sending them cannot fail. */
JT_MUST_USE enum jt_err jt_settings_batch_new(const struct jt_http_server_options *options,
                                              unsigned count, struct jt_settings_batch **ret_batch);
void jt_settings_batch_free(struct jt_settings_batch *batch);
/* Each loop takes its copy soon; frees the batch. The threads run. */
void jt_settings_batch_send(struct jt_settings_batch *batch, struct jt_loop **loops);

#endif

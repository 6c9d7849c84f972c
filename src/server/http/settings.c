/* SPDX-License-Identifier: Apache-2.0 */
/* Settings on their way from the main thread to the loops. */
#include "server/http/settings.h"

#include "server/http/loop.h"

#include <stdlib.h>

struct message {
    struct jt_loop_task task;
    struct jt_loop *loop;
    struct jt_settings settings;
};

struct jt_settings_batch {
    unsigned count;
    struct message *messages[JT_THREADS_MAX]; /* NULL: not made, or sent */
};

enum jt_err jt_settings_init(struct jt_settings *ret_settings,
                             const struct jt_http_server_options *options)
{
    struct jt_settings settings = {.limits = options->limits};
    JT_TRY(
        jt_proxies_init(&settings.proxies, options->trusted_proxies, options->trusted_proxy_count));
    *ret_settings = settings;
    return JT_OK;
}

void jt_settings_clear(struct jt_settings *settings)
{
    jt_proxies_clear(&settings->proxies);
}

static enum jt_err make_message(const struct jt_http_server_options *options,
                                struct message **ret_message)
{
    struct message *message = calloc(1, sizeof(*message));
    if (message == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err = jt_settings_init(&message->settings, options);
    if (err != JT_OK) {
        free(message);
        return err;
    }
    *ret_message = message;
    return JT_OK;
}

enum jt_err jt_settings_batch_new(const struct jt_http_server_options *options, unsigned count,
                                  struct jt_settings_batch **ret_batch)
{
    struct jt_settings_batch *batch = calloc(1, sizeof(*batch));
    if (batch == NULL) {
        return JT_ERR_NOMEM;
    }
    batch->count = count;
    for (unsigned i = 0; i < count; i++) {
        enum jt_err err = make_message(options, &batch->messages[i]);
        if (err != JT_OK) {
            jt_settings_batch_free(batch);
            return err;
        }
    }
    *ret_batch = batch;
    return JT_OK;
}

static void free_message(struct message *message)
{
    if (message) {
        jt_settings_clear(&message->settings);
        free(message);
    }
}

void jt_settings_batch_free(struct jt_settings_batch *batch)
{
    for (unsigned i = 0; batch && i < batch->count; i++) {
        free_message(batch->messages[i]);
    }
    free(batch);
}

static void arrive(struct jt_loop_task *task)
{
    struct message *message = JT_LINK_OF(task, struct message, task);
    jt_loop_set(message->loop, &message->settings);
    free_message(message);
}

void jt_settings_batch_send(struct jt_settings_batch *batch, struct jt_loop **loops)
{
    for (unsigned i = 0; i < batch->count; i++) {
        struct message *message = batch->messages[i];
        batch->messages[i] = NULL;
        message->task.run = arrive;
        message->loop = loops[i];
        jt_loop_post(message->loop, &message->task);
    }
    jt_settings_batch_free(batch);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Both parts are prepared before either is published. */
#include "store/listener.h"

#include <stdlib.h>

struct parts {
    void *first;
    void *second;
};

static enum jt_err prepare(void *arg, const struct jt_change *change, void **ret_part)
{
    struct jt_store_listener_pair *pair = arg;
    struct parts *parts = calloc(1, sizeof(*parts));
    if (parts == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err = pair->first.prepare(pair->first.arg, change, &parts->first);
    if (err != JT_OK) {
        free(parts);
        return err;
    }
    err = pair->second.prepare(pair->second.arg, change, &parts->second);
    if (err != JT_OK) {
        pair->first.discard(pair->first.arg, parts->first);
        free(parts);
        return err;
    }
    *ret_part = parts;
    return JT_OK;
}

static void publish(void *arg, void *part)
{
    struct jt_store_listener_pair *pair = arg;
    struct parts *parts = part;
    pair->first.publish(pair->first.arg, parts->first);
    pair->second.publish(pair->second.arg, parts->second);
    free(parts);
}

static void discard(void *arg, void *part)
{
    struct jt_store_listener_pair *pair = arg;
    struct parts *parts = part;
    pair->first.discard(pair->first.arg, parts->first);
    pair->second.discard(pair->second.arg, parts->second);
    free(parts);
}

struct jt_store_listener jt_store_listener_of_pair(struct jt_store_listener_pair *pair)
{
    return (struct jt_store_listener){prepare, publish, discard, pair};
}

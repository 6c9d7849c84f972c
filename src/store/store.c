/* SPDX-License-Identifier: Apache-2.0 */
/* From a store URI to the store that knows its scheme. */
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

static const struct jt_store_ops *const stores[] = {&jt_store_sqlite};

static enum jt_err find_ops(jt_str uri, const struct jt_store_ops **ret_ops, jt_str *ret_location,
                            char **ret_why)
{
    *ret_why = NULL;
    size_t colon = jt_str_find_char(uri, ':');
    jt_str scheme = jt_str_slice(uri, 0, colon);
    for (size_t i = 0; i < sizeof(stores) / sizeof(stores[0]); i++) {
        if (colon < uri.len && jt_str_equal(scheme, stores[i]->scheme)) {
            *ret_ops = stores[i];
            *ret_location = jt_str_from(uri, colon + 1);
            return JT_OK;
        }
    }
    if (asprintf(ret_why, "a store of the kind \"%.*s\" is not known: sqlite:FILE",
                 JT_STR_ARG(colon < uri.len ? scheme : JT_STR(""))) < 0) {
        *ret_why = NULL;
    }
    return JT_ERR_ARG;
}

bool jt_store_knows(jt_str uri)
{
    const struct jt_store_ops *ops = NULL;
    jt_str location = {0};
    JT_CLEAN(jt_cstr_clear) char *why = NULL;
    return find_ops(uri, &ops, &location, &why) == JT_OK;
}

enum jt_err jt_store_open(jt_str uri, struct jt_store **ret_store, char **ret_why)
{
    const struct jt_store_ops *ops = NULL;
    jt_str location = {0};
    JT_TRY(find_ops(uri, &ops, &location, ret_why));
    return ops->open(location, ret_store, ret_why);
}

enum jt_err jt_store_copy(jt_str uri, const char *file, char **ret_why)
{
    const struct jt_store_ops *ops = NULL;
    jt_str location = {0};
    JT_TRY(find_ops(uri, &ops, &location, ret_why));
    return ops->copy(location, file, ret_why);
}

void jt_store_hear_faults(struct jt_store_ear *ear)
{
    for (size_t i = 0; i < sizeof(stores) / sizeof(stores[0]); i++) {
        stores[i]->hear_faults(ear);
    }
}

enum jt_err jt_store_probe(jt_str uri, bool *ret_exists, char **ret_why)
{
    const struct jt_store_ops *ops = NULL;
    jt_str location = {0};
    JT_TRY(find_ops(uri, &ops, &location, ret_why));
    return ops->probe(location, ret_exists, ret_why);
}

void jt_store_close(struct jt_store *store)
{
    if (store) {
        store->ops->close(store);
    }
}

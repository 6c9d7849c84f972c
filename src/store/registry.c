/* SPDX-License-Identifier: Apache-2.0 */
/* The registry as a whole: made, loaded, kept in step with the store, freed. */
#include "store/registry_swap.h"

#include <stdlib.h>

enum jt_err jt_registry_new(const struct jt_registry_options *options,
                            struct jt_registry **ret_registry)
{
    struct jt_registry *registry = calloc(1, sizeof(*registry));
    if (registry == NULL) {
        return JT_ERR_NOMEM;
    }
    jt_status_bits_init(&registry->status);
    registry->key = jt_hash_key_from(options->hash_key);
    jt_client_tables_init(registry);
    jt_token_table_init(registry);
    registry->public_url = jt_str_dup(options->public_url);
    enum jt_err err =
        registry->public_url ? jt_grant_sets_init(&registry->grant_sets) : JT_ERR_NOMEM;
    if (err != JT_OK) {
        jt_registry_free(registry);
        return err;
    }
    *ret_registry = registry;
    return JT_OK;
}

/* No reader looks any more; what was retired before still waits for those that did. */
void jt_registry_free(struct jt_registry *registry)
{
    if (registry == NULL) {
        return;
    }
    jt_retired_clear(&registry->retired);
    jt_client_entries_clear(registry);
    jt_token_entries_clear(registry);
    jt_table_clear(&registry->clients);
    jt_table_clear(&registry->client_keys);
    jt_table_clear(&registry->secrets);
    jt_table_clear(&registry->tokens);
    jt_grant_sets_clear(&registry->grant_sets);
    jt_status_bits_clear(&registry->status);
    jt_catalogue_free(registry->loading);
    jt_catalogue_free(jt_registry_catalogue(registry));
    free(registry->public_url);
    free(registry);
}

static enum jt_err visit_realm(void *arg, const struct jt_realm *realm)
{
    return jt_catalogue_add_realm(((struct jt_registry *)arg)->loading, realm);
}

static enum jt_err visit_stage(void *arg, const struct jt_stage *stage)
{
    return jt_catalogue_add_stage(((struct jt_registry *)arg)->loading, stage);
}

static enum jt_err visit_api(void *arg, const struct jt_api *api)
{
    return jt_catalogue_add_api(((struct jt_registry *)arg)->loading, api);
}

static enum jt_err visit_permission(void *arg, const struct jt_permission *permission)
{
    return jt_catalogue_add_permission(((struct jt_registry *)arg)->loading, permission);
}

/* Any change is a part that prepare makes and publish puts in. */
static enum jt_err prepare(void *arg, const struct jt_change *change, void **ret_part);
static void publish(void *arg, void *part);

static enum jt_err add_now(struct jt_registry *registry, const struct jt_change *change)
{
    void *part = NULL;
    JT_TRY(prepare(registry, change, &part));
    publish(registry, part);
    return JT_OK;
}

static enum jt_err visit_client(void *arg, const struct jt_api_client *client)
{
    struct jt_change change = {.kind = JT_CHANGE_API_CLIENT, .api_client = client};
    return add_now(arg, &change);
}

static enum jt_err visit_token(void *arg, const struct jt_revoked_token *token)
{
    struct jt_change change = {.kind = JT_CHANGE_TOKEN_REVOKED, .token = token};
    return add_now(arg, &change);
}

static enum jt_err load_catalogue(struct jt_registry *registry, struct jt_store *store)
{
    struct jt_store_visitor visitor = {.realm = visit_realm,
                                       .stage = visit_stage,
                                       .api = visit_api,
                                       .permission = visit_permission,
                                       .arg = registry};
    JT_TRY(
        jt_catalogue_new(&registry->key, jt_str_from_c(registry->public_url), &registry->loading));
    JT_TRY(store->ops->load(store, &visitor));
    JT_TRY(jt_catalogue_seal(registry->loading));
    atomic_store_explicit(&registry->catalogue, registry->loading, memory_order_release);
    registry->loading = NULL;
    return JT_OK;
}

/* The scope texts of clients need the whole catalogue, so it comes first. */
enum jt_err jt_registry_load(struct jt_registry *registry, struct jt_store *store)
{
    struct jt_store_visitor visitor = {
        .api_client = visit_client, .revoked_token = visit_token, .arg = registry};
    if (jt_registry_catalogue(registry) || registry->loading) {
        return JT_ERR_ARG; /* once */
    }
    JT_TRY(load_catalogue(registry, store));
    JT_TRY(store->ops->load(store, &visitor));
    struct jt_store_listener listener = jt_registry_listener(registry);
    store->ops->set_listener(store, &listener);
    return JT_OK;
}

struct part {
    struct jt_client_entry *client;
    struct jt_token_entry *token;
    struct jt_catalogue_swap *catalogue;
};

static enum jt_err fill_part(struct jt_registry *registry, const struct jt_change *change,
                             struct part *part)
{
    switch (change->kind) {
    case JT_CHANGE_API_CLIENT:
        return jt_client_entry_new(registry, change->api_client, &part->client);
    case JT_CHANGE_TOKEN_REVOKED:
        return jt_token_entry_new(registry, change->token, &part->token);
    case JT_CHANGE_STAGE:
    case JT_CHANGE_REALM:
    case JT_CHANGE_API:
        return jt_catalogue_swap_new(registry, change, &part->catalogue);
    case JT_CHANGE_SIGNING_KEY:
        return JT_OK; /* the keyring's */
    }
    return JT_OK; /* of a newer store */
}

static void free_part(struct jt_registry *registry, struct part *part)
{
    if (part->client) {
        jt_client_entry_free(registry, part->client);
    }
    if (part->catalogue) {
        jt_catalogue_swap_free(part->catalogue);
    }
    free(part->token);
    free(part);
}

static enum jt_err prepare(void *arg, const struct jt_change *change, void **ret_part)
{
    struct jt_registry *registry = arg;
    struct part *part = calloc(1, sizeof(*part));
    if (part == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err = fill_part(registry, change, part);
    /* Last, because a table that grows retires its old array. */
    if (err == JT_OK && !jt_retired_reserve(&registry->retired)) {
        err = JT_ERR_NOMEM;
    }
    if (err != JT_OK) {
        free_part(registry, part);
        return err;
    }
    *ret_part = part;
    return JT_OK;
}

static void publish(void *arg, void *prepared)
{
    struct part *part = prepared;
    if (part->client) {
        jt_client_entry_publish(arg, part->client);
    }
    if (part->token) {
        jt_token_entry_publish(arg, part->token);
    }
    if (part->catalogue) {
        jt_catalogue_swap_publish(arg, part->catalogue);
    }
    free(part);
}

static void discard(void *arg, void *prepared)
{
    free_part(arg, prepared);
}

struct jt_store_listener jt_registry_listener(struct jt_registry *registry)
{
    return (struct jt_store_listener){prepare, publish, discard, registry};
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The registry as a whole: made, kept in step with the store, freed. */
#include "store/registry_peek.h"
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
    jt_peeked_init(&registry->peeked);
    registry->key = jt_hash_key_from(options->hash_key);
    jt_client_tables_init(registry);
    jt_token_table_init(registry);
    registry->public_url = jt_str_dup(options->public_url);
    enum jt_err err =
        registry->public_url ? jt_grant_sets_init(&registry->grant_sets) : JT_ERR_NOMEM;
    if (err == JT_OK) {
        err = jt_registry_nobody_make(&registry->nobody);
    }
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
    jt_peeked_clear(&registry->peeked);
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
    free(registry->nobody);
    free(registry->public_url);
    free(registry);
}

/* Any change is a part that prepare makes and publish puts in. */
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

enum jt_err jt_registry_put(struct jt_registry *registry, const struct jt_change *change)
{
    void *part = NULL;
    JT_TRY(prepare(registry, change, &part));
    publish(registry, part);
    return JT_OK;
}

struct jt_store_listener jt_registry_listener(struct jt_registry *registry)
{
    return (struct jt_store_listener){prepare, publish, discard, registry};
}

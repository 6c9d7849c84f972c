/* SPDX-License-Identifier: Apache-2.0 */
/* The load. The catalogue comes whole and first, because everybody needs it; then what there may be
 * a million of, some rows at a time, while readers ask the store.
 *
 * A part is read and put in on the writing thread, between two changes: what is read is what holds,
 * so that no row that is older than a change can come after it. */
#include "store/registry_peek.h"

/* Some milliseconds each: so long does a change wait. */
enum { ROWS_AT_ONCE = 1000 };

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

static enum jt_err visit_client(void *arg, const struct jt_api_client *client)
{
    struct jt_change change = {.kind = JT_CHANGE_API_CLIENT, .api_client = client};
    return jt_registry_put(arg, &change);
}

static enum jt_err visit_token(void *arg, const struct jt_revoked_token *token)
{
    struct jt_change change = {.kind = JT_CHANGE_TOKEN_REVOKED, .token = token};
    return jt_registry_put(arg, &change);
}

static enum jt_err visit_bit(void *arg, const struct jt_status_bit *bit)
{
    return jt_status_bits_load(&((struct jt_registry *)arg)->status, bit);
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
enum jt_err jt_registry_load_begin(struct jt_registry *registry, struct jt_store *store)
{
    if (jt_registry_catalogue(registry) || registry->loading) {
        return JT_ERR_ARG; /* once */
    }
    JT_TRY(load_catalogue(registry, store));
    jt_status_bits_begin(&registry->status);
    registry->part = JT_LOAD_STATUS_TAKEN;
    atomic_store_explicit(&registry->asked, store, memory_order_release);
    struct jt_store_listener listener = jt_registry_listener(registry);
    store->ops->set_listener(store, &listener);
    return JT_OK;
}

/* Readers that asked the store because they came before this have slept when the store hears that
 * nobody will ask it any more. */
static void end_load(struct jt_registry *registry, struct jt_store *store)
{
    atomic_store_explicit(&registry->asked, NULL, memory_order_release);
    jt_rcu_wait();
    jt_peeked_drop(&registry->peeked);
    store->ops->peek_end(store);
}

static void end_part(struct jt_registry *registry, struct jt_store *store)
{
    registry->place = (struct jt_load_place){0};
    switch (registry->part) {
    case JT_LOAD_STATUS_TAKEN:
        registry->part = JT_LOAD_STATUS_OF_CLIENTS;
        break;
    case JT_LOAD_STATUS_OF_CLIENTS:
        registry->part = JT_LOAD_STATUS_OF_SECRETS;
        break;
    case JT_LOAD_STATUS_OF_SECRETS:
        registry->part = JT_LOAD_REVOKED_TOKENS;
        jt_status_bits_end(&registry->status);
        break;
    case JT_LOAD_REVOKED_TOKENS:
        registry->part = JT_LOAD_API_CLIENTS;
        break;
    case JT_LOAD_API_CLIENTS:
        end_load(registry, store);
        break;
    }
}

enum jt_err jt_registry_load_more(struct jt_registry *registry, bool *ret_more)
{
    struct jt_store_visitor visitor = {.api_client = visit_client,
                                       .revoked_token = visit_token,
                                       .status_bit = visit_bit,
                                       .arg = registry};
    struct jt_store *store = jt_registry_asked(registry);
    bool more = false;
    if (store == NULL) {
        *ret_more = false;
        return JT_OK;
    }
    jt_peeked_drop(&registry->peeked);
    JT_TRY(store->ops->load_part(store, registry->part, ROWS_AT_ONCE, &registry->place, &visitor,
                                 &more));
    if (!more) {
        end_part(registry, store);
    }
    *ret_more = !jt_registry_is_loaded(registry);
    return JT_OK;
}

enum jt_err jt_registry_load(struct jt_registry *registry, struct jt_store *store)
{
    bool more = true;
    JT_TRY(jt_registry_load_begin(registry, store));
    while (more) {
        JT_TRY(jt_registry_load_more(registry, &more));
    }
    return JT_OK;
}

bool jt_registry_is_loaded(const struct jt_registry *registry)
{
    return jt_registry_catalogue(registry) != NULL && jt_registry_asked(registry) == NULL;
}

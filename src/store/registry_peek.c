/* SPDX-License-Identifier: Apache-2.0 */
/* Entries that are made of the store's rows for one reader, and freed behind the readers by the
 * writer. A fault is counted, because "there is none" would be an answer. */
#include "store/registry_peek.h"

#include "store/registry_client.h"

#include <stdlib.h>

/* Between two parts of the load: some milliseconds, or a second when it cannot go on. */
enum { PEEKED_MAX = 1 << 16 };

struct jt_peeked {
    struct jt_peeked *next;
    struct jt_client_entry *entry;
};

void jt_peeked_init(struct jt_peeked_list *list)
{
    (void)pthread_mutex_init(&list->lock, NULL); /* without attributes it cannot fail */
}

static void free_entry(struct jt_client_entry *entry)
{
    jt_grant_set_free(entry->set);
    free(entry);
}

static void free_all(struct jt_peeked *first)
{
    while (first) {
        struct jt_peeked *next = first->next;
        free_entry(first->entry);
        free(first);
        first = next;
    }
}

/* Those that come to stand in the list while this waits stay there. */
void jt_peeked_drop(struct jt_peeked_list *list)
{
    (void)pthread_mutex_lock(&list->lock);
    struct jt_peeked *first = list->first;
    list->first = NULL;
    list->count = 0;
    (void)pthread_mutex_unlock(&list->lock);
    if (first) {
        jt_rcu_wait();
        free_all(first);
    }
}

void jt_peeked_clear(struct jt_peeked_list *list)
{
    free_all(list->first);
    (void)pthread_mutex_destroy(&list->lock);
}

static enum jt_err keep(struct jt_peeked_list *list, struct jt_client_entry *entry)
{
    struct jt_peeked *peeked = malloc(sizeof(*peeked));
    if (peeked == NULL) {
        return JT_ERR_NOMEM;
    }
    (void)pthread_mutex_lock(&list->lock);
    bool has_room = list->count < PEEKED_MAX;
    if (has_room) {
        *peeked = (struct jt_peeked){list->first, entry};
        list->first = peeked;
        list->count++;
    }
    (void)pthread_mutex_unlock(&list->lock);
    if (!has_room) {
        free(peeked);
        return JT_ERR_LIMIT;
    }
    return JT_OK;
}

static enum jt_err make_entry(const struct jt_registry *registry,
                              const struct jt_api_client *client,
                              struct jt_client_entry **ret_entry)
{
    struct jt_grant_set *set = NULL;
    JT_TRY(jt_grant_set_new(jt_registry_catalogue(registry), &client->grants, &set));
    enum jt_err err = jt_client_entry_make(client, set, ret_entry);
    if (err != JT_OK) {
        jt_grant_set_free(set);
    }
    return err;
}

/* The entry is made and kept also of a client that was read in the place of none. */
static enum jt_err ask(struct jt_registry *registry, struct jt_store *store,
                       const struct jt_peek *peek, const struct jt_client_entry **ret_entry)
{
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    struct jt_api_client client = {0};
    struct jt_client_entry *entry = NULL;
    bool found = false;
    JT_TRY(store->ops->client_peek(store, &arena, peek, &client, &found));
    JT_TRY(make_entry(registry, &client, &entry));
    enum jt_err err = keep(&registry->peeked, entry);
    if (err != JT_OK) {
        free_entry(entry);
        return err;
    }
    *ret_entry = found ? entry : NULL;
    return JT_OK;
}

/* A store that nobody may ask any more means that the tables have become whole meanwhile. */
static bool failed(struct jt_registry *registry)
{
    if (jt_registry_asked(registry) == NULL) {
        return false;
    }
    atomic_fetch_add_explicit(&registry->faults, 1, memory_order_release);
    return true;
}

bool jt_registry_peek(const struct jt_registry *registry, const struct jt_peek *peek,
                      const struct jt_client_entry **ret_entry)
{
    struct jt_registry *own = (struct jt_registry *)(uintptr_t)registry;
    struct jt_store *store = jt_registry_asked(registry);
    if (store == NULL) {
        return false;
    }
    *ret_entry = NULL;
    return ask(own, store, peek, ret_entry) == JT_OK || failed(own);
}

bool jt_registry_peek_token(const struct jt_registry *registry, const uint8_t jti[static 16],
                            bool *ret_revoked)
{
    struct jt_registry *own = (struct jt_registry *)(uintptr_t)registry;
    struct jt_store *store = jt_registry_asked(registry);
    if (store == NULL) {
        return false;
    }
    *ret_revoked = true;
    return store->ops->token_peek(store, jti, ret_revoked) == JT_OK || failed(own);
}

uint64_t jt_registry_faults(const struct jt_registry *registry)
{
    return atomic_load_explicit(&((struct jt_registry *)(uintptr_t)registry)->faults,
                                memory_order_acquire);
}

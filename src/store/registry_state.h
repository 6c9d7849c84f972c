/* SPDX-License-Identifier: Apache-2.0 */
/* The registry inside: a catalogue that is swapped whole, tables that change entry by entry, and
 * what the writer alone needs. */
#ifndef JT_STORE_REGISTRY_STATE_H
#define JT_STORE_REGISTRY_STATE_H

#include "store/registry_catalogue.h"
#include "store/registry_grants.h"
#include "store/registry_status_state.h"
#include "store/registry_table.h"

#include <pthread.h>
#include <stdatomic.h>

/* What was made of rows in the store for a reader, until no reader sees it any more. */
struct jt_peeked_list {
    pthread_mutex_t lock; /* of what follows */
    struct jt_peeked *first;
    size_t count;
};

struct jt_registry {
    struct jt_hash_key key;
    char *public_url;
    struct jt_catalogue *_Atomic catalogue; /* NULL: nothing loaded yet */
    struct jt_table clients;                /* by realm and client id */
    struct jt_table client_keys;
    struct jt_table secrets; /* by HMAC; an imported one by HMAC and client */
    struct jt_table tokens;  /* by jti */
    struct jt_status_bits_table status;
    struct jt_store *_Atomic asked; /* the tables are being filled: ask it. NULL: they are whole */
    atomic_uint_fast64_t faults;
    struct jt_client_entry *nobody; /* registry_nobody.c; in no table, with free() */
    struct jt_peeked_list peeked;
    /* The writer's. */
    struct jt_grant_sets grant_sets;
    struct jt_retired retired;
    struct jt_catalogue *loading;
    enum jt_load_part part; /* that is being loaded */
    struct jt_load_place place;
};

static inline struct jt_catalogue *jt_registry_catalogue(const struct jt_registry *registry)
{
    return atomic_load_explicit(&((struct jt_registry *)(uintptr_t)registry)->catalogue,
                                memory_order_acquire);
}

/* registry_client.c. An entry holds a client with everything of it, so that a change swaps all. */
struct jt_client_entry;
void jt_client_tables_init(struct jt_registry *registry);
/* Also makes the room in the tables that publish needs. */
JT_MUST_USE enum jt_err jt_client_entry_new(struct jt_registry *registry,
                                            const struct jt_api_client *client,
                                            struct jt_client_entry **ret_entry);
/* Puts it in, in the place of the one with the same key. Cannot fail after jt_retired_reserve(). */
void jt_client_entry_publish(struct jt_registry *registry, struct jt_client_entry *entry);
/* One that was never published, or that no reader sees any more. */
void jt_client_entry_free(struct jt_registry *registry, struct jt_client_entry *entry);
/* Frees every client, which the tables go on naming; no readers. */
void jt_client_entries_clear(struct jt_registry *registry);

/* registry_nobody.c */
JT_MUST_USE enum jt_err jt_registry_nobody_make(struct jt_client_entry **ret_nobody);

/* registry.c: what a change of the store becomes, at once. Writer. */
JT_MUST_USE enum jt_err jt_registry_put(struct jt_registry *registry,
                                        const struct jt_change *change);

/* registry_token.c */
struct jt_token_entry;
void jt_token_table_init(struct jt_registry *registry);
JT_MUST_USE enum jt_err jt_token_entry_new(struct jt_registry *registry,
                                           const struct jt_revoked_token *token,
                                           struct jt_token_entry **ret_entry);
void jt_token_entry_publish(struct jt_registry *registry, struct jt_token_entry *entry);
void jt_token_entries_clear(struct jt_registry *registry);

#endif

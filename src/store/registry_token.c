/* SPDX-License-Identifier: Apache-2.0 */
/* Revoked tokens, found by jti. */
#include "store/registry_state.h"

#include <stdlib.h>
#include <string.h>

struct jt_token_entry {
    struct cds_lfht_node node;
    uint8_t jti[16];
    int64_t expires_s;
};

static struct jt_token_entry *entry_of(struct cds_lfht_node *node)
{
    return JT_TABLE_ENTRY(node, struct jt_token_entry, node);
}

static int match(struct cds_lfht_node *node, const void *key)
{
    JT_RCU_ACQUIRE(node);
    /* A jti is an identifier that the token shows, no secret. */
    return memcmp(entry_of(node)->jti, key, sizeof(entry_of(node)->jti)) == 0;
}

enum jt_err jt_token_entry_new(const struct jt_revoked_token *token,
                               struct jt_token_entry **ret_entry)
{
    struct jt_token_entry *entry = calloc(1, sizeof(*entry));
    if (entry == NULL) {
        return JT_ERR_NOMEM;
    }
    memcpy(entry->jti, token->jti, sizeof(entry->jti));
    entry->expires_s = token->token_expires.s;
    *ret_entry = entry;
    return JT_OK;
}

static void free_token(void *arg, void *part)
{
    (void)arg;
    free(part);
}

void jt_token_entry_publish(struct jt_registry *registry, struct jt_token_entry *entry)
{
    uint64_t hash = jt_hash(&registry->key, entry->jti, sizeof(entry->jti));
    struct cds_lfht_node *old =
        jt_table_put(&registry->tokens, hash, match, entry->jti, &entry->node);
    if (old) {
        jt_retired_add(&registry->retired, free_token, NULL, entry_of(old));
    }
}

bool jt_registry_token_is_revoked(const struct jt_registry *registry, const uint8_t jti[static 16])
{
    uint64_t hash = jt_hash(&registry->key, jti, 16);
    return jt_table_find(&registry->tokens, hash, match, jti) != NULL;
}

struct drop {
    struct jt_registry *registry;
    int64_t before_s;
};

static void drop_expired(void *arg, struct cds_lfht_node *node)
{
    struct drop *drop = arg;
    struct jt_token_entry *entry = entry_of(node);
    /* Without room to retire it, it stays until the next time. */
    if (entry->expires_s < drop->before_s && jt_retired_reserve(&drop->registry->retired)) {
        jt_table_remove(&drop->registry->tokens, node);
        jt_retired_add(&drop->registry->retired, free_token, NULL, entry);
    }
}

void jt_registry_expired_drop(struct jt_registry *registry, jt_time now)
{
    struct drop drop = {registry, now.s - JT_REVOKED_TOKEN_KEEP_S};
    jt_table_each(&registry->tokens, drop_expired, &drop);
}

static void drop_all(void *arg, struct cds_lfht_node *node)
{
    struct jt_registry *registry = arg;
    jt_table_remove(&registry->tokens, node);
    free(entry_of(node));
}

void jt_token_entries_clear(struct jt_registry *registry)
{
    jt_table_each(&registry->tokens, drop_all, registry);
}

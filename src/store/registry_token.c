/* SPDX-License-Identifier: Apache-2.0 */
/* Revoked tokens, found by jti. */
#include "store/registry_peek.h"

#include <stdlib.h>
#include <string.h>

struct jt_token_entry {
    uint8_t jti[16];
    int64_t expires_s;
};

/* A jti is an identifier that the token shows, no secret. */
static bool match(const void *entry, const void *key)
{
    return memcmp(((const struct jt_token_entry *)entry)->jti, key, 16) == 0;
}

static uint64_t hash_jti(const struct jt_registry *registry, const uint8_t jti[static 16])
{
    return jt_hash(&registry->key, jti, 16);
}

static uint64_t hash_entry(const void *arg, const void *entry)
{
    return hash_jti(arg, ((const struct jt_token_entry *)entry)->jti);
}

void jt_token_table_init(struct jt_registry *registry)
{
    jt_table_init(&registry->tokens, hash_entry, registry, &registry->retired);
}

enum jt_err jt_token_entry_new(struct jt_registry *registry, const struct jt_revoked_token *token,
                               struct jt_token_entry **ret_entry)
{
    JT_TRY(jt_table_reserve(&registry->tokens, hash_jti(registry, token->jti), 1));
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
    uint64_t hash = hash_jti(registry, entry->jti);
    void *old = jt_table_put(&registry->tokens, hash, match, entry->jti, entry);
    if (old) {
        jt_retired_add(&registry->retired, free_token, NULL, old);
    }
}

bool jt_registry_token_is_revoked(const struct jt_registry *registry, const uint8_t jti[static 16])
{
    bool peeked = false;
    if (jt_registry_peek_token(registry, jti, &peeked)) {
        return peeked;
    }
    return jt_table_find(&registry->tokens, hash_jti(registry, jti), match, jti) != NULL;
}

struct drop {
    struct jt_registry *registry;
    int64_t before_s;
};

static void drop_expired(void *arg, void *part)
{
    struct drop *drop = arg;
    struct jt_token_entry *entry = part;
    /* Without room to retire it, it stays until the next time. */
    if (entry->expires_s < drop->before_s && jt_retired_reserve(&drop->registry->retired)) {
        jt_table_remove(&drop->registry->tokens, hash_jti(drop->registry, entry->jti), entry);
        jt_retired_add(&drop->registry->retired, free_token, NULL, entry);
    }
}

void jt_registry_expired_drop(struct jt_registry *registry, jt_time now)
{
    struct drop drop = {registry, now.s - JT_REVOKED_TOKEN_KEEP_S};
    jt_table_each(&registry->tokens, drop_expired, &drop);
}

void jt_token_entries_clear(struct jt_registry *registry)
{
    jt_table_each(&registry->tokens, free_token, NULL);
}

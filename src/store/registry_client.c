/* SPDX-License-Identifier: Apache-2.0 */
/* Clients and their secrets. A client is one piece of memory with its secrets and texts behind it,
 * so that a reader who found one of them sees a state that was true at one moment. */
#include "store/registry_client.h"

#include "model/limits.h"

#include <stdlib.h>
#include <string.h>

enum { SECRETS_MAX = 1 << 26 }; /* as place can count */

_Static_assert(JT_STATUS_LIST_BITS == 1 << 20, "status_index holds it");
_Static_assert(JT_STATUS_LISTS_MAX <= 1 << 10, "status_list holds it");
_Static_assert(JT_CLIENT_ID_MAX <= UINT8_MAX, "client_id_len holds it");
_Static_assert(JT_SECRET_END_SUPERSEDED < 1 << 2, "end holds it");

/* The very same secret, also when another client imported it too. */
static bool match_own_secret(const void *entry, const void *key)
{
    return jt_uuid_equal(&((const struct jt_registry_secret *)entry)->id, key);
}

static uint64_t hash_entry_id(const void *registry, const void *entry)
{
    const struct jt_registry_client *client = entry;
    return jt_client_hash_id(registry, jt_registry_client_id(client));
}

static uint64_t hash_entry_key(const void *registry, const void *entry)
{
    return jt_client_hash_key(registry, &((const struct jt_registry_client *)entry)->key);
}

static uint64_t hash_entry_secret(const void *registry, const void *entry)
{
    return jt_client_hash_hmac(registry, ((const struct jt_registry_secret *)entry)->hmac);
}

void jt_client_tables_init(struct jt_registry *registry)
{
    struct jt_retired *retired = &registry->retired;
    jt_table_init(&registry->clients, hash_entry_id, registry, retired);
    jt_table_init(&registry->client_keys, hash_entry_key, registry, retired);
    jt_table_init(&registry->secrets, hash_entry_secret, registry, retired);
}

static enum jt_err reserve(struct jt_registry *registry, const struct jt_api_client *client)
{
    JT_TRY(jt_table_reserve(&registry->clients, jt_client_hash_id(registry, client->client_id), 1));
    JT_TRY(jt_table_reserve(&registry->client_keys, jt_client_hash_key(registry, &client->key), 1));
    uint32_t count = (uint32_t)client->secret_count;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t hash = jt_client_hash_hmac(registry, client->secrets[i].hmac);
        JT_TRY(jt_table_reserve(&registry->secrets, hash, count));
    }
    return JT_OK;
}

static struct jt_registry_secret pack(const struct jt_client_secret *row, size_t place)
{
    struct jt_registry_secret secret = {
        .id = row->id,
        .expires_s = row->expires.s,
        .ended_s = row->ended.s,
        .status_index = row->status_index & (JT_STATUS_LIST_BITS - 1),
        .status_list = row->status_list & 0x3ff,
        .status_revoked = row->status_revoked,
        .forgotten = row->forgotten,
        .place = (unsigned)place & (SECRETS_MAX - 1),
        .end = (unsigned)row->end & 3,
        .imported = row->imported,
        .has_successor = !jt_uuid_is_zero(&row->successor),
    };
    memcpy(secret.hmac, row->hmac, sizeof(secret.hmac));
    return secret;
}

/* Deleting a client ends its secrets, though their rows stay as they were: from then on they are
 * as dead as a revoked one, and told of as long. */
static void end_with_client(struct jt_registry_secret *secret, const struct jt_client_secret *row,
                            jt_time deleted)
{
    if (deleted.s != 0 && jt_client_secret_death(row).s > deleted.s) {
        secret->ended_s = deleted.s;
        secret->died_with_client = true;
        if (row->end != JT_SECRET_END_COMPROMISED) {
            secret->end = JT_SECRET_END_RETIRED;
        }
    }
}

static void copy_text(char *to, jt_str text)
{
    if (text.len) {
        memcpy(to, text.ptr, text.len);
    }
}

static void fill(struct jt_client_entry *entry, const struct jt_api_client *client)
{
    entry->view = (struct jt_registry_client){
        .key = client->key,
        .realm = client->realm,
        .grants = &entry->set->grants,
        .secret_count = (uint32_t)client->secret_count,
        .name_len = (uint16_t)client->name.len,
        .client_id_len = (uint8_t)client->client_id.len,
        .kind = (unsigned)client->kind & 7,
        .auth_methods = client->auth_methods & 7,
        .suspended = client->suspended.s != 0,
        .deleted = client->deleted.s != 0,
    };
    for (size_t i = 0; i < client->secret_count; i++) {
        entry->secrets[i] = pack(&client->secrets[i], i);
        end_with_client(&entry->secrets[i], &client->secrets[i], client->deleted);
    }
    char *texts = (char *)&entry->secrets[client->secret_count];
    copy_text(texts, client->client_id);
    copy_text(texts + client->client_id.len, client->name);
}

enum jt_err jt_client_entry_make(const struct jt_api_client *client, struct jt_grant_set *set,
                                 struct jt_client_entry **ret_entry)
{
    if (client->secret_count >= SECRETS_MAX || client->client_id.len > UINT8_MAX ||
        client->name.len > UINT16_MAX) {
        return JT_ERR_DAMAGED; /* longer than anybody could make them */
    }
    size_t size = sizeof(struct jt_client_entry) +
                  client->secret_count * sizeof(struct jt_registry_secret) + client->client_id.len +
                  client->name.len;
    struct jt_client_entry *entry = malloc(size);
    if (entry == NULL) {
        return JT_ERR_NOMEM;
    }
    entry->set = set;
    fill(entry, client);
    *ret_entry = entry;
    return JT_OK;
}

enum jt_err jt_client_entry_new(struct jt_registry *registry, const struct jt_api_client *client,
                                struct jt_client_entry **ret_entry)
{
    struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    struct jt_grant_set *set = NULL;
    if (catalogue == NULL) {
        return JT_ERR_ARG; /* not loaded yet */
    }
    JT_TRY(jt_status_bits_prepare(&registry->status, client));
    JT_TRY(reserve(registry, client));
    JT_TRY(jt_grant_sets_take(&registry->grant_sets, catalogue, &client->grants, &set));
    enum jt_err err = jt_client_entry_make(client, set, ret_entry);
    if (err != JT_OK) {
        jt_grant_sets_drop(&registry->grant_sets, set);
    }
    return err;
}

void jt_client_entry_free(struct jt_registry *registry, struct jt_client_entry *entry)
{
    jt_grant_sets_drop(&registry->grant_sets, entry->set);
    free(entry);
}

static void free_retired(void *arg, void *part)
{
    jt_client_entry_free(arg, part);
}

static void put_secrets(struct jt_registry *registry, struct jt_client_entry *entry)
{
    for (size_t i = 0; i < entry->view.secret_count; i++) {
        struct jt_registry_secret *secret = &entry->secrets[i];
        (void)jt_table_put(&registry->secrets, jt_client_hash_hmac(registry, secret->hmac),
                           match_own_secret, &secret->id, secret);
    }
}

static void take_out(struct jt_registry *registry, const struct jt_client_entry *entry)
{
    jt_table_remove(&registry->clients, hash_entry_id(registry, entry), entry);
    jt_table_remove(&registry->client_keys, hash_entry_key(registry, entry), entry);
    for (size_t i = 0; i < entry->view.secret_count; i++) {
        const struct jt_registry_secret *secret = &entry->secrets[i];
        jt_table_remove(&registry->secrets, hash_entry_secret(registry, secret), secret);
    }
}

/* Suspended and revoked look alike to the outside, and a deleted client's tokens are as dead. Only
 * what the row of the secret itself says is for ever. */
static void put_bits(struct jt_registry *registry, const struct jt_client_entry *entry)
{
    bool is_out = entry->view.suspended || entry->view.deleted;
    for (size_t i = 0; i < entry->view.secret_count; i++) {
        const struct jt_registry_secret *secret = &entry->secrets[i];
        jt_status_bits_put(&registry->status, secret->status_list, secret->status_index,
                           is_out || secret->status_revoked);
    }
}

/* New entries stand in the tables before the old ones that they do not replace go. */
void jt_client_entry_publish(struct jt_registry *registry, struct jt_client_entry *entry)
{
    const struct jt_registry_client *client = &entry->view;
    struct jt_wanted_client wanted = {&client->realm, jt_registry_client_id(client)};
    put_secrets(registry, entry);
    void *old = jt_table_put(&registry->client_keys, jt_client_hash_key(registry, &client->key),
                             jt_client_match_key, &client->key, entry);
    (void)jt_table_put(&registry->clients, jt_client_hash_id(registry, wanted.client_id),
                       jt_client_match_id, &wanted, entry);
    if (old) {
        take_out(registry, old);
        jt_retired_add(&registry->retired, free_retired, registry, old);
    }
    put_bits(registry, entry);
}

/* What waits to be freed has left the tables already. */
void jt_client_entries_clear(struct jt_registry *registry)
{
    jt_table_each(&registry->client_keys, free_retired, registry);
}

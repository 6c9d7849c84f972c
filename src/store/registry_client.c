/* SPDX-License-Identifier: Apache-2.0 */
/* Clients and their secrets. A client is one piece of memory with its secrets and texts behind it,
 * so that a reader who found one of them sees a state that was true at one moment. */
#include "store/registry_state.h"

#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

struct secret_entry {
    struct jt_registry_secret view; /* first */
    struct cds_lfht_node node;
};

struct jt_client_entry {
    struct jt_registry_client view; /* first */
    struct cds_lfht_node by_id;
    struct cds_lfht_node by_key;
    struct jt_grant_set *set;
    size_t secret_count;
    struct secret_entry secrets[]; /* the texts follow */
};

struct wanted_client {
    const jt_uuid *realm;
    jt_str client_id;
};

struct wanted_secret {
    const uint8_t *hmac;
    const jt_uuid *client; /* NULL: none */
};

static struct jt_client_entry *of_id(struct cds_lfht_node *node)
{
    return JT_TABLE_ENTRY(node, struct jt_client_entry, by_id);
}

static struct jt_client_entry *of_key(struct cds_lfht_node *node)
{
    return JT_TABLE_ENTRY(node, struct jt_client_entry, by_key);
}

static struct secret_entry *of_secret(struct cds_lfht_node *node)
{
    return JT_TABLE_ENTRY(node, struct secret_entry, node);
}

static int match_id(struct cds_lfht_node *node, const void *key)
{
    const struct wanted_client *wanted = key;
    JT_RCU_ACQUIRE(node);
    const struct jt_registry_client *client = &of_id(node)->view;
    return jt_str_equal(client->client_id, wanted->client_id) &&
           jt_uuid_equal(&client->realm, wanted->realm);
}

static int match_key(struct cds_lfht_node *node, const void *key)
{
    JT_RCU_ACQUIRE(node);
    return jt_uuid_equal(&of_key(node)->view.key, key);
}

/* Of an imported secret the client must be known: it takes no part in look-ups across clients. What
 * is forgotten is kept for its status bit alone. */
static int match_secret(struct cds_lfht_node *node, const void *key)
{
    const struct wanted_secret *wanted = key;
    JT_RCU_ACQUIRE(node);
    const struct jt_client_secret *row = &of_secret(node)->view.row;
    if (row->forgotten || !jt_bytes_equal_secret(row->hmac, wanted->hmac, JT_SECRET_HMAC_LEN)) {
        return 0;
    }
    return !row->imported || (wanted->client && jt_uuid_equal(&row->client, wanted->client));
}

/* The very same secret, also when another client imported it too. */
static int match_own_secret(struct cds_lfht_node *node, const void *key)
{
    const struct jt_client_secret *wanted = key;
    JT_RCU_ACQUIRE(node);
    const struct jt_client_secret *row = &of_secret(node)->view.row;
    return jt_uuid_equal(&row->id, &wanted->id);
}

static uint64_t hash_id(const struct jt_registry *registry, const jt_uuid *realm, jt_str client_id)
{
    return jt_hash_pair(&registry->key, realm->bytes, sizeof(realm->bytes), client_id);
}

static uint64_t hash_key(const struct jt_registry *registry, const jt_uuid *key)
{
    return jt_hash(&registry->key, key->bytes, sizeof(key->bytes));
}

static uint64_t hash_hmac(const struct jt_registry *registry, const uint8_t *hmac)
{
    return jt_hash(&registry->key, hmac, JT_SECRET_HMAC_LEN);
}

static jt_str place_text(char **at, jt_str text)
{
    if (text.len) {
        memcpy(*at, text.ptr, text.len);
    }
    jt_str placed = jt_str_make(*at, text.len);
    *at += text.len;
    return placed;
}

static void fill(struct jt_client_entry *entry, const struct jt_api_client *client)
{
    char *text = (char *)&entry->secrets[client->secret_count];
    entry->view = (struct jt_registry_client){
        .key = client->key,
        .realm = client->realm,
        .kind = client->kind,
        .auth_methods = client->auth_methods,
        .grants = entry->set->grants,
        .suspended = client->suspended.s != 0,
        .deleted = client->deleted.s != 0,
    };
    entry->view.client_id = place_text(&text, client->client_id);
    entry->view.name = place_text(&text, client->name);
    entry->secret_count = client->secret_count;
    for (size_t i = 0; i < client->secret_count; i++) {
        struct secret_entry *secret = &entry->secrets[i];
        secret->view.row = client->secrets[i];
        secret->view.row.client = client->key;
        secret->view.row.last_used = (jt_time){0};
        secret->view.row.last_used_from = (jt_str){0};
        secret->view.client = &entry->view;
    }
}

enum jt_err jt_client_entry_new(struct jt_registry *registry, const struct jt_api_client *client,
                                struct jt_client_entry **ret_entry)
{
    struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    if (catalogue == NULL) {
        return JT_ERR_ARG; /* not loaded yet */
    }
    JT_TRY(jt_status_bits_prepare(&registry->status, client));
    size_t size = sizeof(struct jt_client_entry) +
                  client->secret_count * sizeof(struct secret_entry) + client->client_id.len +
                  client->name.len;
    struct jt_client_entry *entry = calloc(1, size);
    if (entry == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err =
        jt_grant_sets_take(&registry->grant_sets, catalogue, &client->grants, &entry->set);
    if (err != JT_OK) {
        free(entry);
        return err;
    }
    fill(entry, client);
    *ret_entry = entry;
    return JT_OK;
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
    for (size_t i = 0; i < entry->secret_count; i++) {
        struct secret_entry *secret = &entry->secrets[i];
        (void)jt_table_put(&registry->secrets, hash_hmac(registry, secret->view.row.hmac),
                           match_own_secret, &secret->view.row, &secret->node);
    }
}

static void take_out(struct jt_registry *registry, struct jt_client_entry *entry)
{
    jt_table_remove(&registry->clients, &entry->by_id);
    jt_table_remove(&registry->client_keys, &entry->by_key);
    for (size_t i = 0; i < entry->secret_count; i++) {
        jt_table_remove(&registry->secrets, &entry->secrets[i].node);
    }
}

/* Suspended and revoked look alike to the outside, and a deleted client's tokens are as dead. Only
 * what the row of the secret itself says is for ever. */
static void put_bits(struct jt_registry *registry, const struct jt_client_entry *entry)
{
    bool is_out = entry->view.suspended || entry->view.deleted;
    for (size_t i = 0; i < entry->secret_count; i++) {
        const struct jt_client_secret *row = &entry->secrets[i].view.row;
        jt_status_bits_put(&registry->status, row, is_out || row->status_revoked);
    }
}

/* New nodes stand in the tables before the old ones that they do not replace go. */
void jt_client_entry_publish(struct jt_registry *registry, struct jt_client_entry *entry)
{
    const struct jt_registry_client *client = &entry->view;
    struct wanted_client wanted = {&client->realm, client->client_id};
    put_secrets(registry, entry);
    struct cds_lfht_node *old =
        jt_table_put(&registry->client_keys, hash_key(registry, &client->key), match_key,
                     &client->key, &entry->by_key);
    (void)jt_table_put(&registry->clients, hash_id(registry, wanted.realm, wanted.client_id),
                       match_id, &wanted, &entry->by_id);
    if (old) {
        take_out(registry, of_key(old));
        jt_retired_add(&registry->retired, free_retired, registry, of_key(old));
    }
    put_bits(registry, entry);
}

static void drop_client(void *arg, struct cds_lfht_node *node)
{
    struct jt_registry *registry = arg;
    struct jt_client_entry *entry = of_key(node);
    take_out(registry, entry);
    jt_client_entry_free(registry, entry);
}

void jt_client_entries_clear(struct jt_registry *registry)
{
    jt_table_each(&registry->client_keys, drop_client, registry);
}

const struct jt_registry_client *jt_registry_client_by_id(const struct jt_registry *registry,
                                                          const jt_uuid *realm, jt_str client_id)
{
    struct wanted_client wanted = {realm, client_id};
    uint64_t hash = hash_id(registry, realm, client_id);
    struct cds_lfht_node *node = jt_table_find(&registry->clients, hash, match_id, &wanted);
    return node ? &of_id(node)->view : NULL;
}

const struct jt_registry_client *jt_registry_client_by_key(const struct jt_registry *registry,
                                                           const jt_uuid *key)
{
    uint64_t hash = hash_key(registry, key);
    struct cds_lfht_node *node = jt_table_find(&registry->client_keys, hash, match_key, key);
    return node ? &of_key(node)->view : NULL;
}

const struct jt_registry_secret *
jt_registry_secret_by_hmac(const struct jt_registry *registry,
                           const uint8_t hmac[static JT_SECRET_HMAC_LEN], const jt_uuid *client)
{
    struct wanted_secret wanted = {hmac, client};
    uint64_t hash = hash_hmac(registry, hmac);
    struct cds_lfht_node *node = jt_table_find(&registry->secrets, hash, match_secret, &wanted);
    return node ? &of_secret(node)->view : NULL;
}

jt_str jt_registry_client_scope(const struct jt_registry *registry,
                                const struct jt_registry_client *client, uint32_t api)
{
    const struct jt_client_entry *entry = (const struct jt_client_entry *)client;
    uint32_t place = jt_catalogue_find_api(jt_registry_catalogue(registry), api);
    return place < entry->set->scope_count ? entry->set->scopes[place] : JT_STR("");
}

const struct jt_registry_secret *
jt_registry_secret_by_status(const struct jt_registry_client *client, uint32_t list, uint32_t index)
{
    const struct jt_client_entry *entry = (const struct jt_client_entry *)client;
    for (size_t i = 0; i < entry->secret_count; i++) {
        const struct jt_registry_secret *secret = &entry->secrets[i].view;
        if (secret->row.status_list == list && secret->row.status_index == index) {
            return secret;
        }
    }
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Clients and their secrets. A client is one piece of memory with its secrets and texts behind it,
 * so that a reader who found one of them sees a state that was true at one moment. */
#include "store/registry_state.h"

#include "base/secret.h"
#include "model/limits.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* 72 bytes. Its client is found by its place: the secrets of a client stand behind it. */
struct jt_registry_secret {
    uint8_t hmac[JT_SECRET_HMAC_LEN];
    jt_uuid id;
    int64_t expires_s;
    int64_t ended_s;
    unsigned status_index : 20;
    unsigned status_list : 10;
    unsigned status_revoked : 1;
    unsigned forgotten : 1; /* kept for its status bit alone */
    unsigned place : 26;
    unsigned end : 2; /* enum jt_secret_end */
    unsigned imported : 1;
    unsigned has_successor : 1;
};

enum { SECRETS_MAX = 1 << 26 }; /* as place can count */

_Static_assert(JT_STATUS_LIST_BITS == 1 << 20, "status_index holds it");
_Static_assert(JT_STATUS_LISTS_MAX <= 1 << 10, "status_list holds it");
_Static_assert(JT_CLIENT_ID_MAX <= UINT8_MAX, "client_id_len holds it");
_Static_assert(JT_SECRET_END_SUPERSEDED < 1 << 2, "end holds it");

struct jt_client_entry {
    struct jt_registry_client view; /* first */
    struct jt_grant_set *set;
    struct jt_registry_secret secrets[]; /* client id and name follow */
};

struct wanted_client {
    const jt_uuid *realm;
    jt_str client_id;
};

struct wanted_secret {
    const uint8_t *hmac;
    const jt_uuid *client; /* NULL: none */
};

static const struct jt_client_entry *entry_of(const struct jt_registry_client *client)
{
    return (const struct jt_client_entry *)client;
}

const struct jt_registry_client *jt_registry_secret_client(const struct jt_registry_secret *secret)
{
    const char *first = (const char *)(secret - secret->place);
    return (const void *)(first - offsetof(struct jt_client_entry, secrets));
}

static const char *texts_of(const struct jt_registry_client *client)
{
    return (const char *)&entry_of(client)->secrets[client->secret_count];
}

jt_str jt_registry_client_id(const struct jt_registry_client *client)
{
    return jt_str_make(texts_of(client), client->client_id_len);
}

jt_str jt_registry_client_name(const struct jt_registry_client *client)
{
    return jt_str_make(texts_of(client) + client->client_id_len, client->name_len);
}

static bool match_id(const void *entry, const void *key)
{
    const struct wanted_client *wanted = key;
    const struct jt_registry_client *client = entry;
    return jt_str_equal(jt_registry_client_id(client), wanted->client_id) &&
           jt_uuid_equal(&client->realm, wanted->realm);
}

static bool match_key(const void *entry, const void *key)
{
    return jt_uuid_equal(&((const struct jt_registry_client *)entry)->key, key);
}

/* Of an imported secret the client must be known: it takes no part in look-ups across clients. What
 * is forgotten is kept for its status bit alone. */
static bool match_secret(const void *entry, const void *key)
{
    const struct wanted_secret *wanted = key;
    const struct jt_registry_secret *secret = entry;
    if (secret->forgotten ||
        !jt_bytes_equal_secret(secret->hmac, wanted->hmac, JT_SECRET_HMAC_LEN)) {
        return false;
    }
    return !secret->imported ||
           (wanted->client &&
            jt_uuid_equal(&jt_registry_secret_client(secret)->key, wanted->client));
}

/* The very same secret, also when another client imported it too. */
static bool match_own_secret(const void *entry, const void *key)
{
    return jt_uuid_equal(&((const struct jt_registry_secret *)entry)->id, key);
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

static uint64_t hash_entry_id(const void *registry, const void *entry)
{
    const struct jt_registry_client *client = entry;
    return hash_id(registry, &client->realm, jt_registry_client_id(client));
}

static uint64_t hash_entry_key(const void *registry, const void *entry)
{
    return hash_key(registry, &((const struct jt_registry_client *)entry)->key);
}

static uint64_t hash_entry_secret(const void *registry, const void *entry)
{
    return hash_hmac(registry, ((const struct jt_registry_secret *)entry)->hmac);
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
    uint64_t by_id = hash_id(registry, &client->realm, client->client_id);
    JT_TRY(jt_table_reserve(&registry->clients, by_id, 1));
    JT_TRY(jt_table_reserve(&registry->client_keys, hash_key(registry, &client->key), 1));
    uint32_t count = (uint32_t)client->secret_count;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t hash = hash_hmac(registry, client->secrets[i].hmac);
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
    }
    char *texts = (char *)&entry->secrets[client->secret_count];
    copy_text(texts, client->client_id);
    copy_text(texts + client->client_id.len, client->name);
}

enum jt_err jt_client_entry_new(struct jt_registry *registry, const struct jt_api_client *client,
                                struct jt_client_entry **ret_entry)
{
    struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    if (catalogue == NULL) {
        return JT_ERR_ARG; /* not loaded yet */
    }
    if (client->secret_count >= SECRETS_MAX || client->client_id.len > UINT8_MAX ||
        client->name.len > UINT16_MAX) {
        return JT_ERR_DAMAGED; /* longer than anybody could make them */
    }
    JT_TRY(jt_status_bits_prepare(&registry->status, client));
    JT_TRY(reserve(registry, client));
    size_t size = sizeof(struct jt_client_entry) +
                  client->secret_count * sizeof(struct jt_registry_secret) + client->client_id.len +
                  client->name.len;
    struct jt_client_entry *entry = malloc(size);
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
    for (size_t i = 0; i < entry->view.secret_count; i++) {
        struct jt_registry_secret *secret = &entry->secrets[i];
        (void)jt_table_put(&registry->secrets, hash_hmac(registry, secret->hmac), match_own_secret,
                           &secret->id, secret);
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
    struct wanted_client wanted = {&client->realm, jt_registry_client_id(client)};
    put_secrets(registry, entry);
    void *old = jt_table_put(&registry->client_keys, hash_key(registry, &client->key), match_key,
                             &client->key, entry);
    (void)jt_table_put(&registry->clients, hash_id(registry, wanted.realm, wanted.client_id),
                       match_id, &wanted, entry);
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

const struct jt_registry_client *jt_registry_client_by_id(const struct jt_registry *registry,
                                                          const jt_uuid *realm, jt_str client_id)
{
    struct wanted_client wanted = {realm, client_id};
    uint64_t hash = hash_id(registry, realm, client_id);
    return jt_table_find(&registry->clients, hash, match_id, &wanted);
}

const struct jt_registry_client *jt_registry_client_by_key(const struct jt_registry *registry,
                                                           const jt_uuid *key)
{
    return jt_table_find(&registry->client_keys, hash_key(registry, key), match_key, key);
}

const struct jt_registry_secret *
jt_registry_secret_by_hmac(const struct jt_registry *registry,
                           const uint8_t hmac[static JT_SECRET_HMAC_LEN], const jt_uuid *client)
{
    struct wanted_secret wanted = {hmac, client};
    return jt_table_find(&registry->secrets, hash_hmac(registry, hmac), match_secret, &wanted);
}

void jt_registry_secret_read(const struct jt_registry_secret *secret,
                             struct jt_client_secret *ret_row)
{
    /* Stands where there is none, so that reading it is the same work. */
    static const struct jt_client_entry nobody;
    static const struct jt_registry_secret nothing;
    const struct jt_registry_secret *from = secret ? secret : &nothing;
    const struct jt_registry_client *client =
        secret ? jt_registry_secret_client(secret) : &nobody.view;
    *ret_row = (struct jt_client_secret){
        .id = from->id,
        .client = client->key,
        .imported = from->imported,
        .expires = {from->expires_s},
        .ended = {from->ended_s},
        .end = (enum jt_secret_end)from->end,
        .successor = {{from->has_successor}},
        .status_list = from->status_list,
        .status_index = from->status_index,
        .status_revoked = from->status_revoked,
        .forgotten = from->forgotten,
    };
    memcpy(ret_row->hmac, from->hmac, sizeof(ret_row->hmac));
}

jt_str jt_registry_client_scope(const struct jt_registry *registry,
                                const struct jt_registry_client *client, uint32_t api)
{
    const struct jt_client_entry *entry = entry_of(client);
    const struct jt_scope_texts *texts =
        atomic_load_explicit(&entry->set->texts, memory_order_acquire);
    (void)registry;
    for (size_t i = 0; i < texts->count; i++) {
        if (texts->items[i].api == api) {
            return texts->items[i].text;
        }
    }
    return JT_STR("");
}

const struct jt_registry_secret *
jt_registry_secret_by_status(const struct jt_registry_client *client, uint32_t list, uint32_t index)
{
    const struct jt_client_entry *entry = entry_of(client);
    for (size_t i = 0; i < client->secret_count; i++) {
        const struct jt_registry_secret *secret = &entry->secrets[i];
        if (secret->status_list == list && secret->status_index == index) {
            return secret;
        }
    }
    return NULL;
}

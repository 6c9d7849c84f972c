/* SPDX-License-Identifier: Apache-2.0 */
/* Clients and secrets as the hot path asks for them: each look-up is one walk through a table, or,
 * while the tables are being filled, a look into the store. */
#include "store/registry_client.h"

#include "base/secret.h"
#include "store/registry_peek.h"

#include <stddef.h>
#include <string.h>

struct wanted_secret {
    const uint8_t *hmac;
    const jt_uuid *client; /* of this client alone; NULL: of any */
    jt_str client_id;      /* of any client, but imported ones of clients with this id alone */
    bool is_any;           /* of any client, imported ones too */
};

struct noting {
    const jt_uuid *realm;
    jt_str client_id;
    const struct jt_registry_client **here;
    const struct jt_registry_client **elsewhere;
};

const struct jt_registry_client *jt_registry_secret_client(const struct jt_registry_secret *secret)
{
    const char *first = (const char *)(secret - secret->place);
    return (const void *)(first - offsetof(struct jt_client_entry, secrets));
}

static const char *texts_of(const struct jt_registry_client *client)
{
    return (const char *)&jt_client_entry_of(client)->secrets[client->secret_count];
}

jt_str jt_registry_client_id(const struct jt_registry_client *client)
{
    return jt_str_make(texts_of(client), client->client_id_len);
}

jt_str jt_registry_client_name(const struct jt_registry_client *client)
{
    return jt_str_make(texts_of(client) + client->client_id_len, client->name_len);
}

bool jt_client_match_id(const void *entry, const void *key)
{
    const struct jt_wanted_client *wanted = key;
    const struct jt_registry_client *client = entry;
    return jt_str_equal(jt_registry_client_id(client), wanted->client_id) &&
           jt_uuid_equal(&client->realm, wanted->realm);
}

/* Looks at every client with the id, and notes them. */
static bool note_id(const void *entry, const void *key)
{
    const struct noting *noting = key;
    const struct jt_registry_client *client = entry;
    bool is_here = jt_uuid_equal(&client->realm, noting->realm);
    if (jt_str_equal(jt_registry_client_id(client), noting->client_id)) {
        *(is_here ? noting->here : noting->elsewhere) = client;
    }
    return false;
}

bool jt_client_match_key(const void *entry, const void *key)
{
    return jt_uuid_equal(&((const struct jt_registry_client *)entry)->key, key);
}

/* What is forgotten is kept for its status bit alone. Here and below everything is compared, also
 * when it is decided already. */
static bool is_wanted(const struct jt_registry_secret *secret, const struct wanted_secret *wanted)
{
    return !secret->forgotten &
           jt_bytes_equal_secret(secret->hmac, wanted->hmac, JT_SECRET_HMAC_LEN);
}

/* An imported secret takes no part in look-ups across clients: whoever guesses at one must say at
 * whose. */
static bool match_secret(const void *entry, const void *key)
{
    const struct wanted_secret *wanted = key;
    const struct jt_registry_secret *secret = entry;
    jt_str id = jt_registry_client_id(jt_registry_secret_client(secret));
    bool is_named = jt_str_equal(id, wanted->client_id);
    return is_wanted(secret, wanted) & (!secret->imported | is_named | wanted->is_any);
}

static bool match_secret_of_client(const void *entry, const void *key)
{
    const struct wanted_secret *wanted = key;
    const struct jt_registry_secret *secret = entry;
    bool is_own = jt_uuid_equal(&jt_registry_secret_client(secret)->key, wanted->client);
    return is_wanted(secret, wanted) & is_own;
}

uint64_t jt_client_hash_id(const struct jt_registry *registry, jt_str client_id)
{
    return jt_hash(&registry->key, client_id.ptr, client_id.len);
}

uint64_t jt_client_hash_key(const struct jt_registry *registry, const jt_uuid *key)
{
    return jt_hash(&registry->key, key->bytes, sizeof(key->bytes));
}

uint64_t jt_client_hash_hmac(const struct jt_registry *registry, const uint8_t *hmac)
{
    return jt_hash(&registry->key, hmac, JT_SECRET_HMAC_LEN);
}

/* Where nobody has the id, another client is compared: memory that nobody looked at lately takes
 * its time, and must take it whether there is a client or not. */
static void look_elsewhere(const struct jt_registry *registry, uint64_t hash,
                           const struct noting *noting)
{
    if (*noting->here == NULL && *noting->elsewhere == NULL) {
        const struct jt_registry_client *nobody = jt_registry_nobody(registry);
        const void *other = jt_table_near(&registry->clients, hash);
        (void)note_id(other ? other : nobody, noting);
        *noting->here = *noting->here == nobody ? NULL : *noting->here;
        *noting->elsewhere = *noting->elsewhere == nobody ? NULL : *noting->elsewhere;
    }
}

/* The store has no index over the ids of all realms, but API clients live in the platform's:
 * whoever was sought at another one is sought there too, found before or not. */
static void peek_elsewhere(const struct jt_registry *registry, uint64_t hash,
                           const struct noting *noting)
{
    const struct jt_registry_realm *platform = jt_registry_platform(registry);
    const struct jt_client_entry *peeked = NULL;
    if (platform == NULL || jt_uuid_equal(&platform->key, noting->realm)) {
        return;
    }
    struct jt_peek peek = {.realm = &platform->key, .client_id = noting->client_id, .decoy = hash};
    if (!jt_registry_peek(registry, &peek, &peeked)) { /* the tables have become whole meanwhile */
        (void)jt_table_find(&registry->clients, hash, note_id, noting);
    } else if (peeked) {
        *noting->elsewhere = &peeked->view;
    }
}

/* One walk for both: in most cases all that is met is one client, or none. */
const struct jt_registry_client *
jt_registry_client_by_id(const struct jt_registry *registry, const jt_uuid *realm, jt_str client_id,
                         const struct jt_registry_client **ret_elsewhere)
{
    uint64_t hash = jt_client_hash_id(registry, client_id);
    struct jt_peek peek = {.realm = realm, .client_id = client_id, .decoy = hash};
    const struct jt_client_entry *peeked = NULL;
    const struct jt_registry_client *here = NULL;
    const struct jt_registry_client *elsewhere = NULL;
    const struct noting noting = {realm, client_id, &here, &elsewhere};
    if (jt_registry_peek(registry, &peek, &peeked)) {
        here = peeked ? &peeked->view : NULL;
        peek_elsewhere(registry, hash, &noting);
    } else {
        (void)jt_table_find(&registry->clients, hash, note_id, &noting);
        look_elsewhere(registry, hash, &noting);
    }
    if (ret_elsewhere != NULL) {
        *ret_elsewhere = elsewhere;
    }
    return here;
}

const struct jt_registry_client *jt_registry_client_by_key(const struct jt_registry *registry,
                                                           const jt_uuid *key)
{
    uint64_t hash = jt_client_hash_key(registry, key);
    struct jt_peek peek = {.key = key, .decoy = hash};
    const struct jt_client_entry *peeked = NULL;
    if (jt_registry_peek(registry, &peek, &peeked)) {
        return peeked ? &peeked->view : NULL;
    }
    return jt_table_find(&registry->client_keys, hash, jt_client_match_key, key);
}

/* Every secret is compared, whichever it is. */
static const struct jt_registry_secret *secret_of(const struct jt_client_entry *entry,
                                                  const struct wanted_secret *wanted,
                                                  bool (*match)(const void *entry, const void *key))
{
    const struct jt_registry_secret *found = NULL;
    for (size_t i = 0; entry && i < entry->view.secret_count; i++) {
        if (match(&entry->secrets[i], wanted)) {
            found = &entry->secrets[i];
        }
    }
    return found;
}

static const struct jt_registry_secret *
find_secret(const struct jt_registry *registry, const struct wanted_secret *wanted,
            bool (*match)(const void *entry, const void *key))
{
    uint64_t hash = jt_client_hash_hmac(registry, wanted->hmac);
    struct jt_peek peek = {.hmac = wanted->hmac,
                           .of = wanted->client,
                           .client_id = wanted->client_id,
                           .is_any = wanted->is_any,
                           .decoy = hash};
    const struct jt_client_entry *peeked = NULL;
    if (jt_registry_peek(registry, &peek, &peeked)) {
        return secret_of(peeked, wanted, match);
    }
    const struct jt_registry_secret *found = jt_table_find(&registry->secrets, hash, match, wanted);
    if (found == NULL) {
        const void *other = jt_table_near(&registry->secrets, hash);
        (void)match(other ? other : jt_registry_nobodys_secret(registry), wanted);
    }
    return found;
}

const struct jt_registry_secret *
jt_registry_secret_by_hmac(const struct jt_registry *registry,
                           const uint8_t hmac[static JT_SECRET_HMAC_LEN], jt_str client_id)
{
    struct wanted_secret wanted = {.hmac = hmac, .client_id = client_id};
    return find_secret(registry, &wanted, match_secret);
}

const struct jt_registry_secret *
jt_registry_secret_of_client(const struct jt_registry *registry,
                             const uint8_t hmac[static JT_SECRET_HMAC_LEN], const jt_uuid *client)
{
    struct wanted_secret wanted = {.hmac = hmac, .client = client};
    return find_secret(registry, &wanted, match_secret_of_client);
}

bool jt_registry_hmac_is_known(const struct jt_registry *registry,
                               const uint8_t hmac[static JT_SECRET_HMAC_LEN])
{
    const struct wanted_secret wanted = {.hmac = hmac, .is_any = true};
    return find_secret(registry, &wanted, match_secret) != NULL;
}

bool jt_registry_secret_died_with_client(const struct jt_registry_secret *secret)
{
    return secret->died_with_client;
}

void jt_registry_secret_read(const struct jt_registry_secret *secret,
                             struct jt_client_secret *ret_row)
{
    *ret_row = (struct jt_client_secret){
        .id = secret->id,
        .client = jt_registry_secret_client(secret)->key,
        .imported = secret->imported,
        .expires = {secret->expires_s},
        .ended = {secret->ended_s},
        .end = (enum jt_secret_end)secret->end,
        .successor = {{secret->has_successor}},
        .status_list = secret->status_list,
        .status_index = secret->status_index,
        .status_revoked = secret->status_revoked,
        .forgotten = secret->forgotten,
    };
    memcpy(ret_row->hmac, secret->hmac, sizeof(ret_row->hmac));
}

jt_str jt_registry_client_scope(const struct jt_registry *registry,
                                const struct jt_registry_client *client, uint32_t api)
{
    const struct jt_client_entry *entry = jt_client_entry_of(client);
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
    const struct jt_client_entry *entry = jt_client_entry_of(client);
    for (size_t i = 0; i < client->secret_count; i++) {
        const struct jt_registry_secret *secret = &entry->secrets[i];
        if (secret->status_list == list && secret->status_index == index) {
            return secret;
        }
    }
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* How a client stands in memory: one piece with its secrets and texts behind it, for the writer
 * that makes it and the readers that look it up. */
#ifndef JT_STORE_REGISTRY_CLIENT_H
#define JT_STORE_REGISTRY_CLIENT_H

#include "model/limits.h"
#include "store/registry_state.h"

/* 72 bytes. Its client is found by its place: the secrets of a client stand behind it. */
struct jt_registry_secret {
    _Alignas(JT_TABLE_ALIGN) uint8_t hmac[JT_SECRET_HMAC_LEN];
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
    unsigned died_with_client : 1; /* ended_s is when the client was deleted */
};

struct jt_client_entry {
    struct jt_registry_client view; /* first */
    struct jt_grant_set *set;
    struct jt_registry_secret secrets[]; /* client id and name follow */
};

struct jt_wanted_client {
    const jt_uuid *realm;
    jt_str client_id;
};

static inline const struct jt_client_entry *
jt_client_entry_of(const struct jt_registry_client *client)
{
    return (const struct jt_client_entry *)client;
}

/* Under which hash an entry stands. By id alone, not of the realm: so the clients with one id stand
 * together, and whether another realm has the id is one look-up, however many realms there are. */
uint64_t jt_client_hash_id(const struct jt_registry *registry, jt_str client_id);
uint64_t jt_client_hash_key(const struct jt_registry *registry, const jt_uuid *key);
uint64_t jt_client_hash_hmac(const struct jt_registry *registry, const uint8_t *hmac);
/* For the tables. key: a struct jt_wanted_client, a jt_uuid. */
bool jt_client_match_id(const void *entry, const void *key);
bool jt_client_match_key(const void *entry, const void *key);

/* registry_client.c: memory of its own, in no table; set stays the caller's. JT_ERR_DAMAGED: longer
 * than anybody could make it. */
JT_MUST_USE enum jt_err jt_client_entry_make(const struct jt_api_client *client,
                                             struct jt_grant_set *set,
                                             struct jt_client_entry **ret_entry);

#endif

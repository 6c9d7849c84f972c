/* SPDX-License-Identifier: Apache-2.0 */
/* A client in memory with its secrets behind it, for the files that put it in, and those that find
 * it. */
#ifndef JT_STORE_REGISTRY_CLIENT_ENTRY_H
#define JT_STORE_REGISTRY_CLIENT_ENTRY_H

#include "model/limits.h"
#include "store/registry_state.h"

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

enum { JT_CLIENT_SECRETS_KEPT_MAX = 1 << 26 }; /* as place can count */

_Static_assert(JT_STATUS_LIST_BITS == 1 << 20, "status_index holds it");
_Static_assert(JT_STATUS_LISTS_MAX <= 1 << 10, "status_list holds it");
_Static_assert(JT_CLIENT_ID_MAX <= UINT8_MAX, "client_id_len holds it");
_Static_assert(JT_SECRET_END_SUPERSEDED < 1 << 2, "end holds it");

struct jt_client_entry {
    struct jt_registry_client view; /* first */
    struct jt_grant_set *set;
    struct jt_registry_secret secrets[]; /* client id and name follow */
};

struct jt_wanted_client {
    const jt_uuid *realm;
    jt_str client_id;
};

struct jt_wanted_secret {
    const uint8_t *hmac;
    const jt_uuid *client; /* NULL: none */
};

/* registry_client.c: memory of its own, in no table; set stays the caller's. JT_ERR_DAMAGED: longer
 * than anybody could make it. */
JT_MUST_USE enum jt_err jt_client_entry_make(const struct jt_api_client *client,
                                             struct jt_grant_set *set,
                                             struct jt_client_entry **ret_entry);

/* registry_client_find.c: a key of the wanted kind against an entry of a table. */
bool jt_client_match_id(const void *entry, const void *key);     /* struct jt_wanted_client */
bool jt_client_match_key(const void *entry, const void *key);    /* jt_uuid */
bool jt_client_match_secret(const void *entry, const void *key); /* struct jt_wanted_secret */

uint64_t jt_client_hash_id(const struct jt_registry *registry, const jt_uuid *realm,
                           jt_str client_id);
uint64_t jt_client_hash_key(const struct jt_registry *registry, const jt_uuid *key);
uint64_t jt_client_hash_hmac(const struct jt_registry *registry, const uint8_t *hmac);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What the hot path reads: realms, clients, secrets, grants and revocations in memory, found
 * without waiting. Readers are threads that called jt_registry_reader_begin(); between wake and
 * sleep they may hold what they found, never across (liburcu, QSBR). One thread writes: it is the
 * store's listener. */
#ifndef JT_STORE_REGISTRY_H
#define JT_STORE_REGISTRY_H

#include "store/store.h"

struct jt_registry;

struct jt_registry_options {
    jt_str public_url;    /* of the server, without trailing slash */
    uint8_t hash_key[16]; /* random per process: nobody chooses collisions */
};

JT_MUST_USE enum jt_err jt_registry_new(const struct jt_registry_options *options,
                                        struct jt_registry **ret_registry);
void jt_registry_free(struct jt_registry *registry);
/* Reads everything from the store and becomes its listener: a begin, and more until that is all. */
JT_MUST_USE enum jt_err jt_registry_load(struct jt_registry *registry, struct jt_store *store);
/* Reads the catalogue and becomes the store's listener. From then on everything is found, at first
 * in the store itself: slower, and by one reader after the other. */
JT_MUST_USE enum jt_err jt_registry_load_begin(struct jt_registry *registry,
                                               struct jt_store *store);
/* Reads some more into memory, on the writing thread; after a failure it may be tried again. */
JT_MUST_USE enum jt_err jt_registry_load_more(struct jt_registry *registry, bool *ret_more);
bool jt_registry_is_loaded(const struct jt_registry *registry);
/* Finds of clients, secrets and revoked tokens that failed in the store, and gave "none", "none"
 * and "revoked": whoever says no to somebody looks whether this number has risen meanwhile. */
uint64_t jt_registry_faults(const struct jt_registry *registry);
/* The listener that keeps the registry in step; kinds it does not know are accepted and ignored. */
struct jt_store_listener jt_registry_listener(struct jt_registry *registry);
/* Forgets revocations of tokens that are long dead: on the writing thread, after the store's
 * expired_drop() with the same time. */
void jt_registry_expired_drop(struct jt_registry *registry, jt_time now);

/* A reading thread: begin once, wake after each poll, sleep before each poll, end once. */
void jt_registry_reader_begin(void);
void jt_registry_reader_end(void);
void jt_registry_reader_wake(void);
void jt_registry_reader_sleep(void);

struct jt_registry_realm {
    jt_uuid key;
    enum jt_realm_kind kind;
    jt_str public_url;     /* BASE, never empty, no trailing slash */
    jt_str issuer;         /* BASE/auth/realms/{key} */
    jt_str own_public_url; /* empty: BASE is the server's */
    jt_str alg;
    jt_time created;
    uint64_t version;
    const jt_str *hosts; /* its own, lower case */
    size_t host_count;
    jt_str stage; /* slug of an application realm's stage; empty for the platform realm */
    uint32_t stage_id;
    bool discovery_at_host; /* its first host is reached under BASE's host: /identity/.well-known
                               works */
};

/* Kept small, because there may be a million: what lists and pages show stands in the store. */
struct jt_registry_client {
    jt_uuid key;
    jt_uuid realm;
    const struct jt_grants *grants; /* never NULL in what a find gives */
    uint32_t secret_count;
    uint16_t name_len;
    uint8_t client_id_len;
    unsigned kind : 3; /* enum jt_client_kind */
    unsigned auth_methods : 3;
    unsigned suspended : 1;
    unsigned deleted : 1;
};

struct jt_registry_secret;

/* All finds give NULL when there is none. host: lower case, without port. */
const struct jt_registry_realm *jt_registry_realm_by_key(const struct jt_registry *registry,
                                                         const jt_uuid *key);
const struct jt_registry_realm *jt_registry_realm_by_host(const struct jt_registry *registry,
                                                          jt_str host);
const struct jt_registry_realm *jt_registry_platform(const struct jt_registry *registry);
/* ret_elsewhere (may be NULL): a client with this id in any other realm, or NULL; for the same work
 * however many realms there are. Until everything is in memory, only one of the platform realm. */
const struct jt_registry_client *
jt_registry_client_by_id(const struct jt_registry *registry, const jt_uuid *realm, jt_str client_id,
                         const struct jt_registry_client **ret_elsewhere);
const struct jt_registry_client *jt_registry_client_by_key(const struct jt_registry *registry,
                                                           const jt_uuid *key);
/* Any secret of the organization with this HMAC, live or dead; imported ones only of clients with
 * this id (they take no part in look-ups across clients). */
const struct jt_registry_secret *
jt_registry_secret_by_hmac(const struct jt_registry *registry,
                           const uint8_t hmac[static JT_SECRET_HMAC_LEN], jt_str client_id);
/* One of this client, imported or not. */
const struct jt_registry_secret *
jt_registry_secret_of_client(const struct jt_registry *registry,
                             const uint8_t hmac[static JT_SECRET_HMAC_LEN], const jt_uuid *client);
/* Is it that of any secret, imported ones too? For what is kept of a request, never for what its
 * caller is told. */
bool jt_registry_hmac_is_known(const struct jt_registry *registry,
                               const uint8_t hmac[static JT_SECRET_HMAC_LEN]);
/* Did it end because its client was deleted? ended is when. */
bool jt_registry_secret_died_with_client(const struct jt_registry_secret *secret);
/* The texts of a client live as long as it. Not for a client that no find gave. */
jt_str jt_registry_client_id(const struct jt_registry_client *client);
jt_str jt_registry_client_name(const struct jt_registry_client *client);
const struct jt_registry_client *jt_registry_secret_client(const struct jt_registry_secret *secret);
/* A client that is not there, and its one secret, which was compromised long ago and none fits:
 * they stand where nothing was found, so that what follows is the same work. No find gives them. */
const struct jt_registry_client *jt_registry_nobody(const struct jt_registry *registry);
const struct jt_registry_secret *jt_registry_nobodys_secret(const struct jt_registry *registry);
/* What is kept of the secret's row: not hint, creation, last use and the wish to be reminded; of
 * the successor whether there is one: it is zero or not. */
void jt_registry_secret_read(const struct jt_registry_secret *secret,
                             struct jt_client_secret *ret_row);
bool jt_registry_token_is_revoked(const struct jt_registry *registry, const uint8_t jti[static 16]);

/* The catalogue changes seldom; valid like everything else until sleep. */
const struct jt_api *jt_registry_api_by_id(const struct jt_registry *registry, uint32_t id);
/* The audience of an API: the identity API's is BASE/api/identity/v1 of the platform realm. */
jt_str jt_registry_api_audience(const struct jt_registry *registry, const struct jt_api *api);
const struct jt_api *jt_registry_api_by_audience(const struct jt_registry *registry,
                                                 jt_str audience);
const struct jt_permission *jt_registry_permission_by_name(const struct jt_registry *registry,
                                                           uint32_t api, jt_str name);
const struct jt_permission *jt_registry_permission_by_id(const struct jt_registry *registry,
                                                         uint32_t id);
const struct jt_stage *jt_registry_stage_by_slug(const struct jt_registry *registry, jt_str slug);
const struct jt_stage *jt_registry_stage_by_id(const struct jt_registry *registry, uint32_t id);
/* In order of creation; a stage also by its position in lists. NULL beyond the last. */
const struct jt_stage *jt_registry_stage_at(const struct jt_registry *registry, size_t index);
const struct jt_stage *jt_registry_stage_in_order(const struct jt_registry *registry, size_t index);
const struct jt_api *jt_registry_api_at(const struct jt_registry *registry, size_t index);
const struct jt_permission *jt_registry_permission_at(const struct jt_registry *registry,
                                                      size_t index);
const struct jt_registry_realm *jt_registry_realm_at(const struct jt_registry *registry,
                                                     size_t index);

/* How many there are of each. */
struct jt_registry_counts {
    size_t realms;
    size_t stages;
    size_t apis;
    size_t permissions;
};
struct jt_registry_counts jt_registry_count(const struct jt_registry *registry);

/* The scope text of all that grants hold for one API, "stage:permission" and "permission" in the
 * order of stages and catalogue, kept by the registry for each distinct set of grants; empty when
 * they hold nothing for it. */
jt_str jt_registry_client_scope(const struct jt_registry *registry,
                                const struct jt_registry_client *client, uint32_t api);

#endif

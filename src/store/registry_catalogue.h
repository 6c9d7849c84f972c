/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue: realms, stages, APIs and permissions as one immutable snapshot. It is filled row
 * by row, sealed, and read by everybody from then on; a change makes a new one. */
#ifndef JT_STORE_REGISTRY_CATALOGUE_H
#define JT_STORE_REGISTRY_CATALOGUE_H

#include "store/registry.h"
#include "store/registry_hash.h"
#include "store/registry_index.h"

struct jt_catalogue_array {
    void *items;
    size_t count;
    size_t cap;
};

struct jt_catalogue_host {
    jt_str host;
    uint32_t realm; /* place */
};

struct jt_catalogue {
    struct jt_hash_key key;
    struct jt_arena arena; /* texts */
    jt_str public_url;
    /* In order of creation. */
    struct jt_catalogue_array realms;      /* struct jt_registry_realm */
    struct jt_catalogue_array hosts;       /* struct jt_catalogue_host */
    struct jt_catalogue_array stages;      /* struct jt_stage */
    struct jt_catalogue_array apis;        /* struct jt_api */
    struct jt_catalogue_array permissions; /* struct jt_permission */
    uint32_t *stage_order;                 /* places of the stages, by position */
    jt_str identity_audience;
    uint32_t platform; /* place of the platform realm; JT_INDEX_NONE */
    struct jt_index realm_by_key;
    struct jt_index host_by_name;
    struct jt_index stage_by_id;
    struct jt_index stage_by_slug;
    struct jt_index api_by_id;
    struct jt_index api_by_audience;
    struct jt_index permission_by_id;
    struct jt_index permission_by_name;
};

JT_MUST_USE enum jt_err jt_catalogue_new(const struct jt_hash_key *key, jt_str public_url,
                                         struct jt_catalogue **ret_catalogue);
void jt_catalogue_free(struct jt_catalogue *catalogue);
/* Rows are copied. Tombstones of realms are left out. */
JT_MUST_USE enum jt_err jt_catalogue_add_realm(struct jt_catalogue *catalogue,
                                               const struct jt_realm *realm);
JT_MUST_USE enum jt_err jt_catalogue_add_stage(struct jt_catalogue *catalogue,
                                               const struct jt_stage *stage);
JT_MUST_USE enum jt_err jt_catalogue_add_api(struct jt_catalogue *catalogue,
                                             const struct jt_api *api);
JT_MUST_USE enum jt_err jt_catalogue_add_permission(struct jt_catalogue *catalogue,
                                                    const struct jt_permission *permission);
/* registry_catalogue_seal.c: derives what follows from all rows together, and the indexes. */
JT_MUST_USE enum jt_err jt_catalogue_seal(struct jt_catalogue *catalogue);

/* registry_catalogue_change.c: a new one, sealed, that differs from the old by a change of the
 * kinds JT_CHANGE_STAGE, JT_CHANGE_REALM and JT_CHANGE_API. */
JT_MUST_USE enum jt_err jt_catalogue_changed(const struct jt_catalogue *old,
                                             const struct jt_change *change,
                                             struct jt_catalogue **ret_catalogue);

static inline struct jt_registry_realm *jt_catalogue_realms(const struct jt_catalogue *catalogue)
{
    return catalogue->realms.items;
}
static inline struct jt_catalogue_host *jt_catalogue_hosts(const struct jt_catalogue *catalogue)
{
    return catalogue->hosts.items;
}
static inline struct jt_stage *jt_catalogue_stages(const struct jt_catalogue *catalogue)
{
    return catalogue->stages.items;
}
static inline struct jt_api *jt_catalogue_apis(const struct jt_catalogue *catalogue)
{
    return catalogue->apis.items;
}
static inline struct jt_permission *jt_catalogue_permissions(const struct jt_catalogue *catalogue)
{
    return catalogue->permissions.items;
}

/* Places; JT_INDEX_NONE when there is none. */
uint32_t jt_catalogue_find_realm(const struct jt_catalogue *catalogue, const jt_uuid *key);
uint32_t jt_catalogue_find_host(const struct jt_catalogue *catalogue, jt_str host);
uint32_t jt_catalogue_find_stage(const struct jt_catalogue *catalogue, uint32_t id);
uint32_t jt_catalogue_find_slug(const struct jt_catalogue *catalogue, jt_str slug);
uint32_t jt_catalogue_find_api(const struct jt_catalogue *catalogue, uint32_t id);
uint32_t jt_catalogue_find_audience(const struct jt_catalogue *catalogue, jt_str audience);
uint32_t jt_catalogue_find_permission(const struct jt_catalogue *catalogue, uint32_t id);
uint32_t jt_catalogue_find_permission_name(const struct jt_catalogue *catalogue, uint32_t api,
                                           jt_str name);
jt_str jt_catalogue_audience(const struct jt_catalogue *catalogue, const struct jt_api *api);
uint64_t jt_catalogue_hash_permission_name(const struct jt_catalogue *catalogue, uint32_t api,
                                           jt_str name);

#endif

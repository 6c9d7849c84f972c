/* SPDX-License-Identifier: Apache-2.0 */
/* Searching a sealed catalogue. */
#include "store/registry_catalogue.h"

/* What is searched for, with where. */
struct wanted {
    const struct jt_catalogue *catalogue;
    const jt_uuid *key;
    jt_str text;
    uint32_t id;
};

static bool is_realm(const void *arg, uint32_t place)
{
    const struct wanted *wanted = arg;
    return jt_uuid_equal(&jt_catalogue_realms(wanted->catalogue)[place].key, wanted->key);
}

uint32_t jt_catalogue_find_realm(const struct jt_catalogue *catalogue, const jt_uuid *key)
{
    struct wanted wanted = {.catalogue = catalogue, .key = key};
    uint64_t hash = jt_hash(&catalogue->key, key->bytes, sizeof(key->bytes));
    return jt_index_find(&catalogue->realm_by_key, hash, is_realm, &wanted);
}

static bool is_host(const void *arg, uint32_t place)
{
    const struct wanted *wanted = arg;
    return jt_str_equal(jt_catalogue_hosts(wanted->catalogue)[place].host, wanted->text);
}

uint32_t jt_catalogue_find_host(const struct jt_catalogue *catalogue, jt_str host)
{
    struct wanted wanted = {.catalogue = catalogue, .text = host};
    uint64_t hash = jt_hash(&catalogue->key, host.ptr, host.len);
    uint32_t place = jt_index_find(&catalogue->host_by_name, hash, is_host, &wanted);
    return place == JT_INDEX_NONE ? place : jt_catalogue_hosts(catalogue)[place].realm;
}

static bool is_stage(const void *arg, uint32_t place)
{
    const struct wanted *wanted = arg;
    return jt_catalogue_stages(wanted->catalogue)[place].id == wanted->id;
}

uint32_t jt_catalogue_find_stage(const struct jt_catalogue *catalogue, uint32_t id)
{
    struct wanted wanted = {.catalogue = catalogue, .id = id};
    uint64_t hash = jt_hash(&catalogue->key, &id, sizeof(id));
    return jt_index_find(&catalogue->stage_by_id, hash, is_stage, &wanted);
}

static bool is_slug(const void *arg, uint32_t place)
{
    const struct wanted *wanted = arg;
    return jt_str_equal(jt_catalogue_stages(wanted->catalogue)[place].slug, wanted->text);
}

uint32_t jt_catalogue_find_slug(const struct jt_catalogue *catalogue, jt_str slug)
{
    struct wanted wanted = {.catalogue = catalogue, .text = slug};
    uint64_t hash = jt_hash(&catalogue->key, slug.ptr, slug.len);
    return jt_index_find(&catalogue->stage_by_slug, hash, is_slug, &wanted);
}

static bool is_api(const void *arg, uint32_t place)
{
    const struct wanted *wanted = arg;
    return jt_catalogue_apis(wanted->catalogue)[place].id == wanted->id;
}

uint32_t jt_catalogue_find_api(const struct jt_catalogue *catalogue, uint32_t id)
{
    struct wanted wanted = {.catalogue = catalogue, .id = id};
    uint64_t hash = jt_hash(&catalogue->key, &id, sizeof(id));
    return jt_index_find(&catalogue->api_by_id, hash, is_api, &wanted);
}

jt_str jt_catalogue_audience(const struct jt_catalogue *catalogue, const struct jt_api *api)
{
    return api->audience.len ? api->audience : catalogue->identity_audience;
}

static bool is_audience(const void *arg, uint32_t place)
{
    const struct wanted *wanted = arg;
    const struct jt_api *api = &jt_catalogue_apis(wanted->catalogue)[place];
    return jt_str_equal(jt_catalogue_audience(wanted->catalogue, api), wanted->text);
}

uint32_t jt_catalogue_find_audience(const struct jt_catalogue *catalogue, jt_str audience)
{
    struct wanted wanted = {.catalogue = catalogue, .text = audience};
    uint64_t hash = jt_hash(&catalogue->key, audience.ptr, audience.len);
    return jt_index_find(&catalogue->api_by_audience, hash, is_audience, &wanted);
}

static bool is_permission(const void *arg, uint32_t place)
{
    const struct wanted *wanted = arg;
    return jt_catalogue_permissions(wanted->catalogue)[place].id == wanted->id;
}

uint32_t jt_catalogue_find_permission(const struct jt_catalogue *catalogue, uint32_t id)
{
    struct wanted wanted = {.catalogue = catalogue, .id = id};
    uint64_t hash = jt_hash(&catalogue->key, &id, sizeof(id));
    return jt_index_find(&catalogue->permission_by_id, hash, is_permission, &wanted);
}

uint64_t jt_catalogue_hash_permission_name(const struct jt_catalogue *catalogue, uint32_t api,
                                           jt_str name)
{
    return jt_hash_pair(&catalogue->key, &api, sizeof(api), name);
}

static bool is_permission_name(const void *arg, uint32_t place)
{
    const struct wanted *wanted = arg;
    const struct jt_permission *permission = &jt_catalogue_permissions(wanted->catalogue)[place];
    return permission->api == wanted->id && jt_str_equal(permission->name, wanted->text);
}

uint32_t jt_catalogue_find_permission_name(const struct jt_catalogue *catalogue, uint32_t api,
                                           jt_str name)
{
    struct wanted wanted = {.catalogue = catalogue, .id = api, .text = name};
    uint64_t hash = jt_catalogue_hash_permission_name(catalogue, api, name);
    return jt_index_find(&catalogue->permission_by_name, hash, is_permission_name, &wanted);
}

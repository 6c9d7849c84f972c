/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue when all rows are there: which stage a realm belongs to, where it is reached, the
 * identity API's audience, and the indexes. */
#include "store/registry_catalogue.h"

#include "codec/url.h"

#include <stdlib.h>

/* URLs hold an IPv6 address without brackets (jt_url), hosts with them, as in the Host header. */
static bool host_is(jt_str own, const struct jt_url *url)
{
    bool bracketed = own.len > 2 && own.ptr[0] == '[' && own.ptr[own.len - 1] == ']';
    if (url->host_is_ipv6 && bracketed) {
        own = jt_str_slice(own, 1, own.len - 2);
    }
    return jt_str_equal_nocase(own, url->host);
}

static bool is_at_own_host(const struct jt_registry_realm *realm)
{
    struct jt_url url;
    if (jt_url_parse(realm->public_url, &url) != JT_OK) {
        return false;
    }
    for (size_t i = 0; i < realm->host_count; i++) {
        if (host_is(realm->hosts[i], &url)) {
            return true;
        }
    }
    return false;
}

static enum jt_err find_platform(struct jt_catalogue *catalogue)
{
    struct jt_registry_realm *realms = jt_catalogue_realms(catalogue);
    for (size_t i = 0; i < catalogue->realms.count; i++) {
        realms[i].discovery_at_host = is_at_own_host(&realms[i]);
        if (realms[i].kind == JT_REALM_PLATFORM && catalogue->platform == JT_INDEX_NONE) {
            catalogue->platform = (uint32_t)i;
        }
    }
    if (catalogue->platform == JT_INDEX_NONE) {
        return JT_OK;
    }
    jt_str base = realms[catalogue->platform].public_url;
    catalogue->identity_audience =
        jt_arena_printf(&catalogue->arena, "%.*s/api/identity/v1", JT_STR_ARG(base));
    return catalogue->identity_audience.ptr ? JT_OK : JT_ERR_NOMEM;
}

static enum jt_err index_realms(struct jt_catalogue *catalogue)
{
    const struct jt_registry_realm *realms = jt_catalogue_realms(catalogue);
    const struct jt_catalogue_host *hosts = jt_catalogue_hosts(catalogue);
    JT_TRY(jt_index_init(&catalogue->realm_by_key, catalogue->realms.count));
    JT_TRY(jt_index_init(&catalogue->host_by_name, catalogue->hosts.count));
    for (size_t i = 0; i < catalogue->realms.count; i++) {
        uint64_t hash = jt_hash(&catalogue->key, realms[i].key.bytes, sizeof(realms[i].key.bytes));
        jt_index_put(&catalogue->realm_by_key, hash, (uint32_t)i);
    }
    for (size_t i = 0; i < catalogue->hosts.count; i++) {
        uint64_t hash = jt_hash(&catalogue->key, hosts[i].host.ptr, hosts[i].host.len);
        jt_index_put(&catalogue->host_by_name, hash, (uint32_t)i);
    }
    return JT_OK;
}

struct placed {
    uint32_t position;
    uint32_t place;
};

static int compare(const void *left, const void *right)
{
    const struct placed *a = left;
    const struct placed *b = right;
    if (a->position != b->position) {
        return a->position < b->position ? -1 : 1;
    }
    return a->place == b->place ? 0 : a->place < b->place ? -1 : 1;
}

static enum jt_err order_stages(struct jt_catalogue *catalogue)
{
    size_t count = catalogue->stages.count;
    struct placed *placed = calloc(count + 1, sizeof(*placed));
    catalogue->stage_order = calloc(count + 1, sizeof(*catalogue->stage_order));
    if (placed == NULL || catalogue->stage_order == NULL) {
        free(placed);
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        placed[i] = (struct placed){jt_catalogue_stages(catalogue)[i].position, (uint32_t)i};
    }
    qsort(placed, count, sizeof(*placed), compare);
    for (size_t i = 0; i < count; i++) {
        catalogue->stage_order[i] = placed[i].place;
    }
    free(placed);
    return JT_OK;
}

static enum jt_err index_stages(struct jt_catalogue *catalogue)
{
    const struct jt_stage *stages = jt_catalogue_stages(catalogue);
    JT_TRY(jt_index_init(&catalogue->stage_by_id, catalogue->stages.count));
    JT_TRY(jt_index_init(&catalogue->stage_by_slug, catalogue->stages.count));
    for (size_t i = 0; i < catalogue->stages.count; i++) {
        uint64_t id = jt_hash(&catalogue->key, &stages[i].id, sizeof(stages[i].id));
        uint64_t slug = jt_hash(&catalogue->key, stages[i].slug.ptr, stages[i].slug.len);
        jt_index_put(&catalogue->stage_by_id, id, (uint32_t)i);
        jt_index_put(&catalogue->stage_by_slug, slug, (uint32_t)i);
        uint32_t realm = jt_catalogue_find_realm(catalogue, &stages[i].realm);
        if (realm != JT_INDEX_NONE) {
            jt_catalogue_realms(catalogue)[realm].stage = stages[i].slug;
            jt_catalogue_realms(catalogue)[realm].stage_id = stages[i].id;
        }
    }
    return JT_OK;
}

static enum jt_err index_apis(struct jt_catalogue *catalogue)
{
    const struct jt_api *apis = jt_catalogue_apis(catalogue);
    JT_TRY(jt_index_init(&catalogue->api_by_id, catalogue->apis.count));
    JT_TRY(jt_index_init(&catalogue->api_by_audience, catalogue->apis.count));
    for (size_t i = 0; i < catalogue->apis.count; i++) {
        jt_str audience = jt_catalogue_audience(catalogue, &apis[i]);
        uint64_t id = jt_hash(&catalogue->key, &apis[i].id, sizeof(apis[i].id));
        uint64_t hash = jt_hash(&catalogue->key, audience.ptr, audience.len);
        jt_index_put(&catalogue->api_by_id, id, (uint32_t)i);
        jt_index_put(&catalogue->api_by_audience, hash, (uint32_t)i);
    }
    return JT_OK;
}

static enum jt_err index_permissions(struct jt_catalogue *catalogue)
{
    const struct jt_permission *permissions = jt_catalogue_permissions(catalogue);
    JT_TRY(jt_index_init(&catalogue->permission_by_id, catalogue->permissions.count));
    JT_TRY(jt_index_init(&catalogue->permission_by_name, catalogue->permissions.count));
    for (size_t i = 0; i < catalogue->permissions.count; i++) {
        const struct jt_permission *permission = &permissions[i];
        uint64_t id = jt_hash(&catalogue->key, &permission->id, sizeof(permission->id));
        uint64_t name =
            jt_catalogue_hash_permission_name(catalogue, permission->api, permission->name);
        jt_index_put(&catalogue->permission_by_id, id, (uint32_t)i);
        jt_index_put(&catalogue->permission_by_name, name, (uint32_t)i);
    }
    return JT_OK;
}

enum jt_err jt_catalogue_seal(struct jt_catalogue *catalogue)
{
    JT_TRY(find_platform(catalogue));
    JT_TRY(index_realms(catalogue));
    JT_TRY(index_stages(catalogue));
    JT_TRY(order_stages(catalogue));
    JT_TRY(index_apis(catalogue));
    return index_permissions(catalogue);
}

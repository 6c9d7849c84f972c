/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue as the hot path asks for it. Before the load everything is "not there". */
#include "store/registry_state.h"

const struct jt_registry_realm *jt_registry_realm_at(const struct jt_registry *registry,
                                                     size_t index)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue && index < catalogue->realms.count ? &jt_catalogue_realms(catalogue)[index]
                                                        : NULL;
}

const struct jt_stage *jt_registry_stage_at(const struct jt_registry *registry, size_t index)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue && index < catalogue->stages.count ? &jt_catalogue_stages(catalogue)[index]
                                                        : NULL;
}

const struct jt_permission *jt_registry_permission_at(const struct jt_registry *registry,
                                                      size_t index)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue && index < catalogue->permissions.count
               ? &jt_catalogue_permissions(catalogue)[index]
               : NULL;
}

const struct jt_stage *jt_registry_stage_in_order(const struct jt_registry *registry, size_t index)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue && index < catalogue->stages.count
               ? &jt_catalogue_stages(catalogue)[catalogue->stage_order[index]]
               : NULL;
}

const struct jt_api *jt_registry_api_at(const struct jt_registry *registry, size_t index)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue && index < catalogue->apis.count ? &jt_catalogue_apis(catalogue)[index] : NULL;
}

struct jt_registry_counts jt_registry_count(const struct jt_registry *registry)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    if (catalogue == NULL) {
        return (struct jt_registry_counts){0};
    }
    return (struct jt_registry_counts){.realms = catalogue->realms.count,
                                       .stages = catalogue->stages.count,
                                       .apis = catalogue->apis.count,
                                       .permissions = catalogue->permissions.count};
}

static const struct jt_api *api_at(const struct jt_catalogue *catalogue, uint32_t place)
{
    return place == JT_INDEX_NONE ? NULL : &jt_catalogue_apis(catalogue)[place];
}

const struct jt_registry_realm *jt_registry_realm_by_key(const struct jt_registry *registry,
                                                         const jt_uuid *key)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue ? jt_registry_realm_at(registry, jt_catalogue_find_realm(catalogue, key))
                     : NULL;
}

const struct jt_registry_realm *jt_registry_realm_by_host(const struct jt_registry *registry,
                                                          jt_str host)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue ? jt_registry_realm_at(registry, jt_catalogue_find_host(catalogue, host))
                     : NULL;
}

const struct jt_registry_realm *jt_registry_platform(const struct jt_registry *registry)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue ? jt_registry_realm_at(registry, catalogue->platform) : NULL;
}

const struct jt_api *jt_registry_api_by_id(const struct jt_registry *registry, uint32_t id)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue ? api_at(catalogue, jt_catalogue_find_api(catalogue, id)) : NULL;
}

jt_str jt_registry_api_audience(const struct jt_registry *registry, const struct jt_api *api)
{
    return jt_catalogue_audience(jt_registry_catalogue(registry), api);
}

const struct jt_api *jt_registry_api_by_audience(const struct jt_registry *registry,
                                                 jt_str audience)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue ? api_at(catalogue, jt_catalogue_find_audience(catalogue, audience)) : NULL;
}

const struct jt_permission *jt_registry_permission_by_name(const struct jt_registry *registry,
                                                           uint32_t api, jt_str name)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue ? jt_registry_permission_at(
                           registry, jt_catalogue_find_permission_name(catalogue, api, name))
                     : NULL;
}

const struct jt_permission *jt_registry_permission_by_id(const struct jt_registry *registry,
                                                         uint32_t id)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue
               ? jt_registry_permission_at(registry, jt_catalogue_find_permission(catalogue, id))
               : NULL;
}

const struct jt_stage *jt_registry_stage_by_slug(const struct jt_registry *registry, jt_str slug)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue ? jt_registry_stage_at(registry, jt_catalogue_find_slug(catalogue, slug))
                     : NULL;
}

const struct jt_stage *jt_registry_stage_by_id(const struct jt_registry *registry, uint32_t id)
{
    const struct jt_catalogue *catalogue = jt_registry_catalogue(registry);
    return catalogue ? jt_registry_stage_at(registry, jt_catalogue_find_stage(catalogue, id))
                     : NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue while it is filled: growing arrays, texts in its arena. */
#include "store/registry_catalogue.h"

#include "model/limits.h"

#include <stdlib.h>

enum { FIRST_ITEMS = 16, ARENA_MAX = 256 << 20 };

enum jt_err jt_catalogue_new(const struct jt_hash_key *key, jt_str public_url,
                             struct jt_catalogue **ret_catalogue)
{
    struct jt_catalogue *catalogue = calloc(1, sizeof(*catalogue));
    if (catalogue == NULL) {
        return JT_ERR_NOMEM;
    }
    catalogue->key = *key;
    catalogue->arena.max = ARENA_MAX;
    catalogue->platform = JT_INDEX_NONE;
    catalogue->public_url = jt_arena_copy(&catalogue->arena, public_url);
    if (catalogue->public_url.ptr == NULL) {
        jt_catalogue_free(catalogue);
        return JT_ERR_NOMEM;
    }
    *ret_catalogue = catalogue;
    return JT_OK;
}

void jt_catalogue_free(struct jt_catalogue *catalogue)
{
    if (catalogue == NULL) {
        return;
    }
    struct jt_index *indexes[] = {&catalogue->realm_by_key,     &catalogue->host_by_name,
                                  &catalogue->stage_by_id,      &catalogue->stage_by_slug,
                                  &catalogue->api_by_id,        &catalogue->api_by_audience,
                                  &catalogue->permission_by_id, &catalogue->permission_by_name};
    for (size_t i = 0; i < sizeof(indexes) / sizeof(indexes[0]); i++) {
        jt_index_clear(indexes[i]);
    }
    free(catalogue->realms.items);
    free(catalogue->hosts.items);
    free(catalogue->stages.items);
    free(catalogue->apis.items);
    free(catalogue->permissions.items);
    free(catalogue->stage_order);
    jt_arena_clear(&catalogue->arena);
    free(catalogue);
}

/* Room for an item at the end, not counted yet; NULL without memory. */
static void *next_item(struct jt_catalogue_array *array, size_t size)
{
    if (array->count == array->cap) {
        size_t cap = array->cap ? array->cap * 2 : FIRST_ITEMS;
        void *items = reallocarray(array->items, cap, size);
        if (items == NULL) {
            return NULL;
        }
        array->items = items;
        array->cap = cap;
    }
    return (char *)array->items + array->count * size;
}

/* Copies text; false without memory. */
static bool copy_text(struct jt_catalogue *catalogue, jt_str text, jt_str *ret_copy)
{
    *ret_copy = jt_arena_copy(&catalogue->arena, text);
    return ret_copy->ptr != NULL;
}

static enum jt_err add_hosts(struct jt_catalogue *catalogue, const struct jt_realm *realm,
                             const jt_str **ret_hosts)
{
    jt_str *copies = jt_arena_alloc_array(&catalogue->arena, realm->host_count, sizeof(*copies));
    if (copies == NULL) {
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < realm->host_count; i++) {
        struct jt_catalogue_host *host = next_item(&catalogue->hosts, sizeof(*host));
        if (host == NULL || !copy_text(catalogue, realm->hosts[i], &copies[i])) {
            return JT_ERR_NOMEM;
        }
        *host = (struct jt_catalogue_host){copies[i], (uint32_t)catalogue->realms.count};
        catalogue->hosts.count++;
    }
    *ret_hosts = copies;
    return JT_OK;
}

enum jt_err jt_catalogue_add_realm(struct jt_catalogue *catalogue, const struct jt_realm *realm)
{
    if (realm->deleted.s) {
        return JT_OK;
    }
    struct jt_registry_realm copy = {
        .key = realm->key,
        .kind = realm->kind,
        .created = realm->created,
        .version = realm->version,
        .host_count = realm->host_count,
    };
    jt_str base = realm->public_url.len ? realm->public_url : catalogue->public_url;
    char key[JT_UUID_TEXT + 1];
    jt_uuid_write(&realm->key, key);
    copy.issuer = jt_arena_printf(&catalogue->arena, "%.*s/auth/realms/%s", JT_STR_ARG(base), key);
    JT_TRY(add_hosts(catalogue, realm, &copy.hosts));
    struct jt_registry_realm *item = next_item(&catalogue->realms, sizeof(*item));
    if (item == NULL || copy.issuer.ptr == NULL || !copy_text(catalogue, base, &copy.public_url) ||
        !copy_text(catalogue, realm->public_url, &copy.own_public_url) ||
        !copy_text(catalogue, realm->alg, &copy.alg)) {
        return JT_ERR_NOMEM;
    }
    *item = copy;
    catalogue->realms.count++;
    return JT_OK;
}

enum jt_err jt_catalogue_add_stage(struct jt_catalogue *catalogue, const struct jt_stage *stage)
{
    if (catalogue->stages.count == JT_STAGES_MAX) {
        return JT_ERR_LIMIT;
    }
    struct jt_stage *item = next_item(&catalogue->stages, sizeof(*item));
    if (item == NULL) {
        return JT_ERR_NOMEM;
    }
    *item = *stage;
    if (!copy_text(catalogue, stage->slug, &item->slug) ||
        !copy_text(catalogue, stage->label, &item->label)) {
        return JT_ERR_NOMEM;
    }
    catalogue->stages.count++;
    return JT_OK;
}

enum jt_err jt_catalogue_add_api(struct jt_catalogue *catalogue, const struct jt_api *api)
{
    struct jt_api *item = next_item(&catalogue->apis, sizeof(*item));
    if (item == NULL) {
        return JT_ERR_NOMEM;
    }
    *item = *api;
    if (!copy_text(catalogue, api->audience, &item->audience) ||
        !copy_text(catalogue, api->name, &item->name)) {
        return JT_ERR_NOMEM;
    }
    catalogue->apis.count++;
    return JT_OK;
}

enum jt_err jt_catalogue_add_permission(struct jt_catalogue *catalogue,
                                        const struct jt_permission *permission)
{
    struct jt_permission *item = next_item(&catalogue->permissions, sizeof(*item));
    if (item == NULL) {
        return JT_ERR_NOMEM;
    }
    *item = *permission;
    if (!copy_text(catalogue, permission->name, &item->name)) {
        return JT_ERR_NOMEM;
    }
    catalogue->permissions.count++;
    return JT_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A catalogue from the one before it: every row is taken over, but for the rows that changed. */
#include "store/registry_catalogue.h"

static enum jt_err take_realms(const struct jt_catalogue *old, const struct jt_realm *changed,
                               struct jt_catalogue *catalogue)
{
    bool is_new = changed != NULL;
    for (size_t i = 0; i < old->realms.count; i++) {
        const struct jt_registry_realm *row = &jt_catalogue_realms(old)[i];
        struct jt_realm realm = {.key = row->key,
                                 .kind = row->kind,
                                 .public_url = row->own_public_url,
                                 .alg = row->alg,
                                 .hosts = row->hosts,
                                 .host_count = row->host_count,
                                 .created = row->created,
                                 .version = row->version};
        bool is_it = changed && jt_uuid_equal(&row->key, &changed->key);
        is_new = is_new && !is_it;
        JT_TRY(jt_catalogue_add_realm(catalogue, is_it ? changed : &realm));
    }
    return is_new ? jt_catalogue_add_realm(catalogue, changed) : JT_OK;
}

static enum jt_err take_stages(const struct jt_catalogue *old, const struct jt_stage *changed,
                               struct jt_catalogue *catalogue)
{
    bool is_new = changed != NULL;
    for (size_t i = 0; i < old->stages.count; i++) {
        const struct jt_stage *stage = &jt_catalogue_stages(old)[i];
        bool is_it = changed && stage->id == changed->id;
        is_new = is_new && !is_it;
        JT_TRY(jt_catalogue_add_stage(catalogue, is_it ? changed : stage));
    }
    return is_new ? jt_catalogue_add_stage(catalogue, changed) : JT_OK;
}

static enum jt_err take_apis(const struct jt_catalogue *old, const struct jt_api_whole *changed,
                             struct jt_catalogue *catalogue)
{
    bool is_new = changed && !changed->deleted;
    for (size_t i = 0; i < old->apis.count; i++) {
        const struct jt_api *api = &jt_catalogue_apis(old)[i];
        bool is_it = changed && api->id == changed->api.id;
        is_new = is_new && !is_it;
        if (is_it && changed->deleted) {
            continue;
        }
        JT_TRY(jt_catalogue_add_api(catalogue, is_it ? &changed->api : api));
    }
    return is_new ? jt_catalogue_add_api(catalogue, &changed->api) : JT_OK;
}

static bool has(const struct jt_api_whole *api, uint32_t permission)
{
    for (size_t i = 0; i < api->permission_count; i++) {
        if (api->permissions[i].id == permission) {
            return !api->deleted;
        }
    }
    return false;
}

/* Permissions never change: they come and go. */
static enum jt_err take_permissions(const struct jt_catalogue *old,
                                    const struct jt_api_whole *changed,
                                    struct jt_catalogue *catalogue)
{
    for (size_t i = 0; i < old->permissions.count; i++) {
        const struct jt_permission *permission = &jt_catalogue_permissions(old)[i];
        bool is_its = changed && permission->api == changed->api.id;
        if (!is_its || has(changed, permission->id)) {
            JT_TRY(jt_catalogue_add_permission(catalogue, permission));
        }
    }
    if (changed == NULL || changed->deleted) {
        return JT_OK;
    }
    for (size_t i = 0; i < changed->permission_count; i++) {
        const struct jt_permission *permission = &changed->permissions[i];
        if (jt_catalogue_find_permission(old, permission->id) == JT_INDEX_NONE) {
            JT_TRY(jt_catalogue_add_permission(catalogue, permission));
        }
    }
    return JT_OK;
}

static enum jt_err take_all(const struct jt_catalogue *old, const struct jt_change *change,
                            struct jt_catalogue *catalogue)
{
    JT_TRY(take_realms(old, change->realm, catalogue));
    JT_TRY(take_stages(old, change->stage, catalogue));
    JT_TRY(take_apis(old, change->api, catalogue));
    JT_TRY(take_permissions(old, change->api, catalogue));
    return jt_catalogue_seal(catalogue);
}

enum jt_err jt_catalogue_changed(const struct jt_catalogue *old, const struct jt_change *change,
                                 struct jt_catalogue **ret_catalogue)
{
    struct jt_catalogue *catalogue = NULL;
    if (old == NULL) {
        return JT_ERR_ARG; /* nothing was loaded */
    }
    JT_TRY(jt_catalogue_new(&old->key, old->public_url, &catalogue));
    enum jt_err err = take_all(old, change, catalogue);
    if (err != JT_OK) {
        jt_catalogue_free(catalogue);
        return err;
    }
    *ret_catalogue = catalogue;
    return JT_OK;
}

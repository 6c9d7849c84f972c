/* SPDX-License-Identifier: Apache-2.0 */
/* A token of a scope, looked up in the catalogue, the stages and the client's grants. */
#include "server/grant/granted.h"

#include "oauth/scope.h"

bool jt_scope_token_is_granted(const struct jt_registry *registry,
                               const struct jt_registry_client *client, const struct jt_api *api,
                               jt_str token)
{
    jt_str stage_slug = {0};
    jt_str name = {0};
    uint32_t stage_id = 0;
    jt_scope_token_split(token, &stage_slug, &name);
    const struct jt_permission *permission =
        jt_registry_permission_by_name(registry, api->id, name);
    bool names_stage = name.len < token.len;
    if (permission == NULL || permission->per_stage != names_stage) {
        return false;
    }
    if (names_stage) {
        const struct jt_stage *stage = jt_registry_stage_by_slug(registry, stage_slug);
        if (stage == NULL || stage->archived.s != 0) {
            return false;
        }
        stage_id = stage->id;
    }
    return jt_grants_has(client->grants, permission->id, stage_id);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* From a path to the people it speaks of. */
#include "server/api/people.h"

#include "server/server.h"

#include <string.h>

jt_str jt_people_slug(const struct jt_request *request)
{
    int place = jt_route_place(request->route, JT_STR("slug"));
    return place >= 0 ? request->path_values[place] : (jt_str){0};
}

bool jt_people_realm(const struct jt_request *request, jt_uuid *ret_realm)
{
    jt_str slug = jt_people_slug(request);
    if (slug.len == 0) {
        *ret_realm = request->realm_key;
        return true;
    }
    const struct jt_stage *stage = jt_registry_stage_by_slug(request->server->registry, slug);
    if (stage == NULL) {
        return false;
    }
    *ret_realm = stage->realm;
    return true;
}

/* Roles are the organization's, wherever the people are to whom they are granted. */
bool jt_people_place(const struct jt_request *request, struct jt_circle_place *ret_place)
{
    const char *pattern = request->route->pattern;
    if (strstr(pattern, "/groups") != NULL) {
        ret_place->kind = JT_GROUP;
        return jt_people_realm(request, &ret_place->realm);
    }
    ret_place->kind =
        strstr(pattern, "/organization-roles") != NULL ? JT_ORGANIZATION_ROLE : JT_APPLICATION_ROLE;
    ret_place->realm = request->realm_key;
    return true;
}

jt_str jt_people_base(struct jt_request *request)
{
    jt_str slug = jt_people_slug(request);
    if (slug.len == 0) {
        return JT_STR(JT_API_PATH);
    }
    return jt_arena_printf(&request->x->arena, JT_API_PATH "/stages/%.*s", JT_STR_ARG(slug));
}

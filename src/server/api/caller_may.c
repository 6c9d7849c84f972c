/* SPDX-License-Identifier: Apache-2.0 */
/* What the caller of the management API may do: what its token carries and its client still has. */
#include "oauth/scope.h"
#include "server/api/api.h"
#include "server/server.h"

enum jt_step_result jt_api_refuse_permission(struct jt_request *request, uint32_t permission,
                                             jt_str slug)
{
    jt_str name = jt_identity_permissions[permission - 1].name;
    jt_str colon = slug.len > 0 ? JT_STR(":") : (jt_str){0};
    request->refusal.permission = name;
    request->refusal.stage = slug;
    return jt_refuse(request, JT_REASON_insufficient_scope,
                     jt_arena_printf(&request->x->arena, "Missing: %.*s%.*s%.*s.", JT_STR_ARG(slug),
                                     JT_STR_ARG(colon), JT_STR_ARG(name)));
}

static bool scope_has(jt_str text, jt_str stage, jt_str permission)
{
    jt_str token;
    while (jt_str_next(&text, ' ', &token)) {
        jt_str token_stage;
        jt_str token_permission;
        jt_scope_token_split(token, &token_stage, &token_permission);
        if (jt_str_equal(token_stage, stage) && jt_str_equal(token_permission, permission)) {
            return true;
        }
    }
    return false;
}

/* The caller as it is now: what was found before a step waited is gone. */
static const struct jt_registry_client *present_caller(const struct jt_request *request)
{
    return jt_registry_client_by_key(request->server->registry, &request->caller_key);
}

/* The token must carry the permission, and its client must still have it: what was taken since is
 * gone at once. stage: NULL for the whole organization. At an archived stage nobody may anything.
 */
static bool may(const struct jt_request *request, uint32_t id, const struct jt_stage *stage)
{
    const struct jt_registry_client *caller = present_caller(request);
    jt_str slug = stage ? stage->slug : (jt_str){0};
    return caller != NULL && (stage == NULL || stage->archived.s == 0) &&
           jt_grants_has(caller->grants, id, stage ? stage->id : 0) &&
           scope_has(jt_api_scope(request), slug, jt_identity_permissions[id - 1].name);
}

bool jt_api_may(const struct jt_request *request, uint32_t permission)
{
    return may(request, permission, NULL);
}

bool jt_api_may_at(const struct jt_request *request, uint32_t permission,
                   const struct jt_stage *stage)
{
    return may(request, permission, stage);
}

const struct jt_stage *jt_api_next_stage(const struct jt_request *request, uint32_t permission,
                                         jt_str *rest)
{
    const struct jt_registry_client *caller = present_caller(request);
    jt_str text;
    while (caller != NULL && jt_str_next(rest, ' ', &text)) {
        jt_str slug;
        jt_str name;
        jt_scope_token_split(text, &slug, &name);
        const struct jt_stage *stage = jt_registry_stage_by_slug(request->server->registry, slug);
        if (stage != NULL && stage->archived.s == 0 &&
            jt_str_equal(name, jt_identity_permissions[permission - 1].name) &&
            jt_grants_has(caller->grants, permission, stage->id)) {
            return stage;
        }
    }
    return NULL;
}

bool jt_api_sees_all_stages(const struct jt_request *request)
{
    jt_str rest = jt_api_scope(request);
    return jt_api_may(request, JT_PERM_STAGE_MANAGE) &&
           jt_api_next_stage(request, JT_PERM_STAGE_VIEW, &rest) != NULL;
}

/* Whoever holds everything is told that there is no such stage; others are told what they lack. */
static enum jt_step_result check_at_stage(struct jt_request *request, uint32_t id, jt_str slug)
{
    const struct jt_stage *stage = jt_registry_stage_by_slug(request->server->registry, slug);
    if (stage == NULL && request->caller->grants->all) {
        return jt_refuse(request, JT_REASON_object_unknown, JT_STR("There is no such stage."));
    }
    if (stage != NULL && may(request, id, stage)) {
        return JT_STEP_NEXT;
    }
    if (stage != NULL && id == JT_PERM_STAGE_VIEW && jt_api_sees_all_stages(request)) {
        return JT_STEP_NEXT;
    }
    enum jt_step_result refused = jt_api_refuse_permission(request, id, slug);
    if (stage != NULL && stage->archived.s != 0) {
        request->refusal.detail = JT_STR("The stage is archived: nobody has permissions there.");
    }
    return refused;
}

static enum jt_step_result check(struct jt_request *request)
{
    uint32_t id = request->route->permission;
    int place = jt_route_place(request->route, JT_STR("slug"));
    jt_str rest = jt_api_scope(request);
    if (id == 0) {
        return JT_STEP_NEXT;
    }
    bool per_stage = jt_identity_permissions[id - 1].per_stage;
    if (per_stage && place >= 0) {
        return check_at_stage(request, id, request->path_values[place]);
    }
    bool fits = per_stage ? jt_api_next_stage(request, id, &rest) != NULL : may(request, id, NULL);
    return fits ? JT_STEP_NEXT : jt_api_refuse_permission(request, id, (jt_str){0});
}

enum jt_step_result jt_api_check_permission(struct jt_request *request)
{
    enum jt_step_result result = check(request);
    bool is_new = request->check_again == NULL && request->x->request.method != JT_HTTP_GET;
    return result == JT_STEP_NEXT && is_new ? jt_api_remember_caller(request) : result;
}

/* The grants of wanted, one by one at every stage there is, as "stage:permission" of a scope. */
static bool scope_covers_permission(const struct jt_registry *registry, jt_str scope,
                                    const struct jt_grants *wanted, uint32_t id)
{
    const struct jt_permission *permission = &jt_identity_permissions[id - 1];
    const struct jt_stage *stage;
    if (!permission->per_stage) {
        return !jt_grants_has(wanted, id, 0) || scope_has(scope, (jt_str){0}, permission->name);
    }
    for (size_t i = 0; (stage = jt_registry_stage_at(registry, i)) != NULL; i++) {
        if (stage->archived.s == 0 && jt_grants_has(wanted, id, stage->id) &&
            !scope_has(scope, stage->slug, permission->name)) {
            return false;
        }
    }
    return true;
}

bool jt_api_caller_covers(const struct jt_request *request, const struct jt_grants *wanted)
{
    if (!jt_grants_covers(request->caller->grants, wanted)) {
        return false;
    }
    for (uint32_t id = 1; id <= JT_PERM_IDENTITY_COUNT; id++) {
        if (!scope_covers_permission(request->server->registry, jt_api_scope(request), wanted,
                                     id)) {
            return false;
        }
    }
    return true;
}

static size_t count_tokens(jt_str scope)
{
    jt_str token;
    size_t count = 0;
    while (jt_str_next(&scope, ' ', &token)) {
        count++;
    }
    return count;
}

/* What one token of the scope stands for, if the caller still has it. */
static bool read_grant(const struct jt_request *request, jt_str token, struct jt_grant *ret_grant)
{
    jt_str slug;
    jt_str name;
    jt_scope_token_split(token, &slug, &name);
    const struct jt_permission *permission = jt_identity_permission_find(name);
    const struct jt_stage *stage = NULL;
    if (slug.len > 0) {
        stage = jt_registry_stage_by_slug(request->server->registry, slug);
    }
    if (permission == NULL || permission->per_stage != (stage != NULL) ||
        !may(request, permission->id, stage)) {
        return false;
    }
    *ret_grant = (struct jt_grant){permission->id, stage ? stage->id : 0};
    return true;
}

static size_t read_grants(const struct jt_request *request, struct jt_grant *items)
{
    jt_str scope = jt_api_scope(request);
    jt_str token;
    size_t count = 0;
    while (jt_str_next(&scope, ' ', &token)) {
        count += read_grant(request, token, &items[count]);
    }
    /* A permission at every stage, later ones too, is more than all its tokens. */
    for (uint32_t id = 1; id <= JT_PERM_IDENTITY_COUNT; id++) {
        items[count] = (struct jt_grant){id, 0};
        const struct jt_grants whole = {.items = &items[count], .count = 1};
        count += jt_identity_permissions[id - 1].per_stage && jt_api_caller_covers(request, &whole);
    }
    return jt_grants_normalize(items, count);
}

bool jt_api_caller_most(const struct jt_request *request, struct jt_grants *ret_grants)
{
    const struct jt_grants everything = {.all = true};
    size_t most = count_tokens(jt_api_scope(request)) + JT_PERM_IDENTITY_COUNT + 1;
    if (jt_api_caller_covers(request, &everything)) {
        *ret_grants = everything;
        return true;
    }
    struct jt_grant *items =
        jt_arena_alloc_array(&request->x->arena, most, sizeof(struct jt_grant));
    if (items == NULL) {
        return false;
    }
    *ret_grants = (struct jt_grants){.items = items, .count = read_grants(request, items)};
    return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Who calls the management API: a bearer token (RFC 6750), verified in this process, and the
 * present grants of its client. A token with a genuine signature is told what is wrong with it. */
#include "server/api/api.h"

#include "codec/http_auth.h"
#include "jose/jws.h"
#include "oauth/scope.h"
#include "server/endpoint/access_token.h"
#include "server/server.h"

#include <string.h>

/* What is kept of a token; arena memory. */
struct api_token {
    jt_str text;
    jt_str scope;
    jt_time expires;
    bool is_platform;
    bool has_audience;
    bool secret_is_out;
    uint8_t jti[JT_JTI_LEN];
};

enum jt_step_result jt_api_read_token(struct jt_request *request)
{
    const struct jt_http_request *http = &request->x->request;
    size_t count = jt_http_header_count(http, JT_STR("Authorization"));
    jt_str credentials = {0};
    if (count > 1) {
        return jt_refuse(request, JT_REASON_bearer_malformed, (jt_str){0});
    }
    jt_str value = jt_http_header_get(http, JT_STR("Authorization"));
    if (count == 0 || jt_http_auth_parse(value, &credentials) != JT_AUTH_BEARER) {
        return jt_refuse(request, JT_REASON_token_missing, (jt_str){0});
    }
    if (!jt_bearer_is_valid(credentials)) {
        return jt_refuse(request, JT_REASON_bearer_malformed, (jt_str){0});
    }
    struct api_token *token = jt_arena_alloc(&request->x->arena, sizeof(*token));
    if (token == NULL) {
        return JT_STEP_FAULT;
    }
    token->text = credentials;
    request->api = token;
    return JT_STEP_NEXT;
}

/* The realm that an unverified token names; NULL when it names none of ours. */
static const struct jt_registry_realm *named_realm(const struct jt_registry *registry, jt_str text)
{
    struct jt_jws jws;
    struct jt_claims claims;
    struct jt_json *json = NULL;
    const struct jt_registry_realm *realm = NULL;
    jt_uuid key;
    if (jt_jws_read(text, &jws) != JT_JWS_OK) {
        return NULL;
    }
    if (jt_claims_read(jt_buf_str(&jws.payload), &json, &claims) == JT_CLAIMS_OK) {
        size_t at = claims.iss.len > JT_UUID_TEXT ? claims.iss.len - JT_UUID_TEXT : 0;
        if (jt_uuid_parse(jt_str_from(claims.iss, at), &key) == JT_OK) {
            realm = jt_registry_realm_by_key(registry, &key);
        }
        jt_json_free(json);
    }
    jt_jws_clear(&jws);
    return realm;
}

static enum jt_err read_token(struct jt_request *request, jt_str text,
                              struct jt_access_token *ret_token, bool *ret_is_platform)
{
    const struct jt_registry *registry = request->server->registry;
    const struct jt_registry_realm *platform = jt_registry_platform(registry);
    if (platform == NULL) {
        return JT_ERR_UNAVAILABLE;
    }
    enum jt_err err =
        jt_access_token_read(registry, request->thread->keys, platform, text, ret_token);
    *ret_is_platform = err == JT_OK;
    if (err != JT_ERR_REFUSED) {
        return err;
    }
    const struct jt_registry_realm *realm = named_realm(registry, text);
    if (realm == NULL || realm == platform) {
        return JT_ERR_REFUSED;
    }
    return jt_access_token_read(registry, request->thread->keys, realm, text, ret_token);
}

static jt_str platform_audience(const struct jt_registry *registry)
{
    const struct jt_api *api = jt_registry_api_by_id(registry, JT_API_IDENTITY);
    return api != NULL ? jt_registry_api_audience(registry, api) : (jt_str){0};
}

static enum jt_step_result keep(struct jt_request *request, const struct jt_access_token *from)
{
    struct jt_arena *arena = &request->x->arena;
    struct api_token *token = request->api;
    jt_str audience = platform_audience(request->server->registry);
    memcpy(token->jti, from->jti, sizeof(token->jti));
    token->expires = from->claims.exp;
    token->secret_is_out = from->secret_is_out;
    token->has_audience = audience.len > 0 && jt_claims_has_audience(&from->claims, audience);
    token->scope = jt_arena_copy(arena, from->claims.scope);
    request->caller = from->client;
    request->caller_key = from->client->key;
    request->caller_name = jt_arena_copy(arena, jt_registry_client_name(from->client));
    request->caller_id = jt_arena_copy(arena, jt_registry_client_id(from->client));
    bool complete = token->scope.ptr && request->caller_name.ptr && request->caller_id.ptr;
    return complete ? JT_STEP_NEXT : JT_STEP_FAULT;
}

enum jt_step_result jt_api_verify_token(struct jt_request *request)
{
    JT_CLEAN(jt_access_token_clear) struct jt_access_token read = {0};
    struct api_token *token = request->api;
    enum jt_err err = read_token(request, token->text, &read, &token->is_platform);
    if (err == JT_ERR_REFUSED) {
        return jt_refuse(request, JT_REASON_token_malformed, (jt_str){0});
    }
    request->job_err = err;
    return err == JT_OK ? keep(request, &read) : JT_STEP_FAULT;
}

/* Whoever holds an expired token is told that and nothing else. */
enum jt_step_result jt_api_check_time(struct jt_request *request)
{
    const struct api_token *token = request->api;
    if (jt_clock_now(request->server->clock).s >= token->expires.s) {
        return jt_refuse(request, JT_REASON_token_expired, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

enum jt_step_result jt_api_check_audience(struct jt_request *request)
{
    const struct api_token *token = request->api;
    if (!token->is_platform) {
        return jt_refuse(request, JT_REASON_token_of_other_realm, (jt_str){0});
    }
    if (!token->has_audience) {
        return jt_refuse(request, JT_REASON_token_other_audience, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

enum jt_step_result jt_api_check_client(struct jt_request *request)
{
    const struct api_token *token = request->api;
    if (request->caller->deleted) {
        return jt_refuse(request, JT_REASON_client_deleted, (jt_str){0});
    }
    if (request->caller->suspended) {
        return jt_refuse(request, JT_REASON_client_suspended, (jt_str){0});
    }
    if (token->secret_is_out ||
        jt_registry_token_is_revoked(request->server->registry, token->jti)) {
        return jt_refuse(request, JT_REASON_token_revoked, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

static enum jt_step_result refuse_permission(struct jt_request *request, jt_str permission,
                                             jt_str stage)
{
    jt_str colon = stage.len > 0 ? JT_STR(":") : (jt_str){0};
    request->refusal.permission = permission;
    request->refusal.stage = stage;
    return jt_refuse(request, JT_REASON_insufficient_scope,
                     jt_arena_printf(&request->x->arena, "Missing: %.*s%.*s%.*s.",
                                     JT_STR_ARG(stage), JT_STR_ARG(colon), JT_STR_ARG(permission)));
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

/* The token must carry the permission, and its client must still have it: what was taken since is
 * gone at once. */
enum jt_step_result jt_api_check_permission(struct jt_request *request)
{
    const struct api_token *token = request->api;
    uint32_t id = request->route->permission;
    if (id == 0) {
        return JT_STEP_NEXT;
    }
    const struct jt_permission *permission = &jt_identity_permissions[id - 1];
    jt_str slug = {0};
    uint32_t stage_id = 0;
    int place = jt_route_place(request->route, JT_STR("stage"));
    if (permission->per_stage && place >= 0) {
        slug = request->path_values[place];
        const struct jt_stage *stage = jt_registry_stage_by_slug(request->server->registry, slug);
        stage_id = stage != NULL ? stage->id : UINT32_MAX;
    }
    if (!scope_has(token->scope, slug, permission->name) ||
        !jt_grants_has(request->caller->grants, id, stage_id)) {
        return refuse_permission(request, permission->name, slug);
    }
    return JT_STEP_NEXT;
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
    const struct api_token *token = request->api;
    if (!jt_grants_covers(request->caller->grants, wanted)) {
        return false;
    }
    for (uint32_t id = 1; id <= JT_PERM_IDENTITY_COUNT; id++) {
        if (!scope_covers_permission(request->server->registry, token->scope, wanted, id)) {
            return false;
        }
    }
    return true;
}

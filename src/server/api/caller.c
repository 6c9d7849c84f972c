/* SPDX-License-Identifier: Apache-2.0 */
/* Who calls the management API: a bearer token (RFC 6750), verified in this process, and the
 * present grants of its client. A token with a genuine signature is told what is wrong with it. */
#include "server/api/api.h"

#include "codec/http_auth.h"
#include "jose/jws.h"
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
    struct jt_token_status status;
    bool secret_is_out;
    uint8_t jti[JT_JTI_LEN];
    struct jt_grants held; /* by its client when that was checked */
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
    token->status = from->status;
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

/* Which of its grants the write stands on, only its own steps know; that all are still there is
 * enough. When some are not, a second try is told what is missing. */
static enum jt_step_result check_held(struct jt_request *request)
{
    const struct api_token *token = request->api;
    if (jt_grants_covers(request->caller->grants, &token->held)) {
        return JT_STEP_NEXT;
    }
    request->refusal.evidence = JT_STR("the caller's permissions became fewer while it waited");
    return JT_STEP_FAULT;
}

/* When a write's turn has come, on the store's writing thread: nobody changes anything meanwhile.
 * What was taken from the caller since it was checked counts. */
static enum jt_step_result check_again(struct jt_request *request)
{
    struct api_token *token = request->api;
    request->caller = jt_registry_client_by_key(request->server->registry, &request->caller_key);
    if (request->caller == NULL) {
        return jt_refuse(request, JT_REASON_client_deleted, (jt_str){0});
    }
    token->secret_is_out = jt_token_secret_is_out(request->caller, &token->status);
    enum jt_step_result result = jt_api_check_client(request);
    if (result == JT_STEP_NEXT) {
        result = jt_api_check_permission(request);
    }
    return result == JT_STEP_NEXT ? check_held(request) : result;
}

/* The registry's own is gone when a write has waited its turn. */
enum jt_step_result jt_api_remember_caller(struct jt_request *request)
{
    const struct jt_grants *grants = request->caller->grants;
    struct api_token *token = request->api;
    struct jt_grant *items =
        jt_arena_alloc_array(&request->x->arena, grants->count + 1, sizeof(*items));
    if (items == NULL) {
        return JT_STEP_FAULT;
    }
    for (size_t i = 0; i < grants->count; i++) {
        items[i] = grants->items[i];
    }
    token->held = (struct jt_grants){grants->all, items, grants->count};
    request->check_again = check_again;
    return JT_STEP_NEXT;
}

jt_str jt_api_scope(const struct jt_request *request)
{
    const struct api_token *token = request->api;
    return token->scope;
}

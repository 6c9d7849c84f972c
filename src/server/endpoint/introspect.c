/* SPDX-License-Identifier: Apache-2.0 */
/* Introspection (RFC 7662): what a token is worth at this moment, for those it concerns. For
 * everybody else, and for whatever is no working token, the answer is the same bytes. */
#include "server/endpoint/access_token.h"
#include "server/endpoint/steps.h"
#include "server/grant/granted.h"
#include "server/routes.h"
#include "server/server.h"

static enum jt_step_result answer_inactive(struct jt_request *request)
{
    return jt_respond_json(request, 200, JT_STR("{\"active\":false}"));
}

/* RFC 7662 §4: its own client, a client that may introspect, and the API that is its audience. */
static bool may_see(const struct jt_registry_client *caller, const struct jt_access_token *token)
{
    return jt_uuid_equal(&token->client->key, &caller->key) ||
           jt_grants_has(caller->grants, JT_PERM_TOKEN_INTROSPECT, 0) ||
           jt_claims_has_audience(&token->claims, jt_registry_client_id(caller));
}

/* The part of the token's scope that its client still holds; what was taken since is gone. The
 * text stands in the scratch buffer. */
static jt_str present_scope(struct jt_request *request, const struct jt_access_token *token)
{
    const struct jt_registry *registry = request->server->registry;
    struct jt_buf *buf = &request->thread->scratch;
    const struct jt_api *api = jt_registry_api_by_audience(registry, token->claims.aud);
    jt_str rest = token->claims.scope;
    jt_str name;
    jt_buf_reset(buf);
    while (api && jt_str_next(&rest, ' ', &name)) {
        if (jt_scope_token_is_granted(registry, token->client, api, name)) {
            jt_buf_append(buf, buf->len ? JT_STR(" ") : JT_STR(""));
            jt_buf_append(buf, name);
        }
    }
    return jt_buf_str(buf);
}

static void write_active(struct jt_buf *buf, const struct jt_claims *claims, jt_str scope)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_bool(&w, "active", true);
    jt_json_member_string(&w, "scope", scope);
    jt_json_member_string(&w, "client_id", claims->client_id);
    jt_json_member_string(&w, "token_type", JT_STR("Bearer"));
    jt_json_member_integer(&w, "exp", claims->exp.s);
    jt_json_member_integer(&w, "iat", claims->iat.s);
    jt_json_member_string(&w, "sub", claims->sub);
    jt_json_member_string(&w, "aud", claims->aud);
    jt_json_member_string(&w, "iss", claims->iss);
    jt_json_member_string(&w, "jti", claims->jti);
    jt_json_object_end(&w);
}

static enum jt_step_result answer_active(struct jt_request *request, const struct jt_claims *claims,
                                         jt_str scope)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    write_active(&buf, claims, scope);
    jt_str body = {0};
    if (jt_buf_check(&buf) == JT_OK) {
        body = jt_arena_copy(&request->x->arena, jt_buf_str(&buf));
    }
    return body.ptr ? jt_respond_json(request, 200, body) : JT_STEP_FAULT;
}

static enum jt_step_result judge(struct jt_request *request, const struct jt_access_token *token)
{
    jt_time now = jt_clock_now(request->server->clock);
    if (!jt_access_token_works(request->server->registry, token, now) ||
        !may_see(request->client, token)) {
        return answer_inactive(request);
    }
    jt_str scope = present_scope(request, token);
    if (jt_buf_check(&request->thread->scratch) != JT_OK) {
        return JT_STEP_FAULT;
    }
    return scope.len ? answer_active(request, &token->claims, scope) : answer_inactive(request);
}

/* A fault is 503: "inactive" would be an answer about the token. */
static enum jt_step_result introspect(struct jt_request *request)
{
    JT_CLEAN(jt_access_token_clear) struct jt_access_token token = {0};
    enum jt_err err =
        jt_access_token_read(request->server->registry, request->thread->keys, request->realm,
                             jt_form_get(&request->form, JT_STR("token")), &token);
    if (err == JT_ERR_REFUSED) {
        return answer_inactive(request);
    }
    return err == JT_OK ? judge(request, &token) : JT_STEP_FAULT;
}

static const struct jt_step steps[] = {
    {"trust the clock", jt_step_trust_clock},
    {"check the content type", jt_step_check_content_type},
    {"look for credentials in the query", jt_step_check_query},
    {"read the form", jt_step_read_form},
    {"look for duplicates", jt_step_check_duplicates},
    {"read the client authentication", jt_step_read_client_auth},
    {"authenticate the client", jt_step_authenticate_client},
    {"note the use of the secret", jt_step_note_use},
    {"look for the token", jt_step_check_token_parameter},
    {"introspect the token", introspect},
    JT_STEPS_END,
};

const struct jt_route jt_routes_introspect[] = {
    {JT_HTTP_POST, "/auth/realms/{realm}/protocol/openid-connect/token/introspect", JT_ROUTE_OAUTH,
     steps, 0},
    JT_ROUTES_END,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* What the token is for: the API (RFC 8707) and the scope (RFC 6749 §3.3). */
#include "server/endpoint/token.h"

#include "oauth/scope.h"
#include "server/grant/granted.h"
#include "server/server.h"

enum jt_step_result jt_step_choose_api(struct jt_request *request)
{
    const struct jt_registry *registry = request->server->registry;
    struct jt_token_order *order = jt_token_order_of(request);
    jt_str resource = jt_form_get(&request->form, JT_STR("resource"));
    order->api = resource.len ? jt_registry_api_by_audience(registry, resource)
                              : jt_registry_api_by_id(registry, JT_API_IDENTITY);
    if (order->api == NULL && resource.len == 0) {
        return JT_STEP_FAULT; /* the identity API is always there */
    }
    if (order->api == NULL) {
        return jt_refuse(request, JT_REASON_resource_unknown, JT_STR(""));
    }
    order->audience = jt_registry_api_audience(registry, order->api);
    return JT_STEP_NEXT;
}

/* The client authenticated, so it may know what it lacks. */
static enum jt_step_result refuse_scope(struct jt_request *request, jt_str token)
{
    return jt_refuse(request, JT_REASON_scope_not_granted,
                     jt_arena_printf(&request->x->arena, "Not granted: %.*s.", JT_STR_ARG(token)));
}

/* The tokens with single spaces between them, each once. */
static jt_str join(struct jt_arena *arena, const struct jt_scope *scope, size_t max)
{
    char *text = jt_arena_alloc(arena, max);
    size_t len = 0;
    for (size_t i = 0; text && i < scope->count; i++) {
        jt_str token = scope->tokens[i];
        if (i > 0) {
            text[len++] = ' ';
        }
        for (size_t at = 0; at < token.len; at++) {
            text[len++] = token.ptr[at];
        }
    }
    return jt_str_make(text, len);
}

static enum jt_step_result take_asked(struct jt_request *request, jt_str asked)
{
    struct jt_token_order *order = jt_token_order_of(request);
    struct jt_scope scope;
    if (jt_scope_parse(asked, &scope) != JT_OK) {
        return jt_refuse(request, JT_REASON_scope_malformed, JT_STR(""));
    }
    for (size_t i = 0; i < scope.count; i++) {
        if (!jt_scope_token_is_granted(request->server->registry, request->client, order->api,
                                       scope.tokens[i])) {
            return refuse_scope(request, scope.tokens[i]);
        }
    }
    order->scope = join(&request->x->arena, &scope, asked.len);
    return order->scope.ptr ? JT_STEP_NEXT : JT_STEP_FAULT;
}

/* A client without any permission gets no token, whatever it asks for. */
enum jt_step_result jt_step_choose_scope(struct jt_request *request)
{
    struct jt_token_order *order = jt_token_order_of(request);
    jt_str asked = jt_form_get(&request->form, JT_STR("scope"));
    order->scope =
        jt_registry_client_scope(request->server->registry, request->client, order->api->id);
    if (order->scope.len == 0) {
        return jt_refuse(request, JT_REASON_no_permissions, JT_STR(""));
    }
    return asked.len ? take_asked(request, asked) : JT_STEP_NEXT;
}

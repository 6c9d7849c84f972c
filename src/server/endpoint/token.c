/* SPDX-License-Identifier: Apache-2.0 */
/* The token endpoint (RFC 6749 §3.2). Nothing here waits: a token costs no look into the store. */
#include "server/endpoint/token.h"

#include "server/endpoint/steps.h"
#include "server/routes.h"

struct jt_token_order *jt_token_order_of(const struct jt_request *request)
{
    return request->job_data;
}

static enum jt_step_result choose_grant(struct jt_request *request)
{
    jt_str name = jt_form_get(&request->form, JT_STR("grant_type"));
    if (name.len == 0) {
        return jt_refuse(request, JT_REASON_parameter_missing, JT_STR("Missing: grant_type."));
    }
    struct jt_token_order *order = jt_arena_alloc(&request->x->arena, sizeof(*order));
    if (order == NULL) {
        return JT_STEP_FAULT;
    }
    order->grant = jt_grant_find(name);
    request->job_data = order;
    return order->grant ? JT_STEP_NEXT
                        : jt_refuse(request, JT_REASON_grant_unsupported, JT_STR(""));
}

static enum jt_step_result check_grant(struct jt_request *request)
{
    if (!jt_token_order_of(request)->grant->is_allowed(request->client)) {
        return jt_refuse(request, JT_REASON_grant_not_allowed, JT_STR(""));
    }
    return JT_STEP_NEXT;
}

static enum jt_step_result prove_grant(struct jt_request *request)
{
    struct jt_token_order *order = jt_token_order_of(request);
    return order->grant->prove(request, &order->subject);
}

static const struct jt_step steps[] = {
    {"trust the clock", jt_step_trust_clock},
    {"check the content type", jt_step_check_content_type},
    {"look for credentials in the query", jt_step_check_query},
    {"read the form", jt_step_read_form},
    {"look for duplicates", jt_step_check_duplicates},
    {"choose the grant", choose_grant},
    {"read the client authentication", jt_step_read_client_auth},
    {"authenticate the client", jt_step_authenticate_client},
    {"note the use of the secret", jt_step_note_use},
    {"check the grant", check_grant},
    {"prove the grant", prove_grant},
    {"choose the API", jt_step_choose_api},
    {"choose the scope", jt_step_choose_scope},
    {"issue the token", jt_step_issue_token},
    JT_STEPS_END,
};

const struct jt_route jt_routes_token[] = {
    {JT_HTTP_POST, "/auth/realms/{realm}/protocol/openid-connect/token", JT_ROUTE_OAUTH, steps, 0},
    JT_ROUTES_END,
};

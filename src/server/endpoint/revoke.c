/* SPDX-License-Identifier: Apache-2.0 */
/* Revocation (RFC 7009): the client's own token stops working. 200 leaves only after it is on
 * disk, or when there is nothing to write because the token does not work anyway. */
#include "server/endpoint/access_token.h"
#include "server/endpoint/steps.h"
#include "server/routes.h"
#include "server/server.h"

#include <string.h>

struct revocation {
    struct jt_write write;
    struct jt_revoked_token token;
};

/* RFC 7009 §2.2: the client learns nothing from the body. */
static enum jt_step_result answer_revoked(struct jt_request *request)
{
    request->x->response.status = 200;
    return JT_STEP_DONE;
}

static enum jt_err run_write(struct jt_request *request)
{
    const struct revocation *revocation = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->token_revoke(store, &revocation->write, &revocation->token);
}

static enum jt_step_result write_revocation(struct jt_request *request,
                                            const struct jt_access_token *token)
{
    struct revocation *revocation = jt_arena_alloc(&request->x->arena, sizeof(*revocation));
    if (revocation == NULL) {
        return JT_STEP_FAULT;
    }
    request->caller_name =
        jt_arena_copy(&request->x->arena, jt_registry_client_name(request->client));
    revocation->write = jt_request_write(request);
    revocation->token.realm = request->realm_key;
    revocation->token.token_expires = token->claims.exp;
    memcpy(revocation->token.jti, token->jti, sizeof(revocation->token.jti));
    request->job_data = revocation;
    return jt_request_wait(request, JT_JOB_WRITE, run_write);
}

/* RFC 7009 §2.1: a token of another client is refused. */
static enum jt_step_result judge(struct jt_request *request, const struct jt_access_token *token)
{
    jt_time now = jt_clock_now(request->server->clock);
    if (!jt_uuid_equal(&token->client->key, &request->client->key)) {
        return jt_refuse(request, JT_REASON_token_of_other_client, JT_STR(""));
    }
    if (!jt_access_token_works(request->server->registry, token, now)) {
        return answer_revoked(request);
    }
    return write_revocation(request, token);
}

/* RFC 7009 §2.2: a token that is none of ours is as good as revoked. */
static enum jt_step_result revoke(struct jt_request *request)
{
    JT_CLEAN(jt_access_token_clear) struct jt_access_token token = {0};
    enum jt_err err =
        jt_access_token_read(request->server->registry, request->thread->keys, request->realm,
                             jt_form_get(&request->form, JT_STR("token")), &token);
    if (err == JT_ERR_REFUSED) {
        return answer_revoked(request);
    }
    return err == JT_OK ? judge(request, &token) : JT_STEP_FAULT;
}

static enum jt_step_result confirm(struct jt_request *request)
{
    return request->job_err == JT_OK ? answer_revoked(request) : JT_STEP_FAULT;
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
    {"revoke the token", revoke},
    {"confirm the revocation", confirm},
    JT_STEPS_END,
};

const struct jt_route jt_routes_revoke[] = {
    {JT_HTTP_POST, "/auth/realms/{realm}/protocol/openid-connect/revoke", JT_ROUTE_OAUTH, steps, 0},
    JT_ROUTES_END,
};

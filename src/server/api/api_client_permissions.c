/* SPDX-License-Identifier: Apache-2.0 */
/* The permissions of an API client are put as a whole. They count from the next token on, and for
 * our own API and introspection at once. */
#include "server/api/api_client_permissions.h"

#include "server/api/api_client.h"
#include "server/api/body.h"
#include "server/api/client_change.h"
#include "server/server.h"

#include <string.h>

struct put_call {
    struct jt_client_call base; /* first */
    struct jt_grants grants;
};

static bool is_same(const struct jt_grants *a, const struct jt_grants *b)
{
    return jt_grants_covers(a, b) && jt_grants_covers(b, a);
}

static enum jt_err apply_put(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                             bool others_manage)
{
    struct put_call *call = arg;
    const struct jt_api_client before = *client;
    (void)arena;
    if (is_same(&client->grants, &call->grants)) {
        return JT_OK;
    }
    client->grants = call->grants;
    jt_api_client_touch(client, call->base.write.now);
    return jt_client_call_check_managers(&call->base, &before, client, others_manage);
}

static enum jt_step_result read_put(struct jt_request *request)
{
    static const char *const names[] = {"permissions", NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    struct put_call *call =
        jt_client_call_new(request, sizeof(*call), JT_STR("api_client.permissions"), apply_put);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    jt_body_only(request, root, JT_STR(""), names);
    if (jt_json_get(root, "permissions") == NULL) {
        jt_body_fault(request, JT_STR(""), "permissions", "missing",
                      JT_STR("The member is required."));
    }
    enum jt_step_result result = jt_permissions_read(request, root, &call->grants);
    return result == JT_STEP_NEXT ? jt_body_end(request) : result;
}

static enum jt_step_result check_grants(struct jt_request *request)
{
    const struct put_call *call = request->job_data;
    if (!jt_grants_covers(request->caller->grants, &call->grants)) {
        return jt_refuse(request, JT_REASON_grant_exceeds_caller, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

enum jt_step_result jt_api_client_answer_permissions(struct jt_request *request,
                                                     const struct jt_api_client *client)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_ARENA_MAX_DEFAULT);
    struct jt_json_writer w = {.buf = &buf};
    jt_json_object_begin(&w);
    jt_api_client_write_permissions(&w, request->server->registry, &client->grants);
    jt_json_object_end(&w);
    return jt_api_respond_object(request, 200, &buf, client->version, (jt_str){0});
}

static enum jt_step_result answer_put(struct jt_request *request)
{
    const struct put_call *call = request->job_data;
    return request->job_err == JT_OK ? jt_api_client_answer_permissions(request, &call->base.client)
                                     : jt_client_call_failed(request);
}

const struct jt_step jt_api_client_permissions_put_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"read If-Match", jt_api_read_if_match},
    {"check the permissions", read_put},
    {"read the key", jt_client_call_check_key},
    {"compare with the caller's grants", check_grants},
    {"put the permissions", jt_client_call_change},
    {"answer with the permissions", answer_put},
    JT_STEPS_END,
};

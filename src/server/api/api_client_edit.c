/* SPDX-License-Identifier: Apache-2.0 */
/* An API client is renamed, suspended, resumed, deleted. Nobody may lock everybody out: the last
 * client that may manage clients stays, and nobody suspends himself by accident. */
#include "server/api/api_client_edit.h"

#include "server/api/api_client.h"
#include "server/api/body.h"
#include "server/api/client_change.h"
#include "server/api/query.h"
#include "server/server.h"

/* PATCH */

struct update_call {
    struct jt_client_call base; /* first */
    bool has_name;
    bool has_description;
    jt_str name;
    jt_str description;
    unsigned auth_methods; /* 0: stay as they are */
};

static bool is_same(const struct update_call *call, const struct jt_api_client *client)
{
    return (!call->has_name || jt_str_equal(call->name, client->name)) &&
           (!call->has_description || jt_str_equal(call->description, client->description)) &&
           (call->auth_methods == 0 || call->auth_methods == client->auth_methods);
}

static enum jt_err apply_update(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                bool others_manage)
{
    const struct update_call *call = arg;
    (void)arena;
    (void)others_manage;
    if (is_same(call, client)) {
        return JT_OK;
    }
    client->name = call->has_name ? call->name : client->name;
    client->description = call->has_description ? call->description : client->description;
    client->auth_methods = call->auth_methods ? call->auth_methods : client->auth_methods;
    jt_api_client_touch(client, call->base.write.now);
    return JT_OK;
}

/* What is absent stays as it is. */
static enum jt_step_result read_update(struct jt_request *request)
{
    static const char *const names[] = {"name", "description", "authMethods", NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    struct update_call *call =
        jt_client_call_new(request, sizeof(*call), JT_STR("api_client.update"), apply_update);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    jt_body_only(request, root, JT_STR(""), names);
    call->has_name = jt_json_get(root, "name") != NULL;
    call->has_description = jt_json_get(root, "description") != NULL;
    jt_body_name(request, "name", call->has_name, &call->name);
    jt_body_description(request, &call->description);
    jt_auth_methods_read(request, root, &call->auth_methods);
    return jt_body_end(request);
}

/* DELETE */

static enum jt_err apply_delete(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                bool others_manage)
{
    struct jt_client_call *call = arg;
    const struct jt_api_client before = *client;
    (void)arena;
    client->grants = (struct jt_grants){0};
    client->deleted = call->write.now;
    jt_api_client_touch(client, call->write.now);
    return jt_client_call_check_managers(call, &before, client, others_manage);
}

static enum jt_step_result begin_delete(struct jt_request *request)
{
    return jt_client_call_new(request, sizeof(struct jt_client_call), JT_STR("api_client.delete"),
                              apply_delete)
               ? JT_STEP_NEXT
               : JT_STEP_FAULT;
}

static enum jt_step_result answer_deleted(struct jt_request *request)
{
    return request->job_err == JT_OK ? jt_api_respond_nothing(request)
                                     : jt_client_call_failed(request);
}

/* Suspension. Asking for what is so already changes nothing, and is no mistake. */

struct suspend_call {
    struct jt_client_call base; /* first */
    int force;                  /* 1: the caller may suspend itself */
};

static enum jt_err apply_suspend(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                 bool others_manage)
{
    struct suspend_call *call = arg;
    const struct jt_api_client before = *client;
    (void)arena;
    if (client->suspended.s != 0) {
        return JT_OK;
    }
    if (call->force != 1 && jt_uuid_equal(&client->key, &call->base.write.actor.key)) {
        return jt_client_call_refuse(&call->base, JT_REASON_self_suspension);
    }
    client->suspended = call->base.write.now;
    jt_api_client_touch(client, call->base.write.now);
    return jt_client_call_check_managers(&call->base, &before, client, others_manage);
}

static enum jt_step_result begin_suspend(struct jt_request *request)
{
    static const char *const names[] = {"force", NULL};
    struct suspend_call *call =
        jt_client_call_new(request, sizeof(*call), JT_STR("api_client.suspend"), apply_suspend);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    enum jt_step_result result = jt_query_read(request, names);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    jt_query_bool(request, "force", &call->force);
    return jt_query_end(request);
}

static enum jt_err apply_resume(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                bool others_manage)
{
    const struct jt_client_call *call = arg;
    (void)arena;
    (void)others_manage;
    if (client->suspended.s != 0) {
        client->suspended = (jt_time){0};
        jt_api_client_touch(client, call->write.now);
    }
    return JT_OK;
}

static enum jt_step_result begin_resume(struct jt_request *request)
{
    return jt_client_call_new(request, sizeof(struct jt_client_call), JT_STR("api_client.resume"),
                              apply_resume)
               ? JT_STEP_NEXT
               : JT_STEP_FAULT;
}

const struct jt_step jt_api_client_update_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"read If-Match", jt_api_read_if_match},
    {"check the changes", read_update},
    {"read the key", jt_client_call_check_key},
    {"change the API client", jt_client_call_change},
    {"answer with the API client", jt_client_call_answer},
    JT_STEPS_END,
};

const struct jt_step jt_api_client_delete_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"look for a body", jt_api_no_body},
    {"read If-Match", jt_api_read_if_match},
    {"begin the deletion", begin_delete},
    {"read the key", jt_client_call_check_key},
    {"delete the API client", jt_client_call_change},
    {"answer", answer_deleted},
    JT_STEPS_END,
};

const struct jt_step jt_api_client_suspend_steps[] = {
    JT_API_CALLER_STEPS,
    {"look for a body", jt_api_no_body},
    {"read If-Match", jt_api_read_if_match},
    {"read the query", begin_suspend},
    {"read the key", jt_client_call_check_key},
    {"suspend the API client", jt_client_call_change},
    {"answer with the API client", jt_client_call_answer},
    JT_STEPS_END,
};

const struct jt_step jt_api_client_resume_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"look for a body", jt_api_no_body},
    {"read If-Match", jt_api_read_if_match},
    {"begin the resumption", begin_resume},
    {"read the key", jt_client_call_check_key},
    {"resume the API client", jt_client_call_change},
    {"answer with the API client", jt_client_call_answer},
    JT_STEPS_END,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* /users/{key}/application-roles: which application roles a user has; granted by POST, taken by
 * DELETE. Doing either twice is no mistake. */
#include "server/api/api.h"
#include "server/api/query.h"
#include "server/api/user_json.h"
#include "server/routes.h"
#include "server/server.h"

struct user_role_call {
    jt_uuid user;
    jt_uuid role;
    struct jt_page page;
    struct jt_role_list list;
    struct jt_write write;
    struct jt_user found;
};

static const struct jt_store_ops *ops(const struct jt_request *request)
{
    return request->server->store->ops;
}

static enum jt_step_result read_keys(struct jt_request *request)
{
    struct user_role_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    bool has_role = jt_route_place(request->route, JT_STR("roleKey")) >= 0;
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    if (!jt_api_path_key(request, JT_STR("key"), &call->user) ||
        (has_role && !jt_api_path_key(request, JT_STR("roleKey"), &call->role))) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

static enum jt_step_result read_list_query(struct jt_request *request)
{
    static const char *const names[] = {"limit", "offset", NULL};
    struct user_role_call *call = request->job_data;
    enum jt_step_result result = jt_query_read(request, names);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    jt_query_page(request, &call->page);
    return jt_query_end(request);
}

static void run_list(struct jt_job *job)
{
    struct jt_request *request = jt_request_of_job(job);
    struct user_role_call *call = request->job_data;
    request->job_err = ops(request)->user_role_list(request->server->store, &request->x->arena,
                                                    &call->user, &call->page, &call->list);
}

static enum jt_step_result list_roles(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_list);
}

static enum jt_step_result answer_list(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct user_role_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_api_list_begin(&w);
    for (size_t i = 0; i < call->list.count; i++) {
        jt_application_role_write(&w, &call->list.items[i]);
    }
    jt_api_list_end(&w, &call->page, call->list.count, call->list.total);
    return jt_api_respond(request, 200, &buf);
}

/* The user must be one of this realm, and of the version that If-Match names: roles stand beside
 * the user, so the store compares neither. */
static void run_find(struct jt_job *job)
{
    struct jt_request *request = jt_request_of_job(job);
    struct user_role_call *call = request->job_data;
    request->job_err = ops(request)->user_find(request->server->store, &request->x->arena,
                                               &request->realm_key, &call->user, &call->found);
}

static enum jt_step_result find_user(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_find);
}

static enum jt_step_result check_user(struct jt_request *request)
{
    const struct user_role_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    if (request->expected_version != 0 && call->found.version != request->expected_version) {
        return jt_refuse(request, JT_REASON_version_mismatch, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

static void run_grant(struct jt_job *job)
{
    struct jt_request *request = jt_request_of_job(job);
    struct user_role_call *call = request->job_data;
    request->job_err =
        ops(request)->role_grant(request->server->store, &call->write, &call->user, &call->role);
}

static void run_take(struct jt_job *job)
{
    struct jt_request *request = jt_request_of_job(job);
    struct user_role_call *call = request->job_data;
    request->job_err =
        ops(request)->role_take(request->server->store, &call->write, &call->user, &call->role);
}

static enum jt_step_result change(struct jt_request *request, void (*run)(struct jt_job *job))
{
    struct user_role_call *call = request->job_data;
    call->write = jt_request_write(request);
    return jt_request_wait(request, JT_JOB_WRITE, run);
}

static enum jt_step_result grant_role(struct jt_request *request)
{
    return change(request, run_grant);
}

static enum jt_step_result take_role(struct jt_request *request)
{
    return change(request, run_take);
}

static enum jt_step_result answer_changed(struct jt_request *request)
{
    return request->job_err == JT_OK ? jt_api_respond_nothing(request)
                                     : jt_api_store_failed(request);
}

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the keys", read_keys},
    {"read the query", read_list_query},
    {"find the user", find_user},
    {"check the user", check_user},
    {"list the user's roles", list_roles},
    {"answer with the roles", answer_list},
    JT_STEPS_END,
};

static const struct jt_step grant_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"look for a body", jt_api_no_body},
    {"read If-Match", jt_api_read_if_match},
    {"read the keys", read_keys},
    {"find the user", find_user},
    {"check the user", check_user},
    {"grant the role", grant_role},
    {"answer", answer_changed},
    JT_STEPS_END,
};

static const struct jt_step take_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"look for a body", jt_api_no_body},
    {"read If-Match", jt_api_read_if_match},
    {"read the keys", read_keys},
    {"find the user", find_user},
    {"check the user", check_user},
    {"take the role", take_role},
    {"answer", answer_changed},
    JT_STEPS_END,
};

const struct jt_route jt_routes_user_roles[] = {
    {JT_HTTP_GET, JT_API_PATH "/users/{key}/application-roles", JT_ROUTE_API, list_steps,
     JT_PERM_MEMBER_VIEW},
    {JT_HTTP_POST, JT_API_PATH "/users/{key}/application-roles/{roleKey}", JT_ROUTE_API,
     grant_steps, JT_PERM_USER_MANAGE},
    {JT_HTTP_DELETE, JT_API_PATH "/users/{key}/application-roles/{roleKey}", JT_ROUTE_API,
     take_steps, JT_PERM_USER_MANAGE},
    JT_ROUTES_END,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* /users: the users of the organization. */
#include "server/api/api.h"
#include "server/api/body.h"
#include "server/api/people.h"
#include "server/api/query.h"
#include "server/api/user_patch.h"
#include "server/routes.h"
#include "server/server.h"

/* What a request about users keeps while the store works. */
struct user_call {
    jt_uuid realm;
    struct jt_user_filter filter;
    struct jt_page page;
    struct jt_user_list list;
    struct jt_write write;
    struct jt_user user;
};

static enum jt_step_result begin_call(struct jt_request *request)
{
    struct user_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    if (!jt_people_realm(request, &call->realm)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

static const struct jt_store_ops *ops(const struct jt_request *request)
{
    return request->server->store->ops;
}

/* GET /users */

static enum jt_step_result read_list_query(struct jt_request *request)
{
    static const char *const names[] = {
        "limit",    "offset",        "hasApplicationRoles", "hasOrganizationRoles",
        "isActive", "emailContains", "nameContains",        NULL};
    struct user_call *call = request->job_data;
    enum jt_step_result result = jt_query_read(request, names);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    call->filter.realm = call->realm;
    jt_query_page(request, &call->page);
    jt_query_bool(request, "hasApplicationRoles", &call->filter.has_application_roles);
    jt_query_bool(request, "hasOrganizationRoles", &call->filter.has_organization_roles);
    jt_query_bool(request, "isActive", &call->filter.is_active);
    jt_query_text(request, "emailContains", &call->filter.email_contains);
    jt_query_text(request, "nameContains", &call->filter.name_contains);
    return jt_query_end(request);
}

static enum jt_err run_list(struct jt_request *request)
{
    struct user_call *call = request->job_data;
    return ops(request)->user_list(request->server->store, &request->x->arena, &call->filter,
                                   &call->page, &call->list);
}

static enum jt_step_result list_users(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_list);
}

static enum jt_step_result answer_list(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct user_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_api_list_begin(&w);
    for (size_t i = 0; i < call->list.count; i++) {
        jt_user_write(&w, &call->list.items[i]);
    }
    jt_api_list_end(&w, &call->page, call->list.count, call->list.total);
    return jt_api_respond(request, 200, &buf);
}

/* GET /users/{key} */

static enum jt_step_result read_key(struct jt_request *request)
{
    struct user_call *call = request->job_data;
    return jt_api_read_key(request, JT_STR("key"), &call->user.key);
}

static enum jt_err run_find(struct jt_request *request)
{
    struct user_call *call = request->job_data;
    jt_uuid key = call->user.key;
    return ops(request)->user_find(request->server->store, &request->x->arena, &call->realm, &key,
                                   &call->user);
}

static enum jt_step_result find_user(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_find);
}

static enum jt_step_result answer_user(struct jt_request *request, int status, jt_str location)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct user_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_user_write(&w, &call->user);
    return jt_api_respond_object(request, status, &buf, call->user.version, location);
}

static enum jt_step_result answer_found(struct jt_request *request)
{
    return answer_user(request, 200, (jt_str){0});
}

/* POST /users */

static enum jt_step_result read_new_user(struct jt_request *request)
{
    struct user_call *call = request->job_data;
    jt_user_read(request, jt_json_root(request->json), JT_STR(""), &call->user);
    return jt_body_end(request);
}

static enum jt_err run_create(struct jt_request *request)
{
    struct user_call *call = request->job_data;
    return ops(request)->user_create(request->server->store, &call->write, &call->user);
}

static enum jt_step_result create_user(struct jt_request *request)
{
    struct user_call *call = request->job_data;
    call->write = jt_request_write(request);
    if (jt_user_begin(request, &call->write, &call->realm, &call->user) != JT_OK) {
        return JT_STEP_FAULT;
    }
    return jt_request_wait(request, JT_JOB_WRITE, run_create);
}

static enum jt_step_result answer_created(struct jt_request *request)
{
    const struct user_call *call = request->job_data;
    char key[JT_UUID_TEXT + 1];
    if (request->job_err == JT_ERR_EXISTS) {
        return jt_refuse(request, JT_REASON_object_exists,
                         JT_STR("A user with this email exists already."));
    }
    jt_uuid_write(&call->user.key, key);
    jt_str base = jt_people_base(request);
    return answer_user(request, 201,
                       jt_arena_printf(&request->x->arena, "%.*s/users/%s", JT_STR_ARG(base), key));
}

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"find the people", begin_call},
    {"read the query", read_list_query},
    {"list the users", list_users},
    {"answer with the users", answer_list},
    JT_STEPS_END,
};

static const struct jt_step find_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"find the people", begin_call},
    {"read the key", read_key},
    {"find the user", find_user},
    {"answer with the user", answer_found},
    JT_STEPS_END,
};

static const struct jt_step create_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"find the people", begin_call},
    {"check the user", read_new_user},
    {"create the user", create_user},
    {"answer with the user", answer_created},
    JT_STEPS_END,
};

#define USERS JT_API_PATH "/users"
#define END_USERS JT_API_PATH "/stages/{slug}/users"

const struct jt_route jt_routes_users[] = {
    {JT_HTTP_GET, USERS, JT_ROUTE_API, list_steps, JT_PERM_MEMBER_VIEW},
    {JT_HTTP_POST, USERS, JT_ROUTE_API, create_steps, JT_PERM_USER_MANAGE},
    {JT_HTTP_POST, USERS "/bulk", JT_ROUTE_API, jt_users_bulk_steps, JT_PERM_USER_MANAGE},
    {JT_HTTP_GET, USERS "/{key}", JT_ROUTE_API, find_steps, JT_PERM_MEMBER_VIEW},
    {JT_HTTP_PATCH, USERS "/{key}", JT_ROUTE_API, jt_user_patch_steps, JT_PERM_USER_MANAGE},
    {JT_HTTP_DELETE, USERS "/{key}", JT_ROUTE_API, jt_user_delete_steps, JT_PERM_USER_MANAGE},
    {JT_HTTP_GET, END_USERS, JT_ROUTE_API, list_steps, JT_PERM_END_USER_VIEW},
    {JT_HTTP_POST, END_USERS, JT_ROUTE_API, create_steps, JT_PERM_END_USER_MANAGE},
    {JT_HTTP_POST, END_USERS "/bulk", JT_ROUTE_API, jt_users_bulk_steps, JT_PERM_END_USER_MANAGE},
    {JT_HTTP_GET, END_USERS "/{key}", JT_ROUTE_API, find_steps, JT_PERM_END_USER_VIEW},
    {JT_HTTP_PATCH, END_USERS "/{key}", JT_ROUTE_API, jt_user_patch_steps, JT_PERM_END_USER_MANAGE},
    {JT_HTTP_DELETE, END_USERS "/{key}", JT_ROUTE_API, jt_user_delete_steps,
     JT_PERM_END_USER_MANAGE},
    JT_ROUTES_END,
};

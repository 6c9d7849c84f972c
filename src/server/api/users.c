/* SPDX-License-Identifier: Apache-2.0 */
/* /users: the users of the organization. */
#include "codec/url.h"
#include "server/api/api.h"
#include "server/api/body.h"
#include "server/api/query.h"
#include "server/api/user_json.h"
#include "server/routes.h"
#include "server/server.h"

/* What a request about users keeps while the store works. */
struct user_call {
    struct jt_user_filter filter;
    struct jt_page page;
    struct jt_user_list list;
    struct jt_write write;
    struct jt_user user;
};

static struct user_call *begin_call(struct jt_request *request)
{
    request->job_data = jt_arena_alloc(&request->x->arena, sizeof(struct user_call));
    return request->job_data;
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
    struct user_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    enum jt_step_result result = jt_query_read(request, names);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    call->filter.realm = request->realm_key;
    jt_query_page(request, &call->page);
    jt_query_bool(request, "hasApplicationRoles", &call->filter.has_application_roles);
    jt_query_bool(request, "hasOrganizationRoles", &call->filter.has_organization_roles);
    jt_query_bool(request, "isActive", &call->filter.is_active);
    jt_query_text(request, "emailContains", &call->filter.email_contains);
    jt_query_text(request, "nameContains", &call->filter.name_contains);
    return jt_query_end(request);
}

static void run_list(struct jt_job *job)
{
    struct jt_request *request = jt_request_of_job(job);
    struct user_call *call = request->job_data;
    request->job_err = ops(request)->user_list(request->server->store, &request->x->arena,
                                               &call->filter, &call->page, &call->list);
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
    struct user_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    if (!jt_api_path_key(request, JT_STR("key"), &call->user.key)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

static void run_find(struct jt_job *job)
{
    struct jt_request *request = jt_request_of_job(job);
    struct user_call *call = request->job_data;
    jt_uuid key = call->user.key;
    request->job_err = ops(request)->user_find(request->server->store, &request->x->arena,
                                               &request->realm_key, &key, &call->user);
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

static void read_photo(struct jt_request *request, struct jt_user *user)
{
    struct jt_url url;
    const struct jt_json_value *root = jt_json_root(request->json);
    if (jt_body_text(request, root, JT_STR(""), "photoUrl", false, &user->photo_url) &&
        jt_url_parse(user->photo_url, &url) != JT_OK) {
        jt_body_fault(request, JT_STR(""), "photoUrl", "invalid",
                      JT_STR("An http or https address of at most 2048 bytes."));
    }
}

static enum jt_step_result read_new_user(struct jt_request *request)
{
    static const char *const names[] = {"email", "name", "photoUrl", NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    struct user_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    struct jt_user *user = &call->user;
    jt_body_only(request, root, JT_STR(""), names);
    if (jt_body_text(request, root, JT_STR(""), "email", true, &user->email) &&
        !jt_email_is_valid(user->email)) {
        jt_body_fault(request, JT_STR(""), "email", "invalid",
                      JT_STR("An address of at most 254 bytes, such as name@example.com."));
    }
    jt_body_name(request, "name", false, &user->name);
    read_photo(request, user);
    return jt_body_end(request);
}

static void run_create(struct jt_job *job)
{
    struct jt_request *request = jt_request_of_job(job);
    struct user_call *call = request->job_data;
    request->job_err = ops(request)->user_create(request->server->store, &call->write, &call->user);
}

static enum jt_step_result create_user(struct jt_request *request)
{
    struct user_call *call = request->job_data;
    struct jt_user *user = &call->user;
    if (jt_uuid_make(request->server->rand, &user->key) != JT_OK) {
        return JT_STEP_FAULT;
    }
    call->write = jt_request_write(request);
    user->realm = request->realm_key;
    user->status = JT_USER_INVITED;
    user->created = user->updated = call->write.now;
    user->version = 1;
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
    return answer_user(request, 201,
                       jt_arena_printf(&request->x->arena, JT_API_PATH "/users/%s", key));
}

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", read_list_query},
    {"list the users", list_users},
    {"answer with the users", answer_list},
    JT_STEPS_END,
};

static const struct jt_step find_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the key", read_key},
    {"find the user", find_user},
    {"answer with the user", answer_found},
    JT_STEPS_END,
};

static const struct jt_step create_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"check the user", read_new_user},
    {"create the user", create_user},
    {"answer with the user", answer_created},
    JT_STEPS_END,
};

const struct jt_route jt_routes_users[] = {
    {JT_HTTP_GET, JT_API_PATH "/users", JT_ROUTE_API, list_steps, JT_PERM_MEMBER_VIEW},
    {JT_HTTP_POST, JT_API_PATH "/users", JT_ROUTE_API, create_steps, JT_PERM_USER_MANAGE},
    {JT_HTTP_GET, JT_API_PATH "/users/{key}", JT_ROUTE_API, find_steps, JT_PERM_MEMBER_VIEW},
    JT_ROUTES_END,
};

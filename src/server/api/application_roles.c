/* SPDX-License-Identifier: Apache-2.0 */
/* /application-roles: the roles that applications give to users. */
#include "server/api/api.h"
#include "server/api/body.h"
#include "server/api/query.h"
#include "server/api/user_json.h"
#include "server/routes.h"
#include "server/server.h"

struct role_call {
    struct jt_page page;
    struct jt_role_list list;
    struct jt_write write;
    struct jt_application_role role;
};

static struct role_call *begin_call(struct jt_request *request)
{
    request->job_data = jt_arena_alloc(&request->x->arena, sizeof(struct role_call));
    return request->job_data;
}

static const struct jt_store_ops *ops(const struct jt_request *request)
{
    return request->server->store->ops;
}

/* GET /application-roles */

static enum jt_step_result read_list_query(struct jt_request *request)
{
    static const char *const names[] = {"limit", "offset", NULL};
    struct role_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
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
    struct role_call *call = request->job_data;
    request->job_err = ops(request)->role_list(request->server->store, &request->x->arena,
                                               &call->page, &call->list);
}

static enum jt_step_result list_roles(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_list);
}

static enum jt_step_result answer_list(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct role_call *call = request->job_data;
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

/* GET /application-roles/{key} */

static enum jt_step_result read_key(struct jt_request *request)
{
    struct role_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    if (!jt_api_path_key(request, JT_STR("key"), &call->role.key)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

static void run_find(struct jt_job *job)
{
    struct jt_request *request = jt_request_of_job(job);
    struct role_call *call = request->job_data;
    jt_uuid key = call->role.key;
    request->job_err =
        ops(request)->role_find(request->server->store, &request->x->arena, &key, &call->role);
}

static enum jt_step_result find_role(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_find);
}

static enum jt_step_result answer_role(struct jt_request *request, int status, jt_str location)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct role_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_application_role_write(&w, &call->role);
    return jt_api_respond_object(request, status, &buf, call->role.version, location);
}

static enum jt_step_result answer_found(struct jt_request *request)
{
    return answer_role(request, 200, (jt_str){0});
}

/* POST /application-roles */

static enum jt_step_result read_new_role(struct jt_request *request)
{
    static const char *const names[] = {"name", "description", NULL};
    struct role_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    jt_body_only(request, jt_json_root(request->json), JT_STR(""), names);
    jt_body_name(request, "name", true, &call->role.name);
    jt_body_description(request, &call->role.description);
    return jt_body_end(request);
}

static void run_create(struct jt_job *job)
{
    struct jt_request *request = jt_request_of_job(job);
    struct role_call *call = request->job_data;
    request->job_err = ops(request)->role_create(request->server->store, &call->write, &call->role);
}

static enum jt_step_result create_role(struct jt_request *request)
{
    struct role_call *call = request->job_data;
    if (jt_uuid_make(request->server->rand, &call->role.key) != JT_OK) {
        return JT_STEP_FAULT;
    }
    call->write = jt_request_write(request);
    call->role.created = call->role.updated = call->write.now;
    call->role.version = 1;
    return jt_request_wait(request, JT_JOB_WRITE, run_create);
}

static enum jt_step_result answer_created(struct jt_request *request)
{
    const struct role_call *call = request->job_data;
    char key[JT_UUID_TEXT + 1];
    if (request->job_err == JT_ERR_EXISTS) {
        return jt_refuse(request, JT_REASON_object_exists,
                         JT_STR("An application role with this name exists already."));
    }
    jt_uuid_write(&call->role.key, key);
    return answer_role(
        request, 201,
        jt_arena_printf(&request->x->arena, JT_API_PATH "/application-roles/%s", key));
}

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", read_list_query},
    {"list the roles", list_roles},
    {"answer with the roles", answer_list},
    JT_STEPS_END,
};

static const struct jt_step find_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the key", read_key},
    {"find the role", find_role},
    {"answer with the role", answer_found},
    JT_STEPS_END,
};

static const struct jt_step create_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"check the role", read_new_role},
    {"create the role", create_role},
    {"answer with the role", answer_created},
    JT_STEPS_END,
};

const struct jt_route jt_routes_application_roles[] = {
    {JT_HTTP_GET, JT_API_PATH "/application-roles", JT_ROUTE_API, list_steps,
     JT_PERM_APPLICATION_ROLE_MANAGE},
    {JT_HTTP_POST, JT_API_PATH "/application-roles", JT_ROUTE_API, create_steps,
     JT_PERM_APPLICATION_ROLE_MANAGE},
    {JT_HTTP_GET, JT_API_PATH "/application-roles/{key}", JT_ROUTE_API, find_steps,
     JT_PERM_APPLICATION_ROLE_MANAGE},
    JT_ROUTES_END,
};

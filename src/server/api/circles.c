/* SPDX-License-Identifier: Apache-2.0 */
/* /application-roles, /organization-roles and /groups: listed, found, made. Changed and deleted:
 * circle_patch.c. Who is in them: memberships.c. */
#include "server/api/body.h"
#include "server/api/circle_read.h"
#include "server/api/people.h"
#include "server/api/query.h"
#include "server/routes.h"
#include "server/server.h"

struct circle_call {
    struct jt_circle_place place;
    struct jt_page page;
    struct jt_circle_list list;
    struct jt_write write;
    struct jt_circle circle;
};

static const struct jt_store_ops *ops(const struct jt_request *request)
{
    return request->server->store->ops;
}

static enum jt_step_result begin_call(struct jt_request *request)
{
    struct circle_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    if (!jt_people_place(request, &call->place)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

/* GET, all of them */

static enum jt_step_result read_list_query(struct jt_request *request)
{
    struct circle_call *call = request->job_data;
    return jt_query_only_page(request, &call->page);
}

static enum jt_err run_list(struct jt_request *request)
{
    struct circle_call *call = request->job_data;
    return ops(request)->circle_list(request->server->store, &request->x->arena, &call->place,
                                     &call->page, &call->list);
}

static enum jt_step_result list_circles(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_list);
}

static enum jt_step_result answer_list(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_ARENA_MAX_DEFAULT);
    struct jt_json_writer w = {.buf = &buf};
    const struct circle_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_api_list_begin(&w);
    for (size_t i = 0; i < call->list.count; i++) {
        jt_circle_write(&w, request->server->registry, &call->list.items[i]);
    }
    jt_api_list_end(&w, &call->page, call->list.count, call->list.total);
    return jt_api_respond(request, 200, &buf);
}

/* GET, one */

static enum jt_step_result read_key(struct jt_request *request)
{
    struct circle_call *call = request->job_data;
    return jt_api_read_key(request, JT_STR("key"), &call->circle.key);
}

static enum jt_err run_find(struct jt_request *request)
{
    struct circle_call *call = request->job_data;
    jt_uuid key = call->circle.key;
    return ops(request)->circle_find(request->server->store, &request->x->arena, &call->place, &key,
                                     &call->circle);
}

static enum jt_step_result find_circle(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_find);
}

static enum jt_step_result answer_circle(struct jt_request *request, int status, jt_str location)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_ARENA_MAX_DEFAULT);
    struct jt_json_writer w = {.buf = &buf};
    const struct circle_call *call = request->job_data;
    jt_circle_write(&w, request->server->registry, &call->circle);
    return jt_api_respond_object(request, status, &buf, call->circle.version, location);
}

static enum jt_step_result answer_found(struct jt_request *request)
{
    return request->job_err == JT_OK ? answer_circle(request, 200, (jt_str){0})
                                     : jt_api_store_failed(request);
}

/* POST */

static enum jt_step_result read_new_circle(struct jt_request *request)
{
    struct circle_call *call = request->job_data;
    struct jt_circle *circle = &call->circle;
    circle->kind = call->place.kind;
    circle->realm = call->place.realm;
    jt_circle_check_names(request, circle->kind);
    jt_body_name(request, "name", true, &circle->name);
    jt_body_description(request, &circle->description);
    return jt_circle_read_grants(request, circle->kind, &circle->grants);
}

static enum jt_err run_create(struct jt_request *request)
{
    struct circle_call *call = request->job_data;
    return ops(request)->circle_create(request->server->store, &call->write, &call->circle);
}

static enum jt_step_result create_circle(struct jt_request *request)
{
    struct circle_call *call = request->job_data;
    if (jt_uuid_make(request->server->rand, &call->circle.key) != JT_OK) {
        return JT_STEP_FAULT;
    }
    call->write = jt_request_write(request);
    call->circle.created = call->circle.updated = call->write.now;
    call->circle.version = 1;
    return jt_request_wait(request, JT_JOB_WRITE, run_create);
}

static enum jt_step_result answer_created(struct jt_request *request)
{
    const struct circle_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_str base = request->x->request.path;
    char key[JT_UUID_TEXT + 1];
    jt_uuid_write(&call->circle.key, key);
    return answer_circle(request, 201,
                         jt_arena_printf(&request->x->arena, "%.*s/%s", JT_STR_ARG(base), key));
}

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"find the people", begin_call},
    {"read the query", read_list_query},
    {"list the roles or groups", list_circles},
    {"answer with the roles or groups", answer_list},
    JT_STEPS_END,
};

static const struct jt_step find_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"find the people", begin_call},
    {"read the key", read_key},
    {"find the role or group", find_circle},
    {"answer with the role or group", answer_found},
    JT_STEPS_END,
};

static const struct jt_step create_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"find the people", begin_call},
    {"check the role or group", read_new_circle},
    {"create the role or group", create_circle},
    {"answer with the role or group", answer_created},
    JT_STEPS_END,
};

/* All that a kind of circles has at an address: read with one permission, written with another. */
#define CIRCLES(path, view, manage)                                                                \
    {JT_HTTP_GET, path, JT_ROUTE_API, list_steps, view},                                           \
        {JT_HTTP_POST, path, JT_ROUTE_API, create_steps, manage},                                  \
        {JT_HTTP_GET, path "/{key}", JT_ROUTE_API, find_steps, view},                              \
        {JT_HTTP_PATCH, path "/{key}", JT_ROUTE_API, jt_circle_patch_steps, manage},               \
    {                                                                                              \
        JT_HTTP_DELETE, path "/{key}", JT_ROUTE_API, jt_circle_delete_steps, manage                \
    }

const struct jt_route jt_routes_circles[] = {
    CIRCLES(JT_API_PATH "/application-roles", JT_PERM_APPLICATION_ROLE_MANAGE,
            JT_PERM_APPLICATION_ROLE_MANAGE),
    CIRCLES(JT_API_PATH "/organization-roles", JT_PERM_MEMBER_VIEW,
            JT_PERM_ORGANIZATION_ROLE_MANAGE),
    CIRCLES(JT_API_PATH "/groups", JT_PERM_MEMBER_VIEW, JT_PERM_USER_MANAGE),
    CIRCLES(JT_API_PATH "/stages/{slug}/groups", JT_PERM_END_USER_GROUP_MANAGE,
            JT_PERM_END_USER_GROUP_MANAGE),
    JT_ROUTES_END,
};

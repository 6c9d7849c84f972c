/* SPDX-License-Identifier: Apache-2.0 */
/* Who is in which role or group: the roles and groups of a user, the members of a group, granted by
 * POST, taken by DELETE. Doing either twice is no mistake. */
#include "server/api/people.h"
#include "server/api/query.h"
#include "server/routes.h"
#include "server/server.h"

struct membership_call {
    struct jt_membership membership;
    struct jt_grants most;
    struct jt_page page;
    struct jt_circle_list circles;
    struct jt_user_list users;
    struct jt_write write;
    struct jt_user found;
};

static const struct jt_store_ops *ops(const struct jt_request *request)
{
    return request->server->store->ops;
}

/* The user stands at {key} with the role at {roleKey}, or at {userKey} with the group at {key}. A
 * key that the path does not have is not asked for. */
static bool read_keys(struct jt_request *request, struct jt_membership *membership)
{
    bool of_group = jt_route_place(request->route, JT_STR("userKey")) >= 0;
    bool has_role = jt_route_place(request->route, JT_STR("roleKey")) >= 0;
    if (of_group) {
        return jt_api_path_key(request, JT_STR("key"), &membership->circle) &&
               jt_api_path_key(request, JT_STR("userKey"), &membership->user);
    }
    return jt_api_path_key(request, JT_STR("key"), &membership->user) &&
           (!has_role || jt_api_path_key(request, JT_STR("roleKey"), &membership->circle));
}

static enum jt_step_result begin(struct jt_request *request)
{
    struct membership_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    struct jt_membership *membership = &call->membership;
    if (!jt_people_realm(request, &membership->user_realm) ||
        !jt_people_place(request, &membership->place) || !read_keys(request, membership)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    call->write = jt_request_write(request);
    if (membership->place.kind == JT_ORGANIZATION_ROLE) {
        membership->most = &call->most;
        return jt_api_caller_most(request, &call->most) ? JT_STEP_NEXT : JT_STEP_FAULT;
    }
    return JT_STEP_NEXT;
}

static enum jt_step_result read_list_query(struct jt_request *request)
{
    struct membership_call *call = request->job_data;
    return jt_query_only_page(request, &call->page);
}

/* The user must be one of this realm, and of the version that If-Match names: roles stand beside
 * the user, so the store does not compare it. */
static enum jt_err run_find(struct jt_request *request)
{
    struct membership_call *call = request->job_data;
    const struct jt_membership *membership = &call->membership;
    return ops(request)->user_find(request->server->store, &request->x->arena,
                                   &membership->user_realm, &membership->user, &call->found);
}

static enum jt_step_result find_user(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_find);
}

static enum jt_step_result check_user(struct jt_request *request)
{
    const struct membership_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    if (request->expected_version != 0 && call->found.version != request->expected_version) {
        return jt_refuse(request, JT_REASON_version_mismatch, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

/* The roles or groups of a user */

static enum jt_err run_list(struct jt_request *request)
{
    struct membership_call *call = request->job_data;
    return ops(request)->user_circle_list(request->server->store, &request->x->arena,
                                          &call->membership.place, &call->membership.user,
                                          &call->page, &call->circles);
}

static enum jt_step_result list_circles(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_list);
}

static enum jt_step_result answer_circles(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_ARENA_MAX_DEFAULT);
    struct jt_json_writer w = {.buf = &buf};
    const struct membership_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_api_list_begin(&w);
    for (size_t i = 0; i < call->circles.count; i++) {
        jt_circle_write(&w, request->server->registry, &call->circles.items[i]);
    }
    jt_api_list_end(&w, &call->page, call->circles.count, call->circles.total);
    return jt_api_respond(request, 200, &buf);
}

/* The members of a group */

static enum jt_step_result begin_members(struct jt_request *request)
{
    struct membership_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    if (!jt_people_place(request, &call->membership.place) ||
        !jt_api_path_key(request, JT_STR("key"), &call->membership.circle)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

static enum jt_err run_members(struct jt_request *request)
{
    struct membership_call *call = request->job_data;
    return ops(request)->circle_members(request->server->store, &request->x->arena,
                                        &call->membership.place, &call->membership.circle,
                                        &call->page, &call->users);
}

static enum jt_step_result list_members(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_members);
}

static enum jt_step_result answer_members(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct membership_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_api_list_begin(&w);
    for (size_t i = 0; i < call->users.count; i++) {
        jt_user_write(&w, &call->users.items[i]);
    }
    jt_api_list_end(&w, &call->page, call->users.count, call->users.total);
    return jt_api_respond(request, 200, &buf);
}

/* Coming and going */

static enum jt_err run_join(struct jt_request *request)
{
    struct membership_call *call = request->job_data;
    return ops(request)->circle_join(request->server->store, &call->write, &call->membership);
}

static enum jt_err run_leave(struct jt_request *request)
{
    struct membership_call *call = request->job_data;
    return ops(request)->circle_leave(request->server->store, &call->write, &call->membership);
}

static enum jt_step_result join(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_WRITE, run_join);
}

static enum jt_step_result leave(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_WRITE, run_leave);
}

static enum jt_step_result answer_joined(struct jt_request *request)
{
    if (request->job_err == JT_ERR_REFUSED) {
        return jt_refuse(request, JT_REASON_grant_exceeds_caller, (jt_str){0});
    }
    return request->job_err == JT_OK ? jt_api_respond_nothing(request)
                                     : jt_api_store_failed(request);
}

static enum jt_step_result answer_left(struct jt_request *request)
{
    if (request->job_err == JT_ERR_REFUSED) {
        return jt_refuse(request, JT_REASON_last_member_manager, (jt_str){0});
    }
    return request->job_err == JT_OK ? jt_api_respond_nothing(request)
                                     : jt_api_store_failed(request);
}

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the keys", begin},
    {"read the query", read_list_query},
    {"find the user", find_user},
    {"check the user", check_user},
    {"list the user's roles or groups", list_circles},
    {"answer with the roles or groups", answer_circles},
    JT_STEPS_END,
};

static const struct jt_step member_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the key", begin_members},
    {"read the query", read_list_query},
    {"list the members", list_members},
    {"answer with the members", answer_members},
    JT_STEPS_END,
};

#define CHANGE_STEPS                                                                               \
    JT_API_CALLER_STEPS, {"read the query", jt_api_no_query}, {"look for a body", jt_api_no_body}, \
        {"read If-Match", jt_api_read_if_match}, {"read the keys", begin},                         \
        {"find the user", find_user},                                                              \
    {                                                                                              \
        "check the user", check_user                                                               \
    }

static const struct jt_step join_steps[] = {
    CHANGE_STEPS,
    {"let the user in", join},
    {"answer", answer_joined},
    JT_STEPS_END,
};

static const struct jt_step leave_steps[] = {
    CHANGE_STEPS,
    {"let the user out", leave},
    {"answer", answer_left},
    JT_STEPS_END,
};

#define ROLES_OF(path, view, manage)                                                               \
    {JT_HTTP_GET, path, JT_ROUTE_API, list_steps, view},                                           \
        {JT_HTTP_POST, path "/{roleKey}", JT_ROUTE_API, join_steps, manage},                       \
    {                                                                                              \
        JT_HTTP_DELETE, path "/{roleKey}", JT_ROUTE_API, leave_steps, manage                       \
    }
#define MEMBERS_OF(path, view, manage)                                                             \
    {JT_HTTP_GET, path, JT_ROUTE_API, member_steps, view},                                         \
        {JT_HTTP_POST, path "/{userKey}", JT_ROUTE_API, join_steps, manage},                       \
    {                                                                                              \
        JT_HTTP_DELETE, path "/{userKey}", JT_ROUTE_API, leave_steps, manage                       \
    }
#define USER JT_API_PATH "/users/{key}"
#define END_USER JT_API_PATH "/stages/{slug}/users/{key}"

const struct jt_route jt_routes_memberships[] = {
    ROLES_OF(USER "/application-roles", JT_PERM_MEMBER_VIEW, JT_PERM_USER_MANAGE),
    ROLES_OF(USER "/organization-roles", JT_PERM_MEMBER_VIEW, JT_PERM_MEMBER_MANAGE),
    {JT_HTTP_GET, USER "/groups", JT_ROUTE_API, list_steps, JT_PERM_MEMBER_VIEW},
    ROLES_OF(END_USER "/application-roles", JT_PERM_END_USER_VIEW, JT_PERM_END_USER_MANAGE),
    {JT_HTTP_GET, END_USER "/groups", JT_ROUTE_API, list_steps, JT_PERM_END_USER_VIEW},
    MEMBERS_OF(JT_API_PATH "/groups/{key}/members", JT_PERM_MEMBER_VIEW, JT_PERM_USER_MANAGE),
    MEMBERS_OF(JT_API_PATH "/stages/{slug}/groups/{key}/members", JT_PERM_END_USER_GROUP_MANAGE,
               JT_PERM_END_USER_GROUP_MANAGE),
    JT_ROUTES_END,
};

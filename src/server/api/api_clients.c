/* SPDX-License-Identifier: Apache-2.0 */
/* /api-clients: listed and found, with their permissions and secrets. Created in
 * api_client_create.c, changed in api_client_edit.c and its neighbours. */
#include "server/api/api_client.h"
#include "server/api/api_client_create.h"
#include "server/api/api_client_duplicate.h"
#include "server/api/api_client_edit.h"
#include "server/api/api_client_permissions.h"
#include "server/api/client_secrets.h"
#include "server/api/query.h"
#include "server/routes.h"
#include "server/server.h"

struct client_call {
    struct jt_api_client_filter filter;
    struct jt_page page;
    struct jt_api_client_list list;
    struct jt_api_client client;
};

static struct client_call *begin_call(struct jt_request *request)
{
    request->job_data = jt_arena_alloc(&request->x->arena, sizeof(struct client_call));
    return request->job_data;
}

static const struct jt_store_ops *ops(const struct jt_request *request)
{
    return request->server->store->ops;
}

static void read_status(struct jt_request *request, int *ret_status)
{
    static const enum jt_api_client_status all[] = {
        JT_API_CLIENT_AVAILABLE,
        JT_API_CLIENT_NEEDS_ATTENTION,
        JT_API_CLIENT_EXPIRED,
        JT_API_CLIENT_SUSPENDED,
    };
    jt_str text;
    *ret_status = -1;
    jt_query_text(request, "status", &text);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (jt_str_equal(text, jt_api_client_status_text(all[i]))) {
            *ret_status = (int)all[i];
        }
    }
    if (text.len > 0 && *ret_status < 0) {
        jt_query_fault(request, "status",
                       JT_STR("Available, Needs attention, Expired or Suspended."));
    }
}

static enum jt_step_result read_list_query(struct jt_request *request)
{
    static const char *const names[] = {"limit",        "offset",   "status",
                                        "nameContains", "clientId", NULL};
    struct client_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    enum jt_step_result result = jt_query_read(request, names);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    call->filter.realm = request->realm_key;
    call->filter.now = jt_clock_now(request->server->clock);
    jt_query_page(request, &call->page);
    read_status(request, &call->filter.status);
    jt_query_text(request, "nameContains", &call->filter.name_contains);
    jt_query_text(request, "clientId", &call->filter.client_id);
    return jt_query_end(request);
}

static enum jt_err run_list(struct jt_request *request)
{
    struct client_call *call = request->job_data;
    return ops(request)->api_client_list(request->server->store, &request->x->arena, &call->filter,
                                         &call->page, &call->list);
}

static enum jt_step_result list_clients(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_list);
}

static void write_client(struct jt_json_writer *w, const struct jt_request *request,
                         const struct jt_api_client *client)
{
    jt_json_object_begin(w);
    jt_api_client_write_members(w, request->server->registry, client,
                                jt_clock_now(request->server->clock));
    jt_json_object_end(w);
}

static enum jt_step_result answer_list(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_ARENA_MAX_DEFAULT);
    struct jt_json_writer w = {.buf = &buf};
    const struct client_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_api_list_begin(&w);
    for (size_t i = 0; i < call->list.count; i++) {
        write_client(&w, request, &call->list.items[i]);
    }
    jt_api_list_end(&w, &call->page, call->list.count, call->list.total);
    return jt_api_respond(request, 200, &buf);
}

static enum jt_step_result read_key(struct jt_request *request)
{
    struct client_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    return jt_api_read_key(request, JT_STR("key"), &call->client.key);
}

static enum jt_err run_find(struct jt_request *request)
{
    struct client_call *call = request->job_data;
    jt_uuid key = call->client.key;
    return ops(request)->api_client_find(request->server->store, &request->x->arena, &key,
                                         &call->client);
}

static enum jt_step_result find_client(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_find);
}

/* Deleted clients leave tombstones, which are no objects any more. */
static enum jt_step_result check_found(struct jt_request *request)
{
    const struct client_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    if (call->client.deleted.s != 0 || !jt_uuid_equal(&call->client.realm, &request->realm_key)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

static enum jt_step_result answer_found(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_ARENA_MAX_DEFAULT);
    struct jt_json_writer w = {.buf = &buf};
    const struct client_call *call = request->job_data;
    write_client(&w, request, &call->client);
    return jt_api_respond_object(request, 200, &buf, call->client.version, (jt_str){0});
}

static enum jt_step_result answer_permissions(struct jt_request *request)
{
    const struct client_call *call = request->job_data;
    return jt_api_client_answer_permissions(request, &call->client);
}

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", read_list_query},
    {"list the API clients", list_clients},
    {"answer with the API clients", answer_list},
    JT_STEPS_END,
};

static const struct jt_step find_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the key", read_key},
    {"find the API client", find_client},
    {"check the API client", check_found},
    {"answer with the API client", answer_found},
    JT_STEPS_END,
};

static const struct jt_step permissions_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the key", read_key},
    {"find the API client", find_client},
    {"check the API client", check_found},
    {"answer with the permissions", answer_permissions},
    JT_STEPS_END,
};

#define CLIENTS JT_API_PATH "/api-clients"

/* Words stand before {key}, which would match them too. */
const struct jt_route jt_routes_api_clients[] = {
    {JT_HTTP_GET, CLIENTS, JT_ROUTE_API, list_steps, JT_PERM_API_CLIENT_VIEW},
    {JT_HTTP_POST, CLIENTS, JT_ROUTE_API, jt_api_client_create_steps, JT_PERM_API_CLIENT_MANAGE},
    {JT_HTTP_POST, CLIENTS "/import", JT_ROUTE_API, jt_api_client_import_steps,
     JT_PERM_API_CLIENT_MANAGE},
    {JT_HTTP_POST, CLIENTS "/self/secrets", JT_ROUTE_API, jt_client_secret_rotate_steps,
     JT_PERM_API_CLIENT_ROTATE_SELF},
    {JT_HTTP_GET, CLIENTS "/{key}", JT_ROUTE_API, find_steps, JT_PERM_API_CLIENT_VIEW},
    {JT_HTTP_PATCH, CLIENTS "/{key}", JT_ROUTE_API, jt_api_client_update_steps,
     JT_PERM_API_CLIENT_MANAGE},
    {JT_HTTP_DELETE, CLIENTS "/{key}", JT_ROUTE_API, jt_api_client_delete_steps,
     JT_PERM_API_CLIENT_MANAGE},
    {JT_HTTP_POST, CLIENTS "/{key}/duplicate", JT_ROUTE_API, jt_api_client_duplicate_steps,
     JT_PERM_API_CLIENT_MANAGE},
    {JT_HTTP_POST, CLIENTS "/{key}/suspend", JT_ROUTE_API, jt_api_client_suspend_steps,
     JT_PERM_API_CLIENT_MANAGE},
    {JT_HTTP_POST, CLIENTS "/{key}/resume", JT_ROUTE_API, jt_api_client_resume_steps,
     JT_PERM_API_CLIENT_MANAGE},
    {JT_HTTP_GET, CLIENTS "/{key}/permissions", JT_ROUTE_API, permissions_steps,
     JT_PERM_API_CLIENT_VIEW},
    {JT_HTTP_PUT, CLIENTS "/{key}/permissions", JT_ROUTE_API, jt_api_client_permissions_put_steps,
     JT_PERM_API_CLIENT_MANAGE},
    {JT_HTTP_GET, CLIENTS "/{key}/secret-uses", JT_ROUTE_API, jt_client_secret_uses_steps,
     JT_PERM_API_CLIENT_VIEW},
    {JT_HTTP_GET, CLIENTS "/{key}/secrets", JT_ROUTE_API, jt_client_secret_list_steps,
     JT_PERM_API_CLIENT_VIEW},
    {JT_HTTP_POST, CLIENTS "/{key}/secrets", JT_ROUTE_API, jt_client_secret_generate_steps,
     JT_PERM_API_CLIENT_MANAGE},
    {JT_HTTP_DELETE, CLIENTS "/{key}/secrets/{id}", JT_ROUTE_API, jt_client_secret_revoke_steps,
     JT_PERM_API_CLIENT_MANAGE},
    JT_ROUTES_END,
};

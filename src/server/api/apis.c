/* SPDX-License-Identifier: Apache-2.0 */
/* /apis and /permissions: the catalogue of what tokens may do. Reading waits for nothing: the
 * registry has it. Written in api_write.c. */
#include "server/api/api_write.h"
#include "server/api/query.h"
#include "server/routes.h"
#include "server/server.h"

struct list_call {
    struct jt_page page;
};

static enum jt_step_result read_list_query(struct jt_request *request)
{
    struct list_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    return jt_query_only_page(request, &call->page);
}

static void write_permissions(struct jt_json_writer *w, const struct jt_registry *registry,
                              uint32_t api)
{
    const struct jt_permission *permission = NULL;
    jt_json_name(w, "permissions");
    jt_json_array_begin(w);
    for (size_t i = 0; (permission = jt_registry_permission_at(registry, i)) != NULL; i++) {
        if (permission->api == api) {
            jt_json_object_begin(w);
            jt_json_member_string(w, "name", permission->name);
            jt_json_member_bool(w, "perStage", permission->per_stage);
            jt_json_object_end(w);
        }
    }
    jt_json_array_end(w);
}

void jt_api_write(struct jt_json_writer *w, const struct jt_registry *registry,
                  const struct jt_api *api)
{
    jt_json_object_begin(w);
    jt_json_member_uuid(w, "key", &api->key);
    jt_json_member_string(w, "audience", jt_registry_api_audience(registry, api));
    jt_json_member_string(w, "name", api->name);
    jt_json_member_bool(w, "isBuiltIn", api->id == JT_API_IDENTITY);
    jt_json_member_integer(w, "tokenLifetime", api->token_lifetime_s);
    write_permissions(w, registry, api->id);
    jt_json_member_time(w, "createdAt", api->created);
    jt_json_object_end(w);
}

static enum jt_step_result answer_apis(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_ARENA_MAX_DEFAULT);
    struct jt_json_writer w = {.buf = &buf};
    const struct jt_registry *registry = request->server->registry;
    const struct list_call *call = request->job_data;
    size_t count = 0;
    jt_api_list_begin(&w);
    for (; count < call->page.limit; count++) {
        const struct jt_api *api = jt_registry_api_at(registry, (size_t)call->page.offset + count);
        if (api == NULL) {
            break;
        }
        jt_api_write(&w, registry, api);
    }
    jt_api_list_end(&w, &call->page, count, jt_registry_count(registry).apis);
    return jt_api_respond(request, 200, &buf);
}

static void write_permission(struct jt_json_writer *w, const struct jt_registry *registry,
                             const struct jt_permission *permission)
{
    const struct jt_api *api = jt_registry_api_by_id(registry, permission->api);
    jt_json_object_begin(w);
    jt_json_member_string(w, "permission", permission->name);
    jt_json_member_string(w, "api", api ? jt_registry_api_audience(registry, api) : JT_STR(""));
    jt_json_member_bool(w, "perStage", permission->per_stage);
    jt_json_object_end(w);
}

static enum jt_step_result answer_permissions(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct jt_registry *registry = request->server->registry;
    const struct list_call *call = request->job_data;
    size_t count = 0;
    jt_api_list_begin(&w);
    for (; count < call->page.limit; count++) {
        const struct jt_permission *permission =
            jt_registry_permission_at(registry, (size_t)call->page.offset + count);
        if (permission == NULL) {
            break;
        }
        write_permission(&w, registry, permission);
    }
    jt_api_list_end(&w, &call->page, count, jt_registry_count(registry).permissions);
    return jt_api_respond(request, 200, &buf);
}

static enum jt_step_result answer_found(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct jt_registry *registry = request->server->registry;
    const struct jt_api *api = NULL;
    jt_uuid key;
    bool found = false;
    if (!jt_api_path_key(request, JT_STR("key"), &key)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    for (size_t i = 0; !found && (api = jt_registry_api_at(registry, i)) != NULL; i++) {
        found = jt_uuid_equal(&api->key, &key);
    }
    if (!found) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    jt_api_write(&w, registry, api);
    return jt_api_respond_object(request, 200, &buf, api->version, (jt_str){0});
}

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", read_list_query},
    {"answer with the APIs", answer_apis},
    JT_STEPS_END,
};

static const struct jt_step permission_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", read_list_query},
    {"answer with the permissions", answer_permissions},
    JT_STEPS_END,
};

static const struct jt_step find_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"answer with the API", answer_found},
    JT_STEPS_END,
};

const struct jt_route jt_routes_apis[] = {
    {JT_HTTP_GET, JT_API_PATH "/permissions", JT_ROUTE_API, permission_steps,
     JT_PERM_API_CLIENT_VIEW},
    {JT_HTTP_GET, JT_API_PATH "/apis", JT_ROUTE_API, list_steps, JT_PERM_API_CLIENT_VIEW},
    {JT_HTTP_POST, JT_API_PATH "/apis", JT_ROUTE_API, jt_api_create_steps,
     JT_PERM_API_CLIENT_MANAGE},
    {JT_HTTP_GET, JT_API_PATH "/apis/{key}", JT_ROUTE_API, find_steps, JT_PERM_API_CLIENT_VIEW},
    {JT_HTTP_PATCH, JT_API_PATH "/apis/{key}", JT_ROUTE_API, jt_api_patch_steps,
     JT_PERM_API_CLIENT_MANAGE},
    {JT_HTTP_DELETE, JT_API_PATH "/apis/{key}", JT_ROUTE_API, jt_api_delete_steps,
     JT_PERM_API_CLIENT_MANAGE},
    JT_ROUTES_END,
};

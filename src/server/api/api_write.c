/* SPDX-License-Identifier: Apache-2.0 */
/* APIs of the organization made, changed and deleted. An audience and the names of permissions
 * never change their meaning: the one stays, the others come and go for ever. */
#include "server/api/api_write.h"

#include "model/limits.h"
#include "server/api/body.h"
#include "server/server.h"

enum fault { FAULT_NONE, FAULT_BUILTIN, FAULT_PER_STAGE };

struct api_call {
    struct jt_write write;
    struct jt_api_change change;
    struct jt_api_whole api;
    jt_str name;        /* empty: as it is */
    int64_t lifetime_s; /* 0: as it is */
    struct jt_permission *permissions;
    size_t permission_count;
    bool has_permissions;
    enum fault fault;
    size_t fault_at; /* which permission */
};

static struct api_call *begin_call(struct jt_request *request)
{
    struct api_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call != NULL) {
        call->write = jt_request_write(request);
    }
    request->job_data = call;
    return call;
}

/* Reading */

static bool stands_before(const struct api_call *call, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (jt_str_equal(call->permissions[i].name, call->permissions[count].name)) {
            return true;
        }
    }
    return false;
}

static void read_permission(struct jt_request *request, const struct jt_json_value *item, size_t at)
{
    static const char *const names[] = {"name", "perStage", NULL};
    struct api_call *call = request->job_data;
    struct jt_permission *permission = &call->permissions[at];
    jt_str pointer = jt_body_pointer(request, JT_STR("/permissions"), at);
    if (jt_json_type(item) != JT_JSON_OBJECT) {
        jt_refuse_add(request, pointer, JT_STR("wrong_type"),
                      JT_STR("An object with the member name."));
        return;
    }
    jt_body_only(request, item, pointer, names);
    jt_body_bool(request, item, pointer, "perStage", &permission->per_stage);
    if (!jt_body_text(request, item, pointer, "name", true, &permission->name)) {
        return;
    }
    if (!jt_permission_name_is_valid(permission->name)) {
        jt_body_fault(request, pointer, "name", "invalid",
                      JT_STR("1 to 100 printable ASCII characters without space, quote, backslash "
                             "and colon."));
    } else if (stands_before(call, at)) {
        jt_body_fault(request, pointer, "name", "repeated", JT_STR("It stands there before."));
    }
}

static enum jt_step_result read_permissions(struct jt_request *request)
{
    const struct jt_json_value *list = jt_json_get(jt_json_root(request->json), "permissions");
    struct api_call *call = request->job_data;
    size_t count = jt_json_count(list);
    call->has_permissions = list != NULL;
    if (list == NULL) {
        return JT_STEP_NEXT;
    }
    if (jt_json_type(list) != JT_JSON_ARRAY || count > JT_API_PERMISSIONS_MAX) {
        jt_body_fault(request, JT_STR(""), "permissions", "invalid",
                      JT_STR("An array of at most 200 permissions."));
        return JT_STEP_NEXT;
    }
    call->permissions = jt_arena_alloc_array(&request->x->arena, count, sizeof(*call->permissions));
    if (call->permissions == NULL) {
        return JT_STEP_FAULT;
    }
    for (; call->permission_count < count; call->permission_count++) {
        read_permission(request, jt_json_at(list, call->permission_count), call->permission_count);
    }
    return JT_STEP_NEXT;
}

static enum jt_step_result read_members(struct jt_request *request, bool is_new)
{
    const struct jt_json_value *root = jt_json_root(request->json);
    struct api_call *call = request->job_data;
    if (is_new || jt_json_get(root, "name") != NULL) {
        jt_body_name(request, "name", true, &call->name);
    }
    jt_body_integer(request, "tokenLifetime", JT_TOKEN_LIFETIME_MIN_S, JT_TOKEN_LIFETIME_MAX_S,
                    &call->lifetime_s);
    enum jt_step_result result = read_permissions(request);
    return result == JT_STEP_NEXT ? jt_body_end(request) : result;
}

/* After a change the registry has the API. */
static enum jt_step_result answer_api(struct jt_request *request, int status, jt_str location)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct api_call *call = request->job_data;
    const struct jt_registry *registry = request->server->registry;
    const struct jt_api *api = jt_registry_api_by_id(registry, call->api.api.id);
    if (api == NULL) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    jt_api_write(&w, registry, api);
    return jt_api_respond_object(request, status, &buf, api->version, location);
}

/* POST /apis */

/* The identity API's audience stands in no row, so the store does not know that it is taken. */
static bool is_identity(const struct jt_request *request, jt_str audience)
{
    const struct jt_registry *registry = request->server->registry;
    const struct jt_api *api = jt_registry_api_by_id(registry, JT_API_IDENTITY);
    return api != NULL && jt_str_equal(jt_registry_api_audience(registry, api), audience);
}

static enum jt_step_result read_new_api(struct jt_request *request)
{
    static const char *const names[] = {"audience", "name", "tokenLifetime", "permissions", NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    struct api_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    jt_str *audience = &call->api.api.audience;
    jt_body_only(request, root, JT_STR(""), names);
    if (jt_body_text(request, root, JT_STR(""), "audience", true, audience) &&
        !jt_audience_is_valid(*audience)) {
        jt_body_fault(request, JT_STR(""), "audience", "invalid",
                      JT_STR("An absolute URI without fragment, of at most 512 bytes."));
    }
    enum jt_step_result result = read_members(request, true);
    if (result == JT_STEP_NEXT && is_identity(request, *audience)) {
        return jt_refuse(request, JT_REASON_object_exists,
                         JT_STR("The identity API has this audience."));
    }
    return result;
}

static enum jt_err run_create(struct jt_request *request)
{
    struct api_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->api_create(store, &call->write, &request->x->arena, &call->api, &call->api);
}

static enum jt_step_result create_api(struct jt_request *request)
{
    struct api_call *call = request->job_data;
    struct jt_api *api = &call->api.api;
    if (jt_uuid_make(request->server->rand, &api->key) != JT_OK) {
        return JT_STEP_FAULT;
    }
    api->name = call->name;
    api->token_lifetime_s = call->lifetime_s ? call->lifetime_s : JT_TOKEN_LIFETIME_S;
    api->created = call->write.now;
    api->version = 1;
    call->api.permissions = call->permissions;
    call->api.permission_count = call->permission_count;
    return jt_request_wait(request, JT_JOB_WRITE, run_create);
}

static enum jt_step_result answer_created(struct jt_request *request)
{
    const struct api_call *call = request->job_data;
    char key[JT_UUID_TEXT + 1];
    if (request->job_err == JT_ERR_EXISTS) {
        return jt_refuse(request, JT_REASON_object_exists,
                         JT_STR("Another API has, or had, this audience."));
    }
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_uuid_write(&call->api.api.key, key);
    return answer_api(request, 201,
                      jt_arena_printf(&request->x->arena, JT_API_PATH "/apis/%s", key));
}

/* PATCH and DELETE /apis/{key} */

static enum jt_step_result read_key(struct jt_request *request)
{
    struct api_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    return jt_api_read_key(request, JT_STR("key"), &call->change.key);
}

static enum jt_step_result read_patch(struct jt_request *request)
{
    static const char *const names[] = {"name", "tokenLifetime", "permissions", NULL};
    jt_body_only(request, jt_json_root(request->json), JT_STR(""), names);
    return read_members(request, false);
}

static const struct jt_permission *find(const struct jt_api_whole *api, jt_str name)
{
    for (size_t i = 0; i < api->permission_count; i++) {
        if (jt_str_equal(api->permissions[i].name, name)) {
            return &api->permissions[i];
        }
    }
    return NULL;
}

/* Those that were there keep their ids; whether one is per stage is part of what it means. */
static enum jt_err match(struct api_call *call, const struct jt_api_whole *api, bool *ret_changed)
{
    bool changed = call->permission_count != api->permission_count;
    for (size_t i = 0; i < call->permission_count; i++) {
        struct jt_permission *wanted = &call->permissions[i];
        const struct jt_permission *present = find(api, wanted->name);
        if (present != NULL && present->per_stage != wanted->per_stage) {
            call->fault = FAULT_PER_STAGE;
            call->fault_at = i;
            return JT_ERR_REFUSED;
        }
        wanted->id = present != NULL ? present->id : 0;
        changed = changed || present == NULL;
    }
    *ret_changed = changed;
    return JT_OK;
}

static enum jt_err apply_patch(void *arg, struct jt_arena *arena, struct jt_api_whole *api)
{
    struct api_call *call = arg;
    bool changed = false;
    (void)arena;
    if (api->api.id == JT_API_IDENTITY && (call->has_permissions || call->name.len > 0)) {
        call->fault = FAULT_BUILTIN;
        return JT_ERR_REFUSED;
    }
    if (call->has_permissions) {
        JT_TRY(match(call, api, &changed));
        api->permissions = call->permissions;
        api->permission_count = call->permission_count;
    }
    if (call->name.len > 0 && !jt_str_equal(call->name, api->api.name)) {
        api->api.name = call->name;
        changed = true;
    }
    if (call->lifetime_s && call->lifetime_s != api->api.token_lifetime_s) {
        api->api.token_lifetime_s = call->lifetime_s;
        changed = true;
    }
    api->api.version += changed;
    return JT_OK;
}

static enum jt_err apply_delete(void *arg, struct jt_arena *arena, struct jt_api_whole *api)
{
    struct api_call *call = arg;
    (void)arena;
    call->fault = api->api.id == JT_API_IDENTITY ? FAULT_BUILTIN : FAULT_NONE;
    return call->fault == FAULT_NONE ? JT_OK : JT_ERR_REFUSED;
}

static enum jt_err run_change(struct jt_request *request)
{
    struct api_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->api_change(store, &call->write, &request->x->arena, &call->change,
                                  &call->api);
}

/* PATCH and DELETE share it. */
static enum jt_step_result change_api(struct jt_request *request)
{
    struct api_call *call = request->job_data;
    call->change.deletes = request->route->method == JT_HTTP_DELETE;
    call->change.apply = call->change.deletes ? apply_delete : apply_patch;
    call->change.arg = call;
    return jt_request_wait(request, JT_JOB_WRITE, run_change);
}

static enum jt_step_result refuse_change(struct jt_request *request)
{
    const struct api_call *call = request->job_data;
    if (request->job_err == JT_ERR_REFUSED && call->fault == FAULT_PER_STAGE) {
        jt_str pointer = jt_body_pointer(request, JT_STR("/permissions"), call->fault_at);
        jt_body_fault(request, pointer, "perStage", "invalid",
                      JT_STR("It cannot change: make another permission."));
        return jt_body_end(request);
    }
    if (request->job_err == JT_ERR_REFUSED) {
        return jt_refuse(request, JT_REASON_object_builtin,
                         JT_STR("Of the identity API only tokenLifetime can change."));
    }
    if (request->job_err == JT_ERR_EXISTS) {
        return jt_refuse(request, JT_REASON_object_exists,
                         JT_STR("The API had a permission with one of these names before: a name "
                                "is never used again."));
    }
    return jt_api_store_failed(request);
}

static enum jt_step_result answer_changed(struct jt_request *request)
{
    return request->job_err == JT_OK ? answer_api(request, 200, (jt_str){0})
                                     : refuse_change(request);
}

static enum jt_step_result answer_deleted(struct jt_request *request)
{
    return request->job_err == JT_OK ? jt_api_respond_nothing(request) : refuse_change(request);
}

const struct jt_step jt_api_create_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"check the API", read_new_api},
    {"create the API", create_api},
    {"answer with the API", answer_created},
    JT_STEPS_END,
};

const struct jt_step jt_api_patch_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read If-Match", jt_api_read_if_match},
    {"read the key", read_key},
    {"read the body", jt_api_read_object},
    {"check what changes", read_patch},
    {"change the API", change_api},
    {"answer with the API", answer_changed},
    JT_STEPS_END,
};

const struct jt_step jt_api_delete_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"look for a body", jt_api_no_body},
    {"read If-Match", jt_api_read_if_match},
    {"read the key", read_key},
    {"delete the API", change_api},
    {"answer", answer_deleted},
    JT_STEPS_END,
};

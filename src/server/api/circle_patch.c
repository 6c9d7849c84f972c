/* SPDX-License-Identifier: Apache-2.0 */
/* PATCH and DELETE of roles and groups. */
#include "server/api/body.h"
#include "server/api/circle_read.h"
#include "server/api/people.h"
#include "server/server.h"

struct patch_call {
    struct jt_circle_change change;
    struct jt_write write;
    struct jt_circle circle;
    jt_str name;        /* empty: as it is */
    jt_str description; /* when has_description */
    struct jt_grants grants;
    bool has_description;
    bool has_grants;
};

static enum jt_step_result begin(struct jt_request *request)
{
    struct patch_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    call->write = jt_request_write(request);
    if (!jt_people_place(request, &call->change.place) ||
        !jt_api_path_key(request, JT_STR("key"), &call->change.key)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

static enum jt_step_result read_patch(struct jt_request *request)
{
    const struct jt_json_value *root = jt_json_root(request->json);
    struct patch_call *call = request->job_data;
    enum jt_circle_kind kind = call->change.place.kind;
    jt_circle_check_names(request, kind);
    if (jt_json_get(root, "name") != NULL) {
        jt_body_name(request, "name", true, &call->name);
    }
    call->has_description = jt_json_get(root, "description") != NULL;
    jt_body_description(request, &call->description);
    call->has_grants = jt_json_get(root, "permissions") != NULL;
    return jt_circle_read_grants(request, kind, &call->grants);
}

static bool same_grants(const struct jt_grants *a, const struct jt_grants *b)
{
    return jt_grants_covers(a, b) && jt_grants_covers(b, a);
}

static enum jt_err apply_patch(void *arg, struct jt_arena *arena, struct jt_circle *circle)
{
    const struct patch_call *call = arg;
    bool changed = false;
    (void)arena;
    if (call->name.len > 0 && !jt_str_equal(call->name, circle->name)) {
        circle->name = call->name;
        changed = true;
    }
    if (call->has_description && !jt_str_equal(call->description, circle->description)) {
        circle->description = call->description;
        changed = true;
    }
    if (call->has_grants && !same_grants(&call->grants, &circle->grants)) {
        circle->grants = call->grants;
        changed = true;
    }
    if (changed) {
        circle->updated = call->write.now;
        circle->version++;
    }
    return JT_OK;
}

static enum jt_err apply_delete(void *arg, struct jt_arena *arena, struct jt_circle *circle)
{
    (void)arg;
    (void)arena;
    (void)circle;
    return JT_OK;
}

static enum jt_err run_change(struct jt_request *request)
{
    struct patch_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->circle_change(store, &call->write, &request->x->arena, &call->change,
                                     &call->circle);
}

/* PATCH and DELETE share it. */
static enum jt_step_result change_circle(struct jt_request *request)
{
    struct patch_call *call = request->job_data;
    call->change.deletes = request->route->method == JT_HTTP_DELETE;
    call->change.apply = call->change.deletes ? apply_delete : apply_patch;
    call->change.arg = call;
    return jt_request_wait(request, JT_JOB_WRITE, run_change);
}

static enum jt_step_result refuse_change(struct jt_request *request)
{
    return request->job_err == JT_ERR_REFUSED
               ? jt_refuse(request, JT_REASON_last_member_manager, (jt_str){0})
               : jt_api_store_failed(request);
}

static enum jt_step_result answer_changed(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_ARENA_MAX_DEFAULT);
    struct jt_json_writer w = {.buf = &buf};
    const struct patch_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return refuse_change(request);
    }
    jt_circle_write(&w, request->server->registry, &call->circle);
    return jt_api_respond_object(request, 200, &buf, call->circle.version, (jt_str){0});
}

static enum jt_step_result answer_deleted(struct jt_request *request)
{
    return request->job_err == JT_OK ? jt_api_respond_nothing(request) : refuse_change(request);
}

const struct jt_step jt_circle_patch_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read If-Match", jt_api_read_if_match},
    {"read the key", begin},
    {"read the body", jt_api_read_object},
    {"check what changes", read_patch},
    {"change the role or group", change_circle},
    {"answer with the role or group", answer_changed},
    JT_STEPS_END,
};

const struct jt_step jt_circle_delete_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"look for a body", jt_api_no_body},
    {"read If-Match", jt_api_read_if_match},
    {"read the key", begin},
    {"delete the role or group", change_circle},
    {"answer", answer_deleted},
    JT_STEPS_END,
};

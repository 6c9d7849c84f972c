/* SPDX-License-Identifier: Apache-2.0 */
/* /rejections/{id}: what the server knows of a refusal. What was answered a moment ago is stored
 * first, so that it can be read as soon as the answer has arrived. */
#include "server/api/api.h"
#include "server/explain/recorder.h"
#include "server/routes.h"
#include "server/server.h"

struct rejection_call {
    jt_str id;
    uint64_t number;
    struct jt_rejection rejection;
};

static enum jt_step_result read_id(struct jt_request *request)
{
    struct rejection_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    int place = jt_route_place(request->route, JT_STR("id"));
    if (call == NULL || request->thread->rejection_cipher == NULL || place < 0) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    call->id = request->path_values[place];
    enum jt_err err =
        jt_rejection_id_read(request->thread->rejection_cipher, call->id, &call->number);
    if (err == JT_ERR_FORMAT) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    return err == JT_OK ? JT_STEP_NEXT : JT_STEP_FAULT;
}

static void run_drain(struct jt_job *job)
{
    struct jt_request *request = jt_request_of_job(job);
    request->job_err = jt_recorder_drain(request->server->recorder);
}

static enum jt_step_result store_waiting(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_WRITE, run_drain);
}

static void run_find(struct jt_job *job)
{
    struct jt_request *request = jt_request_of_job(job);
    struct rejection_call *call = request->job_data;
    const struct jt_store_ops *ops = request->server->store->ops;
    request->job_err = ops->rejection_find(request->server->store, &request->x->arena, call->number,
                                           &call->rejection);
}

static enum jt_step_result find_rejection(struct jt_request *request)
{
    if (request->job_err != JT_OK) {
        return JT_STEP_FAULT;
    }
    return jt_request_wait(request, JT_JOB_READ, run_find);
}

static void write_realm(struct jt_json_writer *w, const jt_uuid *realm)
{
    if (jt_uuid_is_zero(realm)) {
        jt_json_name(w, "realm");
        jt_json_write_null(w);
        return;
    }
    jt_json_member_uuid(w, "realm", realm);
}

static void write_rejection(struct jt_json_writer *w, jt_str id, const struct jt_rejection *row)
{
    jt_json_object_begin(w);
    jt_json_member_string(w, "id", id);
    jt_json_member_string(w, "cause", row->cause);
    jt_json_name(w, "also");
    jt_json_write_raw(w, row->also_json);
    jt_json_member_bool(w, "proven", row->proven);
    jt_json_member_string(w, "error", row->error);
    jt_json_member_integer(w, "status", row->status);
    jt_json_member_string(w, "evidence", row->evidence);
    jt_json_member_string(w, "remedy", row->remedy);
    jt_json_member_string(w, "clientId", row->client_id);
    write_realm(w, &row->realm);
    jt_json_member_string(w, "endpoint", row->endpoint);
    jt_json_member_string(w, "method", row->method);
    jt_json_member_string(w, "address", row->address);
    jt_json_member_string(w, "userAgent", row->user_agent);
    jt_json_member_integer(w, "count", (int64_t)row->count);
    jt_json_member_time(w, "firstAt", row->first);
    jt_json_member_time(w, "lastAt", row->last);
    jt_json_name(w, "trace");
    jt_json_write_raw(w, row->trace_json);
    jt_json_object_end(w);
}

static enum jt_step_result answer_found(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct rejection_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    write_rejection(&w, call->id, &call->rejection);
    return jt_api_respond_object(request, 200, &buf, call->rejection.count, (jt_str){0});
}

static const struct jt_step find_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the id", read_id},
    {"store what waits", store_waiting},
    {"find the rejection", find_rejection},
    {"answer with the rejection", answer_found},
    JT_STEPS_END,
};

const struct jt_route jt_routes_rejections[] = {
    {JT_HTTP_GET, JT_API_PATH "/rejections/{id}", JT_ROUTE_API, find_steps,
     JT_PERM_API_CLIENT_VIEW},
    JT_ROUTES_END,
};

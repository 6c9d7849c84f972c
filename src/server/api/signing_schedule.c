/* SPDX-License-Identifier: Apache-2.0 */
/* /signing-keys/schedules/{realm}: how many days a realm's keys sign. Its version is its value. */
#include "server/api/body.h"
#include "server/api/signing_key.h"
#include "server/server.h"

struct schedule_call {
    struct jt_write write;
    struct jt_signing_schedule schedule;
};

static struct schedule_call *begin_call(struct jt_request *request)
{
    request->job_data = jt_arena_alloc(&request->x->arena, sizeof(struct schedule_call));
    return request->job_data;
}

static enum jt_step_result read_key(struct jt_request *request)
{
    struct schedule_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    return jt_api_read_key(request, JT_STR("realm"), &call->schedule.realm);
}

static enum jt_err run_find(struct jt_request *request)
{
    struct schedule_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    jt_uuid realm = call->schedule.realm;
    return store->ops->signing_schedule_find(store, &realm, &call->schedule);
}

static enum jt_step_result find_schedule(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_find);
}

static enum jt_step_result answer(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct jt_signing_schedule *schedule =
        &((const struct schedule_call *)request->job_data)->schedule;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "realm", &schedule->realm);
    jt_json_member_integer(&w, "rotationDays", schedule->rotation_days);
    jt_json_object_end(&w);
    return jt_api_respond_object(request, 200, &buf, (uint64_t)schedule->rotation_days + 1,
                                 (jt_str){0});
}

static enum jt_step_result read_schedule(struct jt_request *request)
{
    static const char *const names[] = {"rotationDays", NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    struct schedule_call *call = request->job_data;
    int64_t days = -1;
    jt_body_only(request, root, JT_STR(""), names);
    if (!jt_json_integer(jt_json_get(root, "rotationDays"), &days) || days < 0 ||
        days > JT_ROTATION_DAYS_MAX) {
        jt_body_fault(request, JT_STR(""), "rotationDays", "invalid",
                      JT_STR("A number of days from 0, never, to 3650."));
    }
    call->schedule.rotation_days = days;
    call->write = jt_request_write(request);
    return jt_body_end(request);
}

static enum jt_err run_put(struct jt_request *request)
{
    struct schedule_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->signing_schedule_put(store, &call->write, &call->schedule);
}

static enum jt_step_result put_schedule(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_WRITE, run_put);
}

const struct jt_step jt_signing_schedule_find_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the realm", read_key},
    {"find the schedule", find_schedule},
    {"answer with the schedule", answer},
    JT_STEPS_END,
};

const struct jt_step jt_signing_schedule_put_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the condition", jt_api_read_if_match},
    {"read the realm", read_key},
    {"read the body", jt_api_read_object},
    {"check the schedule", read_schedule},
    {"store the schedule", put_schedule},
    {"answer with the schedule", answer},
    JT_STEPS_END,
};

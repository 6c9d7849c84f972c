/* SPDX-License-Identifier: Apache-2.0 */
/* The runner: runs the steps of a request one after the other, keeps the trace, waits for store
 * jobs, and sends what came of it. */
#include "server/request.h"

#include "server/dispatch.h"
#include "server/dry_run.h"
#include "server/log.h"
#include "server/refuse.h"
#include "server/server.h"

#include <stddef.h>

static uint64_t count_faults(const struct jt_server *server)
{
    return server->registry ? jt_registry_faults(server->registry) : 0;
}

struct jt_request *jt_request_new(struct jt_server *server, struct jt_exchange *x)
{
    struct jt_request *request = jt_arena_alloc(&x->arena, sizeof(*request));
    if (request == NULL) {
        return NULL;
    }
    request->x = x;
    request->server = server;
    request->thread = jt_loop_data(x->loop);
    request->family = JT_ROUTE_PUBLIC;
    request->next_step = jt_dispatch_steps;
    request->registry_faults = count_faults(server);
    x->app = request;
    return request;
}

static void note(struct jt_trace *trace, const struct jt_step *step, enum jt_step_result result)
{
    if (trace->count < JT_TRACE_MAX) {
        trace->entries[trace->count].step = step->name;
        trace->entries[trace->count].result = result;
        trace->count++;
    }
}

static void log_fault(const struct jt_request *request, const char *step)
{
    const struct jt_log_field fields[] = {
        {"request_id", jt_str_from_c(request->x->request_id)},
        {"step", jt_str_from_c(step)},
        {"cause", request->refusal.evidence},
        {"job", jt_str_from_c(jt_err_text(request->job_err))},
    };
    if (request->server->log != NULL) {
        jt_log_write(request->server->log, JT_LOG_ERROR, "request.fault",
                     "A request was answered with 503 because of a fault inside.", fields,
                     sizeof(fields) / sizeof(fields[0]));
    }
}

static bool has_header(const struct jt_http_response *response, jt_str name)
{
    for (size_t i = 0; i < response->header_count; i++) {
        if (jt_str_equal_nocase(response->headers[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* RFC 6749 §5.1: nothing that holds tokens or credentials is kept by a cache. A refusal is no
 * document either: the cure must show at once. */
static void send_response(struct jt_request *request)
{
    struct jt_exchange *x = request->x;
    bool is_passing = request->family == JT_ROUTE_OAUTH || request->family == JT_ROUTE_API ||
                      request->refusal.reason != NULL;
    if (is_passing && !has_header(&x->response, JT_STR("Cache-Control"))) {
        jt_exchange_header_add(x, JT_STR("Cache-Control"), JT_STR("no-store"));
    }
    jt_exchange_header_add(x, JT_STR("X-Content-Type-Options"), JT_STR("nosniff"));
    jt_json_clear(&request->json);
    jt_exchange_send(x);
}

/* Nobody waits for an answer, and nothing is counted or stored. */
static void finish_dry(struct jt_request *request)
{
    if (request->refusal.reason != NULL) {
        request->x->response.status = request->refusal.reason->status;
    }
    jt_json_clear(&request->json);
}

/* A find that failed looks like one that found nothing: whatever followed from it is no answer.
 * Others' faults count too, which is rare and harmless. */
static void finish(struct jt_request *request, const char *step, enum jt_step_result result)
{
    if (count_faults(request->server) != request->registry_faults) {
        request->refusal.evidence = JT_STR("a look-up in the store failed");
        result = JT_STEP_FAULT;
    }
    if (result == JT_STEP_DONE) {
        request->dry != NULL ? finish_dry(request) : send_response(request);
        return;
    }
    struct jt_refusal *refusal = &request->refusal;
    bool is_fault = result == JT_STEP_FAULT || refusal->reason == NULL;
    if (is_fault && (refusal->reason == NULL || refusal->reason->kind != JT_REASON_FAULT)) {
        refusal->reason = jt_reason_get(JT_REASON_internal_fault);
        refusal->detail = (jt_str){0};
    }
    if (is_fault) {
        log_fault(request, step);
    }
    if (request->dry != NULL) {
        finish_dry(request);
        return;
    }
    jt_refusal_answer(request);
    send_response(request);
}

void jt_request_run(struct jt_request *request)
{
    const char *last = "none";
    while (request->next_step->name != NULL) {
        const struct jt_step *step = request->next_step++;
        last = step->name;
        enum jt_step_result result = step->run(request);
        note(&request->trace, step, result);
        if (result == JT_STEP_WAIT) {
            return;
        }
        if (result != JT_STEP_NEXT) {
            finish(request, step->name, result);
            return;
        }
    }
    /* Steps that end without an answer are a fault of ours, never a silent success. */
    finish(request, last, JT_STEP_FAULT);
}

void jt_request_refuse_early(struct jt_request *request, enum jt_reason_id reason)
{
    const struct jt_step reading = {.name = "read the request"};
    enum jt_step_result result = jt_refuse(request, reason, (jt_str){0});
    note(&request->trace, &reading, result);
    finish(request, reading.name, result);
}

enum jt_step_result jt_refuse(struct jt_request *request, enum jt_reason_id reason, jt_str detail)
{
    request->refusal.reason = jt_reason_get(reason);
    request->refusal.detail = detail;
    return JT_STEP_REFUSED;
}

/* Room for one more fault; false beyond the limit, and without memory. */
static bool make_room(struct jt_request *request)
{
    struct jt_refusal *refusal = &request->refusal;
    size_t max = refusal->error_max ? refusal->error_max : JT_REFUSAL_ERRORS_MAX;
    if (refusal->error_count < refusal->error_room || refusal->error_count >= max) {
        return refusal->error_count < max;
    }
    size_t room = refusal->error_room ? refusal->error_room * 2 : JT_REFUSAL_ERRORS_MAX;
    struct jt_refusal_error *errors =
        jt_arena_alloc_array(&request->x->arena, room, sizeof(*errors));
    if (errors == NULL) {
        return false;
    }
    for (size_t i = 0; i < refusal->error_count; i++) {
        errors[i] = refusal->errors[i];
    }
    refusal->errors = errors;
    refusal->error_room = room;
    return true;
}

void jt_refuse_add(struct jt_request *request, jt_str pointer, jt_str code, jt_str detail)
{
    struct jt_refusal *refusal = &request->refusal;
    if (make_room(request)) {
        refusal->errors[refusal->error_count++] =
            (struct jt_refusal_error){.pointer = pointer, .code = code, .detail = detail};
    } else if (refusal->error_count == 0) {
        refusal->out_of_memory = true;
    }
}

static struct jt_request *request_of_job(struct jt_job *job)
{
    return (struct jt_request *)(void *)((char *)job - offsetof(struct jt_request, job));
}

static void go_on(struct jt_job *job)
{
    const struct jt_step again = {.name = "check the caller again"};
    struct jt_request *request = request_of_job(job);
    if (request->checked_again != JT_STEP_NEXT) {
        note(&request->trace, &again, request->checked_again);
        finish(request, again.name, request->checked_again);
        return;
    }
    jt_request_run(request);
}

static void run_job(struct jt_job *job)
{
    struct jt_request *request = request_of_job(job);
    request->job_err = request->job_run(request);
}

/* On the store's writing thread: what was committed before is published, and nothing is until this
 * write ends. */
static void run_if_still_allowed(struct jt_job *job)
{
    struct jt_request *request = request_of_job(job);
    jt_registry_reader_begin();
    request->checked_again = request->check_again(request);
    jt_request_forget(request);
    jt_registry_reader_end();
    if (request->checked_again == JT_STEP_NEXT) {
        run_job(job);
    }
}

void jt_request_forget(struct jt_request *request)
{
    request->realm = NULL;
    request->client = NULL;
    request->secret = NULL;
    request->caller = NULL;
}

enum jt_step_result jt_request_wait(struct jt_request *request, enum jt_job_kind kind,
                                    enum jt_err (*run)(struct jt_request *request))
{
    if (request->dry != NULL) {
        return jt_dry_run_stop(request);
    }
    request->job_err = JT_OK;
    bool asks_again = kind == JT_JOB_WRITE && request->check_again != NULL;
    request->job_run = run;
    request->checked_again = JT_STEP_NEXT;
    request->job = (struct jt_job){.run = asks_again ? run_if_still_allowed : run_job,
                                   .done = go_on,
                                   .loop = request->x->loop};
    /* Before it is handed over: from then on the request is the other thread's. */
    jt_request_forget(request);
    enum jt_err err = jt_executor_submit(request->server->executor, kind, &request->job);
    if (err != JT_OK) {
        request->job_err = err;
        return JT_STEP_FAULT;
    }
    return JT_STEP_WAIT;
}

struct jt_write jt_request_write(const struct jt_request *request)
{
    bool has_caller = !jt_uuid_is_zero(&request->caller_key);
    return (struct jt_write){
        .actor = {.kind = JT_ACTOR_API_CLIENT,
                  .key = has_caller ? request->caller_key : request->client_key,
                  .name = request->caller_name,
                  .address = jt_str_from_c(request->x->peer_address),
                  .request_id = jt_str_from_c(request->x->request_id)},
        .now = jt_clock_now(request->server->clock),
        .expected_version = request->expected_version,
    };
}

enum jt_step_result jt_respond_json(struct jt_request *request, int status, jt_str json)
{
    request->x->response.status = status;
    request->x->response.content_type = JT_STR("application/json");
    request->x->response.body = json;
    return JT_STEP_DONE;
}

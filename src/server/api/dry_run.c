/* SPDX-License-Identifier: Apache-2.0 */
/* POST /rejections/dry-run: what would happen to a request, and why. It tells whether a secret is
 * right, so it takes the permission to manage API clients, goes slowly, and is answered only after
 * its event is on disk. */
#include "server/api/dry_run.h"

#include "server/api/body.h"
#include "server/server.h"

struct dry_run_call {
    struct jt_dry_request sent;
    jt_str answer;
    struct jt_write write;
    struct jt_event_note note;
};

static enum jt_step_result read_sent(struct jt_request *request)
{
    struct dry_run_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL || request->server->recorder == NULL ||
        jt_dry_run_read(request, &call->sent) != JT_OK) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    return jt_body_end(request);
}

/* Copies a text that was written into the request's own memory. */
static enum jt_err keep(struct jt_request *request, struct jt_buf *buf, jt_str *ret_text)
{
    JT_TRY(jt_buf_check(buf));
    *ret_text = jt_arena_copy(&request->x->arena, jt_buf_str(buf));
    return ret_text->ptr != NULL ? JT_OK : JT_ERR_NOMEM;
}

static enum jt_err write_results(struct jt_request *request, struct jt_dry_exchange *exchange)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf answer = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf event = {0};
    struct dry_run_call *call = request->job_data;
    JT_TRY(jt_dry_run_write(&answer, exchange));
    JT_TRY(jt_dry_run_write_event(&event, exchange));
    JT_TRY(keep(request, &answer, &call->answer));
    call->note = (struct jt_event_note){
        .action = JT_STR("rejection.dry_run"),
        .object_kind = JT_STR("request"),
    };
    return keep(request, &event, &call->note.after_json);
}

static enum jt_step_result refuse_malformed(struct jt_request *request,
                                            const struct jt_dry_exchange *exchange)
{
    return jt_refuse(request, JT_REASON_body_invalid,
                     jt_arena_printf(&request->x->arena,
                                     "That is no request that reaches the server's steps: it "
                                     "would be answered %d, because of this: %s.",
                                     exchange->malformed_status, exchange->malformed_why));
}

static enum jt_step_result try_request(struct jt_request *request)
{
    struct dry_run_call *call = request->job_data;
    struct jt_dry_exchange *exchange = NULL;
    if (request->dry != NULL) {
        return jt_dry_run_stop(request); /* a dry run of a dry run is none */
    }
    exchange = jt_arena_alloc(&request->x->arena, sizeof(*exchange));
    if (exchange == NULL) {
        return JT_STEP_FAULT;
    }
    enum jt_err err = jt_dry_run(request, &call->sent, exchange);
    enum jt_step_result result = JT_STEP_NEXT;
    if (err == JT_OK && exchange->malformed_status != 0) {
        result = refuse_malformed(request, exchange);
    } else if (err == JT_OK) {
        err = write_results(request, exchange);
    }
    jt_dry_exchange_clear(exchange);
    return err == JT_OK ? result : JT_STEP_FAULT;
}

static enum jt_err run_note(struct jt_request *request)
{
    struct dry_run_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->event_note(store, &call->write, &call->note);
}

static enum jt_step_result store_event(struct jt_request *request)
{
    struct dry_run_call *call = request->job_data;
    call->write = jt_request_write(request);
    return jt_request_wait(request, JT_JOB_WRITE, run_note);
}

static enum jt_step_result answer(struct jt_request *request)
{
    const struct dry_run_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return JT_STEP_FAULT;
    }
    return jt_respond_json(request, 200, call->answer);
}

const struct jt_step jt_dry_run_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"check the request to try", read_sent},
    {"count the dry run", jt_api_check_dry_run_rate},
    {"try the request", try_request},
    {"store the event", store_event},
    {"answer with what would happen", answer},
    JT_STEPS_END,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* /rejections: what the server knows of refusals, one by its reference or many by filters. What was
 * answered a moment ago is stored first, so that it can be read as soon as the answer has arrived.
 */
#include "server/api/dry_run.h"
#include "server/api/query_typed.h"
#include "server/api/rejection_json.h"
#include "server/explain/recorder.h"
#include "server/http/address.h"
#include "server/routes.h"
#include "server/server.h"

struct rejection_call {
    jt_str id;
    uint64_t number;
    struct jt_rejection rejection;
    struct jt_rejection_filter filter;
    struct jt_page page;
    struct jt_rejection_list list;
};

static struct rejection_call *begin_call(struct jt_request *request)
{
    request->job_data = jt_arena_alloc(&request->x->arena, sizeof(struct rejection_call));
    return request->thread->rejection_cipher != NULL ? request->job_data : NULL;
}

static enum jt_err run_drain(struct jt_request *request)
{
    return jt_recorder_drain(request->server->recorder);
}

static enum jt_step_result store_waiting(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_WRITE, run_drain);
}

/* GET /rejections/{id} */

static enum jt_step_result read_id(struct jt_request *request)
{
    struct rejection_call *call = begin_call(request);
    int place = jt_route_place(request->route, JT_STR("id"));
    if (call == NULL || place < 0) {
        return JT_STEP_FAULT;
    }
    call->id = request->path_values[place];
    enum jt_err err =
        jt_rejection_id_read(request->thread->rejection_cipher, call->id, &call->number);
    if (err == JT_ERR_FORMAT) {
        return jt_refuse(request, JT_REASON_object_unknown,
                         JT_STR("No rejection has this id: it is not whole, or not of this "
                                "server."));
    }
    return err == JT_OK ? JT_STEP_NEXT : JT_STEP_FAULT;
}

static enum jt_err run_find(struct jt_request *request)
{
    struct rejection_call *call = request->job_data;
    const struct jt_store_ops *ops = request->server->store->ops;
    return ops->rejection_find(request->server->store, &request->x->arena, call->number,
                               &call->rejection);
}

static enum jt_step_result find_rejection(struct jt_request *request)
{
    if (request->job_err != JT_OK) {
        return JT_STEP_FAULT;
    }
    return jt_request_wait(request, JT_JOB_READ, run_find);
}

static enum jt_step_result answer_found(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct rejection_call *call = request->job_data;
    bool is_gone = request->job_err == JT_ERR_NOT_FOUND;
    if (!is_gone && request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    if (is_gone || call->rejection.last.s < jt_recorder_oldest(request->server->recorder).s) {
        return jt_refuse(request, JT_REASON_object_unknown,
                         JT_STR("No rejection is kept under this id: they are dropped by age and "
                                "number."));
    }
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "id", call->id);
    jt_rejection_write_members(&w, &call->rejection);
    jt_json_object_end(&w);
    return jt_api_respond_object(request, 200, &buf, call->rejection.count, (jt_str){0});
}

/* GET /rejections */

static void read_cause(struct jt_request *request, jt_str *ret_cause)
{
    jt_query_text(request, "cause", ret_cause);
    if (ret_cause->len > 0 && jt_reason_find(*ret_cause) == NULL) {
        jt_query_fault(request, "cause", JT_STR("The name of a reason, such as secret_wrong."));
    }
}

/* What is or resembles a secret is stored as its fingerprint, and found by it. */
static enum jt_err read_client_id(struct jt_request *request, jt_str *ret_id)
{
    char *text = NULL;
    jt_query_text(request, "clientId", ret_id);
    if (jt_str_starts_with(*ret_id, JT_STR("fingerprint:")) ||
        !jt_client_id_is_like_secret(*ret_id, (jt_str){0})) {
        return JT_OK;
    }
    text = jt_arena_alloc(&request->x->arena, JT_FINGERPRINT_TEXT + 1);
    if (text == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_TRY(jt_rejection_fingerprint(jt_recorder_ids(request->server->recorder), *ret_id, text));
    *ret_id = jt_str_from_c(text);
    return JT_OK;
}

/* Written as it is stored: "2001:DB8::0:1" finds 2001:db8::1. */
static enum jt_err read_address(struct jt_request *request, struct jt_rejection_filter *filter)
{
    struct jt_address address;
    jt_query_text(request, "address", &filter->address);
    if (filter->address.len == 0) {
        return JT_OK;
    }
    if (jt_address_parse(filter->address, &address) != JT_OK) {
        jt_query_fault(request, "address", JT_STR("An IP address."));
        return JT_OK;
    }
    char *text = jt_arena_alloc(&request->x->arena, JT_ADDRESS_TEXT);
    char *source = jt_arena_alloc(&request->x->arena, JT_SOURCE_TEXT + 1);
    if (text == NULL || source == NULL) {
        return JT_ERR_NOMEM;
    }
    jt_address_write(&address, text);
    jt_source_of(jt_str_from_c(text), source);
    filter->address = jt_str_from_c(text);
    filter->source = jt_str_from_c(source);
    return JT_OK;
}

static enum jt_step_result read_list_query(struct jt_request *request)
{
    static const char *const names[] = {"limit",  "offset", "cause", "clientId", "realm", "address",
                                        "proven", "since",  "until", "order",    NULL};
    struct rejection_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    enum jt_step_result result = jt_query_read(request, names);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    struct jt_rejection_filter *filter = &call->filter;
    jt_query_page(request, &call->page);
    read_cause(request, &filter->cause);
    (void)jt_query_key(request, "realm", &filter->realm);
    jt_query_bool(request, "proven", &filter->proven);
    jt_query_time(request, "since", &filter->since);
    jt_query_time(request, "until", &filter->until);
    jt_query_order(request, &filter->descending);
    if (read_client_id(request, &filter->client_id) != JT_OK ||
        read_address(request, filter) != JT_OK) {
        return JT_STEP_FAULT;
    }
    return jt_query_end(request);
}

static enum jt_err run_list(struct jt_request *request)
{
    struct rejection_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->rejection_list(store, &request->x->arena, &call->filter, &call->page,
                                      &call->list);
}

static enum jt_step_result list_rejections(struct jt_request *request)
{
    if (request->job_err != JT_OK) {
        return JT_STEP_FAULT;
    }
    return jt_request_wait(request, JT_JOB_READ, run_list);
}

/* Each with a reference of its own, like those that were answered. */
static enum jt_err write_listed(struct jt_request *request, struct jt_json_writer *w,
                                const struct jt_rejection *row)
{
    char id[JT_REJECTION_ID_LEN + 1];
    JT_TRY(jt_rejection_id_write(request->thread->rejection_cipher, request->server->rand,
                                 row->number, id));
    jt_json_object_begin(w);
    jt_json_member_string(w, "id", jt_str_from_c(id));
    jt_rejection_write_members(w, row);
    jt_json_object_end(w);
    return JT_OK;
}

static enum jt_step_result answer_list(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct rejection_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_api_list_begin(&w);
    for (size_t i = 0; i < call->list.count; i++) {
        request->job_err = write_listed(request, &w, &call->list.items[i]);
        if (request->job_err != JT_OK) {
            return JT_STEP_FAULT;
        }
    }
    jt_api_list_end(&w, &call->page, call->list.count, call->list.total);
    return jt_api_respond(request, 200, &buf);
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

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", read_list_query},
    {"store what waits", store_waiting},
    {"list the rejections", list_rejections},
    {"answer with the rejections", answer_list},
    JT_STEPS_END,
};

const struct jt_route jt_routes_rejections[] = {
    {JT_HTTP_GET, JT_API_PATH "/rejections", JT_ROUTE_API, list_steps, JT_PERM_API_CLIENT_VIEW},
    {JT_HTTP_POST, JT_API_PATH "/rejections/dry-run", JT_ROUTE_API, jt_dry_run_steps,
     JT_PERM_API_CLIENT_MANAGE},
    {JT_HTTP_GET, JT_API_PATH "/rejections/{id}", JT_ROUTE_API, find_steps,
     JT_PERM_API_CLIENT_VIEW},
    JT_ROUTES_END,
};

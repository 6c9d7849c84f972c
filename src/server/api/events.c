/* SPDX-License-Identifier: Apache-2.0 */
/* /events: the audit log with its filters, its checkpoints, and the keys that verify those. */
#include "server/api/query_typed.h"
#include "server/keys/keyring.h"
#include "server/routes.h"
#include "server/server.h"

/* A page of events holds what a hundred objects looked like before and after. */
enum { EVENTS_ANSWER_MAX = 64 << 20 };

struct event_call {
    struct jt_event_filter filter;
    struct jt_page page;
    struct jt_event_list list;
    struct jt_event_checkpoint_list checkpoints;
};

static struct event_call *begin_call(struct jt_request *request)
{
    request->job_data = jt_arena_alloc(&request->x->arena, sizeof(struct event_call));
    return request->job_data;
}

static enum jt_step_result read_list_query(struct jt_request *request)
{
    static const char *const names[] = {"limit",      "offset", "actor", "action",
                                        "objectKind", "object", "from",  "to",
                                        "after",      "order",  NULL};
    struct event_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    enum jt_step_result result = jt_query_read(request, names);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    struct jt_event_filter *filter = &call->filter;
    jt_query_page(request, &call->page);
    (void)jt_query_key(request, "actor", &filter->actor);
    jt_query_text(request, "action", &filter->action);
    jt_query_text(request, "objectKind", &filter->object_kind);
    (void)jt_query_key(request, "object", &filter->object);
    jt_query_time(request, "from", &filter->from);
    jt_query_time(request, "to", &filter->to);
    jt_query_number(request, "after", &filter->after);
    jt_query_order(request, &filter->descending);
    return jt_query_end(request);
}

static enum jt_err run_list(struct jt_request *request)
{
    struct event_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->event_search(store, &request->x->arena, &call->filter, &call->page,
                                    &call->list);
}

static enum jt_step_result list_events(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_list);
}

static void write_key(struct jt_json_writer *w, const char *name, const jt_uuid *key)
{
    if (jt_uuid_is_zero(key)) {
        jt_api_member_text(w, name, (jt_str){0});
        return;
    }
    jt_json_member_uuid(w, name, key);
}

/* What the store holds is JSON of our own writer. */
static void write_object(struct jt_json_writer *w, const char *name, jt_str json)
{
    jt_json_name(w, name);
    jt_json_write_raw(w, json.len ? json : JT_STR("null"));
}

static void write_event(struct jt_json_writer *w, const struct jt_event *event)
{
    jt_json_object_begin(w);
    jt_json_member_integer(w, "number", (int64_t)event->number);
    jt_json_member_time(w, "time", event->time);
    jt_json_name(w, "actor");
    jt_json_object_begin(w);
    jt_json_member_string(w, "kind", jt_actor_kind_text(event->actor.kind));
    write_key(w, "key", &event->actor.key);
    jt_json_member_string(w, "name", event->actor.name);
    jt_json_object_end(w);
    jt_api_member_text(w, "address", event->actor.address);
    jt_api_member_text(w, "requestId", event->actor.request_id);
    jt_json_member_string(w, "action", event->action);
    jt_json_member_string(w, "objectKind", event->object_kind);
    write_key(w, "object", &event->object);
    write_object(w, "before", event->before_json);
    write_object(w, "after", event->after_json);
    jt_json_member_hex(w, "hash", event->hash, sizeof(event->hash));
    jt_json_member_hex(w, "previousHash", event->previous, sizeof(event->previous));
    jt_json_object_end(w);
}

static enum jt_step_result answer_list(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(EVENTS_ANSWER_MAX);
    struct jt_json_writer w = {.buf = &buf};
    const struct event_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_api_list_begin(&w);
    for (size_t i = 0; i < call->list.count; i++) {
        write_event(&w, &call->list.items[i]);
    }
    jt_api_list_end(&w, &call->page, call->list.count, call->list.total);
    return jt_api_respond(request, 200, &buf);
}

static enum jt_step_result read_page_query(struct jt_request *request)
{
    struct event_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    return jt_query_only_page(request, &call->page);
}

static enum jt_err run_checkpoints(struct jt_request *request)
{
    struct event_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->event_checkpoint_list(store, &request->x->arena, &call->page,
                                             &call->checkpoints);
}

static enum jt_step_result list_checkpoints(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_checkpoints);
}

static enum jt_step_result answer_checkpoints(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct event_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_api_list_begin(&w);
    for (size_t i = 0; i < call->checkpoints.count; i++) {
        const struct jt_event_checkpoint *checkpoint = &call->checkpoints.items[i];
        jt_json_object_begin(&w);
        jt_json_member_integer(&w, "number", (int64_t)checkpoint->number);
        jt_json_member_time(&w, "time", checkpoint->time);
        jt_json_member_hex(&w, "hash", checkpoint->hash, sizeof(checkpoint->hash));
        jt_json_member_string(&w, "kid", checkpoint->kid);
        jt_json_member_string(&w, "jws", checkpoint->jws);
        jt_json_object_end(&w);
    }
    jt_api_list_end(&w, &call->page, call->checkpoints.count, call->checkpoints.total);
    return jt_api_respond(request, 200, &buf);
}

/* The caller's realm is the platform realm, which signs checkpoints. Opening keys takes a lock and
 * some computing, but this is asked seldom and of few keys. */
static enum jt_step_result answer_keys(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    enum jt_err err =
        jt_keyring_write_every_jwk(request->server->keyring, &request->realm_key, &buf);
    return err == JT_OK ? jt_api_respond(request, 200, &buf) : JT_STEP_FAULT;
}

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", read_list_query},
    {"list the events", list_events},
    {"answer with the events", answer_list},
    JT_STEPS_END,
};

static const struct jt_step checkpoint_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", read_page_query},
    {"list the checkpoints", list_checkpoints},
    {"answer with the checkpoints", answer_checkpoints},
    JT_STEPS_END,
};

static const struct jt_step key_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"answer with the keys", answer_keys},
    JT_STEPS_END,
};

const struct jt_route jt_routes_events[] = {
    {JT_HTTP_GET, JT_API_PATH "/events", JT_ROUTE_API, list_steps, JT_PERM_EVENT_VIEW},
    {JT_HTTP_GET, JT_API_PATH "/events/checkpoints", JT_ROUTE_API, checkpoint_steps,
     JT_PERM_EVENT_VIEW},
    {JT_HTTP_GET, JT_API_PATH "/events/checkpoint-keys", JT_ROUTE_API, key_steps,
     JT_PERM_EVENT_VIEW},
    JT_ROUTES_END,
};

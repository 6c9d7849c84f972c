/* SPDX-License-Identifier: Apache-2.0 */
/* /signing-keys: listed and found; rotated in signing_key_rotate.c. */
#include "server/api/query_typed.h"
#include "server/api/signing_key.h"
#include "server/config/config.h"
#include "server/keys/rotate.h"
#include "server/routes.h"
#include "server/server.h"

struct key_call {
    jt_uuid realm;
    bool has_realm;
    struct jt_page page;
    struct jt_signing_key_list list;
    jt_str kid;
    struct jt_signing_key key;
};

void jt_signing_key_write(struct jt_json_writer *w, const struct jt_signing_key *key,
                          int64_t notice_s)
{
    bool is_next = key->state == JT_SIGNING_KEY_NEXT;
    bool is_retired = key->state == JT_SIGNING_KEY_RETIRED;
    jt_json_object_begin(w);
    jt_json_member_string(w, "kid", key->kid);
    jt_json_member_uuid(w, "realm", &key->realm);
    jt_json_member_string(w, "alg", key->alg);
    jt_json_member_string(w, "state", jt_signing_key_state_text(key->state));
    jt_json_member_time(w, "createdAt", key->created);
    jt_json_member_time(w, "readyAt", (jt_time){is_next ? key->created.s + notice_s : 0});
    jt_json_member_time(w, "activatedAt", key->activated);
    jt_json_member_time(w, "retiredAt", key->retired);
    jt_json_member_time(w, "publishedUntil",
                        (jt_time){is_retired ? key->retired.s + JT_RETIRED_KEEP_S : 0});
    jt_json_member_time(w, "withdrawnAt", key->withdrawn);
    jt_json_member_bool(w, "emergency", key->emergency);
    jt_json_object_end(w);
}

static struct key_call *begin_call(struct jt_request *request)
{
    request->job_data = jt_arena_alloc(&request->x->arena, sizeof(struct key_call));
    return request->job_data;
}

static enum jt_step_result read_list_query(struct jt_request *request)
{
    static const char *const names[] = {"limit", "offset", "realm", NULL};
    struct key_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    enum jt_step_result result = jt_query_read(request, names);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    jt_query_page(request, &call->page);
    call->has_realm = jt_query_key(request, "realm", &call->realm);
    return jt_query_end(request);
}

static enum jt_err run_list(struct jt_request *request)
{
    struct key_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->signing_key_list(
        store, &request->x->arena, call->has_realm ? &call->realm : NULL, &call->page, &call->list);
}

static enum jt_step_result list_keys(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_list);
}

static enum jt_step_result answer_list(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct key_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_api_list_begin(&w);
    for (size_t i = 0; i < call->list.count; i++) {
        jt_signing_key_write(&w, &call->list.items[i], request->server->config->signing_notice_s);
    }
    jt_api_list_end(&w, &call->page, call->list.count, call->list.total);
    return jt_api_respond(request, 200, &buf);
}

static enum jt_step_result read_kid(struct jt_request *request)
{
    struct key_call *call = begin_call(request);
    int place = jt_route_place(request->route, JT_STR("kid"));
    if (call == NULL || place < 0) {
        return JT_STEP_FAULT;
    }
    call->kid = request->path_values[place];
    return JT_STEP_NEXT;
}

static enum jt_err run_find(struct jt_request *request)
{
    struct key_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->signing_key_find(store, &request->x->arena, call->kid, &call->key);
}

static enum jt_step_result find_key(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_find);
}

static enum jt_step_result answer_found(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct key_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    jt_signing_key_write(&w, &call->key, request->server->config->signing_notice_s);
    return jt_api_respond_object(request, 200, &buf, call->key.version, (jt_str){0});
}

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", read_list_query},
    {"list the signing keys", list_keys},
    {"answer with the signing keys", answer_list},
    JT_STEPS_END,
};

static const struct jt_step find_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the key id", read_kid},
    {"find the signing key", find_key},
    {"answer with the signing key", answer_found},
    JT_STEPS_END,
};

const struct jt_route jt_routes_signing_keys[] = {
    {JT_HTTP_GET, JT_API_PATH "/signing-keys", JT_ROUTE_API, list_steps,
     JT_PERM_SIGNING_KEY_MANAGE},
    {JT_HTTP_POST, JT_API_PATH "/signing-keys/rotate", JT_ROUTE_API, jt_signing_key_rotate_steps,
     JT_PERM_SIGNING_KEY_MANAGE},
    {JT_HTTP_GET, JT_API_PATH "/signing-keys/{kid}", JT_ROUTE_API, find_steps,
     JT_PERM_SIGNING_KEY_MANAGE},
    {JT_HTTP_GET, JT_API_PATH "/signing-keys/schedules/{realm}", JT_ROUTE_API,
     jt_signing_schedule_find_steps, JT_PERM_SIGNING_KEY_MANAGE},
    {JT_HTTP_PUT, JT_API_PATH "/signing-keys/schedules/{realm}", JT_ROUTE_API,
     jt_signing_schedule_put_steps, JT_PERM_SIGNING_KEY_MANAGE},
    JT_ROUTES_END,
};

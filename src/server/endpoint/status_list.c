/* SPDX-License-Identifier: Apache-2.0 */
/* A status list (Token Status List §8): everybody may read it; whoever shows a token of the
 * organization and knows the present list may wait for the next one (RFC 7240 §4.3). */
#include "server/api/api.h"
#include "server/endpoint/document.h"
#include "server/endpoint/prefer.h"
#include "server/routes.h"
#include "server/server.h"
#include "server/status/status_lists.h"
#include "server/status/status_uri.h"

#include <stddef.h>

struct status_call {
    uint32_t list;
    jt_str known;   /* the entity tag that the reader and the list have in common; empty: none */
    int64_t wait_s; /* to be waited; 0: not at all */
    jt_str applied; /* Preference-Applied; empty: none */
    jt_uuid realm;
    struct jt_request *request;
    struct jt_status_waiter waiter;
};

static enum jt_step_result refuse_list(struct jt_request *request)
{
    return jt_refuse(request, JT_REASON_path_unknown, JT_STR("There is no such status list."));
}

/* A fault, or a list of another realm, is never an answer about a token. */
static enum jt_step_result find_text(struct jt_request *request, struct jt_status_text **ret_text)
{
    const struct status_call *call = request->job_data;
    struct jt_status_lists *lists = request->server->status_lists;
    enum jt_err err = lists ? jt_status_lists_find(lists, call->list, ret_text) : JT_ERR_NOT_FOUND;
    if (err == JT_ERR_NOT_FOUND) {
        return refuse_list(request);
    }
    if (err != JT_OK) {
        request->refusal.evidence = jt_str_from_c(jt_err_text(err));
        return JT_STEP_FAULT;
    }
    if (!jt_uuid_equal(jt_status_text_realm(*ret_text), &request->realm_key)) {
        return refuse_list(request);
    }
    return JT_STEP_NEXT;
}

static enum jt_step_result find_list(struct jt_request *request)
{
    JT_CLEAN(jt_status_text_clear) struct jt_status_text *text = NULL;
    struct status_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    call->request = request;
    call->list = jt_status_number_parse(request->path_values[1]);
    enum jt_step_result result = call->list == 0 ? refuse_list(request) : find_text(request, &text);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    jt_str known = jt_http_header_get(&request->x->request, JT_STR("If-None-Match"));
    if (known.len > 0 && jt_etag_matches(known, jt_status_text_tag(text))) {
        call->known = jt_arena_copy(&request->x->arena, jt_status_text_tag(text));
    }
    return JT_STEP_NEXT;
}

/* Without a token the preference is left aside, as RFC 7240 §2 allows. With one it is granted or
 * refused as at the APIs, so that nobody wonders why it does not wait. */
static enum jt_step_result read_preference(struct jt_request *request)
{
    struct status_call *call = request->job_data;
    const struct jt_http_request *http = &request->x->request;
    int64_t wait_s = jt_prefer_wait(http);
    if (call->known.len == 0 || wait_s == 0 ||
        jt_http_header_count(http, JT_STR("Authorization")) == 0) {
        return JT_STEP_NEXT;
    }
    call->wait_s = wait_s < JT_STATUS_WAIT_MAX_S ? wait_s : JT_STATUS_WAIT_MAX_S;
    request->family = JT_ROUTE_API;
    return JT_STEP_NEXT;
}

static bool waits(const struct jt_request *request)
{
    return ((const struct status_call *)request->job_data)->wait_s > 0;
}

static enum jt_step_result read_token(struct jt_request *request)
{
    return waits(request) ? jt_api_read_token(request) : JT_STEP_NEXT;
}

static enum jt_step_result verify_token(struct jt_request *request)
{
    return waits(request) ? jt_api_verify_token(request) : JT_STEP_NEXT;
}

static enum jt_step_result check_time(struct jt_request *request)
{
    return waits(request) ? jt_api_check_time(request) : JT_STEP_NEXT;
}

static enum jt_step_result check_client(struct jt_request *request)
{
    return waits(request) ? jt_api_check_client(request) : JT_STEP_NEXT;
}

static void go_on(struct jt_loop_task *task)
{
    struct status_call *call = JT_LINK_OF(task, struct status_call, waiter.task);
    jt_request_run(call->request);
}

static enum jt_step_result wait_for_change(struct jt_request *request)
{
    struct status_call *call = request->job_data;
    if (!waits(request)) {
        return JT_STEP_NEXT;
    }
    request->family = JT_ROUTE_PUBLIC;
    call->waiter = (struct jt_status_waiter){
        .loop = request->x->loop,
        .task = {.run = go_on},
        .list = call->list,
        .client = request->caller_key,
        .tag = call->known,
        .wait_ms = call->wait_s * 1000,
    };
    call->applied = jt_arena_printf(&request->x->arena, "wait=%lld", (long long)call->wait_s);
    if (call->applied.ptr == NULL) {
        return JT_STEP_FAULT;
    }
    if (!jt_status_lists_wait(request->server->status_lists, &call->waiter)) {
        call->applied = (jt_str){0};
        return JT_STEP_NEXT;
    }
    jt_request_forget(request);
    return JT_STEP_WAIT;
}

/* The bits have a tag, the token around them is made anew each second: so the tag is a weak one
 * (RFC 9110 §8.8.1). Caches ask before they answer: a suspension is not delayed by them. */
static enum jt_step_result add_headers(struct jt_request *request, jt_str tag)
{
    struct jt_exchange *x = request->x;
    const struct status_call *call = request->job_data;
    jt_str weak = jt_arena_printf(&x->arena, "W/%.*s", JT_STR_ARG(tag));
    if (weak.ptr == NULL) {
        return JT_STEP_FAULT;
    }
    jt_exchange_header_add(x, JT_STR("ETag"), weak);
    jt_exchange_header_add(x, JT_STR("Cache-Control"), JT_STR("public, no-cache"));
    /* Token Status List §8.1: readers in browsers. */
    jt_exchange_header_add(x, JT_STR("Access-Control-Allow-Origin"), JT_STR("*"));
    if (call->applied.len > 0) {
        jt_exchange_header_add(x, JT_STR("Preference-Applied"), call->applied);
    }
    return JT_STEP_DONE;
}

static enum jt_step_result sign_list(struct jt_request *request, struct jt_status_text *text)
{
    const struct status_call *call = request->job_data;
    struct jt_server *server = request->server;
    struct jt_exchange *x = request->x;
    const struct jt_registry_realm *realm =
        jt_registry_realm_by_key(server->registry, &request->realm_key);
    if (realm == NULL) {
        return refuse_list(request);
    }
    jt_str uri = jt_status_uri_make(&x->arena, realm->issuer, call->list);
    jt_time iat = jt_status_lists_iat(server->status_lists, jt_clock_now(server->clock));
    request->job_err = uri.ptr ? jt_status_text_sign(text, request->thread->keys, uri, iat,
                                                     &x->arena, &x->response.body)
                               : JT_ERR_NOMEM;
    if (request->job_err != JT_OK) {
        return JT_STEP_FAULT;
    }
    x->response.status = 200;
    x->response.content_type = JT_STR("application/statuslist+jwt");
    return add_headers(request, jt_status_text_tag(text));
}

static enum jt_step_result answer_list(struct jt_request *request)
{
    JT_CLEAN(jt_status_text_clear) struct jt_status_text *text = NULL;
    const struct status_call *call = request->job_data;
    enum jt_step_result result = find_text(request, &text);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    if (jt_str_equal(call->known, jt_status_text_tag(text))) {
        request->x->response.status = 304;
        return add_headers(request, jt_status_text_tag(text));
    }
    return sign_list(request, text);
}

static const struct jt_step steps[] = {
    {"trust the clock", jt_step_trust_clock},     {"find the status list", find_list},
    {"read the preference", read_preference},     {"read the bearer token", read_token},
    {"verify the token", verify_token},           {"check the token's time", check_time},
    {"check the token's client", check_client},   {"wait for a change", wait_for_change},
    {"answer with the status list", answer_list}, JT_STEPS_END,
};

const struct jt_route jt_routes_status_list[] = {
    {JT_HTTP_GET, "/auth/realms/{realm}/status-lists/{list}", JT_ROUTE_PUBLIC, steps, 0},
    JT_ROUTES_END,
};

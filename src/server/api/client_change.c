/* SPDX-License-Identifier: Apache-2.0 */
/* What all changes of an API client share. */
#include "server/api/client_change.h"

#include "server/api/api_client.h"
#include "server/server.h"

#include <string.h>

static struct jt_client_call *call_of(const struct jt_request *request)
{
    return request->job_data;
}

/* What the caller may hand out: the permissions of the identity API that its token carries, and
 * those of other APIs that its client holds. A copy, because the registry's own is gone by the time
 * the store asks. */
static enum jt_err read_caller(struct jt_request *request, struct jt_grants *ret_grants)
{
    struct jt_grants most;
    if (!jt_api_caller_most(request, &most)) {
        return JT_ERR_NOMEM;
    }
    const struct jt_grants *held = request->caller->grants;
    struct jt_grant *items =
        jt_arena_alloc_array(&request->x->arena, most.count + held->count + 1, sizeof(*items));
    if (items == NULL) {
        return JT_ERR_NOMEM;
    }
    size_t count = 0;
    for (size_t i = 0; i < most.count; i++) {
        items[count++] = most.items[i];
    }
    for (size_t i = 0; i < held->count; i++) {
        if (held->items[i].permission > JT_PERM_IDENTITY_COUNT) {
            items[count++] = held->items[i];
        }
    }
    *ret_grants = (struct jt_grants){most.all, items, jt_grants_normalize(items, count)};
    return JT_OK;
}

void *jt_client_call_new(struct jt_request *request, size_t size, jt_str action,
                         enum jt_err (*apply)(void *arg, struct jt_arena *arena,
                                              struct jt_api_client *client, bool others_manage))
{
    struct jt_arena *arena = &request->x->arena;
    struct jt_client_call *call = jt_arena_alloc(arena, size);
    if (call == NULL || read_caller(request, &call->caller) != JT_OK) {
        return NULL;
    }
    call->request = request;
    call->write = jt_request_write(request);
    call->change.realm = request->realm_key;
    call->change.action = action;
    call->change.apply = apply;
    call->change.arg = call;
    call->no = JT_REASON_internal_fault;
    request->job_data = call;
    return call;
}

enum jt_err jt_client_call_refuse(struct jt_client_call *call, enum jt_reason_id no)
{
    call->no = no;
    return JT_ERR_REFUSED;
}

enum jt_err jt_client_call_check_grants(struct jt_client_call *call,
                                        const struct jt_api_client *client)
{
    return jt_grants_covers(&call->caller, &client->grants)
               ? JT_OK
               : jt_client_call_refuse(call, JT_REASON_grant_exceeds_caller);
}

enum jt_err jt_client_call_check_managers(struct jt_client_call *call,
                                          const struct jt_api_client *before,
                                          const struct jt_api_client *after, bool others_manage)
{
    jt_time now = call->write.now;
    bool is_lost = jt_api_client_manages(before, now) && !jt_api_client_manages(after, now);
    return is_lost && !others_manage ? jt_client_call_refuse(call, JT_REASON_last_manager) : JT_OK;
}

enum jt_step_result jt_client_call_check_key(struct jt_request *request)
{
    struct jt_client_call *call = call_of(request);
    return jt_api_read_key(request, JT_STR("key"), &call->change.key);
}

static enum jt_err run_change(struct jt_request *request)
{
    struct jt_client_call *call = call_of(request);
    struct jt_store *store = request->server->store;
    return store->ops->api_client_change(store, &call->write, &request->x->arena, &call->change,
                                         &call->client);
}

enum jt_step_result jt_client_call_change(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_WRITE, run_change);
}

enum jt_step_result jt_client_call_failed(struct jt_request *request)
{
    const struct jt_client_call *call = call_of(request);
    return request->job_err == JT_ERR_REFUSED ? jt_refuse(request, call->no, call->no_detail)
                                              : jt_api_store_failed(request);
}

enum jt_step_result jt_client_call_answer(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_ARENA_MAX_DEFAULT);
    struct jt_json_writer w = {.buf = &buf};
    const struct jt_client_call *call = call_of(request);
    if (request->job_err != JT_OK) {
        return jt_client_call_failed(request);
    }
    jt_json_object_begin(&w);
    jt_api_client_write_members(&w, request->server->registry, &call->client, call->write.now);
    jt_json_object_end(&w);
    return jt_api_respond_object(request, 200, &buf, call->client.version, (jt_str){0});
}

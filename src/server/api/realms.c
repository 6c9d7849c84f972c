/* SPDX-License-Identifier: Apache-2.0 */
/* /realms: where each issuer is reached, and how it signs. */
#include "server/api/body.h"
#include "server/api/query.h"
#include "server/api/stage_view.h"
#include "server/config/config.h"
#include "server/routes.h"
#include "server/server.h"

enum fault { FAULT_NONE, FAULT_BUILTIN, FAULT_HOSTS };

struct realm_call {
    struct jt_page page;
    struct jt_write write;
    struct jt_realm_change change;
    struct jt_realm_members members;
    struct jt_realm realm;
    jt_str server_url;
    enum fault fault;
};

static struct realm_call *begin_call(struct jt_request *request)
{
    request->job_data = jt_arena_alloc(&request->x->arena, sizeof(struct realm_call));
    return request->job_data;
}

/* The platform realm is seen by whoever sees any stage: its issuer stands in every token. */
static bool is_visible(const struct jt_request *request, const struct jt_registry_realm *realm)
{
    const struct jt_stage *stage = NULL;
    if (realm->kind == JT_REALM_PLATFORM || jt_api_sees_all_stages(request)) {
        return true;
    }
    stage = jt_registry_stage_by_id(request->server->registry, realm->stage_id);
    return stage != NULL && jt_api_may_at(request, JT_PERM_STAGE_VIEW, stage);
}

/* GET /realms */

static enum jt_step_result read_list_query(struct jt_request *request)
{
    struct realm_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    return jt_query_only_page(request, &call->page);
}

/* Of all realms in order of creation, or the platform realm and those of the stages seen. */
static const struct jt_registry_realm *realm_at(const struct jt_request *request,
                                                const struct jt_stage_view *view, size_t index)
{
    const struct jt_registry *registry = request->server->registry;
    if (view->all) {
        return jt_registry_realm_at(registry, index);
    }
    if (index == 0) {
        return jt_registry_platform(registry);
    }
    const struct jt_stage *stage = jt_stage_view_at(request, view, index - 1);
    return stage != NULL ? jt_registry_realm_by_key(registry, &stage->realm) : NULL;
}

static enum jt_step_result answer_list(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct realm_call *call = request->job_data;
    struct jt_stage_view view;
    size_t count = 0;
    if (!jt_stage_view_make(request, &view)) {
        return JT_STEP_FAULT;
    }
    jt_api_list_begin(&w);
    for (; count < call->page.limit; count++) {
        const struct jt_registry_realm *realm =
            realm_at(request, &view, (size_t)call->page.offset + count);
        if (realm == NULL) {
            break;
        }
        jt_realm_write(&w, realm);
    }
    size_t total = view.all ? jt_registry_count(request->server->registry).realms : view.count + 1;
    jt_api_list_end(&w, &call->page, count, total);
    return jt_api_respond(request, 200, &buf);
}

/* GET /realms/{key} */

static enum jt_step_result read_key(struct jt_request *request)
{
    struct realm_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    return jt_api_read_key(request, JT_STR("key"), &call->change.key);
}

static enum jt_step_result answer_realm(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct realm_call *call = request->job_data;
    const struct jt_registry_realm *realm =
        jt_registry_realm_by_key(request->server->registry, &call->change.key);
    if (realm == NULL) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    jt_realm_write(&w, realm);
    return jt_api_respond_object(request, 200, &buf, realm->version, (jt_str){0});
}

static enum jt_step_result check_view(struct jt_request *request)
{
    const struct realm_call *call = request->job_data;
    const struct jt_registry_realm *realm =
        jt_registry_realm_by_key(request->server->registry, &call->change.key);
    if (realm != NULL && !is_visible(request, realm)) {
        return jt_api_refuse_permission(request, JT_PERM_STAGE_VIEW, realm->stage);
    }
    return JT_STEP_NEXT;
}

/* PATCH /realms/{key} */

static enum jt_step_result read_patch(struct jt_request *request)
{
    static const char *const names[] = {"publicUrl", "hosts", "alg", NULL};
    struct realm_call *call = request->job_data;
    call->write = jt_request_write(request);
    call->server_url = request->server->config->public_url;
    jt_body_only(request, jt_json_root(request->json), JT_STR(""), names);
    enum jt_step_result result = jt_realm_read(request, &call->members);
    return result == JT_STEP_NEXT ? jt_body_end(request) : result;
}

static bool same_hosts(const struct jt_realm_members *members, const struct jt_realm *realm)
{
    bool same = members->host_count == realm->host_count;
    for (size_t i = 0; same && i < realm->host_count; i++) {
        same = jt_str_equal(members->hosts[i], realm->hosts[i]);
    }
    return same;
}

static bool set_members(const struct jt_realm_members *members, struct jt_realm *realm)
{
    bool changed = false;
    if (members->has_public_url && !jt_str_equal(members->public_url, realm->public_url)) {
        realm->public_url = members->public_url;
        changed = true;
    }
    if (members->has_hosts && !same_hosts(members, realm)) {
        realm->hosts = members->hosts;
        realm->host_count = members->host_count;
        changed = true;
    }
    if (members->has_alg && !jt_str_equal(members->alg, realm->alg)) {
        realm->alg = members->alg;
        changed = true;
    }
    return changed;
}

/* The platform realm's public URL is the server's: the identity API and every token's issuer hang
 * on it. A realm that cannot be reached under its own URL is of no use to anybody. */
static enum jt_err apply_patch(void *arg, struct jt_arena *arena, struct jt_realm *realm)
{
    struct realm_call *call = arg;
    bool is_platform = realm->kind == JT_REALM_PLATFORM;
    (void)arena;
    if (is_platform && call->members.has_public_url && call->members.public_url.len > 0) {
        call->fault = FAULT_BUILTIN;
        return JT_ERR_REFUSED;
    }
    bool changed = set_members(&call->members, realm);
    jt_str url = is_platform ? call->server_url : realm->public_url;
    if (changed && !jt_realm_hosts_fit(url, realm->hosts, realm->host_count)) {
        call->fault = FAULT_HOSTS;
        return JT_ERR_REFUSED;
    }
    realm->version += changed;
    return JT_OK;
}

static enum jt_err run_change(struct jt_request *request)
{
    struct realm_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->realm_change(store, &call->write, &request->x->arena, &call->change,
                                    &call->realm);
}

static enum jt_step_result change_realm(struct jt_request *request)
{
    struct realm_call *call = request->job_data;
    call->change.apply = apply_patch;
    call->change.arg = call;
    return jt_request_wait(request, JT_JOB_WRITE, run_change);
}

static enum jt_step_result refuse_change(struct jt_request *request)
{
    const struct realm_call *call = request->job_data;
    if (request->job_err == JT_ERR_REFUSED && call->fault == FAULT_BUILTIN) {
        return jt_refuse(request, JT_REASON_object_builtin,
                         JT_STR("The platform realm's public URL is the option --public-url."));
    }
    if (request->job_err == JT_ERR_REFUSED) {
        jt_body_fault(request, JT_STR(""), "hosts", "invalid",
                      JT_STR("The host of the public URL must be one of them."));
        return jt_body_end(request);
    }
    if (request->job_err == JT_ERR_EXISTS) {
        return jt_refuse(request, JT_REASON_object_exists,
                         JT_STR("Another realm has one of these hosts."));
    }
    return jt_api_store_failed(request);
}

static enum jt_step_result answer_changed(struct jt_request *request)
{
    return request->job_err == JT_OK ? answer_realm(request) : refuse_change(request);
}

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", read_list_query},
    {"answer with the realms", answer_list},
    JT_STEPS_END,
};

static const struct jt_step find_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the key", read_key},
    {"check that the caller may see it", check_view},
    {"answer with the realm", answer_realm},
    JT_STEPS_END,
};

static const struct jt_step change_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read If-Match", jt_api_read_if_match},
    {"read the key", read_key},
    {"read the body", jt_api_read_object},
    {"check what changes", read_patch},
    {"change the realm", change_realm},
    {"answer with the realm", answer_changed},
    JT_STEPS_END,
};

const struct jt_route jt_routes_realms[] = {
    {JT_HTTP_GET, JT_API_PATH "/realms", JT_ROUTE_API, list_steps, JT_PERM_STAGE_VIEW},
    {JT_HTTP_GET, JT_API_PATH "/realms/{key}", JT_ROUTE_API, find_steps, JT_PERM_STAGE_VIEW},
    {JT_HTTP_PATCH, JT_API_PATH "/realms/{key}", JT_ROUTE_API, change_steps, JT_PERM_STAGE_MANAGE},
    JT_ROUTES_END,
};

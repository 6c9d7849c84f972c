/* SPDX-License-Identifier: Apache-2.0 */
/* From an exchange to its route and realm. A realm answers on its own hosts alone, so that a token
 * endpoint is never reached under a name that somebody else chose. */
#include "server/dispatch.h"

#include "server/config/config.h"
#include "server/discovery_address.h"
#include "server/dry_run.h"
#include "server/routes.h"
#include "server/server.h"

static bool on_admin_listener(const struct jt_request *request)
{
    return request->server->admin_listener >= 0 &&
           request->x->listener == request->server->admin_listener;
}

/* The admin listener carries health and metrics alone, the others everything but metrics. */
static bool listener_has(const struct jt_request *request, enum jt_route_family family)
{
    if (family == JT_ROUTE_HEALTH) {
        return true;
    }
    return on_admin_listener(request) == (family == JT_ROUTE_ADMIN);
}

void jt_dispatch_find_route(struct jt_request *request)
{
    const struct jt_http_request *http = &request->x->request;
    struct jt_route_match match;
    jt_route_find(jt_routes, jt_routes_count, http->method, http->path, &match);
    request->family =
        jt_str_starts_with(http->path, JT_STR("/api/")) ? JT_ROUTE_API : JT_ROUTE_PUBLIC;
    if (!match.path_known || !listener_has(request, match.family)) {
        return;
    }
    request->family = match.family;
    request->route = match.route;
    request->route_index = match.index;
    request->path_methods = match.methods;
    for (size_t i = 0; i < JT_ROUTE_VALUES_MAX; i++) {
        request->path_values[i] = match.values[i];
    }
}

size_t jt_dispatch_body_max(const struct jt_server *server, jt_str path)
{
    bool is_api = jt_str_starts_with(path, JT_STR("/api/"));
    return is_api ? server->config->limits.api_body_max : server->config->limits.body_max;
}

enum jt_reason_id jt_dispatch_reason_of_status(int status)
{
    switch (status) {
    case 408:
        return JT_REASON_request_timeout;
    case 413:
        return JT_REASON_body_too_large;
    case 415:
        return JT_REASON_content_encoding_unsupported;
    case 417:
        return JT_REASON_expectation_failed;
    default:
        return JT_REASON_internal_fault;
    }
}

static enum jt_step_result find_route(struct jt_request *request)
{
    jt_dispatch_find_route(request);
    return JT_STEP_NEXT;
}

static enum jt_step_result check_host(struct jt_request *request)
{
    const struct jt_exchange *x = request->x;
    if (request->family == JT_ROUTE_HEALTH || on_admin_listener(request)) {
        return JT_STEP_NEXT;
    }
    if (x->is_tls && x->tls_server_name.len > 0 && x->request.host.len > 0 &&
        !jt_str_equal_nocase(x->tls_server_name, x->request.host)) {
        return jt_refuse(request, JT_REASON_host_mismatch, (jt_str){0});
    }
    /* Only HTTP/1.0 comes without a host: it means the server's own. */
    const struct jt_registry *registry = request->server->registry;
    request->realm = x->request.host.len == 0
                         ? jt_registry_platform(registry)
                         : jt_registry_realm_by_host(registry, x->request.host);
    if (request->realm == NULL) {
        return jt_refuse(request, JT_REASON_host_unknown, (jt_str){0});
    }
    request->realm_key = request->realm->key;
    return JT_STEP_NEXT;
}

static void add_allow(struct jt_request *request, unsigned methods)
{
    char *allow = jt_arena_alloc(&request->x->arena, JT_ROUTE_ALLOW_TEXT);
    if (allow != NULL) {
        jt_route_write_allow(methods, allow);
        jt_exchange_header_add(request->x, JT_STR("Allow"), jt_str_from_c(allow));
    }
}

/* RFC 9110 §9.3.7: the methods of an address, or of the server for "*". */
static enum jt_step_result answer_options(struct jt_request *request, unsigned methods)
{
    add_allow(request, methods);
    request->x->response.status = 204;
    return JT_STEP_DONE;
}

static enum jt_step_result check_method(struct jt_request *request)
{
    const struct jt_http_request *http = &request->x->request;
    const unsigned all = 1U << JT_HTTP_GET | 1U << JT_HTTP_POST | 1U << JT_HTTP_PUT |
                         1U << JT_HTTP_PATCH | 1U << JT_HTTP_DELETE;
    if (http->method == JT_HTTP_OPTIONS && jt_str_equal(http->path, JT_STR("*"))) {
        return answer_options(request, all);
    }
    if (http->method == JT_HTTP_CONNECT || http->method == JT_HTTP_TRACE) {
        add_allow(request, request->path_methods ? request->path_methods : all);
        return jt_refuse(request, JT_REASON_method_not_allowed, (jt_str){0});
    }
    if (request->path_methods == 0) {
        return jt_refuse(request, JT_REASON_path_unknown, (jt_str){0});
    }
    if (http->method == JT_HTTP_OPTIONS) {
        return answer_options(request, request->path_methods);
    }
    if (request->route == NULL) {
        add_allow(request, request->path_methods);
        return jt_refuse(request, JT_REASON_method_not_allowed, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

/* A stage's realm is also reached by path where the platform lives, when that is its public URL. */
static bool realm_answers_here(const struct jt_registry_realm *realm,
                               const struct jt_registry_realm *host)
{
    if (jt_uuid_equal(&realm->key, &host->key)) {
        return true;
    }
    return host->kind == JT_REALM_PLATFORM && jt_str_equal(realm->public_url, host->public_url);
}

static enum jt_step_result refuse_realm(struct jt_request *request)
{
    struct jt_buf *buf = &request->thread->scratch;
    jt_str detail = {0};
    jt_buf_reset(buf);
    jt_buf_append_c(buf, "The discovery document of this host is ");
    jt_discovery_address_write(buf, request->realm);
    jt_buf_append_char(buf, '.');
    if (jt_buf_check(buf) == JT_OK) {
        detail = jt_arena_copy(&request->x->arena, jt_buf_str(buf));
    }
    return jt_refuse(request, JT_REASON_realm_unknown, detail);
}

/* Documents that everybody may read are not made for a request that is only tried. */
static const struct jt_step *steps_of(const struct jt_request *request)
{
    static const struct jt_step stop[] = {{"answer", jt_dry_run_stop}, JT_STEPS_END};
    bool is_made = request->family == JT_ROUTE_OAUTH || request->family == JT_ROUTE_API;
    return request->dry != NULL && !is_made ? stop : request->route->steps;
}

static enum jt_step_result find_realm(struct jt_request *request)
{
    int place = jt_route_place(request->route, JT_STR("realm"));
    bool is_api = request->family == JT_ROUTE_API;
    request->next_step = steps_of(request);
    if (is_api && request->realm->kind != JT_REALM_PLATFORM) {
        return jt_refuse(request, JT_REASON_path_unknown,
                         JT_STR("The management API lives on the hosts of the platform realm."));
    }
    if (is_api || place < 0) {
        return JT_STEP_NEXT; /* in a path of the API a realm is an object like others */
    }
    jt_uuid key;
    if (jt_uuid_parse(request->path_values[place], &key) != JT_OK) {
        return refuse_realm(request);
    }
    const struct jt_registry_realm *realm =
        jt_registry_realm_by_key(request->server->registry, &key);
    if (realm == NULL || !realm_answers_here(realm, request->realm)) {
        return refuse_realm(request);
    }
    request->realm = realm;
    request->realm_key = realm->key;
    return JT_STEP_NEXT;
}

const struct jt_step jt_dispatch_steps[] = {
    {"find the address", find_route},
    {"check the host", check_host},
    {"check the method", check_method},
    {"find the realm", find_realm},
    JT_STEPS_END,
};

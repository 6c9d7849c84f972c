/* SPDX-License-Identifier: Apache-2.0 */
/* Public URL, hosts and algorithm of a realm as they come in: each with one spelling, because
 * clients compare issuers byte by byte and hosts are looked up as they are sent. */
#include "codec/url.h"
#include "jose/alg.h"
#include "model/limits.h"
#include "server/api/body.h"
#include "server/api/stage_view.h"
#include "server/config/config.h"
#include "server/server.h"

static jt_str make_origin(struct jt_request *request, const struct jt_url *url)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf origin = JT_BUF_INIT(JT_URL_MAX);
    jt_url_write_origin(&origin, url);
    return jt_buf_check(&origin) == JT_OK ? jt_arena_copy(&request->x->arena, jt_buf_str(&origin))
                                          : (jt_str){0};
}

static enum jt_step_result read_public_url(struct jt_request *request,
                                           struct jt_realm_members *members)
{
    const struct jt_json_value *root = jt_json_root(request->json);
    struct jt_url url;
    jt_str text;
    const struct jt_json_value *value = jt_json_get(root, "publicUrl");
    members->has_public_url = value != NULL;
    if (jt_json_type(value) == JT_JSON_NULL) {
        return JT_STEP_NEXT; /* the server's own, or nothing was said */
    }
    if (!jt_body_text(request, root, JT_STR(""), "publicUrl", false, &text)) {
        return JT_STEP_NEXT;
    }
    if (jt_url_parse(text, &url) != JT_OK || url.has_query || url.has_fragment ||
        url.path.len > 1) {
        jt_body_fault(request, JT_STR(""), "publicUrl", "invalid",
                      JT_STR("An http or https address without path, query and fragment."));
        return JT_STEP_NEXT;
    }
    if (!url.is_https && !jt_host_is_loopback(url.host) &&
        !request->server->config->insecure_http) {
        jt_body_fault(request, JT_STR(""), "publicUrl", "insecure",
                      JT_STR("Secrets would travel in the clear: use https."));
        return JT_STEP_NEXT;
    }
    members->public_url = make_origin(request, &url);
    return members->public_url.ptr != NULL ? JT_STEP_NEXT : JT_STEP_FAULT;
}

/* A host in lower case; empty for what is none. */
static enum jt_err lower_host(struct jt_request *request, jt_str text, jt_str *ret_host)
{
    jt_str host;
    uint16_t port = 0;
    if (text.len > JT_HOST_MAX || jt_authority_parse(text, &host, &port) != JT_OK || port != 0 ||
        jt_str_ends_with(text, JT_STR(":"))) {
        *ret_host = (jt_str){0};
        return JT_OK;
    }
    char *lower = jt_arena_alloc(&request->x->arena, text.len + 1);
    if (lower == NULL) {
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    *ret_host = jt_str_make(lower, text.len);
    return JT_OK;
}

static bool stands_before(const jt_str *hosts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (jt_str_equal(hosts[i], hosts[count])) {
            return true;
        }
    }
    return false;
}

static enum jt_step_result read_hosts(struct jt_request *request, struct jt_realm_members *members)
{
    const struct jt_json_value *list = jt_json_get(jt_json_root(request->json), "hosts");
    size_t count = jt_json_count(list);
    members->has_hosts = list != NULL;
    if (list == NULL) {
        return JT_STEP_NEXT;
    }
    if (jt_json_type(list) != JT_JSON_ARRAY || count > JT_REALM_HOSTS_MAX) {
        jt_body_fault(request, JT_STR(""), "hosts", "invalid",
                      JT_STR("An array of at most 16 host names."));
        return JT_STEP_NEXT;
    }
    jt_str *hosts = jt_arena_alloc_array(&request->x->arena, count, sizeof(*hosts));
    if (hosts == NULL) {
        return JT_STEP_FAULT;
    }
    for (size_t i = 0; i < count; i++) {
        jt_str text = {0};
        (void)jt_json_string(jt_json_at(list, i), &text);
        if (lower_host(request, text, &hosts[i]) != JT_OK) {
            return JT_STEP_FAULT;
        }
        if (hosts[i].len == 0 || stands_before(hosts, i)) {
            jt_refuse_add(request, jt_body_pointer(request, JT_STR("/hosts"), i), JT_STR("invalid"),
                          JT_STR("A host name or address without port, each once."));
        }
    }
    members->hosts = hosts;
    members->host_count = count;
    return JT_STEP_NEXT;
}

static void read_alg(struct jt_request *request, struct jt_realm_members *members)
{
    const struct jt_json_value *root = jt_json_root(request->json);
    members->has_alg = jt_json_get(root, "alg") != NULL;
    if (members->has_alg && jt_body_text(request, root, JT_STR(""), "alg", true, &members->alg) &&
        jt_alg_find(members->alg) == NULL) {
        jt_body_fault(request, JT_STR(""), "alg", "invalid",
                      JT_STR("ES256, RS256, PS256 or EdDSA."));
    }
}

enum jt_step_result jt_realm_read(struct jt_request *request, struct jt_realm_members *ret_members)
{
    *ret_members = (struct jt_realm_members){0};
    enum jt_step_result result = read_public_url(request, ret_members);
    if (result == JT_STEP_NEXT) {
        result = read_hosts(request, ret_members);
    }
    read_alg(request, ret_members);
    return result;
}

/* URLs hold an IPv6 address without brackets, hosts with them. */
static jt_str bare(jt_str host)
{
    bool bracketed = host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';
    return bracketed ? jt_str_slice(host, 1, host.len - 2) : host;
}

bool jt_realm_hosts_fit(jt_str public_url, const jt_str *hosts, size_t host_count)
{
    struct jt_url url;
    if (public_url.len == 0) {
        return true;
    }
    if (jt_url_parse(public_url, &url) != JT_OK) {
        return false;
    }
    for (size_t i = 0; i < host_count; i++) {
        if (jt_str_equal_nocase(bare(hosts[i]), bare(url.host))) {
            return true;
        }
    }
    return false;
}

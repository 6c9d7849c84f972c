/* SPDX-License-Identifier: Apache-2.0 */
/* What all refusals have in common: status, text, the headers that say when to come back, and the
 * record for the administrator. */
#include "server/refuse.h"

#include "server/config/config.h"
#include "server/explain/note.h"
#include "server/metrics.h"
#include "server/server.h"

/* RFC 6749 §5.2: %x20-21 / %x23-5B / %x5D-7E. */
static void append_clean(struct jt_buf *buf, jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool fits = c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
        jt_buf_append_char(buf, fits ? c : '?');
    }
}

bool jt_refusal_is_uniform(const struct jt_request *request)
{
    return request->refusal.reason->kind == JT_REASON_UNIFORM;
}

static jt_str told_detail(const struct jt_request *request)
{
    if (jt_refusal_is_uniform(request)) {
        return (jt_str){0};
    }
    return jt_str_slice(request->refusal.detail, 0, JT_REFUSAL_DETAIL_MAX);
}

static jt_str told_text(const struct jt_request *request)
{
    const struct jt_reason *uniform = jt_reason_get(JT_REASON_client_unknown);
    return jt_refusal_is_uniform(request) ? uniform->text : request->refusal.reason->text;
}

void jt_refusal_write_text(struct jt_buf *buf, const struct jt_request *request)
{
    jt_str detail = told_detail(request);
    jt_buf_append(buf, told_text(request));
    if (detail.len > 0) {
        jt_buf_append_char(buf, ' ');
        append_clean(buf, detail);
    }
}

void jt_refusal_write_detail(struct jt_buf *buf, const struct jt_request *request)
{
    jt_str detail = told_detail(request);
    append_clean(buf, detail.len > 0 ? detail : told_text(request));
}

void jt_refusal_write_uri(struct jt_buf *buf, const struct jt_request *request)
{
    if (request->server->config != NULL) {
        jt_buf_append(buf, request->server->config->public_url);
    }
    jt_buf_append_c(buf, "/reasons/");
    jt_buf_append(buf, request->refusal.reason->name);
}

void jt_refusal_set_body(struct jt_request *request, const struct jt_buf *body, jt_str content_type)
{
    struct jt_http_response *response = &request->x->response;
    jt_str copy = {0};
    if (jt_buf_check(body) == JT_OK) {
        copy = jt_arena_copy(&request->x->arena, jt_buf_str(body));
    }
    response->content_type = content_type;
    response->body = copy;
    if (copy.ptr == NULL) {
        response->status = 503;
        response->content_type = JT_STR("application/json");
        response->body = JT_STR("{\"error\":\"temporarily_unavailable\",\"error_description\":"
                                "\"The server cannot answer at the moment. Try again later.\"}");
    }
}

/* RFC 9110 §10.2.3 */
static void add_retry_after(struct jt_request *request)
{
    int64_t seconds = request->refusal.retry_after_s;
    if (seconds <= 0 && request->refusal.reason->status == 503) {
        seconds = JT_RETRY_AFTER_FAULT_S;
    }
    if (seconds <= 0 && request->refusal.reason->status == 429) {
        seconds = JT_RETRY_AFTER_LIMIT_S;
    }
    if (seconds <= 0) {
        return;
    }
    jt_str text = jt_arena_printf(&request->x->arena, "%lld", (long long)seconds);
    if (text.ptr != NULL) {
        jt_exchange_header_add(request->x, JT_STR("Retry-After"), text);
    }
}

void jt_refusal_answer(struct jt_request *request)
{
    request->x->response.status = request->refusal.reason->status;
    jt_metrics_count_refusal(request->thread->metrics, request->refusal.reason->id);
    add_retry_after(request);
    switch (request->family) {
    case JT_ROUTE_OAUTH:
        jt_note_refusal(request);
        jt_refusal_write_oauth(request);
        return;
    case JT_ROUTE_API:
        jt_note_refusal(request);
        jt_refusal_write_api(request);
        return;
    case JT_ROUTE_PUBLIC:
    case JT_ROUTE_HEALTH:
    case JT_ROUTE_ADMIN:
        jt_refusal_write_public(request);
        return;
    }
}

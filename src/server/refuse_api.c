/* SPDX-License-Identifier: Apache-2.0 */
/* Refusals of the management API: problem details (RFC 9457) and, for tokens, WWW-Authenticate
 * (RFC 6750 §3). */
#include "server/refuse.h"

#include "codec/json_write.h"
#include "server/server.h"

/* At an API every refusal of credentials is about the token, dead and suspended clients too. */
static jt_str bearer_error(const struct jt_reason *reason)
{
    return jt_str_equal(reason->error, JT_STR("invalid_client")) ? JT_STR("invalid_token")
                                                                 : reason->error;
}

static bool is_about_token(const struct jt_reason *reason)
{
    return reason->kind == JT_REASON_BEARER || reason->kind == JT_REASON_DEAD ||
           reason->kind == JT_REASON_TOLD;
}

/* "permission" or "stage:permission" */
static void append_scope(struct jt_buf *buf, const struct jt_refusal *refusal)
{
    jt_buf_append(buf, refusal->stage);
    if (refusal->stage.len > 0) {
        jt_buf_append_char(buf, ':');
    }
    jt_buf_append(buf, refusal->permission);
}

static void add_challenge(struct jt_request *request)
{
    const struct jt_refusal *refusal = &request->refusal;
    jt_str error = bearer_error(refusal->reason);
    struct jt_buf *buf = &request->thread->scratch;
    jt_buf_reset(buf);
    jt_buf_append_c(buf, "Bearer realm=\"jeton\"");
    /* RFC 6750 §3.1: no error when the request carried no token. */
    if (error.len > 0) {
        jt_buf_append_f(buf, ", error=\"%.*s\", error_description=\"", JT_STR_ARG(error));
        jt_refusal_write_text(buf, request);
        jt_buf_append_char(buf, '"');
    }
    if (refusal->permission.len > 0) {
        jt_buf_append_c(buf, ", scope=\"");
        append_scope(buf, refusal);
        jt_buf_append_char(buf, '"');
    }
    jt_str value = {0};
    if (jt_buf_check(buf) == JT_OK) {
        value = jt_arena_copy(&request->x->arena, jt_buf_str(buf));
    }
    jt_exchange_header_add(request->x, JT_STR("WWW-Authenticate"),
                           value.ptr != NULL ? value : JT_STR("Bearer realm=\"jeton\""));
}

static void write_errors(struct jt_json_writer *w, const struct jt_refusal *refusal)
{
    jt_json_name(w, "errors");
    jt_json_array_begin(w);
    for (size_t i = 0; i < refusal->error_count; i++) {
        jt_json_object_begin(w);
        jt_json_member_string(w, "pointer", refusal->errors[i].pointer);
        jt_json_member_string(w, "code", refusal->errors[i].code);
        jt_json_member_string(w, "detail", refusal->errors[i].detail);
        jt_json_object_end(w);
    }
    jt_json_array_end(w);
}

static void write_missing(struct jt_json_writer *w, const struct jt_refusal *refusal)
{
    if (refusal->permission.len == 0) {
        return;
    }
    jt_json_member_string(w, "permission", refusal->permission);
    if (refusal->stage.len > 0) {
        jt_json_member_string(w, "stage", refusal->stage);
    }
}

void jt_refusal_write_api(struct jt_request *request)
{
    const struct jt_refusal *refusal = &request->refusal;
    const struct jt_reason *reason = refusal->reason;
    if (is_about_token(reason)) {
        add_challenge(request);
    }
    struct jt_buf *buf = &request->thread->scratch;
    jt_buf_reset(buf);
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_buf_append_c(buf, "\"type\":\"");
    jt_refusal_write_uri(buf, request);
    jt_buf_append_c(buf, "\"");
    w.needs_comma = true;
    jt_json_member_string(&w, "title", reason->text);
    jt_json_member_integer(&w, "status", reason->status);
    jt_buf_append_c(buf, ",\"detail\":\"");
    jt_refusal_write_detail(buf, request);
    jt_buf_append_char(buf, '"');
    jt_json_member_string(&w, "code", reason->name);
    write_errors(&w, refusal);
    write_missing(&w, refusal);
    if (request->rejection_id_set) {
        jt_json_member_string(&w, "rejection_id", jt_str_from_c(request->rejection_id));
        jt_exchange_header_add(request->x, JT_STR("Jeton-Rejection"),
                               jt_str_from_c(request->rejection_id));
    }
    jt_json_object_end(&w);
    jt_refusal_set_body(request, buf, JT_STR("application/problem+json"));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Refusals of the OAuth endpoints (RFC 6749 §5.2). The uniform answer differs in nothing but the
 * id, which says nothing. */
#include "server/refuse.h"

#include "codec/json_write.h"
#include "server/server.h"

void jt_refusal_write_oauth(struct jt_request *request)
{
    const struct jt_reason *reason = request->refusal.reason;
    struct jt_buf *buf = &request->thread->scratch;
    jt_buf_reset(buf);
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "error", reason->error);
    jt_buf_append_c(buf, ",\"error_description\":\"");
    jt_refusal_write_text(buf, request);
    if (!jt_refusal_is_uniform(request)) {
        jt_buf_append_c(buf, "\",\"error_uri\":\"");
        jt_refusal_write_uri(buf, request);
    }
    jt_buf_append_char(buf, '"');
    if (request->rejection_id_set) {
        jt_json_member_string(&w, "rejection_id", jt_str_from_c(request->rejection_id));
        jt_exchange_header_add(request->x, JT_STR("Jeton-Rejection"),
                               jt_str_from_c(request->rejection_id));
    }
    jt_json_object_end(&w);
    jt_refusal_set_body(request, buf, JT_STR("application/json"));
    /* RFC 6749 §5.2: 401 names a scheme. It is the same whatever the client tried. */
    if (reason->status == 401) {
        jt_exchange_header_add(request->x, JT_STR("WWW-Authenticate"),
                               JT_STR("Basic realm=\"jeton\""));
    }
}

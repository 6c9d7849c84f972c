/* SPDX-License-Identifier: Apache-2.0 */
/* Refusals of documents that everybody may read. */
#include "server/refuse.h"

#include "codec/json_write.h"
#include "server/server.h"

void jt_refusal_write_public(struct jt_request *request)
{
    struct jt_buf *buf = &request->thread->scratch;
    jt_buf_reset(buf);
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "error", request->refusal.reason->error);
    jt_buf_append_c(buf, ",\"error_description\":\"");
    jt_refusal_write_text(buf, request);
    jt_buf_append_char(buf, '"');
    jt_json_object_end(&w);
    jt_refusal_set_body(request, buf, JT_STR("application/json"));
}

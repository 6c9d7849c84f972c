/* SPDX-License-Identifier: Apache-2.0 */
/* GET /reasons: the page that error_uri and the types of problem details point at, made from the
 * table of reasons. The uniform causes are left out: nobody is told them. */
#include "server/request.h"
#include "server/routes.h"
#include "server/server.h"

/* Text of the table: ASCII without quotes; only these three need an escape. */
static void append_html(struct jt_buf *buf, jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '<':
            jt_buf_append_c(buf, "&lt;");
            break;
        case '>':
            jt_buf_append_c(buf, "&gt;");
            break;
        case '&':
            jt_buf_append_c(buf, "&amp;");
            break;
        default:
            jt_buf_append_char(buf, text.ptr[i]);
        }
    }
}

static void append_reason(struct jt_buf *buf, const struct jt_reason *reason)
{
    jt_buf_append_f(buf, "<section id=\"%.*s\"><h2>%.*s</h2><p>", JT_STR_ARG(reason->name),
                    JT_STR_ARG(reason->name));
    append_html(buf, reason->text);
    jt_buf_append_c(buf, "</p><p><b>For administrators:</b> ");
    append_html(buf, reason->hint);
    jt_buf_append_f(buf, "</p><p>%.*s, status %d", JT_STR_ARG(reason->section), reason->status);
    if (reason->error.len > 0) {
        jt_buf_append_f(buf, ", <code>%.*s</code>", JT_STR_ARG(reason->error));
    }
    jt_buf_append_c(buf, "</p></section>\n");
}

static void append_page(struct jt_buf *buf)
{
    jt_buf_append_c(buf, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                         "<title>Why a request was refused</title></head><body>\n"
                         "<h1>Why a request was refused</h1>\n");
    for (unsigned i = 0; i < JT_REASON_COUNT; i++) {
        const struct jt_reason *reason = jt_reason_get((enum jt_reason_id)i);
        if (reason->kind != JT_REASON_UNIFORM) {
            append_reason(buf, reason);
        }
    }
    jt_buf_append_c(buf, "</body></html>\n");
}

static enum jt_step_result write_page(struct jt_request *request)
{
    struct jt_buf *buf = &request->thread->scratch;
    jt_buf_reset(buf);
    append_page(buf);
    jt_str page = {0};
    if (jt_buf_check(buf) == JT_OK) {
        page = jt_arena_copy(&request->x->arena, jt_buf_str(buf));
    }
    if (page.ptr == NULL) {
        return JT_STEP_FAULT;
    }
    request->x->response.status = 200;
    request->x->response.content_type = JT_STR("text/html; charset=utf-8");
    request->x->response.body = page;
    jt_exchange_header_add(request->x, JT_STR("Cache-Control"), JT_STR("public, max-age=3600"));
    jt_exchange_header_add(request->x, JT_STR("Content-Security-Policy"),
                           JT_STR("default-src 'none'; frame-ancestors 'none'"));
    return JT_STEP_DONE;
}

static const struct jt_step steps[] = {{"write the page of reasons", write_page}, JT_STEPS_END};

const struct jt_route jt_routes_reasons[] = {
    {JT_HTTP_GET, "/reasons", JT_ROUTE_PUBLIC, steps, 0},
    JT_ROUTES_END,
};

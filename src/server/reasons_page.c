/* SPDX-License-Identifier: Apache-2.0 */
/* GET /reasons and /reasons/{name}: the pages that error_uri and the types of problem details point
 * at. They are the same for everybody and say nothing of any request. */
#include "codec/base64.h"
#include "crypto/digest.h"
#include "server/reasons_html.h"
#include "server/request.h"
#include "server/routes.h"
#include "server/server.h"

/* Nothing but the page's own style: no script, no frame, nothing from elsewhere. */
static jt_str make_policy(struct jt_request *request)
{
    uint8_t digest[JT_SHA256_LEN];
    JT_CLEAN(jt_buf_clear) struct jt_buf hash = {0};
    if (jt_sha256(jt_reasons_style(), digest) != JT_OK) {
        return (jt_str){0};
    }
    jt_base64_encode(&hash, jt_str_make((const char *)digest, sizeof(digest)));
    if (jt_buf_check(&hash) != JT_OK) {
        return (jt_str){0};
    }
    return jt_arena_printf(&request->x->arena,
                           "default-src 'none'; style-src 'sha256-%.*s'; base-uri 'none'; "
                           "form-action 'none'; frame-ancestors 'none'",
                           JT_STR_ARG(jt_buf_str(&hash)));
}

/* What stands in the scratch buffer. */
static enum jt_step_result answer_page(struct jt_request *request)
{
    struct jt_buf *buf = &request->thread->scratch;
    jt_str policy = make_policy(request);
    jt_str page = {0};
    if (jt_buf_check(buf) == JT_OK) {
        page = jt_arena_copy(&request->x->arena, jt_buf_str(buf));
    }
    if (page.ptr == NULL || policy.ptr == NULL) {
        return JT_STEP_FAULT;
    }
    request->x->response.status = 200;
    request->x->response.content_type = JT_STR("text/html; charset=utf-8");
    request->x->response.body = page;
    jt_exchange_header_add(request->x, JT_STR("Cache-Control"), JT_STR("public, max-age=3600"));
    jt_exchange_header_add(request->x, JT_STR("Content-Security-Policy"), policy);
    jt_exchange_header_add(request->x, JT_STR("Referrer-Policy"), JT_STR("no-referrer"));
    return JT_STEP_DONE;
}

static enum jt_step_result write_index(struct jt_request *request)
{
    jt_buf_reset(&request->thread->scratch);
    jt_reasons_write_index(&request->thread->scratch);
    return answer_page(request);
}

static enum jt_step_result write_page(struct jt_request *request)
{
    int place = jt_route_place(request->route, JT_STR("name"));
    const struct jt_reason *reason =
        place >= 0 ? jt_reason_find(request->path_values[place]) : NULL;
    if (reason == NULL) {
        return jt_refuse(request, JT_REASON_path_unknown, JT_STR("All reasons are at /reasons."));
    }
    jt_buf_reset(&request->thread->scratch);
    jt_reasons_write_page(&request->thread->scratch, reason);
    return answer_page(request);
}

static const struct jt_step index_steps[] = {{"write the list of reasons", write_index},
                                             JT_STEPS_END};
static const struct jt_step page_steps[] = {{"write the page of the reason", write_page},
                                            JT_STEPS_END};

const struct jt_route jt_routes_reasons[] = {
    {JT_HTTP_GET, "/reasons", JT_ROUTE_PUBLIC, index_steps, 0},
    {JT_HTTP_GET, "/reasons/{name}", JT_ROUTE_PUBLIC, page_steps, 0},
    JT_ROUTES_END,
};

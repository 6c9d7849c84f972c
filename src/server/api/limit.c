/* SPDX-License-Identifier: Apache-2.0 */
/* The step that counts a request against its client's bucket, and tells where it stands. */
#include "server/api/api.h"
#include "server/api/limiter.h"
#include "server/server.h"

static void set_number(struct jt_request *request, jt_str name, int64_t value)
{
    struct jt_http_response *response = &request->x->response;
    jt_str text = jt_arena_printf(&request->x->arena, "%lld", (long long)value);
    if (text.ptr == NULL) {
        return;
    }
    for (size_t i = 0; i < response->header_count; i++) {
        if (jt_str_equal(response->headers[i].name, name)) {
            response->headers[i].value = text;
            return;
        }
    }
    jt_exchange_header_add(request->x, name, text);
}

static enum jt_step_result count(struct jt_request *request, struct jt_api_limiter *limiter)
{
    struct jt_api_rate rate;
    if (request->dry != NULL) {
        return JT_STEP_NEXT; /* it is the dry run that counts */
    }
    jt_api_limiter_take(limiter, &request->caller_key, jt_clock_mono(request->server->clock),
                        &rate);
    if (rate.limit > 0) {
        set_number(request, JT_STR("RateLimit-Limit"), rate.limit);
        set_number(request, JT_STR("RateLimit-Remaining"), rate.remaining);
        set_number(request, JT_STR("RateLimit-Reset"), rate.reset_s);
    }
    if (!rate.allowed) {
        request->refusal.retry_after_s = rate.wait_s;
        return jt_refuse(request, JT_REASON_rate_limited, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

enum jt_step_result jt_api_check_rate(struct jt_request *request)
{
    return count(request, request->server->api_limiter);
}

/* The tighter bucket is the one that is told of. */
enum jt_step_result jt_api_check_bulk_rate(struct jt_request *request)
{
    return count(request, request->server->bulk_limiter);
}

enum jt_step_result jt_api_check_dry_run_rate(struct jt_request *request)
{
    return count(request, request->server->dry_run_limiter);
}

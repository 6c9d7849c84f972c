/* SPDX-License-Identifier: Apache-2.0 */
/* Is the process alive, and does it serve? For any host, on every listener. */
#include "server/request.h"
#include "server/routes.h"
#include "server/server.h"

static enum jt_step_result answer(struct jt_request *request, int status, jt_str body)
{
    request->x->response.status = status;
    request->x->response.content_type = JT_STR("text/plain; charset=utf-8");
    request->x->response.body = body;
    jt_exchange_header_add(request->x, JT_STR("Cache-Control"), JT_STR("no-store"));
    return JT_STEP_DONE;
}

static enum jt_step_result answer_alive(struct jt_request *request)
{
    return answer(request, 200, JT_STR("ok\n"));
}

static enum jt_step_result answer_ready(struct jt_request *request)
{
    const struct jt_server *server = request->server;
    if (!server->ready || server->clock_is_wrong) {
        jt_exchange_header_add(request->x, JT_STR("Retry-After"), JT_STR("1"));
        return answer(request, 503, JT_STR("not ready\n"));
    }
    return answer(request, 200, JT_STR("ready\n"));
}

static const struct jt_step alive_steps[] = {
    {"answer that the process lives", answer_alive},
    JT_STEPS_END,
};

static const struct jt_step ready_steps[] = {
    {"answer whether it serves", answer_ready},
    JT_STEPS_END,
};

const struct jt_route jt_routes_health[] = {
    {JT_HTTP_GET, "/healthz", JT_ROUTE_HEALTH, alive_steps, 0},
    {JT_HTTP_GET, "/readyz", JT_ROUTE_HEALTH, ready_steps, 0},
    JT_ROUTES_END,
};

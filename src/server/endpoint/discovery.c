/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery: the metadata of a realm, found by its host, by its id, and where RFC 8414 §3.1 puts
 * them. The document is the same at each of these addresses. */
#include "server/endpoint/document.h"
#include "server/endpoint/metadata.h"
#include "server/routes.h"
#include "server/server.h"

static enum jt_step_result write_metadata(struct jt_request *request)
{
    struct jt_buf *buf = &request->thread->scratch;
    jt_buf_reset(buf);
    jt_metadata_write(request->server->registry, request->realm, buf);
    return jt_respond_document(request, JT_STR("public, max-age=300"));
}

static const struct jt_step steps[] = {
    {"write the metadata", write_metadata},
    JT_STEPS_END,
};

const struct jt_route jt_routes_discovery[] = {
    {JT_HTTP_GET, "/identity/.well-known/openid-configuration", JT_ROUTE_PUBLIC, steps, 0},
    {JT_HTTP_GET, "/.well-known/openid-configuration", JT_ROUTE_PUBLIC, steps, 0},
    {JT_HTTP_GET, "/.well-known/oauth-authorization-server", JT_ROUTE_PUBLIC, steps, 0},
    {JT_HTTP_GET, "/auth/realms/{realm}/.well-known/openid-configuration", JT_ROUTE_PUBLIC, steps,
     0},
    {JT_HTTP_GET, "/.well-known/oauth-authorization-server/auth/realms/{realm}", JT_ROUTE_PUBLIC,
     steps, 0},
    JT_ROUTES_END,
};

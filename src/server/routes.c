/* SPDX-License-Identifier: Apache-2.0 */
/* Every address of the server, the busiest first. A pattern without places stands before one with
 * a place that would match it too. */
#include "server/routes.h"

const struct jt_route *const jt_routes[] = {
    jt_routes_token,       jt_routes_introspect,   jt_routes_revoke,      jt_routes_discovery,
    jt_routes_certs,       jt_routes_users,        jt_routes_memberships, jt_routes_circles,
    jt_routes_api_clients, jt_routes_rejections,   jt_routes_stages,      jt_routes_realms,
    jt_routes_apis,        jt_routes_openapi,      jt_routes_health,      jt_routes_metrics,
    jt_routes_reasons,     jt_routes_signing_keys, jt_routes_events,      jt_routes_status_list,
};
const size_t jt_routes_count = sizeof(jt_routes) / sizeof(jt_routes[0]);

const struct jt_route *jt_routes_at(size_t index)
{
    for (size_t i = 0; i < jt_routes_count; i++) {
        for (const struct jt_route *row = jt_routes[i]; row->pattern != NULL; row++) {
            if (index-- == 0) {
                return row;
            }
        }
    }
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The arrays of routes, one for each resource, and the table that lists them. */
#ifndef JT_SERVER_ROUTES_H
#define JT_SERVER_ROUTES_H

#include "server/route.h"

extern const struct jt_route jt_routes_token[];
extern const struct jt_route jt_routes_introspect[];
extern const struct jt_route jt_routes_revoke[];
extern const struct jt_route jt_routes_discovery[];
extern const struct jt_route jt_routes_certs[];
extern const struct jt_route jt_routes_health[];
extern const struct jt_route jt_routes_metrics[];
extern const struct jt_route jt_routes_reasons[];
extern const struct jt_route jt_routes_status_list[];
extern const struct jt_route jt_routes_openapi[];
extern const struct jt_route jt_routes_users[];
extern const struct jt_route jt_routes_circles[];
extern const struct jt_route jt_routes_stages[];
extern const struct jt_route jt_routes_realms[];
extern const struct jt_route jt_routes_apis[];
extern const struct jt_route jt_routes_memberships[];
extern const struct jt_route jt_routes_api_clients[];
extern const struct jt_route jt_routes_rejections[];
extern const struct jt_route jt_routes_signing_keys[];
extern const struct jt_route jt_routes_events[];

extern const struct jt_route *const jt_routes[];
extern const size_t jt_routes_count;

/* The row with this index, as jt_route_match counts; NULL beyond the last. */
const struct jt_route *jt_routes_at(size_t index);

#endif

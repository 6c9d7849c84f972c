/* SPDX-License-Identifier: Apache-2.0 */
/* Routes: exact paths with {places}, matched on the path as sent, one row for each method. Each
 * resource exports an array; server/routes.c lists the arrays. */
#ifndef JT_SERVER_ROUTE_H
#define JT_SERVER_ROUTE_H

#include "server/http/exchange.h"
#include "server/step.h"

enum { JT_ROUTE_VALUES_MAX = 4 };

/* How refusals of a route are written. */
enum jt_route_family {
    JT_ROUTE_OAUTH,  /* RFC 6749 §5.2 */
    JT_ROUTE_API,    /* RFC 6750 and problem details (RFC 9457) */
    JT_ROUTE_PUBLIC, /* documents everybody may read: {"error"} */
    JT_ROUTE_HEALTH, /* for any host, on every listener */
    JT_ROUTE_ADMIN,  /* on the admin listener alone */
};

struct jt_route {
    enum jt_http_method method;
    const char *pattern; /* "/auth/realms/{realm}/protocol/openid-connect/token" */
    enum jt_route_family family;
    const struct jt_step *steps; /* ended by JT_STEPS_END */
    uint32_t permission; /* for the API: enum jt_identity_permission, or 0: any valid token */
};

/* Arrays end with a row whose pattern is NULL. */
#define JT_ROUTES_END                                                                              \
    {                                                                                              \
        JT_HTTP_GET, NULL, JT_ROUTE_PUBLIC, NULL, 0                                                \
    }

#endif

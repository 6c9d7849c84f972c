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

/* What is known of a path. */
struct jt_route_match {
    const struct jt_route *route; /* NULL: no row for this method */
    bool path_known;
    enum jt_route_family family; /* of the path, when it is known */
    unsigned methods;            /* bit 1 << method for each method that the path takes */
    size_t index;                /* of route, counted over all arrays */
    jt_str values[JT_ROUTE_VALUES_MAX];
};

/* Finds the first pattern that matches path, and its row for method; HEAD is answered by GET's row.
 * A place matches one segment that is not empty; everything else matches byte by byte. */
void jt_route_find(const struct jt_route *const *arrays, size_t count, enum jt_http_method method,
                   jt_str path, struct jt_route_match *ret_match);
/* The position of the place {name} in the pattern, or -1. */
int jt_route_place(const struct jt_route *route, jt_str name);
/* "GET, HEAD, POST" and a NUL. */
enum { JT_ROUTE_ALLOW_TEXT = 64 };
void jt_route_write_allow(unsigned methods, char ret_text[static JT_ROUTE_ALLOW_TEXT]);

#endif

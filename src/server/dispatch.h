/* SPDX-License-Identifier: Apache-2.0 */
/* The steps before a route's own: which route, whether the host is ours, which realm. */
#ifndef JT_SERVER_DISPATCH_H
#define JT_SERVER_DISPATCH_H

#include "server/request.h"

extern const struct jt_step jt_dispatch_steps[];

/* Finds the route of the exchange's path, so that even a request that was refused before is
 * answered in the form of its address. */
void jt_dispatch_find_route(struct jt_request *request);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The steps before a route's own: which route, whether the host is ours, which realm. */
#ifndef JT_SERVER_DISPATCH_H
#define JT_SERVER_DISPATCH_H

#include "server/request.h"

extern const struct jt_step jt_dispatch_steps[];

/* Finds the route of the exchange's path, so that even a request that was refused before is
 * answered in the form of its address. */
void jt_dispatch_find_route(struct jt_request *request);
/* Bytes that the body of a request to this path may have. */
size_t jt_dispatch_body_max(const struct jt_server *server, jt_str path);
/* What a request is told that HTTP itself refuses with this status. */
enum jt_reason_id jt_dispatch_reason_of_status(int status);

#endif

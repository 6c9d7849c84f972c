/* SPDX-License-Identifier: Apache-2.0 */
/* API clients as JSON, in and out. */
#ifndef JT_SERVER_API_API_CLIENT_H
#define JT_SERVER_API_API_CLIENT_H

#include "server/api/api.h"

/* Writes the members of an API client, without the braces. On a loop's thread: the names of
 * permissions and stages come from the registry. */
void jt_api_client_write_members(struct jt_json_writer *w, const struct jt_registry *registry,
                                 const struct jt_api_client *client, jt_time now);

/* The member "permissions", as it is read. */
void jt_permissions_write(struct jt_json_writer *w, const struct jt_registry *registry,
                          const struct jt_grants *grants);

/* Reads "permissions" of object into arena memory: ["*"], or objects with "permission", for one of
 * an own API "api" (its audience), and for one per stage "stages", which may be ["*"] too. Absent:
 * none. Faults are added to the refusal. FAULT without memory. */
enum jt_step_result jt_permissions_read(struct jt_request *request,
                                        const struct jt_json_value *object,
                                        struct jt_grants *ret_grants);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* API clients as JSON, in and out. */
#ifndef JT_SERVER_API_API_CLIENT_H
#define JT_SERVER_API_API_CLIENT_H

#include "server/api/api.h"

/* Writes the members of an API client, without the braces. On a loop's thread: the names of
 * permissions and stages come from the registry. */
void jt_api_client_write_members(struct jt_json_writer *w, const struct jt_registry *registry,
                                 const struct jt_api_client *client, jt_time now);
/* The member "permissions" of it. */
void jt_api_client_write_permissions(struct jt_json_writer *w, const struct jt_registry *registry,
                                     const struct jt_grants *grants);
/* The members of a secret, without the braces. */
void jt_client_secret_write_members(struct jt_json_writer *w, const struct jt_client_secret *secret,
                                    jt_time now);
/* Answers 201 with a client that was made; secret_text: shown this once, or empty. */
enum jt_step_result jt_api_client_answer_made(struct jt_request *request,
                                              const struct jt_api_client *client,
                                              jt_str secret_text, jt_time now);

/* Reads "permissions" of object into arena memory: ["*"], or objects with "permission" and, for one
 * per stage, "stages", which may be ["*"] too. Absent: none. Faults are added to the refusal. FAULT
 * without memory. */
enum jt_step_result jt_permissions_read(struct jt_request *request,
                                        const struct jt_json_value *object,
                                        struct jt_grants *ret_grants);
/* Reads "authMethods"; absent leaves ret_methods as it is. Faults are added to the refusal. */
void jt_auth_methods_read(struct jt_request *request, const struct jt_json_value *object,
                          unsigned *ret_methods);

#endif

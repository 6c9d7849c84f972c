/* SPDX-License-Identifier: Apache-2.0 */
/* GET and PUT /api-clients/{key}/permissions. */
#ifndef JT_SERVER_API_API_CLIENT_PERMISSIONS_H
#define JT_SERVER_API_API_CLIENT_PERMISSIONS_H

#include "server/step.h"

extern const struct jt_step jt_api_client_permissions_put_steps[];

/* Answers 200 with the permissions of a client. */
struct jt_api_client;
struct jt_request;
enum jt_step_result jt_api_client_answer_permissions(struct jt_request *request,
                                                     const struct jt_api_client *client);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* /api-clients/{key}/secrets: generated and revoked by whoever manages clients;
 * /api-clients/self/secrets: renewed by the client itself. */
#ifndef JT_SERVER_API_CLIENT_SECRETS_H
#define JT_SERVER_API_CLIENT_SECRETS_H

#include "server/api/client_change.h"
#include "server/api/new_secret.h"

extern const struct jt_step jt_client_secret_list_steps[];
extern const struct jt_step jt_client_secret_uses_steps[];
extern const struct jt_step jt_client_secret_generate_steps[];
extern const struct jt_step jt_client_secret_revoke_steps[];
extern const struct jt_step jt_client_secret_rotate_steps[];

/* A new secret for a client: the call of generating and of renewing begins with this. */
struct jt_secret_call {
    struct jt_client_call base; /* first */
    struct jt_new_secret secret;
    int64_t overlap_hours;
};

/* A copy of a client's secrets in arena, with room for one more. */
JT_MUST_USE enum jt_err jt_secret_call_copy(struct jt_arena *arena,
                                            const struct jt_api_client *client,
                                            struct jt_client_secret **ret_items);
/* Steps: makes the secret and stores it by the call's change; answers 201 with it. */
enum jt_step_result jt_secret_call_store(struct jt_request *request);
enum jt_step_result jt_secret_call_answer(struct jt_request *request);

#endif

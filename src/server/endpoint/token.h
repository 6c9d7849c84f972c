/* SPDX-License-Identifier: Apache-2.0 */
/* What the steps of the token endpoint hand on to each other. */
#ifndef JT_SERVER_ENDPOINT_TOKEN_H
#define JT_SERVER_ENDPOINT_TOKEN_H

#include "server/grant/grant.h"
#include "server/request.h"

struct jt_token_order {
    const struct jt_grant_ops *grant;
    jt_uuid subject;
    const struct jt_api *api; /* valid like the registry's pointers: nothing here waits */
    jt_str audience;
    jt_str scope;
};

/* In request->job_data. */
struct jt_token_order *jt_token_order_of(const struct jt_request *request);

/* order_steps.c */
enum jt_step_result jt_step_choose_api(struct jt_request *request);
enum jt_step_result jt_step_choose_scope(struct jt_request *request);
/* issue.c */
enum jt_step_result jt_step_issue_token(struct jt_request *request);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* A change of one API client as a request makes it: begun on the loop, applied inside the store's
 * transaction to what is stored then, answered on the loop. */
#ifndef JT_SERVER_API_CLIENT_CHANGE_H
#define JT_SERVER_API_CLIENT_CHANGE_H

#include "server/api/api.h"

/* request->job_data of such a request begins with this. */
struct jt_client_call {
    struct jt_request *request;
    struct jt_write write;
    struct jt_api_client_change change;
    struct jt_api_client client; /* as it is afterwards */
    struct jt_grants caller;     /* a copy: the registry's own is gone by then */
    enum jt_reason_id no;        /* why the rule said no */
    jt_str no_detail;            /* static or arena */
};

/* Allocates size bytes, which begin with a call, as request->job_data, for the client at {key} of
 * the path. NULL: without memory. */
void *jt_client_call_new(struct jt_request *request, size_t size, jt_str action,
                         enum jt_err (*apply)(void *arg, struct jt_arena *arena,
                                              struct jt_api_client *client, bool others_manage));
/* For apply: remembers the reason and returns JT_ERR_REFUSED. */
JT_MUST_USE enum jt_err jt_client_call_refuse(struct jt_client_call *call, enum jt_reason_id no);
/* For apply: nobody generates a secret for, or duplicates, a client that may do more than he may.
 */
JT_MUST_USE enum jt_err jt_client_call_check_grants(struct jt_client_call *call,
                                                    const struct jt_api_client *client);
/* For apply, when it is done: refuses when client was the last that may manage clients. */
JT_MUST_USE enum jt_err jt_client_call_check_managers(struct jt_client_call *call,
                                                      const struct jt_api_client *before,
                                                      const struct jt_api_client *after,
                                                      bool others_manage);

/* Steps. */
/* Only a key of the path is left to be refused: object_unknown. */
enum jt_step_result jt_client_call_check_key(struct jt_request *request);
/* Changes the client, or makes the copy of it. */
enum jt_step_result jt_client_call_change(struct jt_request *request);
/* Answers 200 with the client. */
enum jt_step_result jt_client_call_answer(struct jt_request *request);
/* The refusal or fault that request->job_err stands for. */
enum jt_step_result jt_client_call_failed(struct jt_request *request);

#endif

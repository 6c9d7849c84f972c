/* SPDX-License-Identifier: Apache-2.0 */
/* The steps that the token, introspection and revocation endpoints share. Each checks one thing. */
#ifndef JT_SERVER_ENDPOINT_STEPS_H
#define JT_SERVER_ENDPOINT_STEPS_H

#include "server/request.h"

/* 503 while the clock cannot be trusted: nothing is issued or judged by a wrong time. */
enum jt_step_result jt_step_trust_clock(struct jt_request *request);

/* form_steps.c: the body becomes request->form. */
enum jt_step_result jt_step_check_content_type(struct jt_request *request);
enum jt_step_result jt_step_check_query(struct jt_request *request);
enum jt_step_result jt_step_read_form(struct jt_request *request);
enum jt_step_result jt_step_check_duplicates(struct jt_request *request);

/* client_steps.c: request->presented, then client, secret and client_key. */
enum jt_step_result jt_step_read_client_auth(struct jt_request *request);
enum jt_step_result jt_step_authenticate_client(struct jt_request *request);
enum jt_step_result jt_step_note_use(struct jt_request *request);

/* The parameter "token" is there. */
enum jt_step_result jt_step_check_token_parameter(struct jt_request *request);

#endif

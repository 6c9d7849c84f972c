/* SPDX-License-Identifier: Apache-2.0 */
/* Looking into an access token without judging it. */
#ifndef JT_DOCTOR_TOKEN_H
#define JT_DOCTOR_TOKEN_H

#include "doctor/run.h"

/* body: of the token endpoint's success. Fills in facts.token and keeps the token itself in
 * run->access_token. */
void jt_token_look(struct jt_doctor_run *run, jt_str body);
/* The parts of a token: its form, and its claims when they can be read. */
void jt_token_decode(struct jt_doctor_run *run, jt_str token, struct jt_doctor_token *ret_token);

#endif

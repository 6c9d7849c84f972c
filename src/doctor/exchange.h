/* SPDX-License-Identifier: Apache-2.0 */
/* One request of the doctor, and its answer as facts. Whatever the network does is a fact; failures
 * are memory's alone and stick in run->err. */
#ifndef JT_DOCTOR_EXCHANGE_H
#define JT_DOCTOR_EXCHANGE_H

#include "doctor/run.h"

/* Sends within the request's time and what is left of the run's. *ret_body is written when an
 * answer came. */
void jt_exchange_body(struct jt_doctor_run *run, struct jt_http_out *out,
                      struct jt_doctor_answer *ret_answer, jt_str *ret_body);
/* GET, nothing in it that anybody may not see. */
void jt_exchange_get(struct jt_doctor_run *run, jt_str url, struct jt_doctor_answer *ret_answer,
                     jt_str *ret_body);
/* POST of a form; credentials is a header line or empty. */
void jt_exchange_form(struct jt_doctor_run *run, jt_str url, jt_str form, jt_str credentials,
                      struct jt_doctor_answer *ret_answer, jt_str *ret_body);
/* Reads in, an answer to a request for url at sent. */
void jt_answer_read(struct jt_doctor_run *run, const struct jt_http_in *in,
                    struct jt_doctor_answer *answer);
/* Do two answers say the same to whoever cannot see ids, times and numbers? */
bool jt_answers_alike(const struct jt_doctor_answer *a, jt_str id_a,
                      const struct jt_doctor_answer *b, jt_str id_b);
/* A copy in the run's arena, printable and cut. */
jt_str jt_doctor_clean(struct jt_doctor_run *run, jt_str text, size_t max);

#endif

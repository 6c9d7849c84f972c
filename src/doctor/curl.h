/* SPDX-License-Identifier: Apache-2.0 */
/* A pasted curl command as the doctor's configuration: what it would ask, with what, and what is
 * wrong with the command itself. The secret is taken as whoever wrote the command meant it, so that
 * the configured request can show whether the command is the fault. */
#ifndef JT_DOCTOR_CURL_H
#define JT_DOCTOR_CURL_H

#include "client/curl_command.h"
#include "doctor/facts.h"

/* Fills in endpoint, client id, secret, method, scope, resource and audience of facts->config, and
 * facts->request. Everything lives in arena; command must live as long. JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_doctor_take_curl(struct jt_arena *arena,
                                            const struct jt_curl_command *command,
                                            struct jt_doctor_facts *facts);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The probes, in the order in which they run. Each fills in its part of the facts and says what it
 * did as a step. P0 to P5 carry no secret. */
#ifndef JT_DOCTOR_PROBE_H
#define JT_DOCTOR_PROBE_H

#include "client/method.h"
#include "doctor/exchange.h"

void jt_probe_lint(struct jt_doctor_run *run);      /* P0 */
void jt_probe_network(struct jt_doctor_run *run);   /* P1 */
void jt_probe_discovery(struct jt_doctor_run *run); /* P2 */
void jt_probe_free(struct jt_doctor_run *run);      /* P3, P4, P5 */
void jt_probe_secret(struct jt_doctor_run *run);    /* P6, P7, P8 */
void jt_probe_success(struct jt_doctor_run *run);   /* P9, when a token came */

/* Looks the secret up in what the store remembers, and notes there what became of it. */
void jt_probe_history(struct jt_doctor_run *run);
void jt_note_history(struct jt_doctor_run *run);

/* The issuer that a token endpoint belongs to, by its form; the origin when it has none that is
 * known. Lives in the arena; empty when endpoint is no URL. */
jt_str jt_issuer_of_endpoint(struct jt_arena *arena, jt_str endpoint);
/* The differing part of two URLs, with one segment before it. */
void jt_difference_find(struct jt_arena *arena, jt_str ours, jt_str theirs,
                        struct jt_doctor_difference *ret_difference);

/* The answer to the configured request is one that the server gives to whoever sends no secret. */
bool jt_credential_looks_lost(const struct jt_doctor_facts *facts);
/* Where the metadata want the same request sent; empty: where it went, or not to be trusted. */
jt_str jt_published_endpoint(const struct jt_doctor_facts *facts);
/* Why the same secret is not sent by the other method; NULL: it could teach something. */
const char *jt_why_not_another_way(const struct jt_doctor_facts *facts,
                                   const struct jt_method *second);
/* Words that are not about the credential: sending it once more would teach nothing. */
bool jt_words_leave_no_doubt(const struct jt_doctor_facts *facts);

#endif

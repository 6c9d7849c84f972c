/* SPDX-License-Identifier: Apache-2.0 */
/* What was seen, in words for an administrator: which secret, by its hint and dates, what was done
 * to it, which character stands where. Never a secret. */
#ifndef JT_SERVER_EXPLAIN_EVIDENCE_H
#define JT_SERVER_EXPLAIN_EVIDENCE_H

#include "server/clientauth/proof.h"

/* Appends sentences; nothing when no secret was proven. also: jt_reason_bit(). */
void jt_evidence_write(struct jt_buf *buf, enum jt_reason_id cause, uint64_t also,
                       const struct jt_proof_facts *facts);

#endif

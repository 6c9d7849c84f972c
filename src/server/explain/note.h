/* SPDX-License-Identifier: Apache-2.0 */
/* Notes one refused request: gives it an id and hands it to the recorder. */
#ifndef JT_SERVER_EXPLAIN_NOTE_H
#define JT_SERVER_EXPLAIN_NOTE_H

#include "server/explain/inbox.h"
#include "server/request.h"

/* Sets request->rejection_id. Never fails the answer: without memory or a cipher the answer goes
 * out without an id. */
void jt_note_refusal(struct jt_request *request);
/* What would be stored of it, without an id. Also of a request that was not refused: then there is
 * no reason. */
JT_MUST_USE enum jt_err jt_note_entry(struct jt_request *request, struct jt_inbox_entry *ret_entry);

#endif

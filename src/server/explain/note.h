/* SPDX-License-Identifier: Apache-2.0 */
/* Notes one refused request: gives it an id and hands it to the recorder. */
#ifndef JT_SERVER_EXPLAIN_NOTE_H
#define JT_SERVER_EXPLAIN_NOTE_H

#include "server/request.h"

/* Sets request->rejection_id. Never fails the answer: without memory or a cipher the answer goes
 * out without an id. */
void jt_note_refusal(struct jt_request *request);

#endif

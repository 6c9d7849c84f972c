/* SPDX-License-Identifier: Apache-2.0 */
/* The one renderer of refusals: it alone decides what leaves the house, whatever a step has
 * remembered. One file for each family of addresses. */
#ifndef JT_SERVER_REFUSE_H
#define JT_SERVER_REFUSE_H

#include "server/request.h"

enum { JT_RETRY_AFTER_FAULT_S = 5, JT_RETRY_AFTER_LIMIT_S = 60 };

/* Writes request->refusal into the response and records it. */
void jt_refusal_answer(struct jt_request *request);

/* Is it answered with the uniform answer? */
bool jt_refusal_is_uniform(const struct jt_request *request);
/* Appends what is told: the reason's text and the detail; of the uniform answer the text alone.
 * Only bytes that RFC 6749 §5.2 allows come out. */
void jt_refusal_write_text(struct jt_buf *buf, const struct jt_request *request);
/* Appends the detail alone, or the text when there is none. */
void jt_refusal_write_detail(struct jt_buf *buf, const struct jt_request *request);
/* Appends BASE/reasons/name. */
void jt_refusal_write_uri(struct jt_buf *buf, const struct jt_request *request);
/* Copies a finished text into the response; the static 503 when memory ran out. */
void jt_refusal_set_body(struct jt_request *request, const struct jt_buf *body,
                         jt_str content_type);

/* The families. Each sets the body and its own headers. */
void jt_refusal_write_oauth(struct jt_request *request);
void jt_refusal_write_api(struct jt_request *request);
void jt_refusal_write_public(struct jt_request *request);

#endif

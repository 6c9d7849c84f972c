/* SPDX-License-Identifier: Apache-2.0 */
/* Answering with a public document: ETag, conditional requests, caching. */
#ifndef JT_SERVER_ENDPOINT_DOCUMENT_H
#define JT_SERVER_ENDPOINT_DOCUMENT_H

#include "server/request.h"

/* The JSON that stands in the thread's scratch buffer, or 304 when the client has it already (RFC
 * 9110 §13.1.2). cache_control: static. */
enum jt_step_result jt_respond_document(struct jt_request *request, jt_str cache_control);

/* Does a value of If-None-Match name this entity tag? Weak comparison (RFC 9110 §8.8.3.2). */
bool jt_etag_matches(jt_str if_none_match, jt_str etag);

#endif

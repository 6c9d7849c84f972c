/* SPDX-License-Identifier: Apache-2.0 */
/* The query of a request to the management API: every parameter known, none twice, each valid. The
 * faults are gathered, so that one answer names them all. */
#ifndef JT_SERVER_API_QUERY_H
#define JT_SERVER_API_QUERY_H

#include "server/api/api.h"

enum { JT_QUERY_TEXT_MAX = 256, JT_LIST_LIMIT_MAX = 100 };

/* Decodes the query into request->form and checks the names against names, which NULL ends.
 * REFUSED when it is no query at all; other faults come out at the end. */
enum jt_step_result jt_query_read(struct jt_request *request, const char *const *names);
/* limit and offset, their defaults when absent. */
void jt_query_page(struct jt_request *request, struct jt_page *ret_page);
/* The whole query of a list without filters. */
enum jt_step_result jt_query_only_page(struct jt_request *request, struct jt_page *ret_page);
/* true, false; ret_value is 1, 0, or -1 when absent. */
void jt_query_bool(struct jt_request *request, const char *name, int *ret_value);
/* Empty when absent. */
void jt_query_text(struct jt_request *request, const char *name, jt_str *ret_value);
/* Adds a fault of a parameter. */
void jt_query_fault(struct jt_request *request, const char *name, jt_str detail);
/* NEXT, or REFUSED when there were faults. */
enum jt_step_result jt_query_end(struct jt_request *request);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters of a query that are keys, times and numbers; otherwise as in query.h. */
#ifndef JT_SERVER_API_QUERY_TYPED_H
#define JT_SERVER_API_QUERY_TYPED_H

#include "server/api/query.h"

/* False and zero when absent; a fault when it is none. The zero key is none. */
bool jt_query_key(struct jt_request *request, const char *name, jt_uuid *ret_key);
/* RFC 3339; zero when absent. */
void jt_query_time(struct jt_request *request, const char *name, jt_time *ret_time);
void jt_query_number(struct jt_request *request, const char *name, uint64_t *ret_number);
/* The parameter "order": asc or desc; asc when absent. */
void jt_query_order(struct jt_request *request, bool *ret_descending);

#endif

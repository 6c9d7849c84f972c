/* SPDX-License-Identifier: Apache-2.0 */
/* The description of the management API (OpenAPI 3.1). */
#ifndef JT_SERVER_API_OPENAPI_H
#define JT_SERVER_API_OPENAPI_H

#include "server/route.h"

/* One operation; a test compares the rows with the routes of the API family. */
struct jt_openapi_row {
    enum jt_http_method method;
    const char *pattern;
    const char *summary;
    const char *request;  /* name of a schema; NULL: no body */
    const char *response; /* name of a schema; NULL: no body */
    int status;
    const char *query; /* names with a space between, or NULL */
};

extern const struct jt_openapi_row jt_openapi_rows[];
extern const size_t jt_openapi_rows_count;
/* openapi_people.c */
extern const struct jt_openapi_row jt_openapi_people_rows[];
extern const size_t jt_openapi_people_rows_count;
/* The row with this index, counted over all arrays; NULL beyond the last. */
const struct jt_openapi_row *jt_openapi_row_at(size_t index);

/* The member "components" up to the last schema; then more schemas, each with a comma before it. */
extern const char jt_openapi_components[];
extern const char jt_openapi_people_schemas[];

#endif

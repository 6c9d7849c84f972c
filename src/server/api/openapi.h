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
/* A member of a schema; those of one schema stand together. */
enum jt_openapi_member {
    JT_OPENAPI_OUT,      /* always in an answer */
    JT_OPENAPI_OUT_SOME, /* in some answers */
    JT_OPENAPI_IN,       /* required in a request; others than those listed are refused */
    JT_OPENAPI_IN_SOME,  /* optional in a request; the same */
};
struct jt_openapi_field {
    const char *schema;
    const char *name; /* NULL: type is the whole schema */
    const char *type; /* a schema as JSON */
    enum jt_openapi_member member;
};

extern const struct jt_openapi_field jt_openapi_fields[];
extern const size_t jt_openapi_fields_count;

/* openapi_components.c: the member "components" with its value. */
struct jt_json_writer;
void jt_openapi_write_components(struct jt_json_writer *w);
/* Can a request without a body be one with this schema? */
bool jt_openapi_may_be_absent(const char *schema);

#endif

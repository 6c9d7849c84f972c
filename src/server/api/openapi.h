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
/* The row with this index, counted over both arrays; NULL beyond the last. */
const struct jt_openapi_row *jt_openapi_row_at(size_t index);
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
extern const struct jt_openapi_field jt_openapi_people_fields[];
extern const size_t jt_openapi_people_fields_count;

/* The whole document; base: of the platform realm. */
struct jt_json_writer;
void jt_openapi_write(struct jt_json_writer *w, jt_str base);

/* openapi_responses.c: the member "responses" of an operation; "headers" and
 * "responses" of the components. */
void jt_openapi_write_responses(struct jt_json_writer *w, const struct jt_openapi_row *row);
void jt_openapi_write_refusals(struct jt_json_writer *w);
/* The member "content": type and the name of a schema. */
void jt_openapi_write_content(struct jt_json_writer *w, const char *type, const char *schema);
/* Whatever changes an object that is there already. */
bool jt_openapi_takes_if_match(const struct jt_openapi_row *row);
/* Whatever reads one object. */
bool jt_openapi_takes_if_none_match(const struct jt_openapi_row *row);
bool jt_openapi_is_public(const struct jt_openapi_row *row);

/* openapi_components.c: the member "components" with its value. */
void jt_openapi_write_components(struct jt_json_writer *w);
/* Can a request without a body be one with this schema? */
bool jt_openapi_may_be_absent(const char *schema);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of each operation in the OpenAPI document: the good one, and every refusal that a
 * route of its kind can give. */
#include "server/api/openapi.h"

#include "codec/json_write.h"

#include <string.h>

/* Which operations give a refusal. */
enum refusal_kind {
    OF_ALL,
    OF_TOKENS,  /* those that want a bearer token */
    OF_OBJECTS, /* those with a place in their path */
    OF_CHANGES, /* those that are no reads */
    OF_CHANGED, /* those that take If-Match */
};

#define HEADER(name) "\"" name "\":{\"$ref\":\"#/components/headers/" name "\"}"
#define RATE                                                                                       \
    HEADER("RateLimit-Limit") "," HEADER("RateLimit-Remaining") "," HEADER("RateLimit-Reset")
#define HEADER_TEXT(name, text)                                                                    \
    "\"" name "\":{\"description\":\"" text "\",\"schema\":{\"type\":\"string\"}}"
#define HEADER_NUMBER(name, text)                                                                  \
    "\"" name "\":{\"description\":\"" text "\",\"schema\":{\"type\":\"integer\"}}"

static const struct refusal {
    const char *status;
    const char *name;
    const char *description;
    enum refusal_kind kind;
} refusals[] = {
    {"400", "BadRequest", "The request is malformed; the pointers say where", OF_ALL},
    {"401", "Unauthorized", "There is no access token, or it is not good", OF_TOKENS},
    {"403", "Forbidden",
     "The token lacks the permission that is named, or more is asked for than "
     "the caller holds",
     OF_TOKENS},
    {"404", "NotFound", "There is no such object", OF_OBJECTS},
    {"408", "RequestTimeout", "The request did not arrive in time", OF_ALL},
    {"409", "Conflict", "The change does not go with what is there", OF_CHANGES},
    {"412", "PreconditionFailed", "The object has changed since it was read", OF_CHANGED},
    {"413", "ContentTooLarge", "The body is too large", OF_ALL},
    {"415", "UnsupportedMediaType", "The body has a type or a coding that is not read here",
     OF_ALL},
    {"417", "ExpectationFailed", "Only 100-continue can be expected", OF_ALL},
    {"421", "MisdirectedRequest", "The management API does not answer for this host", OF_ALL},
    {"429", "TooManyRequests", "The API client is over its rate", OF_TOKENS},
    {"503", "ServiceUnavailable", "A fault inside; try again", OF_ALL},
};
static const size_t refusals_count = sizeof(refusals) / sizeof(refusals[0]);

static bool is_read(const struct jt_openapi_row *row)
{
    return row->method == JT_HTTP_GET || row->method == JT_HTTP_HEAD;
}

static bool has_place(const struct jt_openapi_row *row)
{
    return strchr(row->pattern, '{') != NULL;
}

bool jt_openapi_takes_if_match(const struct jt_openapi_row *row)
{
    /* What is made at a stage changes no stage. */
    bool makes = row->status == 201 && strstr(row->pattern, "/stages/{slug}/") != NULL;
    return !is_read(row) && !makes && has_place(row);
}

bool jt_openapi_is_public(const struct jt_openapi_row *row)
{
    return strcmp(strrchr(row->pattern, '/'), "/openapi.json") == 0;
}

static bool gives(const struct jt_openapi_row *row, enum refusal_kind kind)
{
    switch (kind) {
    case OF_ALL:
        return true;
    case OF_TOKENS:
        return !jt_openapi_is_public(row);
    case OF_OBJECTS:
        return has_place(row);
    case OF_CHANGES:
        return !is_read(row);
    case OF_CHANGED:
        return jt_openapi_takes_if_match(row);
    }
    return false;
}

void jt_openapi_write_content(struct jt_json_writer *w, const char *type, const char *schema)
{
    jt_json_name(w, "content");
    jt_json_object_begin(w);
    jt_json_name(w, type);
    jt_json_object_begin(w);
    jt_json_name(w, "schema");
    jt_json_object_begin(w);
    jt_buf_append_f(w->buf, "\"$ref\":\"#/components/schemas/%s\"", schema);
    jt_json_object_end(w);
    jt_json_object_end(w);
    jt_json_object_end(w);
}

static void write_headers(struct jt_json_writer *w, const char *text)
{
    jt_json_name(w, "headers");
    jt_json_object_begin(w);
    jt_buf_append_c(w->buf, text);
    jt_json_object_end(w);
}

static bool has_etag(const struct jt_openapi_row *row)
{
    return row->response != NULL && !jt_str_ends_with(jt_str_from_c(row->response), JT_STR("List"));
}

bool jt_openapi_takes_if_none_match(const struct jt_openapi_row *row)
{
    return is_read(row) && has_etag(row);
}

static void write_success(struct jt_json_writer *w, const struct jt_openapi_row *row)
{
    jt_json_name(w, row->status == 201 ? "201" : row->status == 204 ? "204" : "200");
    jt_json_object_begin(w);
    jt_json_member_string(w, "description", jt_str_from_c(row->summary));
    if (jt_openapi_is_public(row)) {
        jt_json_name(w, "content");
        jt_json_write_raw(w, JT_STR("{\"application/json\":{\"schema\":{\"type\":\"object\"}}}"));
    } else {
        write_headers(w, row->status == 201 ? RATE "," HEADER("ETag") "," HEADER("Location")
                         : has_etag(row)    ? RATE "," HEADER("ETag")
                                            : RATE);
    }
    if (row->response != NULL) {
        jt_openapi_write_content(w, "application/json", row->response);
    }
    jt_json_object_end(w);
}

static void write_not_modified(struct jt_json_writer *w)
{
    jt_json_name(w, "304");
    jt_json_object_begin(w);
    jt_json_member_string(w, "description", JT_STR("If-None-Match names what is there"));
    write_headers(w, RATE "," HEADER("ETag"));
    jt_json_object_end(w);
}

void jt_openapi_write_responses(struct jt_json_writer *w, const struct jt_openapi_row *row)
{
    jt_json_name(w, "responses");
    jt_json_object_begin(w);
    write_success(w, row);
    if (jt_openapi_takes_if_none_match(row)) {
        write_not_modified(w);
    }
    for (size_t i = 0; i < refusals_count; i++) {
        if (gives(row, refusals[i].kind)) {
            jt_json_name(w, refusals[i].status);
            jt_json_object_begin(w);
            jt_buf_append_f(w->buf, "\"$ref\":\"#/components/responses/%s\"", refusals[i].name);
            jt_json_object_end(w);
        }
    }
    jt_json_object_end(w);
}

#define REFUSAL_HEADERS                                                                            \
    RATE "," HEADER("WWW-Authenticate") "," HEADER("Retry-After") "," HEADER("Jeton-Rejection")

static const char headers
    [] = HEADER_NUMBER("RateLimit-Limit", "Requests a minute of this API client") "," HEADER_NUMBER("RateLimit-Remaining", "How many are left now") "," HEADER_NUMBER("RateLimit-Reset", "Seconds until all are there again") "," HEADER_NUMBER(
        "Retry-After",
        "Seconds after which it is worth "
        "trying again") "," HEADER_TEXT("ETa"
                                        "g",
                                        "The"
                                        " ve"
                                        "rsi"
                                        "on "
                                        "of "
                                        "the"
                                        " ob"
                                        "jec"
                                        "t, "
                                        "for"
                                        " If"
                                        "-Ma"
                                        "tch"
                                        " an"
                                        "d "
                                        "If-"
                                        "Non"
                                        "e-"
                                        "Mat"
                                        "ch") "," HEADER_TEXT("Location",
                                                              "Where the new object "
                                                              "is") "," HEADER_TEXT("WWW-"
                                                                                    "Authenticate",
                                                                                    "What is wrong "
                                                                                    "with the "
                                                                                    "token (RFC "
                                                                                    "6750)") "," HEADER_TEXT("Jeton-Rejection",
                                                                                                             "The id under which an administrator finds this refusal");

void jt_openapi_write_refusals(struct jt_json_writer *w)
{
    write_headers(w, headers);
    jt_json_name(w, "responses");
    jt_json_object_begin(w);
    for (size_t i = 0; i < refusals_count; i++) {
        jt_json_name(w, refusals[i].name);
        jt_json_object_begin(w);
        jt_json_member_string(w, "description", jt_str_from_c(refusals[i].description));
        write_headers(w, REFUSAL_HEADERS);
        jt_openapi_write_content(w, "application/problem+json", "Problem");
        jt_json_object_end(w);
    }
    jt_json_object_end(w);
}

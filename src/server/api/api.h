/* SPDX-License-Identifier: Apache-2.0 */
/* What all resources of the management API share: who calls, how often, what came in, and how
 * objects and lists go out. */
#ifndef JT_SERVER_API_API_H
#define JT_SERVER_API_API_H

#include "codec/json_write.h"
#include "server/endpoint/steps.h"
#include "server/request.h"

#define JT_API_PATH "/api/identity/v1"

/* Steps in front of those of a resource (caller.c, limit.c): request->caller and its copies are
 * set, the token is good for the permission of the route, and the caller is within its rate. */
#define JT_API_CALLER_STEPS                                                                        \
    {"trust the clock", jt_step_trust_clock}, {"read the bearer token", jt_api_read_token},        \
        {"verify the token", jt_api_verify_token}, {"check the token's time", jt_api_check_time},  \
        {"check realm and audience", jt_api_check_audience},                                       \
        {"check the token's client", jt_api_check_client},                                         \
        {"count the request", jt_api_check_rate},                                                  \
    {                                                                                              \
        "check the permission", jt_api_check_permission                                            \
    }

enum jt_step_result jt_api_read_token(struct jt_request *request);
enum jt_step_result jt_api_verify_token(struct jt_request *request);
enum jt_step_result jt_api_check_time(struct jt_request *request);
enum jt_step_result jt_api_check_audience(struct jt_request *request);
enum jt_step_result jt_api_check_client(struct jt_request *request);
enum jt_step_result jt_api_check_rate(struct jt_request *request);
enum jt_step_result jt_api_check_permission(struct jt_request *request);
/* May the caller hand out wanted? Its client must hold all of it now, and the token must carry it:
 * a narrow token buys no wide client. */
bool jt_api_caller_covers(const struct jt_request *request, const struct jt_grants *wanted);

/* Steps (input.c). */
/* Refuses every query parameter. */
enum jt_step_result jt_api_no_query(struct jt_request *request);
/* Reads the body as one JSON object into request->json. */
enum jt_step_result jt_api_read_object(struct jt_request *request);
/* The same, when there is a body at all. */
enum jt_step_result jt_api_read_object_if_any(struct jt_request *request);
/* Refuses a body. */
enum jt_step_result jt_api_no_body(struct jt_request *request);
/* If-Match becomes request->expected_version. */
enum jt_step_result jt_api_read_if_match(struct jt_request *request);

/* A key at {name} of the path. False: it is none; answer object_unknown. */
bool jt_api_path_key(const struct jt_request *request, jt_str name, jt_uuid *ret_key);
/* For steps after a store call: what its failure means. NOT_FOUND, EXISTS and CONFLICT are
 * refusals, everything else a fault. */
enum jt_step_result jt_api_store_failed(struct jt_request *request);

/* Answers with what stands in buf, and clears buf. ETag from version and the bytes; a GET with a
 * fitting If-None-Match gets 304. location: of what was created, or empty. */
enum jt_step_result jt_api_respond_object(struct jt_request *request, int status,
                                          struct jt_buf *buf, uint64_t version, jt_str location);
/* Answers with what stands in buf, and clears buf. */
enum jt_step_result jt_api_respond(struct jt_request *request, int status, struct jt_buf *buf);
enum jt_step_result jt_api_respond_nothing(struct jt_request *request);

/* {"results":[ … ],"page":{…}}: begin, the results, end. */
void jt_api_list_begin(struct jt_json_writer *w);
void jt_api_list_end(struct jt_json_writer *w, const struct jt_page *page, size_t count,
                     uint64_t total);

/* A text that may be missing: empty is null. */
void jt_api_member_text(struct jt_json_writer *w, const char *name, jt_str text);

#endif

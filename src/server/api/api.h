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
/* Besides the rate of all requests: for what makes many objects at once. */
enum jt_step_result jt_api_check_bulk_rate(struct jt_request *request);
/* The same for trying requests: each tells whether a secret is right. */
enum jt_step_result jt_api_check_dry_run_rate(struct jt_request *request);
/* A permission per stage is asked for at the stage {slug} of the path; where the path has none, at
 * any stage. */
enum jt_step_result jt_api_check_permission(struct jt_request *request);
/* For jt_api_check_permission(): what the caller holds now, so that a write can ask again. */
enum jt_step_result jt_api_remember_caller(struct jt_request *request);
/* When a write's turn has come, on the store's writing thread: nobody changes anything meanwhile.
 * What was taken from the caller since it was checked counts. */
enum jt_step_result jt_api_check_again(struct jt_request *request);
/* For later steps: has the caller's token this organization-wide permission, and the caller still?
 */
bool jt_api_may(const struct jt_request *request, uint32_t permission);
/* Does the caller see every stage, also those younger than its token? Whoever manages stages does.
 */
bool jt_api_sees_all_stages(const struct jt_request *request);
/* The same for a permission at one stage. */
bool jt_api_may_at(const struct jt_request *request, uint32_t permission,
                   const struct jt_stage *stage);
/* The scope of the caller's token. */
jt_str jt_api_scope(const struct jt_request *request);
/* The next stage in *rest, part of that scope, with this permission, where the caller still has it;
 * what was looked at is taken off *rest. NULL: no more. */
const struct jt_stage *jt_api_next_stage(const struct jt_request *request, uint32_t permission,
                                         jt_str *rest);
/* insufficient_scope: what is missing; slug empty for what is organization-wide. */
enum jt_step_result jt_api_refuse_permission(struct jt_request *request, uint32_t permission,
                                             jt_str slug);
/* All that jt_api_caller_covers() would say yes to, in arena memory: it outlives waiting. Before
 * any step waited. False without memory. */
bool jt_api_caller_most(const struct jt_request *request, struct jt_grants *ret_grants);
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
/* The end of a step that reads it: NEXT, or that answer. */
enum jt_step_result jt_api_read_key(struct jt_request *request, jt_str name, jt_uuid *ret_key);
/* For steps after a store call: what its failure means. NOT_FOUND, EXISTS, LIMIT and CONFLICT are
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

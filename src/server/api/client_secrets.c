/* SPDX-License-Identifier: Apache-2.0 */
/* Client secrets are generated, with an overlap in which the old one still works, and revoked. */
#include "server/api/client_secrets.h"

#include "model/limits.h"
#include "model/secret_succession.h"
#include "server/api/api_client.h"
#include "server/api/body.h"
#include "server/api/query.h"
#include "server/server.h"

enum { HOUR_S = 3600 };

enum jt_err jt_secret_call_copy(struct jt_arena *arena, const struct jt_api_client *client,
                                struct jt_client_secret **ret_items)
{
    struct jt_client_secret *items =
        jt_arena_alloc_array(arena, client->secret_count + 1, sizeof(*items));
    if (items == NULL) {
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < client->secret_count; i++) {
        items[i] = client->secrets[i];
    }
    *ret_items = items;
    return JT_OK;
}

/* POST: generate */

static enum jt_err apply_generate(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                  bool others_manage)
{
    struct jt_secret_call *call = arg;
    struct jt_secret_set set = {.count = client->secret_count};
    (void)others_manage;
    JT_TRY(jt_client_call_check_grants(&call->base, client));
    JT_TRY(jt_secret_call_copy(arena, client, &set.items));
    jt_secret_set_generate(&set, &call->secret.row, call->overlap_hours * HOUR_S,
                           call->base.write.now);
    client->secrets = set.items;
    client->secret_count = set.count;
    jt_api_client_touch(client, call->base.write.now);
    return JT_OK;
}

static enum jt_step_result read_generate(struct jt_request *request)
{
    static const char *const names[] = {"expiresOn", "overlapHours", "remind", NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    struct jt_secret_call *call = jt_client_call_new(
        request, sizeof(*call), JT_STR("api_client.secret.generate"), apply_generate);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    call->overlap_hours = JT_SECRET_OVERLAP_HOURS;
    jt_body_only(request, root, JT_STR(""), names);
    jt_new_secret_read(request, root, JT_STR(""), call->base.write.now, &call->secret);
    jt_body_integer(request, "overlapHours", 0, JT_SECRET_OVERLAP_MAX_HOURS, &call->overlap_hours);
    return jt_body_end(request);
}

enum jt_step_result jt_secret_call_store(struct jt_request *request)
{
    struct jt_secret_call *call = request->job_data;
    call->secret.row.client = call->base.change.key;
    request->job_err = jt_new_secret_make(request, call->base.write.now, &call->secret);
    return request->job_err == JT_OK ? jt_client_call_change(request) : JT_STEP_FAULT;
}

enum jt_step_result jt_secret_call_answer(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct jt_secret_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return request->job_err == JT_ERR_EXISTS ? JT_STEP_FAULT : jt_client_call_failed(request);
    }
    jt_json_object_begin(&w);
    jt_client_secret_write_members(&w, &call->secret.row, call->base.write.now);
    jt_json_member_string(&w, "clientSecret", call->secret.text);
    jt_json_object_end(&w);
    return jt_api_respond_object(request, 201, &buf, call->base.client.version, (jt_str){0});
}

/* DELETE /{id}: revoke */

struct revoke_call {
    struct jt_client_call base; /* first */
    jt_uuid id;
    enum jt_secret_end end;
    bool tokens;
};

static enum jt_err apply_revoke(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                                bool others_manage)
{
    struct revoke_call *call = arg;
    struct jt_secret_set set = {.count = client->secret_count};
    (void)others_manage;
    JT_TRY(jt_secret_call_copy(arena, client, &set.items));
    enum jt_secret_revoked revoked =
        jt_secret_set_revoke(&set, &call->id, call->end, call->tokens, call->base.write.now);
    if (revoked == JT_SECRET_NOT_REVOKED) {
        return JT_ERR_NOT_FOUND;
    }
    if (revoked == JT_SECRET_REVOKED_NOW) {
        client->secrets = set.items;
        jt_api_client_touch(client, call->base.write.now);
    }
    return JT_OK;
}

/* One of two words; absent: the first. */
static bool read_word(struct jt_request *request, const char *name, jt_str first, jt_str second)
{
    jt_str text;
    jt_query_text(request, name, &text);
    if (text.len > 0 && !jt_str_equal(text, first) && !jt_str_equal(text, second)) {
        jt_query_fault(request, name,
                       jt_arena_printf(&request->x->arena, "%.*s or %.*s.", JT_STR_ARG(first),
                                       JT_STR_ARG(second)));
    }
    return jt_str_equal(text, second);
}

static enum jt_step_result read_revoke(struct jt_request *request)
{
    static const char *const names[] = {"reason", "tokens", NULL};
    struct revoke_call *call = jt_client_call_new(request, sizeof(*call),
                                                  JT_STR("api_client.secret.revoke"), apply_revoke);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    enum jt_step_result result = jt_query_read(request, names);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    bool is_compromised = read_word(request, "reason", JT_STR("retired"), JT_STR("compromised"));
    call->end = is_compromised ? JT_SECRET_END_COMPROMISED : JT_SECRET_END_RETIRED;
    call->tokens = read_word(request, "tokens", JT_STR("keep"), JT_STR("revoke"));
    return jt_query_end(request);
}

static enum jt_step_result read_id(struct jt_request *request)
{
    struct revoke_call *call = request->job_data;
    return jt_api_read_key(request, JT_STR("id"), &call->id);
}

static enum jt_step_result answer_revoked(struct jt_request *request)
{
    return request->job_err == JT_OK ? jt_api_respond_nothing(request)
                                     : jt_client_call_failed(request);
}

const struct jt_step jt_client_secret_generate_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object_if_any},
    {"read If-Match", jt_api_read_if_match},
    {"check the secret's terms", read_generate},
    {"read the key", jt_client_call_check_key},
    {"generate the secret", jt_secret_call_store},
    {"answer with the secret", jt_secret_call_answer},
    JT_STEPS_END,
};

const struct jt_step jt_client_secret_revoke_steps[] = {
    JT_API_CALLER_STEPS,
    {"look for a body", jt_api_no_body},
    {"read If-Match", jt_api_read_if_match},
    {"read the query", read_revoke},
    {"read the key", jt_client_call_check_key},
    {"read the id", read_id},
    {"revoke the secret", jt_client_call_change},
    {"answer", answer_revoked},
    JT_STEPS_END,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* POST /signing-keys/rotate: the first call publishes the next key, which takes over by itself; a
 * call before every verifier can know it is refused with the time from which on it is possible. An
 * emergency goes at once, and the answer says what that breaks. */
#include "server/keys/rotate.h"

#include "codec/time_text.h"
#include "server/api/body.h"
#include "server/api/signing_key.h"
#include "server/config/config.h"
#include "server/server.h"

struct rotate_call {
    struct jt_write write;
    struct jt_rotation_order order;
    struct jt_rotation rotation;
};

static void read_realm(struct jt_request *request, const struct jt_json_value *root,
                       jt_uuid *ret_realm)
{
    jt_str text;
    if (!jt_body_text(request, root, JT_STR(""), "realm", true, &text)) {
        return;
    }
    if (jt_uuid_parse(text, ret_realm) != JT_OK ||
        jt_registry_realm_by_key(request->server->registry, ret_realm) == NULL) {
        jt_body_fault(request, JT_STR(""), "realm", "unknown", JT_STR("There is no such realm."));
    }
}

static void read_alg(struct jt_request *request, const struct jt_json_value *root,
                     const struct jt_alg **ret_alg)
{
    jt_str text;
    if (!jt_body_text(request, root, JT_STR(""), "alg", false, &text)) {
        return;
    }
    *ret_alg = jt_alg_find(text);
    if (*ret_alg == NULL) {
        jt_body_fault(request, JT_STR(""), "alg", "invalid",
                      JT_STR("ES256, RS256, PS256 or EdDSA."));
    }
}

static enum jt_step_result read_order(struct jt_request *request)
{
    static const char *const names[] = {"realm", "alg", "emergency", NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    struct rotate_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    bool emergency = false;
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    call->write = jt_request_write(request);
    call->order.now = call->write.now;
    call->order.notice_s = request->server->config->signing_notice_s;
    jt_body_only(request, root, JT_STR(""), names);
    read_realm(request, root, &call->order.realm);
    read_alg(request, root, &call->order.alg);
    jt_body_bool(request, root, JT_STR(""), "emergency", &emergency);
    call->order.wish = emergency ? JT_ROTATION_EMERGENCY : JT_ROTATION_BY_HAND;
    return jt_body_end(request);
}

static enum jt_err run_prepare(struct jt_request *request)
{
    struct rotate_call *call = request->job_data;
    return jt_rotation_prepare(request->server->keyring, &request->x->arena, &call->order);
}

static enum jt_step_result prepare(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_COMPUTE, run_prepare);
}

static enum jt_err run_rotate(struct jt_request *request)
{
    struct rotate_call *call = request->job_data;
    struct jt_server *server = request->server;
    return jt_rotation_run(server->keyring, server->store, &request->x->arena, &call->write,
                           &call->order, &call->rotation);
}

static enum jt_step_result rotate(struct jt_request *request)
{
    return request->job_err == JT_OK ? jt_request_wait(request, JT_JOB_WRITE, run_rotate)
                                     : jt_api_store_failed(request);
}

static enum jt_step_result refuse_early(struct jt_request *request, jt_time ready)
{
    char text[JT_RFC3339_TEXT + 1];
    jt_time_write_rfc3339(ready, text);
    return jt_refuse(request, JT_REASON_rotation_too_early,
                     jt_arena_printf(&request->x->arena,
                                     "It is possible from %s on, when the next key also becomes "
                                     "active by itself.",
                                     text));
}

static jt_str outcome_text(enum jt_rotation_outcome outcome)
{
    switch (outcome) {
    case JT_ROTATION_PUBLISHED:
        return JT_STR("published");
    case JT_ROTATION_ROTATED:
        return JT_STR("rotated");
    case JT_ROTATION_REPLACED:
        return JT_STR("replaced");
    case JT_ROTATION_NOTHING:
    case JT_ROTATION_WITHDRAWN:
    case JT_ROTATION_TOO_EARLY:
    case JT_ROTATION_UNPREPARED:
        return JT_STR("");
    }
    return JT_STR("");
}

static void write_breaks(struct jt_json_writer *w, enum jt_rotation_outcome outcome)
{
    _Static_assert(JT_JWKS_MAX_AGE_S == 300, "the text says it");
    jt_json_name(w, "breaks");
    jt_json_array_begin(w);
    if (outcome == JT_ROTATION_REPLACED) {
        jt_json_write_string(w, JT_STR("Every token of this realm from before now is refused from "
                                       "now on: API clients must ask for new ones."));
        jt_json_write_string(w, JT_STR("Verifiers that keep the key set refuse new tokens until "
                                       "they fetch it again, for at most 300 seconds."));
        jt_json_write_string(w, JT_STR("Verifiers that keep the key set go on accepting tokens of "
                                       "the old keys until then."));
    }
    jt_json_array_end(w);
}

static enum jt_step_result answer(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct rotate_call *call = request->job_data;
    const struct jt_rotation *rotation = &call->rotation;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    if (rotation->outcome == JT_ROTATION_TOO_EARLY) {
        return refuse_early(request, rotation->ready);
    }
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "outcome", outcome_text(rotation->outcome));
    jt_json_member_time(&w, "activeAt", rotation->ready);
    write_breaks(&w, rotation->outcome);
    jt_json_name(&w, "keys");
    jt_json_array_begin(&w);
    for (size_t i = 0; i < rotation->count; i++) {
        jt_signing_key_write(&w, &rotation->keys[i], call->order.notice_s);
    }
    jt_json_array_end(&w);
    jt_json_object_end(&w);
    return jt_api_respond(request, 200, &buf);
}

const struct jt_step jt_signing_key_rotate_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"check the order", read_order},
    {"make the next key", prepare},
    {"rotate the signing key", rotate},
    {"answer with the keys", answer},
    JT_STEPS_END,
};

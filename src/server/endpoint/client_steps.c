/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks: which method, which client; and who asks wrongly, what may be told of it. */
#include "server/endpoint/steps.h"

#include "server/clientauth/client_auth.h"
#include "server/clientauth/told.h"
#include "server/explain/source.h"
#include "server/server.h"
#include "server/throttle.h"
#include "server/usage.h"

enum jt_step_result jt_step_trust_clock(struct jt_request *request)
{
    if (request->server->clock_is_wrong) {
        return jt_refuse(request, JT_REASON_clock_wrong, JT_STR(""));
    }
    return JT_STEP_NEXT;
}

/* The same id beside HTTP Basic is how some clients name themselves twice; another one is a
 * contradiction. */
static bool ids_agree(const struct jt_request *request)
{
    jt_str in_body = jt_form_get(&request->form, JT_STR("client_id"));
    return in_body.len == 0 || jt_str_equal(in_body, request->presented.client_id) ||
           jt_str_equal(in_body, request->presented.client_id_raw);
}

static enum jt_err authenticate(struct jt_request *request, struct jt_authentication *ret_found)
{
    const struct jt_server *server = request->server;
    const struct jt_proof_question question = {.registry = server->registry,
                                               .hmac_key = server->secret_hmac,
                                               .realm = request->realm_key,
                                               .method = request->presented.method,
                                               .now = jt_clock_now(server->clock)};
    return jt_client_authenticate(&question, &request->presented, &request->x->arena, ret_found);
}

/* Nobody is told more for it: only what is kept of the id depends on whether it is a secret. */
static enum jt_step_result refuse_conflict(struct jt_request *request)
{
    struct jt_authentication found;
    if (authenticate(request, &found) != JT_OK) {
        return JT_STEP_FAULT;
    }
    request->presented.id_is_secret = found.id_is_secret;
    return jt_refuse(request, JT_REASON_client_id_conflict, JT_STR(""));
}

/* RFC 7521 §4.2: client_id may stand beside an assertion, and is no method of its own there. */
static bool is_assertion_alone(const struct jt_request *request)
{
    return jt_form_get(&request->form, JT_STR("client_secret")).len == 0 &&
           jt_http_header_count(&request->x->request, JT_STR("Authorization")) == 0;
}

/* RFC 6749 §2.3: one method at a time. An assertion is a method that we do not have, and counts. */
enum jt_step_result jt_step_read_client_auth(struct jt_request *request)
{
    const struct jt_client_auth_ops *method = NULL;
    size_t tried = jt_form_get(&request->form, JT_STR("client_assertion")).len > 0 ? 1 : 0;
    if (tried > 0 && is_assertion_alone(request)) {
        return jt_refuse(request, JT_REASON_auth_method_unsupported, JT_STR(""));
    }
    for (size_t i = 0; i < jt_client_auth_methods_count; i++) {
        if (jt_client_auth_methods[i]->is_present(request)) {
            method = jt_client_auth_methods[i];
            tried++;
        }
    }
    if (tried > 1) {
        return jt_refuse(request, JT_REASON_two_auth_methods, JT_STR(""));
    }
    if (method == NULL) {
        return jt_refuse(request, JT_REASON_client_auth_missing, JT_STR(""));
    }
    enum jt_step_result result = method->read(request);
    if (result == JT_STEP_NEXT && !ids_agree(request)) {
        return refuse_conflict(request);
    }
    return result;
}

/* A failure that proved nothing counts, whatever its cause, and all of them look alike: only then
 * is the throttle silent about who exists. */
static enum jt_step_result refuse_unproven(struct jt_request *request, enum jt_reason_id cause)
{
    int64_t wait_s = 0;
    char source[JT_SOURCE_TEXT + 1];
    const struct jt_server *server = request->server;
    jt_source_of(jt_str_from_c(request->x->peer_address), source);
    const struct jt_throttle_attempt attempt = {
        .source = jt_str_from_c(source),
        .client_id = request->presented.client_id,
        .now = jt_clock_mono(server->clock),
        .is_dry = request->dry != NULL,
    };
    enum jt_err err = jt_throttle_failure(server->throttle, &attempt, &wait_s);
    if (err != JT_OK) {
        return JT_STEP_FAULT;
    }
    if (wait_s > 0) {
        request->refusal.retry_after_s = wait_s;
        request->refusal.evidence = jt_reason_get(cause)->name;
        return jt_refuse(request, JT_REASON_too_many_failures, JT_STR(""));
    }
    return jt_refuse(request, cause, JT_STR(""));
}

static enum jt_step_result refuse_told(struct jt_request *request,
                                       const struct jt_authentication *found)
{
    struct jt_buf *buf = &request->thread->scratch;
    jt_buf_reset(buf);
    jt_told_write(buf, request->server->registry, found);
    if (jt_buf_check(buf) != JT_OK) {
        return JT_STEP_FAULT;
    }
    jt_str detail = jt_arena_copy(&request->x->arena, jt_buf_str(buf));
    return detail.ptr != NULL ? jt_refuse(request, found->cause, detail) : JT_STEP_FAULT;
}

enum jt_step_result jt_step_authenticate_client(struct jt_request *request)
{
    struct jt_authentication found;
    if (authenticate(request, &found) != JT_OK) {
        return JT_STEP_FAULT;
    }
    if (found.client == NULL) {
        request->refusal.also = found.also;
        request->refusal.facts = found.facts;
        request->presented.id_is_secret = found.id_is_secret;
        return jt_authentication_is_proven(&found) ? refuse_told(request, &found)
                                                   : refuse_unproven(request, found.cause);
    }
    request->client = found.client;
    request->secret = found.secret;
    request->client_key = found.client->key;
    return JT_STEP_NEXT;
}

enum jt_step_result jt_step_note_use(struct jt_request *request)
{
    struct jt_client_secret secret;
    if (request->thread->uses && request->dry == NULL) {
        jt_registry_secret_read(request->secret, &secret);
        jt_secret_use_note(request->thread->uses, &secret.id, jt_clock_now(request->server->clock),
                           request->x->peer_address);
    }
    return JT_STEP_NEXT;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Signing an access token (RFC 9068) and answering with it (RFC 6749 §5.1). */
#include "server/endpoint/token.h"

#include "codec/base64url.h"
#include "jose/jws.h"
#include "jose/jwt.h"
#include "model/limits.h"
#include "server/config/config.h"
#include "server/dry_run.h"
#include "server/keys/keyring.h"
#include "server/server.h"
#include "server/status/status_uri.h"

enum { JTI_BYTES = 16, JTI_TEXT = JT_BASE64URL_LEN(JTI_BYTES), DAY_S = 86400 };

/* Token Status List §6.2: where everybody can see whether the secret's tokens still work. False
 * without memory. */
static bool add_status(struct jt_request *request, struct jt_claims *claims)
{
    struct jt_client_secret secret;
    jt_registry_secret_read(request->secret, &secret);
    if (secret.status_list == 0) {
        return true;
    }
    claims->status_idx = secret.status_index;
    claims->status_uri = jt_status_uri_make(&request->x->arena, claims->iss, secret.status_list);
    return claims->status_uri.ptr != NULL;
}

/* The claims as JSON, in memory of the request: the scratch buffer is needed for the answer. */
static jt_str make_claims(struct jt_request *request, jt_time now, const char jti[JTI_TEXT])
{
    const struct jt_token_order *order = jt_token_order_of(request);
    struct jt_buf *buf = &request->thread->scratch;
    char subject[JT_UUID_TEXT + 1];
    jt_uuid_write(&order->subject, subject);
    struct jt_claims claims = {
        .iss = request->realm->issuer,
        .sub = jt_str_make(subject, JT_UUID_TEXT),
        .client_id = jt_registry_client_id(request->client),
        .aud = order->audience,
        .jti = jt_str_make(jti, JTI_TEXT),
        .scope = order->scope,
        .iat = now,
        .exp = {now.s + order->api->token_lifetime_s},
    };
    if (!add_status(request, &claims)) {
        return jt_str_make(NULL, 0);
    }
    jt_buf_reset(buf);
    jt_claims_write(buf, &claims);
    return jt_buf_check(buf) == JT_OK ? jt_arena_copy(&request->x->arena, jt_buf_str(buf))
                                      : jt_str_make(NULL, 0);
}

/* The second in which the secret ends, by its expiry or by hand. */
static jt_time end_of(const struct jt_client_secret *secret)
{
    bool ends_before = secret->ended.s != 0 && secret->ended.s < secret->expires.s;
    return ends_before ? secret->ended : secret->expires;
}

/* A token that is too long is written no further: JT_ERR_LIMIT. */
static enum jt_err write_answer(struct jt_request *request, jt_time now, jt_str payload,
                                const struct jt_signing *signing)
{
    const struct jt_token_order *order = jt_token_order_of(request);
    struct jt_buf *buf = &request->thread->scratch;
    struct jt_json_writer w = {.buf = buf, .needs_comma = true};
    struct jt_client_secret secret;
    jt_registry_secret_read(request->secret, &secret);
    jt_time end = end_of(&secret);
    jt_buf_reset(buf);
    jt_buf_append(buf, JT_STR("{\"access_token\":\""));
    size_t before = buf->len;
    JT_TRY(jt_jws_write(buf, signing->header_b64, payload, signing->signer));
    JT_TRY(jt_buf_check(buf));
    if (buf->len - before > request->server->config->token_max) {
        return JT_ERR_LIMIT;
    }
    jt_buf_append(buf, JT_STR("\",\"token_type\":\"Bearer\""));
    jt_json_member_integer(&w, "expires_in", order->api->token_lifetime_s);
    jt_json_member_string(&w, "scope", order->scope);
    /* RFC 7591 §3.2.1 gives the name; told in time, a client can renew its secret before it ends.
     */
    if (end.s - now.s <= (int64_t)JT_SECRET_WARNING_DAYS * DAY_S) {
        jt_json_member_integer(&w, "client_secret_expires_at", end.s);
    }
    jt_buf_append_char(buf, '}');
    return jt_buf_check(buf);
}

static enum jt_err make_jti(const struct jt_rand *rand, char ret_jti[JTI_TEXT])
{
    char bytes[JTI_BYTES];
    JT_TRY(jt_rand_fill(rand, bytes, sizeof(bytes)));
    jt_base64url_encode_to(ret_jti, jt_str_make(bytes, sizeof(bytes)));
    return JT_OK;
}

/* A request that is only tried gets what it would be worth; the token, made to see whether it would
 * be too large, is forgotten. */
static enum jt_step_result say_token(struct jt_request *request)
{
    const struct jt_token_order *order = jt_token_order_of(request);
    struct jt_arena *arena = &request->x->arena;
    struct jt_client_secret secret;
    jt_buf_reset(&request->thread->scratch);
    jt_registry_secret_read(request->secret, &secret);
    *request->dry = (struct jt_dry_run){
        .would_issue = true,
        .scope = jt_arena_copy(arena, order->scope),
        .audience = jt_arena_copy(arena, order->audience),
        .lifetime_s = order->api->token_lifetime_s,
        .secret = secret.id,
        .secret_ends = end_of(&secret),
    };
    request->x->response.status = 200;
    return JT_STEP_DONE;
}

static enum jt_step_result refuse_size(struct jt_request *request)
{
    return jt_refuse(request, JT_REASON_token_too_large, (jt_str){0});
}

enum jt_step_result jt_step_issue_token(struct jt_request *request)
{
    char jti[JTI_TEXT];
    const struct jt_signing *signing = NULL;
    jt_time now = jt_clock_now(request->server->clock);
    /* All stages of ten thousand would fill the buffers before anything was measured. */
    if (jt_token_order_of(request)->scope.len > request->server->config->token_max) {
        return refuse_size(request);
    }
    enum jt_err err = jt_thread_keys_signing(request->thread->keys, &request->realm_key, &signing);
    if (err == JT_OK) {
        err = make_jti(request->server->rand, jti);
    }
    if (err != JT_OK) {
        request->refusal.evidence = jt_str_from_c(jt_err_text(err));
        return JT_STEP_FAULT;
    }
    jt_str payload = make_claims(request, now, jti);
    if (payload.ptr == NULL) {
        return JT_STEP_FAULT;
    }
    err = write_answer(request, now, payload, signing);
    if (err == JT_ERR_LIMIT) {
        return refuse_size(request);
    }
    if (err != JT_OK) {
        return JT_STEP_FAULT;
    }
    if (request->dry != NULL) {
        return say_token(request);
    }
    jt_str body = jt_arena_copy(&request->x->arena, jt_buf_str(&request->thread->scratch));
    if (body.ptr == NULL) {
        return JT_STEP_FAULT;
    }
    /* RFC 6749 §5.1: kept by nobody on the way. */
    jt_exchange_header_add(request->x, JT_STR("Cache-Control"), JT_STR("no-store"));
    jt_exchange_header_add(request->x, JT_STR("Pragma"), JT_STR("no-cache"));
    return jt_respond_json(request, 200, body);
}

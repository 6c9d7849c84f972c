/* SPDX-License-Identifier: Apache-2.0 */
/* An access token is trusted in this order: form, type, signature, issuer, client. Nothing that it
 * says counts before its signature held (RFC 8725 §3). */
#include "server/endpoint/access_token.h"

#include "codec/base64url.h"
#include "jose/jws.h"
#include "server/status/status_uri.h"
#include "store/registry_status.h"

#include <string.h>

/* RFC 8725 §3.11: the type tells an access token from everything else that the key may sign. */
static enum jt_err check_signature(struct jt_thread_keys *keys, const jt_uuid *realm,
                                   const struct jt_jws *jws)
{
    if (!jt_str_equal(jws->typ, JT_STR("at+jwt")) || jws->kid.len == 0) {
        return JT_ERR_REFUSED;
    }
    enum jt_err err = jt_thread_keys_verify(keys, realm, jws->kid, jws->alg, jws->signing_input,
                                            jt_buf_str(&jws->signature));
    return err == JT_ERR_NOT_FOUND ? JT_ERR_REFUSED : err;
}

static enum jt_err read_jti(struct jt_access_token *token)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf bytes = {0};
    enum jt_err err = jt_base64url_decode(&bytes, token->claims.jti);
    if (err == JT_ERR_FORMAT || (err == JT_OK && bytes.len != JT_JTI_LEN)) {
        return JT_ERR_REFUSED;
    }
    JT_TRY(err);
    memcpy(token->jti, bytes.ptr, JT_JTI_LEN);
    return JT_OK;
}

static enum jt_err find_client(const struct jt_registry *registry,
                               const struct jt_registry_realm *realm, struct jt_access_token *token)
{
    jt_uuid key;
    if (!jt_str_equal(token->claims.iss, realm->issuer) ||
        jt_uuid_parse(token->claims.sub, &key) != JT_OK) {
        return JT_ERR_REFUSED;
    }
    token->client = jt_registry_client_by_key(registry, &key);
    if (token->client == NULL || !jt_uuid_equal(&token->client->realm, &realm->key) ||
        !jt_str_equal(jt_registry_client_id(token->client), token->claims.client_id)) {
        return JT_ERR_REFUSED;
    }
    return JT_OK;
}

/* The status claim names the secret that bought the token. */
static struct jt_token_status read_status(const struct jt_claims *claims, jt_str issuer)
{
    return (struct jt_token_status){
        .has_bit = claims->status_uri.len > 0,
        .list = jt_status_uri_parse(claims->status_uri, issuer),
        .index = claims->status_idx,
    };
}

/* Rows of secrets outlive their tokens, so one that is not there bought no token that could still
 * work. */
bool jt_token_secret_is_out(const struct jt_registry_client *client,
                            const struct jt_token_status *status)
{
    if (!status->has_bit) {
        return false; /* of a secret without a bit: there is nothing to revoke it by */
    }
    if (status->list == 0 || status->index >= JT_STATUS_LIST_BITS) {
        return true;
    }
    const struct jt_registry_secret *secret =
        jt_registry_secret_by_status(client, status->list, (uint32_t)status->index);
    struct jt_client_secret row;
    jt_registry_secret_read(secret, &row);
    return secret == NULL || row.status_revoked;
}

static enum jt_err read_claims(const struct jt_registry *registry,
                               const struct jt_registry_realm *realm, jt_str payload,
                               struct jt_access_token *token)
{
    enum jt_claims_fault fault = jt_claims_read(payload, &token->json, &token->claims);
    if (fault != JT_CLAIMS_OK) {
        return fault == JT_CLAIMS_NOMEM ? JT_ERR_NOMEM : JT_ERR_REFUSED;
    }
    JT_TRY(read_jti(token));
    JT_TRY(find_client(registry, realm, token));
    token->status = read_status(&token->claims, realm->issuer);
    token->secret_is_out = jt_token_secret_is_out(token->client, &token->status);
    return JT_OK;
}

enum jt_err jt_access_token_read(const struct jt_registry *registry, struct jt_thread_keys *keys,
                                 const struct jt_registry_realm *realm, jt_str text,
                                 struct jt_access_token *ret_token)
{
    struct jt_jws jws;
    struct jt_access_token token = {0};
    enum jt_jws_fault fault = jt_jws_read(text, &jws);
    if (fault != JT_JWS_OK) {
        return fault == JT_JWS_NOMEM ? JT_ERR_NOMEM : JT_ERR_REFUSED;
    }
    enum jt_err err = check_signature(keys, &realm->key, &jws);
    if (err == JT_OK) {
        err = read_claims(registry, realm, jt_buf_str(&jws.payload), &token);
    }
    jt_jws_clear(&jws);
    if (err != JT_OK) {
        jt_access_token_clear(&token);
        return err;
    }
    *ret_token = token;
    return JT_OK;
}

void jt_access_token_clear(struct jt_access_token *token)
{
    jt_json_clear(&token->json);
    *token = (struct jt_access_token){0};
}

bool jt_access_token_works(const struct jt_registry *registry, const struct jt_access_token *token,
                           jt_time now)
{
    return now.s < token->claims.exp.s && !token->client->suspended && !token->client->deleted &&
           !token->secret_is_out && !jt_registry_token_is_revoked(registry, token->jti);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of the audit log as JSON; API clients: event_json_api_client.c. */
#include "store/sqlite/event_json.h"

#include "codec/json_write.h"

void jt_event_json_organization(struct jt_buf *buf, const struct jt_organization *organization)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "key", &organization->key);
    jt_json_member_string(&w, "slug", organization->slug);
    jt_json_member_string(&w, "name", organization->name);
    jt_json_member_time(&w, "createdAt", organization->created);
    jt_json_object_end(&w);
}

void jt_event_json_realm(struct jt_buf *buf, const struct jt_realm *realm)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "key", &realm->key);
    jt_json_member_string(
        &w, "kind", realm->kind == JT_REALM_PLATFORM ? JT_STR("platform") : JT_STR("application"));
    jt_json_member_string(&w, "publicUrl", realm->public_url);
    jt_json_member_string(&w, "alg", realm->alg);
    jt_json_name(&w, "hosts");
    jt_json_array_begin(&w);
    for (size_t i = 0; i < realm->host_count; i++) {
        jt_json_write_string(&w, realm->hosts[i]);
    }
    jt_json_array_end(&w);
    jt_json_member_time(&w, "createdAt", realm->created);
    jt_json_object_end(&w);
}

void jt_event_json_stage(struct jt_buf *buf, const struct jt_stage *stage)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "slug", stage->slug);
    jt_json_member_string(&w, "label", stage->label);
    jt_json_member_uuid(&w, "realm", &stage->realm);
    jt_json_member_time(&w, "createdAt", stage->created);
    jt_json_member_time(&w, "archivedAt", stage->archived);
    jt_json_object_end(&w);
}

void jt_event_json_user(struct jt_buf *buf, const struct jt_user *user)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "key", &user->key);
    jt_json_member_uuid(&w, "realm", &user->realm);
    jt_json_member_string(&w, "email", user->email);
    jt_json_member_string(&w, "name", user->name);
    jt_json_member_string(&w, "photoUrl", user->photo_url);
    jt_json_member_string(&w, "status", jt_user_status_text(user->status));
    jt_json_member_bool(&w, "isEmailVerified", user->email_verified);
    jt_json_member_bool(&w, "isTermsAndConditionsAccepted", user->terms_accepted);
    jt_json_member_bool(&w, "hasPassword", user->password_hash.len != 0);
    jt_json_member_time(&w, "createdAt", user->created);
    jt_json_object_end(&w);
}

void jt_event_json_role(struct jt_buf *buf, const struct jt_application_role *role)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "key", &role->key);
    jt_json_member_string(&w, "name", role->name);
    jt_json_member_string(&w, "description", role->description);
    jt_json_member_time(&w, "createdAt", role->created);
    jt_json_object_end(&w);
}

static jt_uuid jti_of(const struct jt_revoked_token *token)
{
    jt_uuid jti;
    for (size_t i = 0; i < sizeof(jti.bytes); i++) {
        jti.bytes[i] = token->jti[i];
    }
    return jti;
}

void jt_event_json_token(struct jt_buf *buf, const struct jt_revoked_token *token)
{
    struct jt_json_writer w = {.buf = buf};
    jt_uuid jti = jti_of(token);
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "jti", &jti);
    jt_json_member_uuid(&w, "realm", &token->realm);
    jt_json_member_time(&w, "expiresAt", token->token_expires);
    jt_json_object_end(&w);
}

void jt_event_json_signing_key(struct jt_buf *buf, const struct jt_signing_key *key)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "kid", key->kid);
    jt_json_member_uuid(&w, "realm", &key->realm);
    jt_json_member_string(&w, "alg", key->alg);
    jt_json_member_string(&w, "state", jt_signing_key_state_text(key->state));
    jt_json_member_time(&w, "createdAt", key->created);
    jt_json_member_time(&w, "activatedAt", key->activated);
    jt_json_member_time(&w, "retiredAt", key->retired);
    jt_json_member_time(&w, "withdrawnAt", key->withdrawn);
    jt_json_member_bool(&w, "emergency", key->emergency);
    jt_json_object_end(&w);
}

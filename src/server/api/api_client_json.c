/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of an API client. Of a secret: its hint and its life, never the secret. */
#include "server/api/api_client.h"

#include "server/server.h"

static void write_auth_methods(struct jt_json_writer *w, unsigned methods)
{
    jt_json_name(w, "authMethods");
    jt_json_array_begin(w);
    if (methods & JT_AUTH_METHOD_BASIC) {
        jt_json_write_string(w, JT_STR("client_secret_basic"));
    }
    if (methods & JT_AUTH_METHOD_POST) {
        jt_json_write_string(w, JT_STR("client_secret_post"));
    }
    jt_json_array_end(w);
}

/* Stage 0 of a permission per stage stands for every stage, later ones too. */
static void write_stages(struct jt_json_writer *w, const struct jt_registry *registry,
                         const struct jt_grant *grants, size_t count)
{
    jt_json_name(w, "stages");
    jt_json_array_begin(w);
    if (grants[0].stage == 0) {
        jt_json_write_string(w, JT_STR("*"));
    }
    for (size_t i = 0; i < count && grants[0].stage != 0; i++) {
        const struct jt_stage *stage = jt_registry_stage_by_id(registry, grants[i].stage);
        if (stage != NULL) {
            jt_json_write_string(w, stage->slug);
        }
    }
    jt_json_array_end(w);
}

/* Writes one permission with all its stages; returns how many grants that took. */
static size_t write_permission(struct jt_json_writer *w, const struct jt_registry *registry,
                               const struct jt_grant *grants, size_t count)
{
    uint32_t id = grants[0].permission;
    size_t used = 0;
    const struct jt_permission *permission = jt_registry_permission_by_id(registry, id);
    while (used < count && grants[used].permission == id) {
        used++;
    }
    jt_json_object_begin(w);
    jt_json_member_string(w, "permission", permission ? permission->name : JT_STR(""));
    if (permission != NULL && permission->per_stage) {
        write_stages(w, registry, grants, used);
    }
    jt_json_object_end(w);
    return used;
}

void jt_api_client_write_permissions(struct jt_json_writer *w, const struct jt_registry *registry,
                                     const struct jt_grants *grants)
{
    jt_json_name(w, "permissions");
    jt_json_array_begin(w);
    if (grants->all) {
        jt_json_write_string(w, JT_STR("*"));
    }
    for (size_t i = 0; i < grants->count;) {
        i += write_permission(w, registry, grants->items + i, grants->count - i);
    }
    jt_json_array_end(w);
}

void jt_client_secret_write_members(struct jt_json_writer *w, const struct jt_client_secret *secret,
                                    jt_time now)
{
    jt_json_member_uuid(w, "id", &secret->id);
    jt_json_member_string(w, "hint", jt_str_from_c(secret->hint));
    jt_json_member_time(w, "createdAt", secret->created);
    jt_json_member_time(w, "expiresAt", secret->expires);
    jt_json_member_string(w, "state",
                          jt_client_secret_state_text(jt_client_secret_state(secret, now)));
    jt_json_member_time(w, "lastUsedAt", secret->last_used);
    jt_api_member_text(w, "lastUsedFrom", secret->last_used_from);
}

static void write_secrets(struct jt_json_writer *w, const struct jt_api_client *client, jt_time now)
{
    jt_json_name(w, "secrets");
    jt_json_array_begin(w);
    for (size_t i = 0; i < client->secret_count; i++) {
        if (jt_client_secret_is_known(&client->secrets[i], now)) {
            jt_json_object_begin(w);
            jt_client_secret_write_members(w, &client->secrets[i], now);
            jt_json_object_end(w);
        }
    }
    jt_json_array_end(w);
}

void jt_api_client_write_members(struct jt_json_writer *w, const struct jt_registry *registry,
                                 const struct jt_api_client *client, jt_time now)
{
    jt_json_member_uuid(w, "key", &client->key);
    jt_json_member_string(w, "clientId", client->client_id);
    jt_json_member_string(w, "name", client->name);
    jt_json_member_string(w, "description", client->description);
    jt_json_member_string(w, "status",
                          jt_api_client_status_text(jt_api_client_status(client, now)));
    jt_json_member_string(w, "statusReason", jt_api_client_status_reason(client, now));
    write_auth_methods(w, client->auth_methods);
    jt_api_client_write_permissions(w, registry, &client->grants);
    write_secrets(w, client, now);
    jt_json_member_time(w, "createdAt", client->created);
    jt_json_member_time(w, "updatedAt", client->updated);
}

enum jt_step_result jt_api_client_answer_made(struct jt_request *request,
                                              const struct jt_api_client *client,
                                              jt_str secret_text, jt_time now)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_ARENA_MAX_DEFAULT);
    struct jt_json_writer w = {.buf = &buf};
    char key[JT_UUID_TEXT + 1];
    jt_json_object_begin(&w);
    jt_api_client_write_members(&w, request->server->registry, client, now);
    if (secret_text.len > 0) {
        jt_json_member_string(&w, "clientSecret", secret_text);
    }
    jt_json_object_end(&w);
    jt_uuid_write(&client->key, key);
    return jt_api_respond_object(
        request, 201, &buf, client->version,
        jt_arena_printf(&request->x->arena, JT_API_PATH "/api-clients/%s", key));
}

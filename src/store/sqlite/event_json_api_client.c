/* SPDX-License-Identifier: Apache-2.0 */
/* An API client in the audit log: its permissions by name, its secrets by id and hint. */
#include "codec/json_write.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/grant.h"

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

static const char *end_text(enum jt_secret_end end)
{
    switch (end) {
    case JT_SECRET_END_NONE:
        break;
    case JT_SECRET_END_RETIRED:
        return "retired";
    case JT_SECRET_END_COMPROMISED:
        return "compromised";
    case JT_SECRET_END_SUPERSEDED:
        return "superseded";
    }
    return NULL;
}

static void write_end(struct jt_json_writer *w, const struct jt_client_secret *secret)
{
    const char *end = end_text(secret->end);
    if (end != NULL) {
        jt_json_member_string(w, "end", jt_str_from_c(end));
    }
    jt_json_member_time(w, "endedAt", secret->ended);
}

static void write_secrets(struct jt_json_writer *w, const struct jt_api_client *client)
{
    jt_json_name(w, "secrets");
    jt_json_array_begin(w);
    for (size_t i = 0; i < client->secret_count; i++) {
        const struct jt_client_secret *secret = &client->secrets[i];
        jt_json_object_begin(w);
        jt_json_member_uuid(w, "id", &secret->id);
        jt_json_member_string(w, "hint", jt_str_from_c(secret->hint));
        jt_json_member_time(w, "createdAt", secret->created);
        jt_json_member_time(w, "expiresAt", secret->expires);
        write_end(w, secret);
        jt_json_member_bool(w, "tokensRevoked", secret->status_revoked);
        jt_json_object_end(w);
    }
    jt_json_array_end(w);
}

enum jt_err jt_event_json_api_client(struct jt_buf *buf, struct jt_sqlite_db *db, int64_t id,
                                     const struct jt_api_client *client)
{
    static const char names[] =
        "SELECT permission.name, coalesce(stage.slug, '') FROM api_client_grant"
        " JOIN permission ON permission.id = api_client_grant.permission"
        " LEFT JOIN stage ON stage.id = api_client_grant.stage"
        " WHERE client = ?1 ORDER BY api_client_grant.permission, api_client_grant.stage";
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "key", &client->key);
    jt_json_member_uuid(&w, "realm", &client->realm);
    jt_json_member_string(&w, "clientId", client->client_id);
    jt_json_member_string(&w, "name", client->name);
    jt_json_member_string(&w, "description", client->description);
    write_auth_methods(&w, client->auth_methods);
    JT_TRY(jt_grants_write(&w, db, names, id, &client->grants));
    write_secrets(&w, client);
    jt_json_member_bool(&w, "imported", client->imported);
    jt_json_member_time(&w, "suspendedAt", client->suspended);
    jt_json_member_time(&w, "createdAt", client->created);
    jt_json_member_time(&w, "deletedAt", client->deleted);
    jt_json_object_end(&w);
    return jt_buf_check(buf);
}

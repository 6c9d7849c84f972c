/* SPDX-License-Identifier: Apache-2.0 */
/* A merge of three ordered statements: clients, their grants, their secrets. */
#include "store/sqlite/api_client.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 16 };

static enum jt_err open_clients(struct jt_sqlite_db *db, const struct jt_api_client_range *range,
                                struct jt_statement *st)
{
    static const char sql[] =
        "SELECT api_client.id, api_client.key, realm.key, api_client.kind, client_id, name,"
        " description, auth_methods, all_permissions, imported, suspended, api_client.created,"
        " updated, api_client.deleted, version"
        " FROM api_client CROSS JOIN realm ON realm.id = api_client.realm"
        " WHERE api_client.id BETWEEN ?1 AND ?2 ORDER BY api_client.id";
    JT_TRY(jt_statement_take(db, sql, st));
    jt_statement_bind_int(st, range->first);
    jt_statement_bind_int(st, range->last);
    return JT_OK;
}

/* On to the next row; its first column is the client that it belongs to. */
static enum jt_err advance(struct jt_statement *st, int64_t *owner)
{
    bool row = false;
    JT_TRY(jt_statement_step(st, &row));
    *owner = row ? jt_statement_int(st) : INT64_MAX;
    return JT_OK;
}

static enum jt_err open_owned(struct jt_sqlite_db *db, const char *sql,
                              const struct jt_api_client_range *range, struct jt_statement *st,
                              int64_t *owner)
{
    JT_TRY(jt_statement_take(db, sql, st));
    jt_statement_bind_int(st, range->first);
    jt_statement_bind_int(st, range->last);
    return advance(st, owner);
}

enum jt_err jt_api_client_cursor_open(struct jt_sqlite_db *db,
                                      const struct jt_api_client_range *range,
                                      struct jt_api_client_cursor *cursor)
{
    static const char grants[] = "SELECT client, permission, stage FROM api_client_grant"
                                 " WHERE client BETWEEN ?1 AND ?2"
                                 " ORDER BY client, permission, stage";
    static const char secrets[] =
        "SELECT client, key, hmac, hmac_key_version, hint, imported, remind, created, expires,"
        " ended, end, successor, last_used, last_used_from, status_list, status_index,"
        " status_revoked, forgotten FROM client_secret INDEXED BY client_secret_client"
        " WHERE client BETWEEN ?1 AND ?2 ORDER BY client, id";
    JT_TRY(open_clients(db, range, &cursor->clients));
    JT_TRY(open_owned(db, grants, range, &cursor->grants, &cursor->grant_owner));
    return open_owned(db, secrets, range, &cursor->secrets, &cursor->secret_owner);
}

void jt_api_client_cursor_clear(struct jt_api_client_cursor *cursor)
{
    jt_statement_clear(&cursor->clients);
    jt_statement_clear(&cursor->grants);
    jt_statement_clear(&cursor->secrets);
    free(cursor->grant_room);
    free(cursor->secret_room);
    *cursor = (struct jt_api_client_cursor){0};
}

/* Makes *room hold at least one more than count. */
static enum jt_err make_room(void **room, size_t *cap, size_t count, size_t size)
{
    if (count < *cap) {
        return JT_OK;
    }
    size_t bigger = *cap ? *cap * 2 : FIRST_ROOM;
    void *grown = reallocarray(*room, bigger, size);
    if (grown == NULL) {
        return JT_ERR_NOMEM;
    }
    *room = grown;
    *cap = bigger;
    return JT_OK;
}

static enum jt_err gather_grants(struct jt_api_client_cursor *cursor, size_t *count)
{
    while (cursor->grant_owner <= cursor->id && cursor->grant_owner != INT64_MAX) {
        void *room = cursor->grant_room;
        JT_TRY(make_room(&room, &cursor->grant_cap, *count, sizeof(struct jt_grant)));
        cursor->grant_room = room;
        if (cursor->grant_owner == cursor->id) {
            struct jt_grant *grant = &cursor->grant_room[(*count)++];
            grant->permission = (uint32_t)jt_statement_int(&cursor->grants);
            grant->stage = (uint32_t)jt_statement_int(&cursor->grants);
        }
        JT_TRY(advance(&cursor->grants, &cursor->grant_owner));
    }
    return JT_OK;
}

static void read_hint(struct jt_statement *st, char hint[static JT_SECRET_HINT_LEN + 1])
{
    jt_str text = jt_statement_text(st);
    size_t len = text.len < JT_SECRET_HINT_LEN ? text.len : (size_t)JT_SECRET_HINT_LEN;
    memcpy(hint, text.ptr, len);
    hint[len] = '\0';
}

static enum jt_err read_secret(struct jt_statement *st, struct jt_arena *arena,
                               struct jt_client_secret *secret)
{
    *secret = (struct jt_client_secret){.id = jt_statement_uuid(st)};
    jt_statement_blob(st, secret->hmac, sizeof(secret->hmac));
    secret->hmac_key_version = (uint32_t)jt_statement_int(st);
    read_hint(st, secret->hint);
    secret->imported = jt_statement_bool(st);
    secret->remind = jt_statement_bool(st);
    secret->created = jt_statement_time(st);
    secret->expires = jt_statement_time(st);
    secret->ended = jt_statement_time(st);
    secret->end = (enum jt_secret_end)jt_statement_int(st);
    secret->successor = jt_statement_uuid(st);
    secret->last_used = jt_statement_time(st);
    secret->last_used_from = jt_statement_text_in(st, arena);
    secret->status_list = (uint32_t)jt_statement_int(st);
    secret->status_index = (uint32_t)jt_statement_int(st);
    secret->status_revoked = jt_statement_bool(st);
    secret->forgotten = jt_statement_bool(st);
    return jt_statement_check(st);
}

static enum jt_err gather_secrets(struct jt_api_client_cursor *cursor, struct jt_arena *arena,
                                  size_t *count)
{
    while (cursor->secret_owner <= cursor->id && cursor->secret_owner != INT64_MAX) {
        void *room = cursor->secret_room;
        JT_TRY(make_room(&room, &cursor->secret_cap, *count, sizeof(struct jt_client_secret)));
        cursor->secret_room = room;
        if (cursor->secret_owner == cursor->id) {
            struct jt_client_secret *secret = &cursor->secret_room[*count];
            JT_TRY(read_secret(&cursor->secrets, arena, secret));
            (*count)++;
        }
        JT_TRY(advance(&cursor->secrets, &cursor->secret_owner));
    }
    return JT_OK;
}

static enum jt_err read_client(struct jt_statement *st, struct jt_arena *arena,
                               struct jt_api_client *client)
{
    *client = (struct jt_api_client){.key = jt_statement_uuid(st)};
    client->realm = jt_statement_uuid(st);
    client->kind = (enum jt_client_kind)jt_statement_int(st);
    client->client_id = jt_statement_text_in(st, arena);
    client->name = jt_statement_text_in(st, arena);
    client->description = jt_statement_text_in(st, arena);
    client->auth_methods = (unsigned)jt_statement_int(st);
    client->grants.all = jt_statement_bool(st);
    client->imported = jt_statement_bool(st);
    client->suspended = jt_statement_time(st);
    client->created = jt_statement_time(st);
    client->updated = jt_statement_time(st);
    client->deleted = jt_statement_time(st);
    client->version = jt_statement_u64(st);
    return jt_statement_check(st);
}

static enum jt_err lay_out(const struct jt_api_client_cursor *cursor, struct jt_arena *arena,
                           struct jt_api_client *client)
{
    struct jt_grant *grants =
        jt_arena_alloc_array(arena, client->grants.count, sizeof(struct jt_grant));
    struct jt_client_secret *secrets =
        jt_arena_alloc_array(arena, client->secret_count, sizeof(struct jt_client_secret));
    if (grants == NULL || secrets == NULL) {
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < client->grants.count; i++) {
        grants[i] = cursor->grant_room[i];
    }
    for (size_t i = 0; i < client->secret_count; i++) {
        secrets[i] = cursor->secret_room[client->secret_count - 1 - i]; /* newest first */
        secrets[i].client = client->key;
    }
    client->grants.items = grants;
    client->secrets = secrets;
    return JT_OK;
}

enum jt_err jt_api_client_cursor_next(struct jt_api_client_cursor *cursor, struct jt_arena *arena,
                                      struct jt_api_client *ret_client, bool *ret_found)
{
    bool row = false;
    JT_TRY(jt_statement_step(&cursor->clients, &row));
    if (!row) {
        *ret_found = false;
        return JT_OK;
    }
    struct jt_api_client client;
    cursor->id = jt_statement_int(&cursor->clients);
    JT_TRY(read_client(&cursor->clients, arena, &client));
    JT_TRY(gather_grants(cursor, &client.grants.count));
    JT_TRY(gather_secrets(cursor, arena, &client.secret_count));
    JT_TRY(lay_out(cursor, arena, &client));
    *ret_client = client;
    *ret_found = true;
    return JT_OK;
}

enum jt_err jt_api_client_read(struct jt_sqlite_db *db, struct jt_arena *arena, int64_t id,
                               struct jt_api_client *ret_client)
{
    bool found = false;
    struct jt_api_client_range range = {.first = id, .last = id};
    struct jt_api_client_cursor cursor JT_CLEAN(jt_api_client_cursor_clear) = {0};
    JT_TRY(jt_api_client_cursor_open(db, &range, &cursor));
    JT_TRY(jt_api_client_cursor_next(&cursor, arena, ret_client, &found));
    return found ? JT_OK : JT_ERR_NOT_FOUND;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* API clients on their way in, and the bookkeeping of their secrets' last use. */
#include "store/sqlite/api_client_status.h"
#include "store/sqlite/event.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/grant.h"
#include "store/sqlite/lookup.h"

static enum jt_err insert_client(struct jt_sqlite_db *db, const struct jt_api_client *client)
{
    static const char sql[] =
        "INSERT INTO api_client (realm, key, kind, client_id, name, description, auth_methods,"
        " all_permissions, imported, suspended, created, updated, deleted, version)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    int64_t realm = 0;
    JT_TRY(jt_lookup_realm(db, &client->realm, &realm));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, realm);
    jt_statement_bind_uuid(&st, &client->key);
    jt_statement_bind_int(&st, client->kind);
    jt_statement_bind_text(&st, client->client_id);
    jt_statement_bind_text(&st, client->name);
    jt_statement_bind_text(&st, client->description);
    jt_statement_bind_int(&st, client->auth_methods);
    jt_statement_bind_int(&st, client->grants.all);
    jt_statement_bind_int(&st, client->imported);
    jt_statement_bind_time(&st, client->suspended);
    jt_statement_bind_time(&st, client->created);
    jt_statement_bind_time(&st, client->updated);
    jt_statement_bind_time(&st, client->deleted);
    jt_statement_bind_u64(&st, client->version);
    return jt_statement_run(&st);
}

enum jt_err jt_api_client_insert_grants(struct jt_sqlite_db *db, int64_t id,
                                        const struct jt_grants *grants)
{
    static const char sql[] =
        "INSERT INTO api_client_grant (client, permission, stage) VALUES (?1, ?2, ?3)";
    return jt_grants_insert(db, sql, id, grants);
}

enum jt_err jt_api_client_insert_secret(struct jt_sqlite_db *db, int64_t id,
                                        const struct jt_client_secret *secret)
{
    static const char sql[] =
        "INSERT INTO client_secret (client, key, hmac, hmac_key_version, hint, imported, remind,"
        " created, expires, ended, end, successor, last_used, last_used_from, status_list,"
        " status_index, status_revoked, forgotten) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
        " ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, id);
    jt_statement_bind_uuid(&st, &secret->id);
    jt_statement_bind_blob(&st, secret->hmac, sizeof(secret->hmac));
    jt_statement_bind_int(&st, secret->hmac_key_version);
    jt_statement_bind_text(&st, jt_str_from_c(secret->hint));
    jt_statement_bind_int(&st, secret->imported);
    jt_statement_bind_int(&st, secret->remind);
    jt_statement_bind_time(&st, secret->created);
    jt_statement_bind_time(&st, secret->expires);
    jt_statement_bind_time(&st, secret->ended);
    jt_statement_bind_int(&st, secret->end);
    jt_statement_bind_uuid(&st, &secret->successor);
    jt_statement_bind_time(&st, secret->last_used);
    jt_statement_bind_text(&st, secret->last_used_from);
    jt_statement_bind_int(&st, secret->status_list);
    jt_statement_bind_int(&st, secret->status_index);
    jt_statement_bind_int(&st, secret->status_revoked);
    jt_statement_bind_int(&st, secret->forgotten);
    return jt_statement_run(&st);
}

enum jt_err jt_api_client_insert(struct jt_sqlite_db *db, const struct jt_api_client *client,
                                 int64_t *ret_id)
{
    JT_TRY(insert_client(db, client));
    int64_t id = jt_lookup_inserted(db);
    JT_TRY(jt_api_client_insert_grants(db, id, &client->grants));
    /* Oldest first: row numbers are the order of age. */
    for (size_t i = client->secret_count; i > 0; i--) {
        JT_TRY(jt_api_client_insert_secret(db, id, &client->secrets[i - 1]));
    }
    JT_TRY(jt_api_client_status_keep(db, id, client));
    *ret_id = id;
    return JT_OK;
}

enum jt_err jt_api_client_event(struct jt_transaction *tx, const struct jt_write *write,
                                jt_str action, int64_t id, const struct jt_api_client *client)
{
    struct jt_buf after JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    JT_TRY(jt_event_json_api_client(&after, &tx->store->write, id, client));
    struct jt_event_note note = {
        .action = action,
        .object_kind = JT_STR("api_client"),
        .object = client->key,
        .after_json = jt_buf_str(&after),
    };
    return jt_event_add(tx, write, &note);
}

enum jt_err jt_sqlite_api_client_create(struct jt_store *store, const struct jt_write *write,
                                        const struct jt_api_client *client)
{
    struct jt_change change = {.kind = JT_CHANGE_API_CLIENT, .api_client = client};
    int64_t id = 0;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(jt_api_client_insert(&tx.store->write, client, &id));
    jt_str action = client->imported ? JT_STR("api_client.import") : JT_STR("api_client.create");
    JT_TRY(jt_api_client_event(&tx, write, action, id, client));
    return jt_transaction_commit(&tx, &change);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Read, change, write: one transaction, one event with what was and what is. What the change means
 * is the business of whoever passed it in; here only what differs is stored. */
#include "store/sqlite/api_client_status.h"
#include "store/sqlite/event.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/lookup.h"

_Static_assert(JT_PERM_API_CLIENT_MANAGE == 7, "the statement below and schema 2 name it");

/* As jt_api_client_manages() says, for the other clients of the realm. */
static enum jt_err others_manage(struct jt_sqlite_db *db, int64_t id, const jt_uuid *realm,
                                 jt_time now, bool *ret_others)
{
    static const char sql[] =
        "SELECT EXISTS (SELECT 1 FROM api_client INDEXED BY api_client_with_all"
        "  WHERE realm = ?3 AND all_permissions = 1 AND deleted = 0 AND suspended = 0 AND id <> ?1"
        "  AND EXISTS (SELECT 1 FROM client_secret WHERE client = api_client.id"
        "   AND expires >= ?2 AND (ended = 0 OR ended > ?2)))"
        " OR EXISTS (SELECT 1 FROM api_client_grant INDEXED BY api_client_grant_manage"
        "  CROSS JOIN api_client ON api_client.id = api_client_grant.client"
        "  WHERE permission = 7 AND client <> ?1 AND api_client.realm = ?3 AND deleted = 0"
        "  AND suspended = 0 AND EXISTS (SELECT 1 FROM client_secret"
        "   WHERE client_secret.client = api_client.id"
        "   AND expires >= ?2 AND (ended = 0 OR ended > ?2)))";
    int64_t realm_id = 0;
    JT_TRY(jt_lookup_realm(db, realm, &realm_id));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, id);
    jt_statement_bind_time(&st, now);
    jt_statement_bind_int(&st, realm_id);
    JT_TRY(jt_statement_row(&st));
    *ret_others = jt_statement_bool(&st);
    return jt_statement_check(&st);
}

static enum jt_err update_client(struct jt_sqlite_db *db, int64_t id,
                                 const struct jt_api_client *client)
{
    static const char sql[] =
        "UPDATE api_client SET name = ?2, description = ?3, auth_methods = ?4,"
        " all_permissions = ?5, suspended = ?6, updated = ?7, deleted = ?8, version = ?9"
        " WHERE id = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, id);
    jt_statement_bind_text(&st, client->name);
    jt_statement_bind_text(&st, client->description);
    jt_statement_bind_int(&st, client->auth_methods);
    jt_statement_bind_int(&st, client->grants.all);
    jt_statement_bind_time(&st, client->suspended);
    jt_statement_bind_time(&st, client->updated);
    jt_statement_bind_time(&st, client->deleted);
    jt_statement_bind_u64(&st, client->version);
    return jt_statement_run(&st);
}

static enum jt_err replace_grants(struct jt_sqlite_db *db, int64_t id,
                                  const struct jt_api_client *before,
                                  const struct jt_api_client *after)
{
    static const char sql[] = "DELETE FROM api_client_grant WHERE client = ?1";
    if (after->grants.items == before->grants.items &&
        after->grants.count == before->grants.count) {
        return JT_OK;
    }
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, id);
    JT_TRY(jt_statement_run(&st));
    return jt_api_client_insert_grants(db, id, &after->grants);
}

static const struct jt_client_secret *find_secret(const struct jt_api_client *client,
                                                  const jt_uuid *id)
{
    for (size_t i = 0; i < client->secret_count; i++) {
        if (jt_uuid_equal(&client->secrets[i].id, id)) {
            return &client->secrets[i];
        }
    }
    return NULL;
}

static enum jt_err drop_secrets(struct jt_sqlite_db *db, const struct jt_api_client *before,
                                const struct jt_api_client *after)
{
    static const char sql[] = "DELETE FROM client_secret WHERE key = ?1";
    for (size_t i = 0; i < before->secret_count; i++) {
        if (find_secret(after, &before->secrets[i].id) != NULL) {
            continue;
        }
        struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
        JT_TRY(jt_statement_take(db, sql, &st));
        jt_statement_bind_uuid(&st, &before->secrets[i].id);
        JT_TRY(jt_statement_run(&st));
    }
    return JT_OK;
}

static enum jt_err update_secret(struct jt_sqlite_db *db, const struct jt_client_secret *secret)
{
    static const char sql[] = "UPDATE client_secret SET ended = ?2, end = ?3, successor = ?4,"
                              " status_revoked = ?5, forgotten = ?6 WHERE key = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, &secret->id);
    jt_statement_bind_time(&st, secret->ended);
    jt_statement_bind_int(&st, secret->end);
    jt_statement_bind_uuid(&st, &secret->successor);
    jt_statement_bind_int(&st, secret->status_revoked);
    jt_statement_bind_int(&st, secret->forgotten);
    return jt_statement_run(&st);
}

/* Oldest first, as row numbers are the order of age. When a secret was last used is written by
 * others, and stays. */
static enum jt_err store_secrets(struct jt_sqlite_db *db, int64_t id,
                                 const struct jt_api_client *before,
                                 const struct jt_api_client *after)
{
    if (after->secrets == before->secrets) {
        return JT_OK;
    }
    JT_TRY(drop_secrets(db, before, after));
    for (size_t i = after->secret_count; i > 0; i--) {
        const struct jt_client_secret *secret = &after->secrets[i - 1];
        bool is_old = find_secret(before, &secret->id) != NULL;
        JT_TRY(is_old ? update_secret(db, secret) : jt_api_client_insert_secret(db, id, secret));
    }
    return JT_OK;
}

static enum jt_err store_change(struct jt_sqlite_db *db, int64_t id,
                                const struct jt_api_client *before,
                                const struct jt_api_client *after)
{
    JT_TRY(update_client(db, id, after));
    JT_TRY(replace_grants(db, id, before, after));
    JT_TRY(store_secrets(db, id, before, after));
    return jt_api_client_status_keep(db, id, after);
}

/* The client as it is, and what apply makes of it. */
struct pair {
    int64_t id;
    struct jt_api_client before;
    struct jt_api_client after;
};

static enum jt_err apply(struct jt_sqlite_db *db, const struct jt_write *write,
                         struct jt_arena *arena, const struct jt_api_client_change *change,
                         struct pair *pair)
{
    bool others = false;
    JT_TRY(jt_lookup_api_client(db, &change->key, &pair->id));
    JT_TRY(jt_api_client_read(db, arena, pair->id, &pair->before));
    if (!jt_uuid_equal(&pair->before.realm, &change->realm)) {
        return JT_ERR_NOT_FOUND;
    }
    JT_TRY(jt_write_check_version(write, pair->before.version));
    JT_TRY(others_manage(db, pair->id, &change->realm, write->now, &others));
    pair->after = pair->before;
    return change->apply(change->arg, arena, &pair->after, others);
}

static enum jt_err store_and_tell(struct jt_transaction *tx, const struct jt_write *write,
                                  jt_str action, const struct pair *pair)
{
    struct jt_event_story story JT_CLEAN(jt_event_story_clear) = JT_EVENT_STORY_INIT;
    struct jt_sqlite_db *db = &tx->store->write;
    struct jt_event_note note = {
        .action = action,
        .object_kind = JT_STR("api_client"),
        .object = pair->after.key,
    };
    JT_TRY(jt_event_json_api_client(&story.before, db, pair->id, &pair->before));
    JT_TRY(store_change(db, pair->id, &pair->before, &pair->after));
    JT_TRY(jt_event_json_api_client(&story.after, db, pair->id, &pair->after));
    return jt_event_tell(tx, write, &note, &story);
}

enum jt_err jt_sqlite_api_client_change(struct jt_store *store, const struct jt_write *write,
                                        struct jt_arena *arena,
                                        const struct jt_api_client_change *change,
                                        struct jt_api_client *ret_client)
{
    struct pair pair = {0};
    struct jt_change heard = {.kind = JT_CHANGE_API_CLIENT, .api_client = &pair.after};
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(apply(&tx.store->write, write, arena, change, &pair));
    if (pair.after.version != pair.before.version) {
        JT_TRY(store_and_tell(&tx, write, change->action, &pair));
        JT_TRY(jt_transaction_commit(&tx, &heard));
    }
    *ret_client = pair.after;
    return JT_OK;
}

enum jt_err jt_sqlite_api_client_copy(struct jt_store *store, const struct jt_write *write,
                                      struct jt_arena *arena,
                                      const struct jt_api_client_change *change,
                                      struct jt_api_client *ret_client)
{
    struct pair pair = {0};
    struct jt_change heard = {.kind = JT_CHANGE_API_CLIENT, .api_client = &pair.after};
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(apply(&tx.store->write, write, arena, change, &pair));
    JT_TRY(jt_api_client_insert(&tx.store->write, &pair.after, &pair.id));
    JT_TRY(jt_api_client_event(&tx, write, change->action, pair.id, &pair.after));
    JT_TRY(jt_transaction_commit(&tx, &heard));
    *ret_client = pair.after;
    return JT_OK;
}

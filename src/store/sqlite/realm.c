/* SPDX-License-Identifier: Apache-2.0 */
/* Realms: made, and changed in where they are reached and how they sign. */
#include "store/sqlite/catalogue.h"
#include "store/sqlite/event.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/lookup.h"

static enum jt_err put_host(struct jt_sqlite_db *db, int64_t realm, size_t place, jt_str host)
{
    static const char sql[] = "INSERT INTO realm_host (realm, place, host) VALUES (?1, ?2, ?3)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, realm);
    jt_statement_bind_u64(&st, place);
    jt_statement_bind_text(&st, host);
    return jt_statement_run(&st);
}

static enum jt_err put_hosts(struct jt_sqlite_db *db, int64_t id, const struct jt_realm *realm)
{
    for (size_t i = 0; i < realm->host_count; i++) {
        JT_TRY(put_host(db, id, i, realm->hosts[i]));
    }
    return JT_OK;
}

static enum jt_err insert_row(struct jt_sqlite_db *db, const struct jt_realm *realm)
{
    static const char sql[] = "INSERT INTO realm (key, kind, public_url, alg, created, deleted)"
                              " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, &realm->key);
    jt_statement_bind_int(&st, realm->kind);
    jt_statement_bind_text(&st, realm->public_url);
    jt_statement_bind_text(&st, realm->alg);
    jt_statement_bind_time(&st, realm->created);
    jt_statement_bind_time(&st, realm->deleted);
    return jt_statement_run(&st);
}

/* before: NULL when it was made. */
static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             const struct jt_realm *before, const struct jt_realm *after)
{
    struct jt_event_story story JT_CLEAN(jt_event_story_clear) = JT_EVENT_STORY_INIT;
    if (before) {
        jt_event_json_realm(&story.before, before);
    }
    jt_event_json_realm(&story.after, after);
    struct jt_event_note note = {
        .action = before ? JT_STR("realm.change") : JT_STR("realm.create"),
        .object_kind = JT_STR("realm"),
        .object = after->key,
    };
    return jt_event_tell(tx, write, &note, &story);
}

enum jt_err jt_realm_insert(struct jt_transaction *tx, const struct jt_write *write,
                            const struct jt_realm *realm)
{
    struct jt_sqlite_db *db = &tx->store->write;
    JT_TRY(insert_row(db, realm));
    JT_TRY(put_hosts(db, jt_lookup_inserted(db), realm));
    return add_event(tx, write, NULL, realm);
}

static enum jt_err read_row(struct jt_sqlite_db *db, struct jt_arena *arena, const jt_uuid *key,
                            struct jt_realm *ret_realm, int64_t *ret_id)
{
    static const char sql[] = "SELECT id, kind, public_url, alg, created, realm_version,"
                              " (SELECT count(*) FROM realm_host WHERE realm = realm.id)"
                              " FROM realm WHERE key = ?1 AND deleted = 0";
    struct jt_realm realm = {.key = *key};
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, key);
    JT_TRY(jt_statement_row(&st));
    *ret_id = jt_statement_int(&st);
    realm.kind = (enum jt_realm_kind)jt_statement_int(&st);
    realm.public_url = jt_statement_text_in(&st, arena);
    realm.alg = jt_statement_text_in(&st, arena);
    realm.created = jt_statement_time(&st);
    realm.version = jt_statement_u64(&st);
    realm.host_count = (size_t)jt_statement_int(&st);
    JT_TRY(jt_statement_check(&st));
    *ret_realm = realm;
    return JT_OK;
}

static enum jt_err read_hosts(struct jt_sqlite_db *db, struct jt_arena *arena, int64_t id,
                              struct jt_realm *realm)
{
    static const char sql[] = "SELECT host FROM realm_host WHERE realm = ?1 ORDER BY place";
    jt_str *hosts = jt_arena_alloc_array(arena, realm->host_count, sizeof(*hosts));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    if (hosts == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, id);
    for (size_t i = 0; i < realm->host_count; i++) {
        JT_TRY(jt_statement_row(&st));
        hosts[i] = jt_statement_text_in(&st, arena);
        JT_TRY(jt_statement_check(&st));
    }
    realm->hosts = hosts;
    return JT_OK;
}

static enum jt_err drop_hosts(struct jt_sqlite_db *db, int64_t id)
{
    static const char sql[] = "DELETE FROM realm_host WHERE realm = ?1";
    return jt_statement_run_for(db, sql, id);
}

static enum jt_err update(struct jt_sqlite_db *db, int64_t id, const struct jt_realm *realm)
{
    static const char sql[] =
        "UPDATE realm SET public_url = ?2, alg = ?3, realm_version = ?4 WHERE id = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, id);
    jt_statement_bind_text(&st, realm->public_url);
    jt_statement_bind_text(&st, realm->alg);
    jt_statement_bind_u64(&st, realm->version);
    JT_TRY(jt_statement_run(&st));
    JT_TRY(drop_hosts(db, id));
    return put_hosts(db, id, realm);
}

enum jt_err jt_sqlite_realm_change(struct jt_store *store, const struct jt_write *write,
                                   struct jt_arena *arena, const struct jt_realm_change *change,
                                   struct jt_realm *ret_realm)
{
    struct jt_realm before;
    int64_t id = 0;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(read_row(&tx.store->write, arena, &change->key, &before, &id));
    JT_TRY(read_hosts(&tx.store->write, arena, id, &before));
    JT_TRY(jt_write_check_version(write, before.version));
    struct jt_realm after = before;
    JT_TRY(change->apply(change->arg, arena, &after));
    if (after.version != before.version) {
        struct jt_change heard = {.kind = JT_CHANGE_REALM, .realm = &after};
        JT_TRY(update(&tx.store->write, id, &after));
        JT_TRY(add_event(&tx, write, &before, &after));
        JT_TRY(jt_transaction_commit(&tx, &heard));
    }
    *ret_realm = after;
    return JT_OK;
}

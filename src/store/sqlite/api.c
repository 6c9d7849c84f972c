/* SPDX-License-Identifier: Apache-2.0 */
/* APIs with their permissions: made, changed, deleted. What is deleted leaves a tombstone, so that
 * neither an audience nor a permission's name ever means something else than before. */
#include "model/limits.h"
#include "store/sqlite/catalogue.h"
#include "store/sqlite/event.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/lookup.h"

enum jt_err jt_api_insert(struct jt_sqlite_db *db, const struct jt_api *api)
{
    static const char sql[] = "INSERT INTO api (id, key, audience, name, token_lifetime_s, created,"
                              " version) VALUES (nullif(?1, 0), ?2, nullif(?3, ''), ?4, ?5, ?6,"
                              " ?7)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, api->id);
    jt_statement_bind_uuid(&st, &api->key);
    jt_statement_bind_text(&st, api->audience);
    jt_statement_bind_text(&st, api->name);
    jt_statement_bind_int(&st, api->token_lifetime_s);
    jt_statement_bind_time(&st, api->created);
    jt_statement_bind_u64(&st, api->version);
    return jt_statement_run(&st);
}

_Static_assert(JT_PERM_OWN_FIRST == 1001, "the statement names it");

enum jt_err jt_permission_insert(struct jt_sqlite_db *db, const struct jt_permission *permission)
{
    static const char sql[] =
        "INSERT INTO permission (id, api, name, per_stage) VALUES (coalesce(nullif(?1, 0),"
        " (SELECT max(1000, max(id)) + 1 FROM permission)), ?2, ?3, ?4)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, permission->id);
    jt_statement_bind_int(&st, permission->api);
    jt_statement_bind_text(&st, permission->name);
    jt_statement_bind_int(&st, permission->per_stage);
    return jt_statement_run(&st);
}

static enum jt_err drop_permission(struct jt_sqlite_db *db, uint32_t id, jt_time now)
{
    static const char sql[] = "UPDATE permission SET deleted = ?2 WHERE id = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, id);
    jt_statement_bind_time(&st, now);
    return jt_statement_run(&st);
}

/* Either may be NULL. */
static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             const struct jt_api_whole *before, const struct jt_api_whole *after)
{
    struct jt_event_story story JT_CLEAN(jt_event_story_clear) = JT_EVENT_STORY_INIT;
    if (before) {
        jt_event_json_api(&story.before, before);
    }
    if (after) {
        jt_event_json_api(&story.after, after);
    }
    struct jt_event_note note = {
        .action = before == NULL  ? JT_STR("api.create")
                  : after == NULL ? JT_STR("api.delete")
                                  : JT_STR("api.change"),
        .object_kind = JT_STR("api"),
        .object = (before ? before : after)->api.key,
    };
    return jt_event_tell(tx, write, &note, &story);
}

static enum jt_err check_room(struct jt_sqlite_db *db)
{
    static const char sql[] = "SELECT count(*) FROM api WHERE deleted = 0";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_row(&st));
    return jt_statement_int(&st) <= JT_APIS_MAX ? JT_OK : JT_ERR_LIMIT;
}

/* Inserts those without id, and gives all of them what they have in the store. */
static enum jt_err put_permissions(struct jt_sqlite_db *db, struct jt_arena *arena,
                                   struct jt_api_whole *api)
{
    struct jt_permission *items =
        jt_arena_alloc_array(arena, api->permission_count, sizeof(*items));
    if (items == NULL) {
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < api->permission_count; i++) {
        items[i] = api->permissions[i];
        items[i].api = api->api.id;
        if (items[i].id == 0) {
            JT_TRY(jt_permission_insert(db, &items[i]));
            items[i].id = (uint32_t)jt_lookup_inserted(db);
        }
    }
    api->permissions = items;
    return JT_OK;
}

enum jt_err jt_sqlite_api_create(struct jt_store *store, const struct jt_write *write,
                                 struct jt_arena *arena, const struct jt_api_whole *api,
                                 struct jt_api_whole *ret_api)
{
    struct jt_api_whole made = *api;
    struct jt_change change = {.kind = JT_CHANGE_API, .api = &made};
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(check_room(&tx.store->write));
    JT_TRY(jt_api_insert(&tx.store->write, &made.api));
    made.api.id = (uint32_t)jt_lookup_inserted(&tx.store->write);
    JT_TRY(put_permissions(&tx.store->write, arena, &made));
    JT_TRY(add_event(&tx, write, NULL, &made));
    JT_TRY(jt_transaction_commit(&tx, &change));
    *ret_api = made;
    return JT_OK;
}

static enum jt_err read_row(struct jt_sqlite_db *db, struct jt_arena *arena, const jt_uuid *key,
                            struct jt_api_whole *api)
{
    static const char sql[] =
        "SELECT id, coalesce(audience, ''), name, token_lifetime_s, created, version,"
        " (SELECT count(*) FROM permission WHERE api = api.id AND permission.deleted = 0)"
        " FROM api WHERE key = ?1 AND deleted = 0";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, key);
    JT_TRY(jt_statement_row(&st));
    api->api = (struct jt_api){.id = (uint32_t)jt_statement_int(&st), .key = *key};
    api->api.audience = jt_statement_text_in(&st, arena);
    api->api.name = jt_statement_text_in(&st, arena);
    api->api.token_lifetime_s = jt_statement_int(&st);
    api->api.created = jt_statement_time(&st);
    api->api.version = jt_statement_u64(&st);
    api->permission_count = (size_t)jt_statement_int(&st);
    return jt_statement_check(&st);
}

static enum jt_err read_permissions(struct jt_sqlite_db *db, struct jt_arena *arena,
                                    struct jt_api_whole *api)
{
    static const char sql[] = "SELECT id, name, per_stage FROM permission"
                              " WHERE api = ?1 AND deleted = 0 ORDER BY id";
    struct jt_permission *items =
        jt_arena_alloc_array(arena, api->permission_count, sizeof(*items));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    if (items == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, api->api.id);
    for (size_t i = 0; i < api->permission_count; i++) {
        JT_TRY(jt_statement_row(&st));
        items[i] = (struct jt_permission){.id = (uint32_t)jt_statement_int(&st)};
        items[i].api = api->api.id;
        items[i].name = jt_statement_text_in(&st, arena);
        items[i].per_stage = jt_statement_bool(&st);
        JT_TRY(jt_statement_check(&st));
    }
    api->permissions = items;
    return JT_OK;
}

static enum jt_err update_row(struct jt_sqlite_db *db, const struct jt_api *api, jt_time deleted)
{
    static const char sql[] = "UPDATE api SET name = ?2, token_lifetime_s = ?3, version = ?4,"
                              " deleted = ?5 WHERE id = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, api->id);
    jt_statement_bind_text(&st, api->name);
    jt_statement_bind_int(&st, api->token_lifetime_s);
    jt_statement_bind_u64(&st, api->version);
    jt_statement_bind_time(&st, deleted);
    return jt_statement_run(&st);
}

static bool has(const struct jt_api_whole *api, uint32_t id)
{
    for (size_t i = 0; i < api->permission_count; i++) {
        if (api->permissions[i].id == id) {
            return true;
        }
    }
    return false;
}

static enum jt_err update(struct jt_transaction *tx, const struct jt_write *write,
                          struct jt_arena *arena, const struct jt_api_whole *before,
                          struct jt_api_whole *after)
{
    struct jt_sqlite_db *db = &tx->store->write;
    if (after->deleted) {
        JT_TRY(update_row(db, &before->api, write->now));
        return add_event(tx, write, before, NULL);
    }
    JT_TRY(update_row(db, &after->api, (jt_time){0}));
    for (size_t i = 0; i < before->permission_count; i++) {
        if (!has(after, before->permissions[i].id)) {
            JT_TRY(drop_permission(db, before->permissions[i].id, write->now));
        }
    }
    JT_TRY(put_permissions(db, arena, after));
    return add_event(tx, write, before, after);
}

enum jt_err jt_sqlite_api_change(struct jt_store *store, const struct jt_write *write,
                                 struct jt_arena *arena, const struct jt_api_change *change,
                                 struct jt_api_whole *ret_api)
{
    struct jt_api_whole before = {0};
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(read_row(&tx.store->write, arena, &change->key, &before));
    JT_TRY(read_permissions(&tx.store->write, arena, &before));
    JT_TRY(jt_write_check_version(write, before.api.version));
    struct jt_api_whole after = before;
    JT_TRY(change->apply(change->arg, arena, &after));
    after.deleted = change->deletes;
    if (change->deletes || after.api.version != before.api.version) {
        struct jt_change heard = {.kind = JT_CHANGE_API, .api = &after};
        JT_TRY(update(&tx, write, arena, &before, &after));
        JT_TRY(jt_transaction_commit(&tx, &heard));
    }
    *ret_api = after;
    return JT_OK;
}

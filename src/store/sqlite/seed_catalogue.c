/* SPDX-License-Identifier: Apache-2.0 */
/* Organization, realms, stages, APIs and permissions of a new store. */
#include "store/sqlite/event.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/lookup.h"
#include "store/sqlite/seed.h"

static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             struct jt_event_note *note, const struct jt_buf *after)
{
    JT_TRY(jt_buf_check(after));
    note->after_json = jt_buf_str(after);
    return jt_event_add(tx, write, note);
}

static enum jt_err put_organization(struct jt_transaction *tx, const struct jt_write *write,
                                    const struct jt_organization *organization)
{
    static const char sql[] =
        "INSERT INTO organization (key, slug, name, created) VALUES (?1, ?2, ?3, ?4)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&tx->store->write, sql, &st));
    jt_statement_bind_uuid(&st, &organization->key);
    jt_statement_bind_text(&st, organization->slug);
    jt_statement_bind_text(&st, organization->name);
    jt_statement_bind_time(&st, organization->created);
    JT_TRY(jt_statement_run(&st));
    struct jt_buf after JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    jt_event_json_organization(&after, organization);
    struct jt_event_note note = {.action = JT_STR("organization.create"),
                                 .object_kind = JT_STR("organization"),
                                 .object = organization->key};
    return add_event(tx, write, &note, &after);
}

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

static enum jt_err insert_realm(struct jt_sqlite_db *db, const struct jt_realm *realm)
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

static enum jt_err put_realm(struct jt_transaction *tx, const struct jt_write *write,
                             const struct jt_realm *realm)
{
    struct jt_sqlite_db *db = &tx->store->write;
    JT_TRY(insert_realm(db, realm));
    int64_t id = jt_lookup_inserted(db);
    for (size_t i = 0; i < realm->host_count; i++) {
        JT_TRY(put_host(db, id, i, realm->hosts[i]));
    }
    struct jt_buf after JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    jt_event_json_realm(&after, realm);
    struct jt_event_note note = {
        .action = JT_STR("realm.create"), .object_kind = JT_STR("realm"), .object = realm->key};
    return add_event(tx, write, &note, &after);
}

static enum jt_err put_stage(struct jt_transaction *tx, const struct jt_write *write,
                             const struct jt_stage *stage)
{
    static const char sql[] = "INSERT INTO stage (id, slug, label, realm, created, archived,"
                              " version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    int64_t realm = 0;
    JT_TRY(jt_lookup_realm(&tx->store->write, &stage->realm, &realm));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&tx->store->write, sql, &st));
    jt_statement_bind_int(&st, stage->id);
    jt_statement_bind_text(&st, stage->slug);
    jt_statement_bind_text(&st, stage->label);
    jt_statement_bind_int(&st, realm);
    jt_statement_bind_time(&st, stage->created);
    jt_statement_bind_time(&st, stage->archived);
    jt_statement_bind_u64(&st, stage->version);
    JT_TRY(jt_statement_run(&st));
    struct jt_buf after JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    jt_event_json_stage(&after, stage);
    struct jt_event_note note = {
        .action = JT_STR("stage.create"), .object_kind = JT_STR("stage"), .object = stage->realm};
    return add_event(tx, write, &note, &after);
}

static enum jt_err put_api(struct jt_sqlite_db *db, const struct jt_api *api)
{
    static const char sql[] = "INSERT INTO api (id, key, audience, name, token_lifetime_s, created,"
                              " version) VALUES (?1, ?2, nullif(?3, ''), ?4, ?5, ?6, ?7)";
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

static enum jt_err put_permission(struct jt_sqlite_db *db, const struct jt_permission *permission)
{
    static const char sql[] =
        "INSERT INTO permission (id, api, name, per_stage) VALUES (?1, ?2, ?3, ?4)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, permission->id);
    jt_statement_bind_int(&st, permission->api);
    jt_statement_bind_text(&st, permission->name);
    jt_statement_bind_int(&st, permission->per_stage);
    return jt_statement_run(&st);
}

/* The APIs are the program's own and stand in no event. */
static enum jt_err put_apis(struct jt_sqlite_db *db, const struct jt_seed *seed)
{
    for (size_t i = 0; i < seed->api_count; i++) {
        JT_TRY(put_api(db, &seed->apis[i]));
    }
    for (size_t i = 0; i < JT_PERM_IDENTITY_COUNT; i++) {
        JT_TRY(put_permission(db, &jt_identity_permissions[i]));
    }
    return JT_OK;
}

enum jt_err jt_seed_catalogue(struct jt_transaction *tx, const struct jt_write *write,
                              const struct jt_seed *seed)
{
    JT_TRY(put_organization(tx, write, &seed->organization));
    for (size_t i = 0; i < seed->realm_count; i++) {
        JT_TRY(put_realm(tx, write, &seed->realms[i]));
    }
    for (size_t i = 0; i < seed->stage_count; i++) {
        JT_TRY(put_stage(tx, write, &seed->stages[i]));
    }
    return put_apis(&tx->store->write, seed);
}

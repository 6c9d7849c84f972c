/* SPDX-License-Identifier: Apache-2.0 */
/* One circle: a row with its grants, in and out. */
#include "store/sqlite/circle.h"

#include "codec/json_write.h"
#include "store/sqlite/grant.h"
#include "store/sqlite/lookup.h"

static enum jt_err count_grants(struct jt_sqlite_db *db, int64_t circle, size_t *ret_count)
{
    static const char sql[] = "SELECT count(*) FROM circle_grant WHERE circle = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, circle);
    JT_TRY(jt_statement_row(&st));
    *ret_count = (size_t)jt_statement_int(&st);
    return JT_OK;
}

static enum jt_err read_grants(struct jt_sqlite_db *db, struct jt_arena *arena, int64_t circle,
                               struct jt_grants *grants)
{
    static const char sql[] = "SELECT permission, stage FROM circle_grant WHERE circle = ?1"
                              " ORDER BY permission, stage";
    size_t count = 0;
    JT_TRY(count_grants(db, circle, &count));
    struct jt_grant *items = jt_arena_alloc_array(arena, count, sizeof(*items));
    if (items == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, circle);
    for (size_t i = 0; i < count; i++) {
        JT_TRY(jt_statement_row(&st));
        items[i].permission = (uint32_t)jt_statement_int(&st);
        items[i].stage = (uint32_t)jt_statement_int(&st);
    }
    grants->items = items;
    grants->count = count;
    return JT_OK;
}

enum jt_err jt_circle_row(struct jt_sqlite_db *db, struct jt_statement *st, struct jt_arena *arena,
                          const struct jt_circle_place *place, struct jt_circle *ret_circle,
                          int64_t *ret_id)
{
    struct jt_circle circle = {.kind = place->kind, .realm = place->realm};
    int64_t id = jt_statement_int(st);
    circle.key = jt_statement_uuid(st);
    circle.name = jt_statement_text_in(st, arena);
    circle.description = jt_statement_text_in(st, arena);
    circle.grants.all = jt_statement_bool(st);
    circle.created = jt_statement_time(st);
    circle.updated = jt_statement_time(st);
    circle.version = jt_statement_u64(st);
    JT_TRY(jt_statement_check(st));
    if (place->kind == JT_ORGANIZATION_ROLE) {
        JT_TRY(read_grants(db, arena, id, &circle.grants));
    }
    *ret_circle = circle;
    *ret_id = id;
    return JT_OK;
}

enum jt_err jt_circle_read(struct jt_sqlite_db *db, struct jt_arena *arena,
                           const struct jt_circle_place *place, const jt_uuid *key,
                           struct jt_circle *ret_circle, int64_t *ret_id)
{
    static const char sql[] = "SELECT " JT_CIRCLE_COLUMNS " FROM circle WHERE key = ?1"
                              " AND kind = ?2 AND realm = (SELECT id FROM realm WHERE key = ?3)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, key);
    jt_statement_bind_int(&st, place->kind);
    jt_statement_bind_uuid(&st, &place->realm);
    JT_TRY(jt_statement_row(&st));
    return jt_circle_row(db, &st, arena, place, ret_circle, ret_id);
}

static enum jt_err insert_row(struct jt_sqlite_db *db, const struct jt_circle *circle)
{
    static const char sql[] =
        "INSERT INTO circle (key, kind, realm, name, description, all_permissions, created,"
        " updated, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    int64_t realm = 0;
    JT_TRY(jt_lookup_realm(db, &circle->realm, &realm));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, &circle->key);
    jt_statement_bind_int(&st, circle->kind);
    jt_statement_bind_int(&st, realm);
    jt_statement_bind_text(&st, circle->name);
    jt_statement_bind_text(&st, circle->description);
    jt_statement_bind_int(&st, circle->grants.all);
    jt_statement_bind_time(&st, circle->created);
    jt_statement_bind_time(&st, circle->updated);
    jt_statement_bind_u64(&st, circle->version);
    return jt_statement_run(&st);
}

enum jt_err jt_circle_put_grants(struct jt_sqlite_db *db, int64_t id,
                                 const struct jt_grants *grants)
{
    static const char sql[] =
        "INSERT INTO circle_grant (circle, permission, stage) VALUES (?1, ?2, ?3)";
    return jt_grants_insert(db, sql, id, grants);
}

enum jt_err jt_circle_insert(struct jt_sqlite_db *db, const struct jt_circle *circle,
                             int64_t *ret_id)
{
    JT_TRY(insert_row(db, circle));
    int64_t id = jt_lookup_inserted(db);
    JT_TRY(jt_circle_put_grants(db, id, &circle->grants));
    *ret_id = id;
    return JT_OK;
}

enum jt_err jt_circle_event_json(struct jt_buf *buf, struct jt_sqlite_db *db, int64_t id,
                                 const struct jt_circle *circle)
{
    static const char names[] =
        "SELECT permission.name, coalesce(stage.slug, '') FROM circle_grant"
        " JOIN permission ON permission.id = circle_grant.permission"
        " LEFT JOIN stage ON stage.id = circle_grant.stage WHERE circle = ?1"
        " ORDER BY circle_grant.permission, circle_grant.stage";
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "key", &circle->key);
    jt_json_member_uuid(&w, "realm", &circle->realm);
    jt_json_member_string(&w, "name", circle->name);
    jt_json_member_string(&w, "description", circle->description);
    if (circle->kind == JT_ORGANIZATION_ROLE) {
        JT_TRY(jt_grants_write(&w, db, names, id, &circle->grants));
    }
    jt_json_member_time(&w, "createdAt", circle->created);
    jt_json_object_end(&w);
    return jt_buf_check(buf);
}

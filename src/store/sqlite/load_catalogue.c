/* SPDX-License-Identifier: Apache-2.0 */
/* Organization, realms, stages, APIs and permissions, row by row. */
#include "store/sqlite/load.h"

/* Reads one row, hands it to the visitor. */
typedef enum jt_err (*visit_row)(struct jt_sqlite_db *db, struct jt_statement *st,
                                 struct jt_arena *arena, const struct jt_store_visitor *visitor);

static enum jt_err each(struct jt_sqlite_db *db, const char *sql,
                        const struct jt_store_visitor *visitor, visit_row visit)
{
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        jt_arena_reset(&arena);
        JT_TRY(visit(db, &st, &arena, visitor));
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

static enum jt_err visit_organization(struct jt_sqlite_db *db, struct jt_statement *st,
                                      struct jt_arena *arena,
                                      const struct jt_store_visitor *visitor)
{
    (void)db;
    struct jt_organization organization = {.key = jt_statement_uuid(st)};
    organization.slug = jt_statement_text_in(st, arena);
    organization.name = jt_statement_text_in(st, arena);
    organization.created = jt_statement_time(st);
    JT_TRY(jt_statement_check(st));
    return visitor->organization(visitor->arg, &organization);
}

static enum jt_err read_hosts(struct jt_sqlite_db *db, struct jt_arena *arena, int64_t realm,
                              jt_str *hosts, size_t count)
{
    static const char sql[] = "SELECT host FROM realm_host WHERE realm = ?1 ORDER BY place";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, realm);
    for (size_t i = 0; i < count; i++) {
        JT_TRY(jt_statement_row(&st));
        hosts[i] = jt_statement_text_in(&st, arena);
        JT_TRY(jt_statement_check(&st));
    }
    return JT_OK;
}

static enum jt_err visit_realm(struct jt_sqlite_db *db, struct jt_statement *st,
                               struct jt_arena *arena, const struct jt_store_visitor *visitor)
{
    int64_t id = jt_statement_int(st);
    struct jt_realm realm = {.key = jt_statement_uuid(st)};
    realm.kind = (enum jt_realm_kind)jt_statement_int(st);
    realm.public_url = jt_statement_text_in(st, arena);
    realm.alg = jt_statement_text_in(st, arena);
    realm.created = jt_statement_time(st);
    realm.deleted = jt_statement_time(st);
    realm.version = jt_statement_u64(st);
    realm.host_count = (size_t)jt_statement_int(st);
    JT_TRY(jt_statement_check(st));
    jt_str *hosts = jt_arena_alloc_array(arena, realm.host_count, sizeof(*hosts));
    if (hosts == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_TRY(read_hosts(db, arena, id, hosts, realm.host_count));
    realm.hosts = hosts;
    return visitor->realm(visitor->arg, &realm);
}

static enum jt_err visit_stage(struct jt_sqlite_db *db, struct jt_statement *st,
                               struct jt_arena *arena, const struct jt_store_visitor *visitor)
{
    (void)db;
    struct jt_stage stage = {.id = (uint32_t)jt_statement_int(st)};
    stage.slug = jt_statement_text_in(st, arena);
    stage.label = jt_statement_text_in(st, arena);
    stage.realm = jt_statement_uuid(st);
    stage.position = (uint32_t)jt_statement_int(st);
    stage.created = jt_statement_time(st);
    stage.archived = jt_statement_time(st);
    stage.version = jt_statement_u64(st);
    JT_TRY(jt_statement_check(st));
    return visitor->stage(visitor->arg, &stage);
}

static enum jt_err visit_api(struct jt_sqlite_db *db, struct jt_statement *st,
                             struct jt_arena *arena, const struct jt_store_visitor *visitor)
{
    (void)db;
    struct jt_api api = {.id = (uint32_t)jt_statement_int(st)};
    api.key = jt_statement_uuid(st);
    api.audience = jt_statement_text_in(st, arena);
    api.name = jt_statement_text_in(st, arena);
    api.token_lifetime_s = jt_statement_int(st);
    api.created = jt_statement_time(st);
    api.version = jt_statement_u64(st);
    JT_TRY(jt_statement_check(st));
    return visitor->api(visitor->arg, &api);
}

static enum jt_err visit_permission(struct jt_sqlite_db *db, struct jt_statement *st,
                                    struct jt_arena *arena, const struct jt_store_visitor *visitor)
{
    (void)db;
    struct jt_permission permission = {.id = (uint32_t)jt_statement_int(st)};
    permission.api = (uint32_t)jt_statement_int(st);
    permission.name = jt_statement_text_in(st, arena);
    permission.per_stage = jt_statement_bool(st);
    JT_TRY(jt_statement_check(st));
    return visitor->permission(visitor->arg, &permission);
}

enum jt_err jt_load_catalogue(struct jt_sqlite_db *db, const struct jt_store_visitor *visitor)
{
    static const char organizations[] =
        "SELECT key, slug, name, created FROM organization ORDER BY id";
    static const char realms[] =
        "SELECT id, key, kind, public_url, alg, created, deleted, realm_version,"
        " (SELECT count(*) FROM realm_host WHERE realm = realm.id)"
        " FROM realm ORDER BY id";
    static const char stages[] =
        "SELECT stage.id, slug, label, realm.key, position, stage.created, archived, stage.version"
        " FROM stage JOIN realm ON realm.id = stage.realm ORDER BY stage.id";
    static const char apis[] = "SELECT id, key, coalesce(audience, ''), name, token_lifetime_s,"
                               " created, version FROM api WHERE deleted = 0 ORDER BY id";
    static const char permissions[] =
        "SELECT permission.id, api, permission.name, per_stage FROM permission"
        " JOIN api ON api.id = permission.api WHERE permission.deleted = 0 AND api.deleted = 0"
        " ORDER BY permission.id";
    if (visitor->organization) {
        JT_TRY(each(db, organizations, visitor, visit_organization));
    }
    if (visitor->realm) {
        JT_TRY(each(db, realms, visitor, visit_realm));
    }
    if (visitor->stage) {
        JT_TRY(each(db, stages, visitor, visit_stage));
    }
    if (visitor->api) {
        JT_TRY(each(db, apis, visitor, visit_api));
    }
    return visitor->permission ? each(db, permissions, visitor, visit_permission) : JT_OK;
}

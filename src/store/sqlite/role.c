/* SPDX-License-Identifier: Apache-2.0 */
/* Application roles: created, found, listed, and those of one user. */
#include "store/sqlite/event.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/lookup.h"

static enum jt_err insert(struct jt_sqlite_db *db, const struct jt_application_role *role)
{
    static const char sql[] =
        "INSERT INTO application_role (key, name, description, created, updated, version)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, &role->key);
    jt_statement_bind_text(&st, role->name);
    jt_statement_bind_text(&st, role->description);
    jt_statement_bind_time(&st, role->created);
    jt_statement_bind_time(&st, role->updated);
    jt_statement_bind_u64(&st, role->version);
    return jt_statement_run(&st);
}

static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             const struct jt_application_role *role)
{
    struct jt_buf after JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    jt_event_json_role(&after, role);
    JT_TRY(jt_buf_check(&after));
    struct jt_event_note note = {
        .action = JT_STR("application_role.create"),
        .object_kind = JT_STR("application_role"),
        .object = role->key,
        .after_json = jt_buf_str(&after),
    };
    return jt_event_add(tx, write, &note);
}

enum jt_err jt_sqlite_role_create(struct jt_store *store, const struct jt_write *write,
                                  const struct jt_application_role *role)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(insert(&tx.store->write, role));
    JT_TRY(add_event(&tx, write, role));
    return jt_transaction_commit(&tx, NULL);
}

#define COLUMNS "key, name, description, created, updated, version"

static enum jt_err read_role(struct jt_statement *st, struct jt_arena *arena,
                             struct jt_application_role *ret_role)
{
    struct jt_application_role role = {.key = jt_statement_uuid(st)};
    role.name = jt_statement_text_in(st, arena);
    role.description = jt_statement_text_in(st, arena);
    role.created = jt_statement_time(st);
    role.updated = jt_statement_time(st);
    role.version = jt_statement_u64(st);
    JT_TRY(jt_statement_check(st));
    *ret_role = role;
    return JT_OK;
}

enum jt_err jt_sqlite_role_find(struct jt_store *store, struct jt_arena *arena, const jt_uuid *key,
                                struct jt_application_role *ret_role)
{
    static const char sql[] = "SELECT " COLUMNS " FROM application_role WHERE key = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&jt_sqlite_of(store)->read, sql, &st));
    jt_statement_bind_uuid(&st, key);
    JT_TRY(jt_statement_row(&st));
    return read_role(&st, arena, ret_role);
}

/* user: bound when it is not 0. */
static enum jt_err read_total(struct jt_sqlite_db *db, const char *sql, int64_t user,
                              struct jt_role_list *list)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    if (user) {
        jt_statement_bind_int(&st, user);
    }
    return jt_page_total(&st, &list->total);
}

static enum jt_err read_page(struct jt_sqlite_db *db, struct jt_arena *arena, const char *sql,
                             int64_t user, const struct jt_page *page, struct jt_role_list *list)
{
    list->items = jt_arena_alloc_array(arena, page->limit, sizeof(*list->items));
    if (list->items == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_page_bind(&st, page);
    if (user) {
        jt_statement_bind_int(&st, user);
    }
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        JT_TRY(read_role(&st, arena, &list->items[list->count]));
        list->count++;
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

enum jt_err jt_sqlite_role_list(struct jt_store *store, struct jt_arena *arena,
                                const struct jt_page *page, struct jt_role_list *ret_list)
{
    static const char total[] = "SELECT count(*) FROM application_role";
    static const char rows[] =
        "SELECT " COLUMNS " FROM application_role ORDER BY id LIMIT ?1 OFFSET ?2";
    struct jt_role_list list = {0};
    JT_TRY(jt_page_check(page));
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(read_total(db, total, 0, &list));
    JT_TRY(read_page(db, arena, rows, 0, page, &list));
    *ret_list = list;
    return JT_OK;
}

enum jt_err jt_sqlite_user_role_list(struct jt_store *store, struct jt_arena *arena,
                                     const jt_uuid *user, const struct jt_page *page,
                                     struct jt_role_list *ret_list)
{
    static const char total[] = "SELECT count(*) FROM user_application_role WHERE user = ?1";
    static const char rows[] =
        "SELECT " COLUMNS " FROM application_role WHERE id IN"
        " (SELECT role FROM user_application_role WHERE user = ?3) ORDER BY id LIMIT ?1 OFFSET ?2";
    struct jt_role_list list = {0};
    int64_t id = 0;
    JT_TRY(jt_page_check(page));
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(jt_lookup_user(db, user, &id));
    JT_TRY(read_total(db, total, id, &list));
    JT_TRY(read_page(db, arena, rows, id, page, &list));
    *ret_list = list;
    return JT_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Signing keys read back: one row, one by its id, and page by page. */
#include "store/sqlite/lookup.h"
#include "store/sqlite/signing_key.h"

#define FROM " FROM signing_key JOIN realm ON realm.id = signing_key.realm"

enum jt_err jt_signing_key_row(struct jt_statement *st, struct jt_arena *arena,
                               struct jt_signing_key *ret_key)
{
    struct jt_signing_key key = {.kid = jt_statement_text_in(st, arena)};
    key.realm = jt_statement_uuid(st);
    key.alg = jt_statement_text_in(st, arena);
    key.state = (enum jt_signing_key_state)jt_statement_int(st);
    key.private_sealed = jt_statement_blob_in(st, arena);
    key.created = jt_statement_time(st);
    key.activated = jt_statement_time(st);
    key.retired = jt_statement_time(st);
    key.withdrawn = jt_statement_time(st);
    key.emergency = jt_statement_bool(st);
    key.version = jt_statement_u64(st);
    JT_TRY(jt_statement_check(st));
    *ret_key = key;
    return JT_OK;
}

enum jt_err jt_sqlite_signing_key_find(struct jt_store *store, struct jt_arena *arena, jt_str kid,
                                       struct jt_signing_key *ret_key)
{
    static const char sql[] = "SELECT " JT_SIGNING_KEY_COLUMNS FROM " WHERE kid = ?1 LIMIT 1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&jt_sqlite_of(store)->read, sql, &st));
    jt_statement_bind_text(&st, kid);
    JT_TRY(jt_statement_row(&st));
    return jt_signing_key_row(&st, arena, ret_key);
}

struct queries {
    const char *total;
    const char *page;
};

static const struct queries every = {
    "SELECT count(*) FROM signing_key",
    "SELECT " JT_SIGNING_KEY_COLUMNS FROM " ORDER BY signing_key.id LIMIT ?1 OFFSET ?2",
};
static const struct queries of_realm = {
    "SELECT count(*) FROM signing_key WHERE realm = ?1",
    "SELECT " JT_SIGNING_KEY_COLUMNS FROM " WHERE signing_key.realm = ?3"
    " ORDER BY signing_key.id LIMIT ?1 OFFSET ?2",
};

static enum jt_err read_list(struct jt_sqlite_db *db, struct jt_arena *arena,
                             const struct queries *queries, const int64_t *realm,
                             const struct jt_page *page, struct jt_signing_key_list *list)
{
    struct jt_statement total JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, queries->total, &total));
    if (realm) {
        jt_statement_bind_int(&total, *realm);
    }
    JT_TRY(jt_page_total(&total, &list->total));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, queries->page, &st));
    jt_page_bind(&st, page);
    if (realm) {
        jt_statement_bind_int(&st, *realm);
    }
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        JT_TRY(jt_signing_key_row(&st, arena, &list->items[list->count]));
        list->count++;
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

static enum jt_err read_of_realm(struct jt_sqlite_db *db, struct jt_arena *arena,
                                 const jt_uuid *realm, const struct jt_page *page,
                                 struct jt_signing_key_list *list)
{
    int64_t id = 0;
    enum jt_err err = jt_lookup_realm(db, realm, &id);
    if (err == JT_ERR_NOT_FOUND) {
        return JT_OK; /* a realm that is not there has no keys */
    }
    return err == JT_OK ? read_list(db, arena, &of_realm, &id, page, list) : err;
}

enum jt_err jt_sqlite_signing_key_list(struct jt_store *store, struct jt_arena *arena,
                                       const jt_uuid *realm, const struct jt_page *page,
                                       struct jt_signing_key_list *ret_list)
{
    JT_TRY(jt_page_check(page));
    struct jt_signing_key_list list = {
        .items = jt_arena_alloc_array(arena, page->limit, sizeof(*list.items))};
    if (list.items == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(realm ? read_of_realm(db, arena, realm, page, &list)
                 : read_list(db, arena, &every, NULL, page, &list));
    *ret_list = list;
    return JT_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that the registry and the keyring need, in one snapshot: first what others refer to,
 * then clients, revocations and keys. Catalogue: load_catalogue.c; what there may be a million of:
 * load_part.c. */
#include "store/sqlite/load.h"

#include "store/sqlite/signing_key.h"

enum { AT_ONCE = 100000 };

/* A part to its end. */
static enum jt_err load_whole(struct jt_sqlite_db *db, enum jt_load_part part,
                              const struct jt_store_visitor *visitor)
{
    struct jt_load_place place = {0};
    bool more = true;
    while (more) {
        JT_TRY(jt_load_part(db, part, AT_ONCE, &place, visitor, &more));
    }
    return JT_OK;
}

static enum jt_err load_keys(struct jt_sqlite_db *db, const struct jt_store_visitor *visitor)
{
    static const char sql[] = "SELECT " JT_SIGNING_KEY_COLUMNS
                              " FROM signing_key JOIN realm ON realm.id = signing_key.realm"
                              " ORDER BY signing_key.id";
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        struct jt_signing_key key;
        jt_arena_reset(&arena);
        JT_TRY(jt_signing_key_row(&st, &arena, &key));
        JT_TRY(visitor->signing_key(visitor->arg, &key));
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

enum jt_err jt_sqlite_load(struct jt_store *store, const struct jt_store_visitor *visitor)
{
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin_on(&jt_sqlite_of(store)->write, &db));
    JT_TRY(jt_load_catalogue(db, visitor));
    if (visitor->api_client) {
        JT_TRY(load_whole(db, JT_LOAD_API_CLIENTS, visitor));
    }
    if (visitor->revoked_token) {
        JT_TRY(load_whole(db, JT_LOAD_REVOKED_TOKENS, visitor));
    }
    return visitor->signing_key ? load_keys(db, visitor) : JT_OK;
}

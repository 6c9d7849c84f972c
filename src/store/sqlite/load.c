/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that the registry and the keyring need, in one snapshot: first what others refer to,
 * then clients, revocations and keys. Catalogue: load_catalogue.c. */
#include "store/sqlite/load.h"

#include "store/sqlite/api_client.h"
#include "store/sqlite/signing_key.h"

static enum jt_err load_clients(struct jt_sqlite_db *db, const struct jt_store_visitor *visitor)
{
    struct jt_api_client_range everything = {.last = INT64_MAX};
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    struct jt_api_client_cursor cursor JT_CLEAN(jt_api_client_cursor_clear) = {0};
    JT_TRY(jt_api_client_cursor_open(db, &everything, &cursor));
    bool found = true;
    while (found) {
        struct jt_api_client client = {0};
        jt_arena_reset(&arena);
        JT_TRY(jt_api_client_cursor_next(&cursor, &arena, &client, &found));
        if (found) {
            JT_TRY(visitor->api_client(visitor->arg, &client));
        }
    }
    return JT_OK;
}

static enum jt_err load_tokens(struct jt_sqlite_db *db, const struct jt_store_visitor *visitor)
{
    static const char sql[] = "SELECT realm.key, jti, expires FROM revoked_token"
                              " JOIN realm ON realm.id = revoked_token.realm";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        struct jt_revoked_token token = {.realm = jt_statement_uuid(&st)};
        jt_statement_blob(&st, token.jti, sizeof(token.jti));
        token.token_expires = jt_statement_time(&st);
        JT_TRY(jt_statement_check(&st));
        JT_TRY(visitor->revoked_token(visitor->arg, &token));
        JT_TRY(jt_statement_step(&st, &row));
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
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(jt_load_catalogue(db, visitor));
    if (visitor->api_client) {
        JT_TRY(load_clients(db, visitor));
    }
    if (visitor->revoked_token) {
        JT_TRY(load_tokens(db, visitor));
    }
    return visitor->signing_key ? load_keys(db, visitor) : JT_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What there may be a million of, some rows at a time: the next ones after a place, in the order of
 * a primary key, so that each call begins where the one before it ended. Status bits:
 * load_status.c. */
#include "store/sqlite/load.h"

#include "store/sqlite/api_client.h"

#include <string.h>

/* Row numbers may have gaps: the last of the next `most` clients; JT_ERR_NOT_FOUND: none. */
static enum jt_err last_of_next(struct jt_sqlite_db *db, int64_t after, uint32_t most,
                                int64_t *ret_last)
{
    static const char sql[] =
        "SELECT coalesce(max(id), 0) FROM (SELECT id FROM api_client WHERE id > ?1"
        " ORDER BY id LIMIT ?2)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, after);
    jt_statement_bind_int(&st, most);
    JT_TRY(jt_statement_row(&st));
    *ret_last = jt_statement_int(&st);
    return JT_OK;
}

static enum jt_err load_clients(struct jt_sqlite_db *db, uint32_t most, struct jt_load_place *place,
                                const struct jt_store_visitor *visitor, uint32_t *ret_count)
{
    struct jt_api_client_range range = {.first = place->row + 1};
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    struct jt_api_client_cursor cursor JT_CLEAN(jt_api_client_cursor_clear) = {0};
    JT_TRY(last_of_next(db, place->row, most, &range.last));
    JT_TRY(jt_api_client_cursor_open(db, &range, &cursor));
    uint32_t count = 0;
    bool found = true;
    while (found) {
        struct jt_api_client client = {0};
        jt_arena_reset(&arena);
        JT_TRY(jt_api_client_cursor_next(&cursor, &arena, &client, &found));
        if (found) {
            JT_TRY(visitor->api_client(visitor->arg, &client));
            place->row = cursor.id;
            count++;
        }
    }
    *ret_count = count;
    return JT_OK;
}

static enum jt_err load_tokens(struct jt_sqlite_db *db, uint32_t most, struct jt_load_place *place,
                               const struct jt_store_visitor *visitor, uint32_t *ret_count)
{
    static const char sql[] = "SELECT realm.key, jti, expires FROM revoked_token"
                              " CROSS JOIN realm ON realm.id = revoked_token.realm"
                              " WHERE jti > ?1 ORDER BY jti LIMIT ?2";
    uint8_t after[sizeof(place->jti)];
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    memcpy(after, place->jti, sizeof(after));
    JT_TRY(jt_statement_take(db, sql, &st));
    /* The empty blob comes before every other one. */
    jt_statement_bind_blob(&st, after, place->has_jti ? sizeof(after) : 0);
    jt_statement_bind_int(&st, most);
    uint32_t count = 0;
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        struct jt_revoked_token token = {.realm = jt_statement_uuid(&st)};
        jt_statement_blob(&st, token.jti, sizeof(token.jti));
        token.token_expires = jt_statement_time(&st);
        JT_TRY(jt_statement_check(&st));
        JT_TRY(visitor->revoked_token(visitor->arg, &token));
        memcpy(place->jti, token.jti, sizeof(place->jti));
        place->has_jti = true;
        count++;
        JT_TRY(jt_statement_step(&st, &row));
    }
    *ret_count = count;
    return JT_OK;
}

enum jt_err jt_load_part(struct jt_sqlite_db *db, enum jt_load_part part, uint32_t most,
                         struct jt_load_place *place, const struct jt_store_visitor *visitor,
                         bool *ret_more)
{
    uint32_t count = 0;
    switch (part) {
    case JT_LOAD_STATUS_TAKEN:
        return jt_load_status_taken(db, most, place, visitor, ret_more);
    case JT_LOAD_STATUS_OF_CLIENTS:
    case JT_LOAD_STATUS_OF_SECRETS:
        return jt_load_status_set(db, part, most, place, visitor, ret_more);
    case JT_LOAD_REVOKED_TOKENS:
        JT_TRY(load_tokens(db, most, place, visitor, &count));
        break;
    case JT_LOAD_API_CLIENTS:
        JT_TRY(load_clients(db, most, place, visitor, &count));
        break;
    }
    *ret_more = count == most;
    return JT_OK;
}

/* On the connection of the writing thread, which is in no transaction between two changes. */
enum jt_err jt_sqlite_load_part(struct jt_store *store, enum jt_load_part part, uint32_t most,
                                struct jt_load_place *place, const struct jt_store_visitor *visitor,
                                bool *ret_more)
{
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin_on(&jt_sqlite_of(store)->write, &db));
    return jt_load_part(db, part, most, place, visitor, ret_more);
}

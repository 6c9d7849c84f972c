/* SPDX-License-Identifier: Apache-2.0 */
/* The kept status: written with the client and when the calendar has changed it, and read. */
#include "store/sqlite/api_client_status.h"

/* At most so many rows in a note: other writes wait meanwhile, half a second at worst. */
enum { BATCH = 500, BATCHES_MAX = 20 };

static enum jt_err keep(struct jt_sqlite_db *db, int64_t id, const struct jt_api_client *client,
                        jt_time now)
{
    static const char sql[] = "UPDATE api_client SET status = ?2, status_from = ?3,"
                              " status_until = ?4 WHERE id = ?1";
    jt_time from;
    jt_time until;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    jt_api_client_status_span(client, now, &from, &until);
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, id);
    jt_statement_bind_int(&st, jt_api_client_status(client, now));
    jt_statement_bind_time(&st, from);
    jt_statement_bind_time(&st, until);
    return jt_statement_run(&st);
}

enum jt_err jt_api_client_status_keep(struct jt_sqlite_db *db, int64_t id,
                                      const struct jt_api_client *client)
{
    return keep(db, id, client, client->updated);
}

struct batch {
    int64_t ids[BATCH];
    size_t count;
};

static enum jt_err find_stale(struct jt_sqlite_db *db, jt_time now, struct batch *batch)
{
    static const char sql[] =
        "SELECT id FROM (SELECT id FROM api_client INDEXED BY api_client_status_until"
        "  WHERE deleted = 0 AND status_until <= ?1 LIMIT ?2)"
        " UNION SELECT id FROM (SELECT id FROM api_client INDEXED BY api_client_status_from"
        "  WHERE deleted = 0 AND status_from > 0 AND status_from > ?1 LIMIT ?2) LIMIT ?2";
    bool row = false;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_time(&st, now);
    jt_statement_bind_int(&st, BATCH);
    batch->count = 0;
    JT_TRY(jt_statement_step(&st, &row));
    while (row && batch->count < BATCH) {
        batch->ids[batch->count++] = jt_statement_int(&st);
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

static enum jt_err read_client(struct jt_sqlite_db *db, struct jt_arena *arena, int64_t id,
                               struct jt_api_client *ret_client)
{
    enum jt_err err = jt_api_client_read(db, arena, id, ret_client);
    return err == JT_ERR_NOT_FOUND ? JT_ERR_DAMAGED : err;
}

static enum jt_err refresh_one(struct jt_sqlite_db *db, int64_t id, jt_time now)
{
    struct jt_api_client client = {0};
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    JT_TRY(read_client(db, &arena, id, &client));
    return keep(db, id, &client, now);
}

static enum jt_err refresh_batch(struct jt_store *store, const struct batch *batch, jt_time now)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    for (size_t i = 0; i < batch->count; i++) {
        JT_TRY(refresh_one(&tx.store->write, batch->ids[i], now));
    }
    return jt_transaction_commit(&tx, NULL);
}

/* What is brought up to date holds at now, so each round leaves fewer. */
enum jt_err jt_api_client_status_refresh(struct jt_store *store, jt_time now)
{
    struct batch batch = {.count = BATCH};
    for (int i = 0; i < BATCHES_MAX && batch.count == BATCH; i++) {
        JT_TRY(find_stale(&jt_sqlite_of(store)->write, now, &batch));
        if (batch.count > 0) {
            JT_TRY(refresh_batch(store, &batch, now));
        }
    }
    return JT_OK;
}

static enum jt_err judge(struct jt_sqlite_db *db, int64_t id, jt_time now,
                         enum jt_api_client_status *ret_status)
{
    struct jt_api_client client = {0};
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    JT_TRY(read_client(db, &arena, id, &client));
    *ret_status = jt_api_client_status(&client, now);
    return JT_OK;
}

/* The rule is asked about stale rows. */
enum jt_err jt_api_client_status_keep_rows(struct jt_sqlite_db *db, int64_t realm,
                                           enum jt_api_client_status status, jt_time now,
                                           struct jt_row_set *set)
{
    static const char sql[] =
        "SELECT id FROM api_client INDEXED BY api_client_status_until"
        "  WHERE deleted = 0 AND status_until <= ?1 AND realm = ?2"
        " UNION SELECT id FROM api_client INDEXED BY api_client_status_from"
        "  WHERE deleted = 0 AND status_from > 0 AND status_from > ?1 AND realm = ?2";
    bool row = false;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    struct jt_row_part kept = {.list = JT_ROWS_API_CLIENT_STATUS + (int)status, .number = realm};
    JT_TRY(jt_row_set_keep(db, &kept, set));
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_time(&st, now);
    jt_statement_bind_int(&st, realm);
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        enum jt_api_client_status present;
        int64_t id = jt_statement_int(&st);
        JT_TRY(judge(db, id, now, &present));
        jt_row_set_mark(set, id, present == status);
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

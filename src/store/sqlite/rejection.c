/* SPDX-License-Identifier: Apache-2.0 */
/* Stored refusals: added up under their number, bounded in rows and age. */
#include "store/sqlite/sqlite.h"
#include "store/sqlite/transaction.h"

static enum jt_err put(struct jt_sqlite_db *db, const struct jt_rejection *rejection)
{
    /* What is told of it is the latest one's. */
    static const char sql[] =
        "INSERT INTO rejection (number, cause, also_json, proven, error, status, evidence, remedy,"
        " client_id, realm, endpoint, method, address, user_agent, count, first, last, trace_json)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"
        " ON CONFLICT (number) DO UPDATE SET count = count + excluded.count,"
        " first = min(first, excluded.first), last = max(last, excluded.last),"
        " cause = excluded.cause, also_json = excluded.also_json, proven = excluded.proven,"
        " error = excluded.error, status = excluded.status, evidence = excluded.evidence,"
        " remedy = excluded.remedy, client_id = excluded.client_id, realm = excluded.realm,"
        " endpoint = excluded.endpoint, method = excluded.method, address = excluded.address,"
        " user_agent = excluded.user_agent, trace_json = excluded.trace_json";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_u64(&st, rejection->number);
    jt_statement_bind_text(&st, rejection->cause);
    jt_statement_bind_text(&st, rejection->also_json);
    jt_statement_bind_int(&st, rejection->proven);
    jt_statement_bind_text(&st, rejection->error);
    jt_statement_bind_int(&st, rejection->status);
    jt_statement_bind_text(&st, rejection->evidence);
    jt_statement_bind_text(&st, rejection->remedy);
    jt_statement_bind_text(&st, rejection->client_id);
    jt_statement_bind_uuid(&st, &rejection->realm);
    jt_statement_bind_text(&st, rejection->endpoint);
    jt_statement_bind_text(&st, rejection->method);
    jt_statement_bind_text(&st, rejection->address);
    jt_statement_bind_text(&st, rejection->user_agent);
    jt_statement_bind_u64(&st, rejection->count);
    jt_statement_bind_time(&st, rejection->first);
    jt_statement_bind_time(&st, rejection->last);
    jt_statement_bind_text(&st, rejection->trace_json);
    return jt_statement_run(&st);
}

static enum jt_err drop_old(struct jt_sqlite_db *db, jt_time oldest)
{
    static const char sql[] = "DELETE FROM rejection WHERE last < ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_time(&st, oldest);
    return jt_statement_run(&st);
}

static enum jt_err drop_surplus(struct jt_sqlite_db *db, uint64_t max_rows)
{
    static const char sql[] = "DELETE FROM rejection WHERE number IN (SELECT number FROM rejection"
                              " ORDER BY last, number"
                              " LIMIT max(0, (SELECT count(*) FROM rejection) - ?1))";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, max_rows > INT64_MAX ? INT64_MAX : (int64_t)max_rows);
    return jt_statement_run(&st);
}

enum jt_err jt_sqlite_rejections_put(struct jt_store *store, const struct jt_rejection *rejections,
                                     size_t count, uint64_t max_rows, jt_time oldest)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    for (size_t i = 0; i < count; i++) {
        JT_TRY(put(&tx.store->write, &rejections[i]));
    }
    JT_TRY(drop_old(&tx.store->write, oldest));
    JT_TRY(drop_surplus(&tx.store->write, max_rows));
    return jt_transaction_commit(&tx, NULL);
}

static enum jt_err read_rejection(struct jt_statement *st, struct jt_arena *arena,
                                  struct jt_rejection *ret_rejection)
{
    struct jt_rejection rejection = {.number = jt_statement_u64(st)};
    rejection.cause = jt_statement_text_in(st, arena);
    rejection.also_json = jt_statement_text_in(st, arena);
    rejection.proven = jt_statement_bool(st);
    rejection.error = jt_statement_text_in(st, arena);
    rejection.status = (int)jt_statement_int(st);
    rejection.evidence = jt_statement_text_in(st, arena);
    rejection.remedy = jt_statement_text_in(st, arena);
    rejection.client_id = jt_statement_text_in(st, arena);
    rejection.realm = jt_statement_uuid(st);
    rejection.endpoint = jt_statement_text_in(st, arena);
    rejection.method = jt_statement_text_in(st, arena);
    rejection.address = jt_statement_text_in(st, arena);
    rejection.user_agent = jt_statement_text_in(st, arena);
    rejection.count = jt_statement_u64(st);
    rejection.first = jt_statement_time(st);
    rejection.last = jt_statement_time(st);
    rejection.trace_json = jt_statement_text_in(st, arena);
    JT_TRY(jt_statement_check(st));
    *ret_rejection = rejection;
    return JT_OK;
}

enum jt_err jt_sqlite_rejection_find(struct jt_store *store, struct jt_arena *arena,
                                     uint64_t number, struct jt_rejection *ret_rejection)
{
    static const char sql[] =
        "SELECT number, cause, also_json, proven, error, status, evidence, remedy, client_id,"
        " realm, endpoint, method, address, user_agent, count, first, last, trace_json"
        " FROM rejection WHERE number = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(&jt_sqlite_of(store)->read, sql, &st));
    jt_statement_bind_u64(&st, number);
    JT_TRY(jt_statement_row(&st));
    return read_rejection(&st, arena, ret_rejection);
}

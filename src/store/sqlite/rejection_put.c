/* SPDX-License-Identifier: Apache-2.0 */
/* Stored refusals: added up under their number, bounded in rows and age. Beyond the bound the
 * source with the most rows gives up those that it made first: whoever makes many loses its own,
 * and whoever has few keeps them. */
#include "store/sqlite/sqlite.h"
#include "store/sqlite/transaction.h"

/* A number that is there already adds up, and what is told of it is the latest one's. Cause, client
 * id and address are what the number was made of, and stay; so does the source of the first. */
static enum jt_err put(struct jt_sqlite_db *db, const struct jt_rejection *rejection)
{
    static const char sql[] =
        "INSERT INTO rejection (number, cause, also_json, proven, error, status, evidence, remedy,"
        " client_id, realm, endpoint, method, address, source, user_agent, count, first, last,"
        " trace_json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
        " ?16, ?17, ?18, ?19)"
        " ON CONFLICT (number) DO UPDATE SET count = count + ?16, first = min(first, ?17),"
        " last = max(last, ?18), also_json = ?3, proven = ?4, error = ?5, status = ?6,"
        " evidence = ?7, remedy = ?8, realm = ?10, endpoint = ?11, method = ?12, user_agent = ?15,"
        " trace_json = ?19";
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
    jt_statement_bind_text(&st, rejection->source);
    jt_statement_bind_text(&st, rejection->user_agent);
    jt_statement_bind_u64(&st, rejection->count);
    jt_statement_bind_time(&st, rejection->first);
    jt_statement_bind_time(&st, rejection->last);
    jt_statement_bind_text(&st, rejection->trace_json);
    return jt_statement_run(&st);
}

/* Nothing was last seen before the first row was made; else every row is looked at, in an index. */
static enum jt_err has_old(struct jt_sqlite_db *db, jt_time oldest, bool *ret_has)
{
    static const char sql[] = "SELECT first FROM rejection ORDER BY id LIMIT 1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    bool row = false;
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_step(&st, &row));
    *ret_has = row && jt_statement_time(&st).s < oldest.s;
    return JT_OK;
}

static enum jt_err drop_old(struct jt_sqlite_db *db, jt_time oldest)
{
    static const char sql[] = "DELETE FROM rejection WHERE id IN (SELECT id FROM rejection"
                              " INDEXED BY rejection_order WHERE last < ?1)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    bool has = false;
    JT_TRY(has_old(db, oldest, &has));
    if (!has) {
        return JT_OK;
    }
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_time(&st, oldest);
    return jt_statement_run(&st);
}

/* Of those that were made first the ones last seen longest ago; from all, when nobody has more than
 * one. */
static enum jt_err drop_oldest(struct jt_sqlite_db *db, uint64_t count)
{
    static const char sql[] =
        "DELETE FROM rejection WHERE id IN (SELECT id FROM (SELECT id, last FROM rejection"
        " INDEXED BY rejection_order ORDER BY id LIMIT ?1 + 16) ORDER BY last, id LIMIT ?1)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_u64(&st, count);
    return jt_statement_run(&st);
}

static enum jt_err drop_oldest_of(struct jt_sqlite_db *db, jt_str source, uint64_t count)
{
    static const char sql[] =
        "DELETE FROM rejection WHERE id IN (SELECT r.id FROM (SELECT id FROM rejection"
        " INDEXED BY rejection_by_source WHERE source = ?1 ORDER BY id LIMIT ?2 + 16) AS s"
        " CROSS JOIN rejection AS r INDEXED BY rejection_order ON r.id = s.id"
        " ORDER BY r.last, r.id LIMIT ?2)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_text(&st, source);
    jt_statement_bind_u64(&st, count);
    return jt_statement_run(&st);
}

/* The source that has the most, and how many more than the next one. */
struct greatest {
    jt_str source; /* in arena */
    uint64_t count;
    uint64_t ahead;
};

static enum jt_err find_greatest(struct jt_sqlite_db *db, struct jt_arena *arena,
                                 struct greatest *ret_greatest)
{
    static const char sql[] = "SELECT source, count FROM rejection_source"
                              " INDEXED BY rejection_source_count ORDER BY count DESC LIMIT 2";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    bool row = false;
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_row(&st));
    ret_greatest->source = jt_statement_text_in(&st, arena);
    ret_greatest->count = ret_greatest->ahead = jt_statement_u64(&st);
    JT_TRY(jt_statement_check(&st));
    JT_TRY(jt_statement_step(&st, &row));
    if (row) {
        (void)jt_statement_text(&st);
        ret_greatest->ahead -= jt_statement_u64(&st);
    }
    return jt_statement_check(&st);
}

static enum jt_err read_total(struct jt_sqlite_db *db, uint64_t *ret_total)
{
    static const char sql[] = "SELECT count FROM rejection_total";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_row(&st));
    *ret_total = jt_statement_u64(&st);
    return jt_statement_check(&st);
}

/* At least one row goes in each round, so that it ends; *surplus says what is left to do. */
static enum jt_err drop_round(struct jt_sqlite_db *db, uint64_t *surplus)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    struct greatest greatest = {0};
    JT_TRY(find_greatest(db, &arena, &greatest));
    if (greatest.count <= 1) {
        JT_TRY(drop_oldest(db, *surplus));
        *surplus = 0;
        return JT_OK;
    }
    uint64_t count = greatest.ahead > 0 ? greatest.ahead : 1;
    count = count < *surplus ? count : *surplus;
    JT_TRY(drop_oldest_of(db, greatest.source, count));
    *surplus -= count;
    return JT_OK;
}

static enum jt_err drop_surplus(struct jt_sqlite_db *db, uint64_t max_rows)
{
    uint64_t total = 0;
    JT_TRY(read_total(db, &total));
    uint64_t surplus = total > max_rows ? total - max_rows : 0;
    while (surplus > 0) {
        JT_TRY(drop_round(db, &surplus));
    }
    return JT_OK;
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

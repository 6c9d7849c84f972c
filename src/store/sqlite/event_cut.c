/* SPDX-License-Identifier: Apache-2.0 */
/* Retention: old events go up to a checkpoint, whose signature then stands for them, so that the
 * rest of the chain can still be checked from there. */
#include "store/sqlite/event.h"
#include "store/sqlite/event_filter.h"

#include "codec/json_write.h"

/* The checkpoint to cut at: JT_ERR_NOT_FOUND when there is nothing to cut. */
static enum jt_err find_cut(struct jt_sqlite_db *db, jt_time before, uint64_t *ret_first,
                            struct jt_event_checkpoint *ret_checkpoint)
{
    static const char sql[] =
        "SELECT first.number, c.number, c.time, c.hash FROM event_checkpoint AS c,"
        " (SELECT min(number) AS number FROM event) AS first"
        " WHERE c.time < ?1 AND c.number >= first.number AND c.number < first.number + ?2"
        " AND c.number < (SELECT max(number) FROM event) ORDER BY c.number DESC LIMIT 1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_time(&st, before);
    jt_statement_bind_int(&st, JT_EVENTS_CUT_MAX);
    JT_TRY(jt_statement_row(&st));
    *ret_first = jt_statement_u64(&st);
    *ret_checkpoint = (struct jt_event_checkpoint){.number = jt_statement_u64(&st)};
    ret_checkpoint->time = jt_statement_time(&st);
    jt_statement_blob(&st, ret_checkpoint->hash, sizeof(ret_checkpoint->hash));
    return jt_statement_check(&st);
}

static enum jt_err run_up_to(struct jt_sqlite_db *db, const char *sql, uint64_t number)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_u64(&st, number);
    return jt_statement_run(&st);
}

static enum jt_err drop(struct jt_sqlite_db *db, uint64_t number)
{
    static const char events[] = "DELETE FROM event WHERE number <= ?1";
    static const char checkpoints[] = "DELETE FROM event_checkpoint WHERE number < ?1";
    JT_TRY(jt_event_filter_cut(db, number));
    JT_TRY(run_up_to(db, events, number));
    return run_up_to(db, checkpoints, number);
}

static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             uint64_t first, const struct jt_event_checkpoint *checkpoint)
{
    struct jt_buf after JT_CLEAN(jt_buf_clear) = {0};
    struct jt_json_writer w = {.buf = &after};
    jt_json_object_begin(&w);
    jt_json_member_integer(&w, "first", (int64_t)first);
    jt_json_member_integer(&w, "last", (int64_t)checkpoint->number);
    jt_json_member_hex(&w, "hash", checkpoint->hash, sizeof(checkpoint->hash));
    jt_json_object_end(&w);
    JT_TRY(jt_buf_check(&after));
    struct jt_event_note note = {
        .action = JT_STR("event.cut"),
        .object_kind = JT_STR("event"),
        .after_json = jt_buf_str(&after),
    };
    return jt_event_add(tx, write, &note);
}

enum jt_err jt_sqlite_events_cut(struct jt_store *store, const struct jt_write *write,
                                 jt_time before, uint64_t *ret_count)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    struct jt_event_checkpoint checkpoint;
    uint64_t first = 0;
    JT_TRY(jt_transaction_begin(store, &tx));
    enum jt_err err = find_cut(&tx.store->write, before, &first, &checkpoint);
    if (err == JT_ERR_NOT_FOUND) {
        *ret_count = 0;
        return JT_OK;
    }
    JT_TRY(err);
    JT_TRY(drop(&tx.store->write, checkpoint.number));
    JT_TRY(add_event(&tx, write, first, &checkpoint));
    JT_TRY(jt_transaction_commit(&tx, NULL));
    *ret_count = checkpoint.number + 1 - first;
    return JT_OK;
}

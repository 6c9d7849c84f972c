/* SPDX-License-Identifier: Apache-2.0 */
/* Checkpoints: the chain up to a number, signed now and then, so that who rewrites the log and all
 * its hashes needs the signing key too. Made in one transaction with the look at what is due. */
#include "store/sqlite/event.h"
#include "store/sqlite/lookup.h"

struct ends {
    uint64_t number; /* of the last event */
    uint8_t hash[JT_EVENT_HASH_LEN];
    jt_time first_time;
    uint64_t signed_number; /* of the last checkpoint; 0: none */
    jt_time signed_time;
    jt_str signed_kid;
};

static enum jt_err read_events(struct jt_sqlite_db *db, struct ends *ends)
{
    static const char sql[] =
        "SELECT number, hash, (SELECT time FROM event ORDER BY number LIMIT 1) FROM event"
        " ORDER BY number DESC LIMIT 1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_row(&st));
    ends->number = jt_statement_u64(&st);
    jt_statement_blob(&st, ends->hash, sizeof(ends->hash));
    ends->first_time = jt_statement_time(&st);
    return jt_statement_check(&st);
}

static enum jt_err read_checkpoint(struct jt_sqlite_db *db, struct jt_arena *arena,
                                   struct ends *ends)
{
    static const char sql[] =
        "SELECT number, time, kid FROM event_checkpoint ORDER BY number DESC LIMIT 1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    bool row = false;
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_step(&st, &row));
    if (!row) {
        ends->signed_time = ends->first_time;
        return JT_OK;
    }
    ends->signed_number = jt_statement_u64(&st);
    ends->signed_time = jt_statement_time(&st);
    ends->signed_kid = jt_statement_text_in(&st, arena);
    return jt_statement_check(&st);
}

static bool is_due(const struct ends *ends, const struct jt_event_checkpoint_rule *rule)
{
    if (ends->number <= ends->signed_number) {
        return false;
    }
    bool other_key = ends->signed_number != 0 && !jt_str_equal(ends->signed_kid, rule->kid);
    return other_key || ends->number - ends->signed_number >= rule->every_events ||
           rule->now.s - ends->signed_time.s >= rule->every_s;
}

static enum jt_err insert(struct jt_sqlite_db *db, const struct jt_event_checkpoint *checkpoint)
{
    static const char sql[] = "INSERT INTO event_checkpoint (number, time, hash, kid, jws)"
                              " VALUES (?1, ?2, ?3, ?4, ?5)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_u64(&st, checkpoint->number);
    jt_statement_bind_time(&st, checkpoint->time);
    jt_statement_bind_blob(&st, checkpoint->hash, sizeof(checkpoint->hash));
    jt_statement_bind_text(&st, checkpoint->kid);
    jt_statement_bind_text(&st, checkpoint->jws);
    return jt_statement_run(&st);
}

enum jt_err jt_sqlite_event_checkpoint(struct jt_store *store, struct jt_arena *arena,
                                       const struct jt_event_checkpoint_rule *rule,
                                       struct jt_event_checkpoint *ret_checkpoint)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    struct ends ends = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(read_events(&tx.store->write, &ends));
    JT_TRY(read_checkpoint(&tx.store->write, arena, &ends));
    if (!is_due(&ends, rule)) {
        return JT_ERR_NOT_FOUND;
    }
    struct jt_event_checkpoint checkpoint = {.number = ends.number, .time = rule->now};
    for (size_t i = 0; i < sizeof(ends.hash); i++) {
        checkpoint.hash[i] = ends.hash[i];
    }
    JT_TRY(rule->sign(rule->arg, arena, &checkpoint));
    JT_TRY(insert(&tx.store->write, &checkpoint));
    JT_TRY(jt_transaction_commit(&tx, NULL));
    *ret_checkpoint = checkpoint;
    return JT_OK;
}

static enum jt_err read_page(struct jt_sqlite_db *db, struct jt_arena *arena,
                             const struct jt_page *page, struct jt_event_checkpoint_list *list)
{
    static const char sql[] = "SELECT number, time, hash, kid, jws FROM event_checkpoint"
                              " ORDER BY number LIMIT ?1 OFFSET ?2";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    bool row = false;
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_page_bind(&st, page);
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        struct jt_event_checkpoint *checkpoint = &list->items[list->count++];
        checkpoint->number = jt_statement_u64(&st);
        checkpoint->time = jt_statement_time(&st);
        jt_statement_blob(&st, checkpoint->hash, sizeof(checkpoint->hash));
        checkpoint->kid = jt_statement_text_in(&st, arena);
        checkpoint->jws = jt_statement_text_in(&st, arena);
        JT_TRY(jt_statement_check(&st));
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

enum jt_err jt_sqlite_event_checkpoint_list(struct jt_store *store, struct jt_arena *arena,
                                            const struct jt_page *page,
                                            struct jt_event_checkpoint_list *ret_list)
{
    static const char sql[] = "SELECT count(*) FROM event_checkpoint";
    JT_TRY(jt_page_check(page));
    struct jt_event_checkpoint_list list = {
        .items = jt_arena_alloc_array(arena, page->limit, sizeof(*list.items))};
    if (list.items == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    struct jt_statement total JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(jt_statement_take(db, sql, &total));
    JT_TRY(jt_page_total(&total, &list.total));
    JT_TRY(read_page(db, arena, page, &list));
    *ret_list = list;
    return JT_OK;
}

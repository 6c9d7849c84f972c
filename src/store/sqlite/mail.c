/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox: a mail is taken, marked before it is handed over, and closed with what became of it.
 * Once marked it never waits again unless the mail server said no: a crash between mark and answer
 * leaves it unknown, and it is not sent twice. */
#include "store/sqlite/mail.h"

enum { POINTLESS_MAX = 1000 }; /* rows closed in one call */

/* *ret_found false: none is due. */
static enum jt_err pick(struct jt_sqlite_db *db, jt_time now, uint64_t *ret_number, bool *ret_found)
{
    static const char sql[] = "SELECT number FROM mail WHERE state = 0 AND next <= ?1"
                              " ORDER BY next, number LIMIT 1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_time(&st, now);
    JT_TRY(jt_statement_step(&st, ret_found));
    *ret_number = *ret_found ? jt_statement_u64(&st) : 0;
    return JT_OK;
}

static enum jt_err find_next(struct jt_sqlite_db *db, uint64_t but, jt_time *ret_next)
{
    static const char sql[] =
        "SELECT coalesce(min(next), 0) FROM mail WHERE state = 0 AND number <> ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_u64(&st, but);
    JT_TRY(jt_statement_row(&st));
    *ret_next = jt_statement_time(&st);
    return JT_OK;
}

/* JT_ERR_NOT_FOUND: it is closed already. */
static enum jt_err set_state(struct jt_sqlite_db *db, uint64_t number, enum jt_mail_state state,
                             bool is_attempt, jt_time now, jt_time next)
{
    static const char sql[] =
        "UPDATE mail SET state = ?2, attempts = attempts + ?3, next = ?4,"
        " ended = CASE WHEN ?2 < 2 THEN 0 ELSE ?5 END WHERE number = ?1 AND state < 2";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_u64(&st, number);
    jt_statement_bind_int(&st, state);
    jt_statement_bind_int(&st, is_attempt);
    jt_statement_bind_time(&st, next);
    jt_statement_bind_time(&st, now);
    JT_TRY(jt_statement_run(&st));
    return sqlite3_changes64(db->handle) > 0 ? JT_OK : JT_ERR_NOT_FOUND;
}

static jt_str action_of(enum jt_mail_state state)
{
    switch (state) {
    case JT_MAIL_WAITING:
    case JT_MAIL_SENDING:
    case JT_MAIL_CANCELLED:
        break;
    case JT_MAIL_SENT:
        return JT_STR("api_client.reminder_send");
    case JT_MAIL_GIVEN_UP:
        return JT_STR("api_client.reminder_give_up");
    case JT_MAIL_UNKNOWN:
        return JT_STR("api_client.reminder_lose_answer");
    }
    return JT_STR("");
}

static enum jt_err close_mail(struct jt_transaction *tx, const struct jt_write *write,
                              uint64_t number, enum jt_mail_state state, bool is_attempt)
{
    JT_TRY(set_state(&tx->store->write, number, state, is_attempt, write->now, write->now));
    jt_str action = action_of(state);
    return action.len ? jt_mail_event(tx, write, action, number) : JT_OK;
}

/* True: the mail is good; otherwise it was closed. */
static enum jt_err take_one(struct jt_transaction *tx, struct jt_arena *arena,
                            const struct jt_write *write, uint64_t number,
                            struct jt_mail_taken *taken)
{
    enum jt_mail_verdict verdict = JT_MAIL_POINTLESS;
    JT_TRY(jt_mail_read(&tx->store->write, arena, number, write->now, &taken->mail, &verdict));
    switch (verdict) {
    case JT_MAIL_GOOD:
        taken->found = true;
        return JT_OK;
    case JT_MAIL_TOO_LATE:
        taken->given_up++;
        return close_mail(tx, write, number, JT_MAIL_GIVEN_UP, false);
    case JT_MAIL_POINTLESS:
        taken->cancelled++;
        return close_mail(tx, write, number, JT_MAIL_CANCELLED, false);
    }
    return JT_ERR_ARG;
}

enum jt_err jt_sqlite_mail_take(struct jt_store *store, struct jt_arena *arena,
                                const struct jt_write *write, struct jt_mail_taken *ret_taken)
{
    struct jt_mail_taken taken = {0};
    bool is_due = true;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    for (int i = 0; i < POINTLESS_MAX && is_due && !taken.found; i++) {
        uint64_t number = 0;
        JT_TRY(pick(&tx.store->write, write->now, &number, &is_due));
        if (is_due) {
            JT_TRY(take_one(&tx, arena, write, number, &taken));
        }
    }
    JT_TRY(find_next(&tx.store->write, taken.found ? taken.mail.number : 0, &taken.next));
    if (taken.given_up || taken.cancelled) {
        JT_TRY(jt_transaction_commit(&tx, NULL));
    }
    *ret_taken = taken;
    return JT_OK;
}

enum jt_err jt_sqlite_mail_begin(struct jt_store *store, const struct jt_write *write,
                                 uint64_t number)
{
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    enum jt_mail_verdict verdict = JT_MAIL_POINTLESS;
    struct jt_mail mail = {0};
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    struct jt_sqlite_db *db = &tx.store->write;
    JT_TRY(jt_mail_read(db, &arena, number, write->now, &mail, &verdict));
    if (verdict != JT_MAIL_GOOD) {
        return JT_ERR_NOT_FOUND;
    }
    JT_TRY(set_state(db, number, JT_MAIL_SENDING, false, write->now, write->now));
    return jt_transaction_commit(&tx, NULL);
}

enum jt_err jt_sqlite_mail_end(struct jt_store *store, const struct jt_write *write,
                               const struct jt_mail_end *end)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    if (end->state == JT_MAIL_WAITING) {
        JT_TRY(
            set_state(&tx.store->write, end->number, JT_MAIL_WAITING, true, write->now, end->next));
    } else {
        JT_TRY(close_mail(&tx, write, end->number, end->state, true));
    }
    return jt_transaction_commit(&tx, NULL);
}

static enum jt_err find_sending(struct jt_sqlite_db *db, uint64_t *ret_number, bool *ret_found)
{
    static const char sql[] = "SELECT number FROM mail WHERE state = 1 ORDER BY number LIMIT 1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_step(&st, ret_found));
    *ret_number = *ret_found ? jt_statement_u64(&st) : 0;
    return JT_OK;
}

enum jt_err jt_sqlite_mails_recover(struct jt_store *store, const struct jt_write *write,
                                    uint64_t *ret_count)
{
    uint64_t number = 0;
    uint64_t count = 0;
    bool found = false;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(find_sending(&tx.store->write, &number, &found));
    while (found) {
        JT_TRY(close_mail(&tx, write, number, JT_MAIL_UNKNOWN, true));
        count++;
        JT_TRY(find_sending(&tx.store->write, &number, &found));
    }
    if (count) {
        JT_TRY(jt_transaction_commit(&tx, NULL));
    }
    *ret_count = count;
    return JT_OK;
}

enum jt_err jt_mails_drop(struct jt_sqlite_db *db, jt_time now)
{
    static const char sql[] = "DELETE FROM mail WHERE expires < ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, now.s - JT_MAIL_KEEP_S);
    return jt_statement_run(&st);
}

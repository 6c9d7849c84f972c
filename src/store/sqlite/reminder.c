/* SPDX-License-Identifier: Apache-2.0 */
/* Which secrets are to be reminded of, and putting their mails into the outbox. */
#include "codec/json_write.h"
#include "store/sqlite/event.h"
#include "store/sqlite/mail.h"

enum { DUE_MAX = 1000 };

/* ?1: now, ?2: the horizon. Older secrets beside a newer one that lives need no reminder. */
#define DUE_FROM                                                                                   \
    " FROM client_secret AS s JOIN api_client AS c ON c.id = s.client"                             \
    " WHERE s.remind = 1 AND s.ended = 0 AND s.reminded = 0 AND s.expires BETWEEN ?1 AND ?2"       \
    " AND c.deleted = 0 AND NOT EXISTS (SELECT 1 FROM client_secret AS n WHERE n.client = "        \
    "s.client"                                                                                     \
    "  AND n.id > s.id AND n.expires >= ?1 AND (n.ended = 0 OR n.ended > ?1))"

struct due {
    int64_t id;
    jt_uuid secret;
    char hint[JT_SECRET_HINT_LEN + 1];
    jt_time expires;
    jt_uuid client;
};

static void read_due(struct jt_statement *st, struct due *due)
{
    due->id = jt_statement_int(st);
    due->secret = jt_statement_uuid(st);
    jt_str hint = jt_statement_text(st);
    for (size_t i = 0; i < hint.len && i < JT_SECRET_HINT_LEN; i++) {
        due->hint[i] = hint.ptr[i];
    }
    due->expires = jt_statement_time(st);
    due->client = jt_statement_uuid(st);
}

/* ret_due has room for max. */
static enum jt_err list_due(struct jt_sqlite_db *db, jt_time now, size_t max, struct due *ret_due,
                            size_t *ret_count)
{
    static const char sql[] = "SELECT s.id, s.key, s.hint, s.expires, c.key" DUE_FROM
                              " ORDER BY s.expires, s.id LIMIT ?3";
    size_t count = 0;
    bool row = false;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_time(&st, now);
    jt_statement_bind_time(&st, jt_reminder_horizon(now));
    jt_statement_bind_int(&st, (int64_t)max);
    JT_TRY(jt_statement_step(&st, &row));
    while (row && count < max) {
        read_due(&st, &ret_due[count++]);
        JT_TRY(jt_statement_check(&st));
        JT_TRY(jt_statement_step(&st, &row));
    }
    *ret_count = count;
    return JT_OK;
}

static enum jt_err mark(struct jt_sqlite_db *db, int64_t id, jt_time now)
{
    static const char sql[] = "UPDATE client_secret SET reminded = ?2 WHERE id = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, id);
    jt_statement_bind_time(&st, now);
    return jt_statement_run(&st);
}

static enum jt_err insert(struct jt_sqlite_db *db, const struct due *due, const jt_uuid *recipient,
                          jt_time now)
{
    static const char sql[] =
        "INSERT INTO mail (secret, client, recipient, expires, state, attempts, queued, next,"
        " ended) VALUES (?1, ?2, ?3, ?4, 0, 0, ?5, ?5, 0) ON CONFLICT DO NOTHING";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, &due->secret);
    jt_statement_bind_uuid(&st, &due->client);
    jt_statement_bind_uuid(&st, recipient);
    jt_statement_bind_time(&st, due->expires);
    jt_statement_bind_time(&st, now);
    return jt_statement_run(&st);
}

static void write_json(struct jt_buf *buf, const struct due *due,
                       const struct jt_managers *managers)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "secret", &due->secret);
    jt_json_member_string(&w, "hint", jt_str_from_c(due->hint));
    jt_json_member_time(&w, "expiresAt", due->expires);
    jt_json_name(&w, "recipients");
    jt_json_array_begin(&w);
    for (size_t i = 0; i < managers->count; i++) {
        char text[JT_UUID_TEXT + 1];
        jt_uuid_write(&managers->items[i], text);
        jt_json_write_string(&w, jt_str_from_c(text));
    }
    jt_json_array_end(&w);
    jt_json_object_end(&w);
}

static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             const struct due *due, const struct jt_managers *managers)
{
    struct jt_buf after JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    write_json(&after, due, managers);
    JT_TRY(jt_buf_check(&after));
    const struct jt_event_note note = {
        .action = JT_STR("api_client.reminder_queue"),
        .object_kind = JT_STR("api_client"),
        .object = due->client,
        .after_json = jt_buf_str(&after),
    };
    return jt_event_add(tx, write, &note);
}

static enum jt_err queue(struct jt_transaction *tx, const struct jt_write *write,
                         const struct due *due, const struct jt_managers *managers)
{
    struct jt_sqlite_db *db = &tx->store->write;
    JT_TRY(mark(db, due->id, write->now));
    for (size_t i = 0; i < managers->count; i++) {
        JT_TRY(insert(db, due, &managers->items[i], write->now));
    }
    return add_event(tx, write, due, managers);
}

static enum jt_err queue_all(struct jt_transaction *tx, const struct jt_write *write,
                             struct jt_arena *arena, const struct jt_managers *managers,
                             struct jt_reminders_queued *queued)
{
    size_t fitting = JT_MAILS_QUEUE_MAX / managers->count;
    size_t max = fitting ? fitting : 1;
    size_t count = 0;
    struct due *due = jt_arena_alloc_array(arena, max, sizeof(*due));
    if (due == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_TRY(list_due(&tx->store->write, write->now, max, due, &count));
    for (size_t i = 0; i < count; i++) {
        JT_TRY(queue(tx, write, &due[i], managers));
    }
    queued->secrets = count;
    queued->mails = count * managers->count;
    queued->has_more = count == max;
    return JT_OK;
}

enum jt_err jt_sqlite_reminders_queue(struct jt_store *store, const struct jt_write *write,
                                      struct jt_reminders_queued *ret_queued)
{
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    struct jt_reminders_queued queued = {0};
    struct jt_managers managers = {0};
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(jt_managers_read(&tx.store->write, &arena, NULL, &managers));
    queued.has_managers = managers.count > 0;
    if (queued.has_managers) {
        JT_TRY(queue_all(&tx, write, &arena, &managers, &queued));
    }
    /* Nothing to write: the transaction is rolled back, and costs no sync. */
    if (queued.secrets) {
        JT_TRY(jt_transaction_commit(&tx, NULL));
    }
    *ret_queued = queued;
    return JT_OK;
}

static enum jt_err count_mails(struct jt_sqlite_db *db, uint64_t *ret_count)
{
    static const char sql[] = "SELECT count(*) FROM (SELECT 1 FROM mail WHERE state = 0 LIMIT ?1)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, DUE_MAX);
    JT_TRY(jt_statement_row(&st));
    *ret_count = jt_statement_u64(&st);
    return JT_OK;
}

enum jt_err jt_sqlite_reminders_due(struct jt_store *store, jt_time now, uint64_t *ret_count)
{
    static const char sql[] = "SELECT count(*) FROM (SELECT 1" DUE_FROM " LIMIT ?3)";
    struct jt_sqlite_db *db = &jt_sqlite_of(store)->read;
    uint64_t mails = 0;
    JT_TRY(count_mails(db, &mails));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_time(&st, now);
    jt_statement_bind_time(&st, jt_reminder_horizon(now));
    jt_statement_bind_int(&st, DUE_MAX);
    JT_TRY(jt_statement_row(&st));
    *ret_count = mails + jt_statement_u64(&st);
    return JT_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Appends to the audit log. One writer, and the last event is never deleted: the next number is the
 * last plus one. */
#include "store/sqlite/event.h"

static enum jt_err read_last(struct jt_sqlite_db *db, uint64_t *ret_number,
                             uint8_t ret_hash[static JT_EVENT_HASH_LEN])
{
    static const char sql[] = "SELECT number, hash FROM event ORDER BY number DESC LIMIT 1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    if (!row) {
        return JT_OK; /* the zeros that the caller began with */
    }
    *ret_number = jt_statement_u64(&st);
    jt_statement_blob(&st, ret_hash, JT_EVENT_HASH_LEN);
    return jt_statement_check(&st);
}

static enum jt_err insert(struct jt_sqlite_db *db, const struct jt_event *event,
                          const uint8_t hash[static JT_EVENT_HASH_LEN])
{
    static const char sql[] =
        "INSERT INTO event (number, time, actor_kind, actor_key, actor_name, actor_address,"
        " request_id, action, object_kind, object, before_json, after_json, hash)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_u64(&st, event->number);
    jt_statement_bind_time(&st, event->time);
    jt_statement_bind_int(&st, event->actor.kind);
    jt_statement_bind_uuid(&st, &event->actor.key);
    jt_statement_bind_text(&st, event->actor.name);
    jt_statement_bind_text(&st, event->actor.address);
    jt_statement_bind_text(&st, event->actor.request_id);
    jt_statement_bind_text(&st, event->action);
    jt_statement_bind_text(&st, event->object_kind);
    jt_statement_bind_uuid(&st, &event->object);
    jt_statement_bind_text(&st, event->before_json);
    jt_statement_bind_text(&st, event->after_json);
    jt_statement_bind_blob(&st, hash, JT_EVENT_HASH_LEN);
    return jt_statement_run(&st);
}

enum jt_err jt_event_add(struct jt_transaction *transaction, const struct jt_write *write,
                         const struct jt_event_note *note)
{
    struct jt_sqlite_db *db = &transaction->store->write;
    uint64_t last = 0;
    uint8_t previous[JT_EVENT_HASH_LEN] = {0};
    JT_TRY(read_last(db, &last, previous));
    struct jt_event event = {
        .number = last + 1,
        .time = write->now,
        .actor = write->actor,
        .action = note->action,
        .object_kind = note->object_kind,
        .object = note->object,
        .before_json = note->before_json,
        .after_json = note->after_json,
    };
    uint8_t hash[JT_EVENT_HASH_LEN];
    JT_TRY(jt_event_hash(previous, &event, hash));
    return insert(db, &event, hash);
}

void jt_event_story_clear(struct jt_event_story *story)
{
    jt_buf_clear(&story->before);
    jt_buf_clear(&story->after);
}

enum jt_err jt_event_tell(struct jt_transaction *transaction, const struct jt_write *write,
                          const struct jt_event_note *note, const struct jt_event_story *story)
{
    struct jt_event_note whole = *note;
    JT_TRY(jt_buf_check(&story->before));
    JT_TRY(jt_buf_check(&story->after));
    whole.before_json = jt_buf_str(&story->before);
    whole.after_json = jt_buf_str(&story->after);
    return jt_event_add(transaction, write, &whole);
}

enum jt_err jt_sqlite_event_note(struct jt_store *store, const struct jt_write *write,
                                 const struct jt_event_note *note)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(jt_event_add(&tx, write, note));
    return jt_transaction_commit(&tx, NULL);
}

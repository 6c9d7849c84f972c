/* SPDX-License-Identifier: Apache-2.0 */
/* One mail of the outbox with all that it says as it is now, and whether it still makes sense. */
#include "codec/json_write.h"
#include "store/sqlite/event.h"
#include "store/sqlite/mail.h"

/* The client's row may be gone, and the member's, and the secret's. */
static const char read_sql[] =
    "SELECT mail.queued, mail.attempts, mail.recipient, mail.client, mail.secret, mail.expires,"
    " coalesce(user.name, ''), coalesce(user.email, ''), coalesce(c.client_id, ''),"
    " coalesce(c.name, ''), coalesce(s.hint, ''), coalesce(s.last_used, 0),"
    " coalesce(s.last_used_from, ''),"
    " user.id IS NOT NULL AND c.deleted = 0 AND s.ended = 0 AND s.expires = mail.expires"
    "  AND NOT EXISTS (SELECT 1 FROM client_secret AS n WHERE n.client = s.client AND n.id > s.id"
    "  AND n.expires >= ?2 AND (n.ended = 0 OR n.ended > ?2))"
    " FROM mail LEFT JOIN user ON user.key = mail.recipient"
    " LEFT JOIN api_client AS c ON c.key = mail.client"
    " LEFT JOIN client_secret AS s ON s.key = mail.secret"
    " WHERE mail.number = ?1 AND mail.state = 0";

static void read_hint(struct jt_statement *st, struct jt_mail *mail)
{
    jt_str hint = jt_statement_text(st);
    for (size_t i = 0; i < hint.len && i < JT_SECRET_HINT_LEN; i++) {
        mail->hint[i] = hint.ptr[i];
    }
}

static enum jt_err read_row(struct jt_sqlite_db *db, struct jt_arena *arena, uint64_t number,
                            jt_time now, struct jt_mail *mail, bool *ret_makes_sense)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, read_sql, &st));
    jt_statement_bind_u64(&st, number);
    jt_statement_bind_time(&st, now);
    JT_TRY(jt_statement_row(&st));
    mail->number = number;
    mail->queued = jt_statement_time(&st);
    mail->attempts = (uint32_t)jt_statement_int(&st);
    mail->recipient = jt_statement_uuid(&st);
    mail->client = jt_statement_uuid(&st);
    mail->secret = jt_statement_uuid(&st);
    mail->expires = jt_statement_time(&st);
    mail->recipient_name = jt_statement_text_in(&st, arena);
    mail->recipient_email = jt_statement_text_in(&st, arena);
    mail->client_id = jt_statement_text_in(&st, arena);
    mail->client_name = jt_statement_text_in(&st, arena);
    read_hint(&st, mail);
    mail->last_used = jt_statement_time(&st);
    mail->last_used_from = jt_statement_text_in(&st, arena);
    *ret_makes_sense = jt_statement_bool(&st);
    return jt_statement_check(&st);
}

enum jt_err jt_mail_read(struct jt_sqlite_db *db, struct jt_arena *arena, uint64_t number,
                         jt_time now, struct jt_mail *ret_mail, enum jt_mail_verdict *ret_verdict)
{
    struct jt_mail mail = {0};
    struct jt_managers managers = {0};
    bool makes_sense = false;
    JT_TRY(read_row(db, arena, number, now, &mail, &makes_sense));
    JT_TRY(jt_managers_read(db, arena, &mail.recipient, &managers));
    if (!makes_sense || managers.count == 0) {
        *ret_verdict = JT_MAIL_POINTLESS;
    } else {
        *ret_verdict = now.s > mail.expires.s ? JT_MAIL_TOO_LATE : JT_MAIL_GOOD;
    }
    *ret_mail = mail;
    return JT_OK;
}

static enum jt_err write_json(struct jt_sqlite_db *db, uint64_t number, struct jt_buf *buf,
                              jt_uuid *ret_client)
{
    static const char sql[] =
        "SELECT client, secret, recipient, expires, attempts FROM mail WHERE number = ?1";
    struct jt_json_writer w = {.buf = buf};
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_u64(&st, number);
    JT_TRY(jt_statement_row(&st));
    *ret_client = jt_statement_uuid(&st);
    jt_uuid secret = jt_statement_uuid(&st);
    jt_uuid recipient = jt_statement_uuid(&st);
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "secret", &secret);
    jt_json_member_time(&w, "expiresAt", jt_statement_time(&st));
    jt_json_member_uuid(&w, "recipient", &recipient);
    jt_json_member_integer(&w, "attempts", jt_statement_int(&st));
    jt_json_object_end(&w);
    JT_TRY(jt_statement_check(&st));
    return jt_buf_check(buf);
}

enum jt_err jt_mail_event(struct jt_transaction *tx, const struct jt_write *write, jt_str action,
                          uint64_t number)
{
    struct jt_buf after JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    struct jt_event_note note = {.action = action, .object_kind = JT_STR("api_client")};
    JT_TRY(write_json(&tx->store->write, number, &after, &note.object));
    note.after_json = jt_buf_str(&after);
    return jt_event_add(tx, write, &note);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Revoked tokens: kept until they would have expired by themselves, and some time more. */
#include "store/sqlite/event.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/lookup.h"
#include "store/sqlite/mail.h"

#include <string.h>

static enum jt_err insert(struct jt_sqlite_db *db, const struct jt_revoked_token *token,
                          bool *ret_changed)
{
    static const char sql[] = "INSERT INTO revoked_token (jti, realm, expires)"
                              " VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    int64_t realm = 0;
    JT_TRY(jt_lookup_realm(db, &token->realm, &realm));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_blob(&st, token->jti, sizeof(token->jti));
    jt_statement_bind_int(&st, realm);
    jt_statement_bind_time(&st, token->token_expires);
    JT_TRY(jt_statement_run(&st));
    *ret_changed = sqlite3_changes64(db->handle) > 0;
    return JT_OK;
}

static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             const struct jt_revoked_token *token)
{
    struct jt_buf after JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    jt_event_json_token(&after, token);
    JT_TRY(jt_buf_check(&after));
    struct jt_event_note note = {
        .action = JT_STR("token.revoke"),
        .object_kind = JT_STR("token"),
        .after_json = jt_buf_str(&after),
    };
    memcpy(note.object.bytes, token->jti, sizeof(note.object.bytes));
    return jt_event_add(tx, write, &note);
}

/* Revoking once more is done already (RFC 7009 §2.2: the client cannot handle such an error). */
enum jt_err jt_sqlite_token_revoke(struct jt_store *store, const struct jt_write *write,
                                   const struct jt_revoked_token *token)
{
    struct jt_change change = {.kind = JT_CHANGE_TOKEN_REVOKED, .token = token};
    bool changed = false;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(insert(&tx.store->write, token, &changed));
    if (!changed) {
        return JT_OK;
    }
    JT_TRY(add_event(&tx, write, token));
    return jt_transaction_commit(&tx, &change);
}

static enum jt_err drop(struct jt_sqlite_db *db, jt_time now)
{
    static const char sql[] = "DELETE FROM revoked_token WHERE expires < ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, now.s - JT_REVOKED_TOKEN_KEEP_S);
    return jt_statement_run(&st);
}

enum jt_err jt_sqlite_expired_drop(struct jt_store *store, jt_time now)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(drop(&tx.store->write, now));
    JT_TRY(jt_mails_drop(&tx.store->write, now));
    return jt_transaction_commit(&tx, NULL);
}

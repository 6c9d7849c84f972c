/* SPDX-License-Identifier: Apache-2.0 */
/* Signing keys, sealed: the store neither opens them nor shows them in the audit log. */
#include "store/sqlite/signing_key.h"

#include "store/sqlite/event.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/lookup.h"

/* Appends the present row to before; leaves it empty when there is none. */
static enum jt_err read_before(struct jt_sqlite_db *db, int64_t realm,
                               const struct jt_signing_key *key, struct jt_buf *before)
{
    static const char sql[] = "SELECT alg, state, created, activated, retired FROM signing_key"
                              " WHERE realm = ?1 AND kid = ?2";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, realm);
    jt_statement_bind_text(&st, key->kid);
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    if (!row) {
        return JT_OK;
    }
    struct jt_signing_key present = {.kid = key->kid, .realm = key->realm};
    present.alg = jt_statement_text(&st);
    present.state = (enum jt_signing_key_state)jt_statement_int(&st);
    present.created = jt_statement_time(&st);
    present.activated = jt_statement_time(&st);
    present.retired = jt_statement_time(&st);
    JT_TRY(jt_statement_check(&st));
    jt_event_json_signing_key(before, &present);
    return jt_buf_check(before);
}

static enum jt_err put(struct jt_sqlite_db *db, int64_t realm, const struct jt_signing_key *key)
{
    static const char sql[] =
        "INSERT INTO signing_key (realm, kid, alg, state, private_sealed, created, activated,"
        " retired) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (realm, kid) DO UPDATE SET"
        " alg = excluded.alg, state = excluded.state, private_sealed = excluded.private_sealed,"
        " created = excluded.created, activated = excluded.activated, retired = excluded.retired";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, realm);
    jt_statement_bind_text(&st, key->kid);
    jt_statement_bind_text(&st, key->alg);
    jt_statement_bind_int(&st, key->state);
    jt_statement_bind_blob(&st, key->private_sealed.ptr, key->private_sealed.len);
    jt_statement_bind_time(&st, key->created);
    jt_statement_bind_time(&st, key->activated);
    jt_statement_bind_time(&st, key->retired);
    return jt_statement_run(&st);
}

enum jt_err jt_signing_key_store(struct jt_transaction *tx, const struct jt_write *write,
                                 const struct jt_signing_key *key)
{
    struct jt_buf before JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    struct jt_buf after JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    struct jt_sqlite_db *db = &tx->store->write;
    int64_t realm = 0;
    JT_TRY(jt_lookup_realm(db, &key->realm, &realm));
    JT_TRY(read_before(db, realm, key, &before));
    JT_TRY(put(db, realm, key));
    jt_event_json_signing_key(&after, key);
    JT_TRY(jt_buf_check(&after));
    struct jt_event_note note = {
        .action = before.len ? JT_STR("signing_key.update") : JT_STR("signing_key.create"),
        .object_kind = JT_STR("signing_key"),
        .object = key->realm,
        .before_json = jt_buf_str(&before),
        .after_json = jt_buf_str(&after),
    };
    return jt_event_add(tx, write, &note);
}

enum jt_err jt_sqlite_signing_key_put(struct jt_store *store, const struct jt_write *write,
                                      const struct jt_signing_key *key)
{
    struct jt_change change = {.kind = JT_CHANGE_SIGNING_KEY, .signing_key = key};
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(jt_signing_key_store(&tx, write, key));
    return jt_transaction_commit(&tx, &change);
}

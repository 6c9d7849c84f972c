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
    static const char sql[] = "SELECT " JT_SIGNING_KEY_COLUMNS
                              " FROM signing_key JOIN realm ON realm.id = signing_key.realm"
                              " WHERE signing_key.realm = ?1 AND kid = ?2";
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    struct jt_signing_key present;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, realm);
    jt_statement_bind_text(&st, key->kid);
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    if (!row) {
        return JT_OK;
    }
    JT_TRY(jt_signing_key_row(&st, &arena, &present));
    jt_event_json_signing_key(before, &present);
    return jt_buf_check(before);
}

static enum jt_err put(struct jt_sqlite_db *db, int64_t realm, const struct jt_signing_key *key)
{
    static const char sql[] =
        "INSERT INTO signing_key (realm, kid, alg, state, private_sealed, created, activated,"
        " retired, withdrawn, emergency) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
        " ON CONFLICT (realm, kid) DO UPDATE SET"
        " alg = excluded.alg, state = excluded.state, private_sealed = excluded.private_sealed,"
        " created = excluded.created, activated = excluded.activated, retired = excluded.retired,"
        " withdrawn = excluded.withdrawn, emergency = excluded.emergency, version = version + 1";
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
    jt_statement_bind_time(&st, key->withdrawn);
    jt_statement_bind_int(&st, key->emergency);
    return jt_statement_run(&st);
}

enum jt_err jt_signing_key_store(struct jt_transaction *tx, const struct jt_write *write,
                                 jt_str action, const struct jt_signing_key *key)
{
    struct jt_event_story story JT_CLEAN(jt_event_story_clear) = JT_EVENT_STORY_INIT;
    struct jt_sqlite_db *db = &tx->store->write;
    int64_t realm = 0;
    JT_TRY(jt_lookup_realm(db, &key->realm, &realm));
    JT_TRY(read_before(db, realm, key, &story.before));
    JT_TRY(put(db, realm, key));
    jt_event_json_signing_key(&story.after, key);
    jt_str plain = story.before.len ? JT_STR("signing_key.update") : JT_STR("signing_key.create");
    struct jt_event_note note = {
        .action = action.len ? action : plain,
        .object_kind = JT_STR("signing_key"),
        .object = key->realm,
    };
    return jt_event_tell(tx, write, &note, &story);
}

enum jt_err jt_sqlite_signing_key_put(struct jt_store *store, const struct jt_write *write,
                                      const struct jt_signing_key *key)
{
    return jt_sqlite_signing_keys_put(store, write, (jt_str){0}, key, 1);
}

enum jt_err jt_sqlite_signing_keys_put(struct jt_store *store, const struct jt_write *write,
                                       jt_str action, const struct jt_signing_key *keys,
                                       size_t count)
{
    struct jt_change change = {
        .kind = JT_CHANGE_SIGNING_KEY, .signing_key = keys, .signing_key_count = count};
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    for (size_t i = 0; i < count; i++) {
        JT_TRY(jt_signing_key_store(&tx, write, action, &keys[i]));
    }
    return jt_transaction_commit(&tx, &change);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Users changed, deleted, and made many at once. */
#include "store/sqlite/lookup.h"
#include "store/sqlite/manager.h"
#include "store/sqlite/user.h"

static enum jt_err update(struct jt_sqlite_db *db, const struct jt_user *user)
{
    static const char sql[] =
        "UPDATE user SET email = ?2, name = ?3, photo_url = ?4, status = ?5, email_verified = ?6,"
        " terms_accepted = ?7, updated = ?8, version = ?9 WHERE key = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, &user->key);
    jt_statement_bind_text(&st, user->email);
    jt_statement_bind_text(&st, user->name);
    jt_statement_bind_text(&st, user->photo_url);
    jt_statement_bind_int(&st, user->status);
    jt_statement_bind_int(&st, user->email_verified);
    jt_statement_bind_int(&st, user->terms_accepted);
    jt_statement_bind_time(&st, user->updated);
    jt_statement_bind_u64(&st, user->version);
    return jt_statement_run(&st);
}

static enum jt_err drop(struct jt_sqlite_db *db, const jt_uuid *key)
{
    static const char memberships[] = "DELETE FROM circle_member WHERE user = ?1";
    static const char row[] = "DELETE FROM user WHERE id = ?1";
    int64_t id = 0;
    JT_TRY(jt_lookup_user(db, key, &id));
    JT_TRY(jt_statement_run_for(db, memberships, id));
    return jt_statement_run_for(db, row, id);
}

static enum jt_err store_change(struct jt_transaction *tx, const struct jt_write *write,
                                const struct jt_user *before, const struct jt_user *after)
{
    struct jt_sqlite_db *db = &tx->store->write;
    struct jt_managers managers;
    JT_TRY(jt_managers_read(db, &managers));
    JT_TRY(after ? update(db, after) : drop(db, &before->key));
    JT_TRY(jt_managers_check(db, &managers));
    JT_TRY(jt_user_event(tx, write, before, after));
    return jt_transaction_commit(tx, NULL);
}

enum jt_err jt_sqlite_user_change(struct jt_store *store, const struct jt_write *write,
                                  struct jt_arena *arena, const struct jt_user_change *change,
                                  struct jt_user *ret_user)
{
    struct jt_user before;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(jt_user_find_row(&tx.store->write, arena, &change->realm, &change->key, &before));
    JT_TRY(jt_write_check_version(write, before.version));
    struct jt_user after = before;
    JT_TRY(change->apply(change->arg, arena, &after));
    if (change->deletes || after.version != before.version) {
        JT_TRY(store_change(&tx, write, &before, change->deletes ? NULL : &after));
    }
    *ret_user = after;
    return JT_OK;
}

static enum jt_err create_one(struct jt_transaction *tx, const struct jt_write *write,
                              const struct jt_user *user, bool *taken, bool *any_taken)
{
    enum jt_err err = jt_user_insert(&tx->store->write, user);
    *taken = err == JT_ERR_EXISTS;
    *any_taken = *any_taken || *taken;
    return err == JT_OK ? jt_user_event(tx, write, NULL, user) : err;
}

/* Every row is tried, so that all faults are known at once; a row that is refused leaves nothing
 * (SQLite: ABORT takes back the statement alone). */
enum jt_err jt_sqlite_users_create(struct jt_store *store, const struct jt_write *write,
                                   const struct jt_user *users, size_t count, bool is_trial,
                                   bool *ret_taken)
{
    bool any_taken = false;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    for (size_t i = 0; i < count; i++) {
        enum jt_err err = create_one(&tx, write, &users[i], &ret_taken[i], &any_taken);
        if (err != JT_OK && err != JT_ERR_EXISTS) {
            return err;
        }
    }
    if (any_taken) {
        return JT_ERR_EXISTS;
    }
    return is_trial ? JT_OK : jt_transaction_commit(&tx, NULL);
}

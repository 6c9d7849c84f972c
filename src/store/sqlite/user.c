/* SPDX-License-Identifier: Apache-2.0 */
/* One user: created, found; a row as struct jt_user. Lists: user_list.c. */
#include "store/sqlite/user.h"

#include "store/sqlite/event.h"
#include "store/sqlite/event_json.h"
#include "store/sqlite/lookup.h"

enum jt_err jt_user_row(struct jt_statement *st, struct jt_arena *arena, const jt_uuid *realm,
                        struct jt_user *ret_user)
{
    struct jt_user user = {.realm = *realm};
    user.key = jt_statement_uuid(st);
    user.email = jt_statement_text_in(st, arena);
    user.name = jt_statement_text_in(st, arena);
    user.photo_url = jt_statement_text_in(st, arena);
    user.password_hash = jt_statement_text_in(st, arena);
    user.password_must_change = jt_statement_bool(st);
    user.status = (enum jt_user_status)jt_statement_int(st);
    user.email_verified = jt_statement_bool(st);
    user.terms_accepted = jt_statement_bool(st);
    user.last_login = jt_statement_time(st);
    user.created = jt_statement_time(st);
    user.updated = jt_statement_time(st);
    user.version = jt_statement_u64(st);
    user.has_organization_roles = jt_statement_int(st) > 0;
    user.has_application_roles = jt_statement_int(st) > 0;
    JT_TRY(jt_statement_check(st));
    *ret_user = user;
    return JT_OK;
}

enum jt_err jt_user_insert(struct jt_sqlite_db *db, const struct jt_user *user)
{
    static const char sql[] =
        "INSERT INTO user (realm, key, email, name, photo_url, password_hash,"
        " password_must_change, status, email_verified, terms_accepted, last_login, created,"
        " updated, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    int64_t realm = 0;
    JT_TRY(jt_lookup_realm(db, &user->realm, &realm));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, realm);
    jt_statement_bind_uuid(&st, &user->key);
    jt_statement_bind_text(&st, user->email);
    jt_statement_bind_text(&st, user->name);
    jt_statement_bind_text(&st, user->photo_url);
    jt_statement_bind_text(&st, user->password_hash);
    jt_statement_bind_int(&st, user->password_must_change);
    jt_statement_bind_int(&st, user->status);
    jt_statement_bind_int(&st, user->email_verified);
    jt_statement_bind_int(&st, user->terms_accepted);
    jt_statement_bind_time(&st, user->last_login);
    jt_statement_bind_time(&st, user->created);
    jt_statement_bind_time(&st, user->updated);
    jt_statement_bind_u64(&st, user->version);
    return jt_statement_run(&st);
}

enum jt_err jt_user_event(struct jt_transaction *tx, const struct jt_write *write,
                          const struct jt_user *before, const struct jt_user *after)
{
    struct jt_event_story story JT_CLEAN(jt_event_story_clear) = JT_EVENT_STORY_INIT;
    if (before) {
        jt_event_json_user(&story.before, before);
    }
    if (after) {
        jt_event_json_user(&story.after, after);
    }
    struct jt_event_note note = {
        .action = before == NULL  ? JT_STR("user.create")
                  : after == NULL ? JT_STR("user.delete")
                                  : JT_STR("user.change"),
        .object_kind = JT_STR("user"),
        .object = (before ? before : after)->key,
    };
    return jt_event_tell(tx, write, &note, &story);
}

enum jt_err jt_sqlite_user_create(struct jt_store *store, const struct jt_write *write,
                                  const struct jt_user *user)
{
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(jt_user_insert(&tx.store->write, user));
    JT_TRY(jt_user_event(&tx, write, NULL, user));
    return jt_transaction_commit(&tx, NULL);
}

enum jt_err jt_user_find_row(struct jt_sqlite_db *db, struct jt_arena *arena, const jt_uuid *realm,
                             const jt_uuid *key, struct jt_user *ret_user)
{
    static const char sql[] = "SELECT " JT_USER_COLUMNS " FROM user"
                              " WHERE key = ?1 AND realm = (SELECT id FROM realm WHERE key = ?2)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, key);
    jt_statement_bind_uuid(&st, realm);
    JT_TRY(jt_statement_row(&st));
    return jt_user_row(&st, arena, realm, ret_user);
}

enum jt_err jt_sqlite_user_find(struct jt_store *store, struct jt_arena *arena,
                                const jt_uuid *realm, const jt_uuid *key, struct jt_user *ret_user)
{
    return jt_user_find_row(&jt_sqlite_of(store)->read, arena, realm, key, ret_user);
}

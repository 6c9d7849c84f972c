/* SPDX-License-Identifier: Apache-2.0 */
/* Giving application roles to users, and taking them. */
#include "codec/json_write.h"
#include "store/sqlite/event.h"
#include "store/sqlite/lookup.h"

struct role_change {
    const char *sql; /* does nothing when there is nothing to do */
    jt_str action;
    bool is_grant;
};

static enum jt_err apply(struct jt_sqlite_db *db, const char *sql, const jt_uuid *user,
                         const jt_uuid *role, bool *ret_changed)
{
    int64_t user_id = 0;
    int64_t role_id = 0;
    JT_TRY(jt_lookup_user(db, user, &user_id));
    JT_TRY(jt_lookup_application_role(db, role, &role_id));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, user_id);
    jt_statement_bind_int(&st, role_id);
    JT_TRY(jt_statement_run(&st));
    *ret_changed = sqlite3_changes64(db->handle) > 0;
    return JT_OK;
}

static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             const struct role_change *change, const jt_uuid *user,
                             const jt_uuid *role)
{
    struct jt_buf json JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    struct jt_json_writer w = {.buf = &json};
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, "applicationRole", role);
    jt_json_object_end(&w);
    JT_TRY(jt_buf_check(&json));
    struct jt_event_note note = {
        .action = change->action,
        .object_kind = JT_STR("user"),
        .object = *user,
    };
    if (change->is_grant) {
        note.after_json = jt_buf_str(&json);
    } else {
        note.before_json = jt_buf_str(&json);
    }
    return jt_event_add(tx, write, &note);
}

static enum jt_err change_role(struct jt_store *store, const struct jt_write *write,
                               const struct role_change *change, const jt_uuid *user,
                               const jt_uuid *role)
{
    bool changed = false;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(apply(&tx.store->write, change->sql, user, role, &changed));
    if (!changed) {
        return JT_OK;
    }
    JT_TRY(add_event(&tx, write, change, user, role));
    return jt_transaction_commit(&tx, NULL);
}

enum jt_err jt_sqlite_role_grant(struct jt_store *store, const struct jt_write *write,
                                 const jt_uuid *user, const jt_uuid *role)
{
    static const struct role_change grant = {
        .sql = "INSERT INTO user_application_role (user, role) VALUES (?1, ?2)"
               " ON CONFLICT DO NOTHING",
        .action = JT_STR_INIT("user.application_role.grant"),
        .is_grant = true,
    };
    return change_role(store, write, &grant, user, role);
}

enum jt_err jt_sqlite_role_take(struct jt_store *store, const struct jt_write *write,
                                const jt_uuid *user, const jt_uuid *role)
{
    static const struct role_change take = {
        .sql = "DELETE FROM user_application_role WHERE user = ?1 AND role = ?2",
        .action = JT_STR_INIT("user.application_role.take"),
    };
    return change_role(store, write, &take, user, role);
}

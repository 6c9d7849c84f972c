/* SPDX-License-Identifier: Apache-2.0 */
/* Circles made, changed and deleted. */
#include "model/limits.h"
#include "store/sqlite/circle.h"
#include "store/sqlite/event.h"
#include "store/sqlite/lookup.h"
#include "store/sqlite/manager.h"

static const jt_str actions[][3] = {
    [JT_APPLICATION_ROLE] = {JT_STR_INIT("application_role.create"),
                             JT_STR_INIT("application_role.change"),
                             JT_STR_INIT("application_role.delete")},
    [JT_ORGANIZATION_ROLE] = {JT_STR_INIT("organization_role.create"),
                              JT_STR_INIT("organization_role.change"),
                              JT_STR_INIT("organization_role.delete")},
    [JT_GROUP] = {JT_STR_INIT("group.create"), JT_STR_INIT("group.change"),
                  JT_STR_INIT("group.delete")},
};
enum { CREATE, CHANGE, DELETE };

static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             const struct jt_circle *circle, int action,
                             const struct jt_event_story *story)
{
    struct jt_event_note note = {
        .action = actions[circle->kind][action],
        .object_kind = jt_circle_kind_text(circle->kind),
        .object = circle->key,
    };
    return jt_event_tell(tx, write, &note, story);
}

static enum jt_err check_room(struct jt_sqlite_db *db, const struct jt_circle *circle)
{
    static const char sql[] = "SELECT count(*) FROM circle WHERE kind = ?1"
                              " AND realm = (SELECT id FROM realm WHERE key = ?2)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, circle->kind);
    jt_statement_bind_uuid(&st, &circle->realm);
    JT_TRY(jt_statement_row(&st));
    return jt_statement_int(&st) < JT_CIRCLES_MAX ? JT_OK : JT_ERR_LIMIT;
}

enum jt_err jt_sqlite_circle_create(struct jt_store *store, const struct jt_write *write,
                                    const struct jt_circle *circle)
{
    struct jt_event_story story JT_CLEAN(jt_event_story_clear) = JT_EVENT_STORY_INIT;
    int64_t id = 0;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(check_room(&tx.store->write, circle));
    JT_TRY(jt_circle_insert(&tx.store->write, circle, &id));
    JT_TRY(jt_circle_event_json(&story.after, &tx.store->write, id, circle));
    JT_TRY(add_event(&tx, write, circle, CREATE, &story));
    return jt_transaction_commit(&tx, NULL);
}

static enum jt_err drop_grants(struct jt_sqlite_db *db, int64_t id)
{
    static const char sql[] = "DELETE FROM circle_grant WHERE circle = ?1";
    return jt_statement_run_for(db, sql, id);
}

static enum jt_err drop(struct jt_sqlite_db *db, int64_t id)
{
    static const char members[] = "DELETE FROM circle_member WHERE circle = ?1";
    static const char row[] = "DELETE FROM circle WHERE id = ?1";
    JT_TRY(drop_grants(db, id));
    JT_TRY(jt_statement_run_for(db, members, id));
    return jt_statement_run_for(db, row, id);
}

static enum jt_err update(struct jt_sqlite_db *db, int64_t id, const struct jt_circle *circle)
{
    static const char sql[] = "UPDATE circle SET name = ?2, description = ?3, all_permissions = ?4,"
                              " updated = ?5, version = ?6 WHERE id = ?1";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, id);
    jt_statement_bind_text(&st, circle->name);
    jt_statement_bind_text(&st, circle->description);
    jt_statement_bind_int(&st, circle->grants.all);
    jt_statement_bind_time(&st, circle->updated);
    jt_statement_bind_u64(&st, circle->version);
    JT_TRY(jt_statement_run(&st));
    JT_TRY(drop_grants(db, id));
    return jt_circle_put_grants(db, id, &circle->grants);
}

/* after: NULL when it is deleted. */
static enum jt_err store_change(struct jt_transaction *tx, const struct jt_write *write, int64_t id,
                                const struct jt_circle *before, const struct jt_circle *after)
{
    struct jt_event_story story JT_CLEAN(jt_event_story_clear) = JT_EVENT_STORY_INIT;
    struct jt_sqlite_db *db = &tx->store->write;
    struct jt_managers managers;
    JT_TRY(jt_circle_event_json(&story.before, db, id, before));
    JT_TRY(jt_managers_read(db, &managers));
    JT_TRY(after ? update(db, id, after) : drop(db, id));
    JT_TRY(jt_managers_check(db, &managers));
    if (after) {
        JT_TRY(jt_circle_event_json(&story.after, db, id, after));
    }
    JT_TRY(add_event(tx, write, before, after ? CHANGE : DELETE, &story));
    return jt_transaction_commit(tx, NULL);
}

enum jt_err jt_sqlite_circle_change(struct jt_store *store, const struct jt_write *write,
                                    struct jt_arena *arena, const struct jt_circle_change *change,
                                    struct jt_circle *ret_circle)
{
    struct jt_circle before;
    int64_t id = 0;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(jt_circle_read(&tx.store->write, arena, &change->place, &change->key, &before, &id));
    JT_TRY(jt_write_check_version(write, before.version));
    struct jt_circle after = before;
    JT_TRY(change->apply(change->arg, arena, &after));
    if (change->deletes || after.version != before.version) {
        JT_TRY(store_change(&tx, write, id, &before, change->deletes ? NULL : &after));
    }
    *ret_circle = after;
    return JT_OK;
}

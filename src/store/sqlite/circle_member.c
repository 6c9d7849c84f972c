/* SPDX-License-Identifier: Apache-2.0 */
/* People come into circles and leave them: roles granted and taken, members of groups. */
#include "codec/json_write.h"
#include "store/sqlite/circle.h"
#include "store/sqlite/event.h"
#include "store/sqlite/lookup.h"
#include "store/sqlite/manager.h"
#include "store/sqlite/row_set.h"
#include "store/sqlite/user.h"

/* How an event names it. */
static const struct {
    jt_str joined;
    jt_str left;
    const char *member;
} words[] = {
    [JT_APPLICATION_ROLE] = {JT_STR_INIT("user.application_role.grant"),
                             JT_STR_INIT("user.application_role.take"), "applicationRole"},
    [JT_ORGANIZATION_ROLE] = {JT_STR_INIT("user.organization_role.grant"),
                              JT_STR_INIT("user.organization_role.take"), "organizationRole"},
    [JT_GROUP] = {JT_STR_INIT("user.group.join"), JT_STR_INIT("user.group.leave"), "group"},
};

struct found {
    int64_t circle;
    int64_t user;
    struct jt_circle row;
};

static enum jt_err find_user(struct jt_sqlite_db *db, const struct jt_membership *membership,
                             int64_t *ret_id)
{
    static const char sql[] = "SELECT id FROM user WHERE key = ?1"
                              " AND realm = (SELECT id FROM realm WHERE key = ?2)";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_uuid(&st, &membership->user);
    jt_statement_bind_uuid(&st, &membership->user_realm);
    JT_TRY(jt_statement_row(&st));
    *ret_id = jt_statement_int(&st);
    return JT_OK;
}

static enum jt_err find(struct jt_sqlite_db *db, struct jt_arena *arena,
                        const struct jt_membership *membership, struct found *found)
{
    JT_TRY(find_user(db, membership, &found->user));
    return jt_circle_read(db, arena, &membership->place, &membership->circle, &found->row,
                          &found->circle);
}

static enum jt_err run_pair(struct jt_sqlite_db *db, const char *sql, int64_t circle, int64_t user,
                            bool *ret_changed)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, circle);
    jt_statement_bind_int(&st, user);
    JT_TRY(jt_statement_run(&st));
    *ret_changed = sqlite3_changes64(db->handle) > 0;
    return JT_OK;
}

enum jt_err jt_circle_put_member(struct jt_sqlite_db *db, int64_t circle, int64_t user,
                                 bool *ret_changed)
{
    static const char sql[] =
        "INSERT INTO circle_member (circle, user) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    return run_pair(db, sql, circle, user, ret_changed);
}

static enum jt_err add_event(struct jt_transaction *tx, const struct jt_write *write,
                             const struct jt_membership *membership, bool joined)
{
    struct jt_buf json JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(JT_EVENT_JSON_MAX);
    struct jt_json_writer w = {.buf = &json};
    enum jt_circle_kind kind = membership->place.kind;
    jt_json_object_begin(&w);
    jt_json_member_uuid(&w, words[kind].member, &membership->circle);
    jt_json_object_end(&w);
    JT_TRY(jt_buf_check(&json));
    struct jt_event_note note = {
        .action = joined ? words[kind].joined : words[kind].left,
        .object_kind = JT_STR("user"),
        .object = membership->user,
    };
    *(joined ? &note.after_json : &note.before_json) = jt_buf_str(&json);
    return jt_event_add(tx, write, &note);
}

enum jt_err jt_sqlite_circle_join(struct jt_store *store, const struct jt_write *write,
                                  const struct jt_membership *membership)
{
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    struct found found;
    bool changed = false;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(find(&tx.store->write, &arena, membership, &found));
    if (membership->most && !jt_grants_covers(membership->most, &found.row.grants)) {
        return JT_ERR_REFUSED;
    }
    JT_TRY(jt_circle_put_member(&tx.store->write, found.circle, found.user, &changed));
    if (!changed) {
        return JT_OK;
    }
    JT_TRY(add_event(&tx, write, membership, true));
    return jt_transaction_commit(&tx, NULL);
}

enum jt_err jt_sqlite_circle_leave(struct jt_store *store, const struct jt_write *write,
                                   const struct jt_membership *membership)
{
    static const char sql[] = "DELETE FROM circle_member WHERE circle = ?1 AND user = ?2";
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    struct jt_managers managers;
    struct found found;
    bool changed = false;
    struct jt_transaction tx JT_CLEAN(jt_transaction_clear) = {0};
    JT_TRY(jt_transaction_begin(store, &tx));
    JT_TRY(find(&tx.store->write, &arena, membership, &found));
    JT_TRY(jt_managers_read(&tx.store->write, &managers));
    JT_TRY(run_pair(&tx.store->write, sql, found.circle, found.user, &changed));
    if (!changed) {
        return JT_OK;
    }
    JT_TRY(jt_managers_check(&tx.store->write, &managers));
    JT_TRY(add_event(&tx, write, membership, false));
    return jt_transaction_commit(&tx, NULL);
}

static enum jt_err read_members(struct jt_sqlite_db *db, struct jt_arena *arena, int64_t circle,
                                const jt_uuid *realm, const struct jt_page *page,
                                struct jt_user_list *list)
{
    int64_t ids[JT_PAGE_LIMIT_MAX];
    struct jt_row_part members = {.list = JT_ROWS_CIRCLE_MEMBERS, .number = circle};
    struct jt_row_set set JT_CLEAN(jt_row_set_clear) = {0};
    JT_TRY(jt_row_set_read(db, &members, &set));
    size_t count = jt_row_set_page(&set, page, false, ids);
    list->total = jt_row_set_count(&set);
    return jt_user_rows(db, arena, realm, ids, count, list);
}

enum jt_err jt_sqlite_circle_members(struct jt_store *store, struct jt_arena *arena,
                                     const struct jt_circle_place *place, const jt_uuid *key,
                                     const struct jt_page *page, struct jt_user_list *ret_list)
{
    struct jt_user_list list = {0};
    struct jt_circle circle;
    int64_t id = 0;
    JT_TRY(jt_page_check(page));
    list.items = jt_arena_alloc_array(arena, page->limit, sizeof(*list.items));
    if (list.items == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(jt_circle_read(db, arena, place, key, &circle, &id));
    JT_TRY(read_members(db, arena, id, &place->realm, page, &list));
    *ret_list = list;
    return JT_OK;
}

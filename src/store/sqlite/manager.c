/* SPDX-License-Identifier: Apache-2.0 */
/* Who may manage API clients: members whose organization roles carry api_client.manage, or
 * everything. */
#include "store/sqlite/mail.h"

/* Before schema 4 the one organization role is "Administrator", which may do everything. */
static const char by_name[] =
    "SELECT DISTINCT user.key FROM user JOIN realm ON realm.id = user.realm AND realm.kind = 0"
    " JOIN user_organization_role ON user_organization_role.user = user.id"
    " JOIN organization_role ON organization_role.id = user_organization_role.role"
    " WHERE organization_role.name = 'Administrator' AND user.status <> 2"
    " AND (?1 = x'' OR user.key = ?1) ORDER BY user.id";

/* kind 2: organization roles; 7: api_client.manage, whose number is fixed for ever. */
static const char by_permission[] =
    "SELECT DISTINCT user.key FROM circle JOIN circle_member ON circle_member.circle = circle.id"
    " JOIN user ON user.id = circle_member.user JOIN realm ON realm.id = user.realm"
    " WHERE circle.kind = 2 AND realm.kind = 0 AND user.status <> 2"
    " AND (circle.all_permissions = 1 OR EXISTS (SELECT 1 FROM circle_grant"
    "  WHERE circle_grant.circle = circle.id AND permission = 7 AND stage = 0))"
    " AND (?1 = x'' OR user.key = ?1) ORDER BY user.id";

static enum jt_err has_circles(struct jt_sqlite_db *db, bool *ret_has)
{
    static const char sql[] = "SELECT count(*) FROM sqlite_schema WHERE name = 'circle_grant'";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_row(&st));
    *ret_has = jt_statement_int(&st) > 0;
    return JT_OK;
}

static enum jt_err add(struct jt_arena *arena, struct jt_managers *managers, size_t *cap,
                       jt_uuid key)
{
    if (managers->count == *cap) {
        size_t more = *cap ? *cap * 2 : 16;
        jt_uuid *items = jt_arena_alloc_array(arena, more, sizeof(*items));
        if (items == NULL) {
            return JT_ERR_NOMEM;
        }
        for (size_t i = 0; i < managers->count; i++) {
            items[i] = managers->items[i];
        }
        managers->items = items;
        *cap = more;
    }
    managers->items[managers->count++] = key;
    return JT_OK;
}

enum jt_err jt_managers_read(struct jt_sqlite_db *db, struct jt_arena *arena, const jt_uuid *only,
                             struct jt_managers *ret_managers)
{
    struct jt_managers managers = {0};
    size_t cap = 0;
    bool circles = false;
    bool row = false;
    JT_TRY(has_circles(db, &circles));
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, circles ? by_permission : by_name, &st));
    jt_statement_bind_blob(&st, only ? only->bytes : NULL, only ? sizeof(only->bytes) : 0);
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        JT_TRY(add(arena, &managers, &cap, jt_statement_uuid(&st)));
        JT_TRY(jt_statement_check(&st));
        JT_TRY(jt_statement_step(&st, &row));
    }
    *ret_managers = managers;
    return JT_OK;
}

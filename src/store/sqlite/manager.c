/* SPDX-License-Identifier: Apache-2.0 */
/* Members who may manage: alive, not inactive, in an organization role that says so. */
#include "store/sqlite/manager.h"

#include "model/circle.h"
#include "model/user.h"

_Static_assert(JT_USER_INACTIVE == 2, "the query names it");
_Static_assert(JT_ORGANIZATION_ROLE == 2, "the query names it");

static const uint32_t managed[JT_MANAGED] = {
    JT_PERM_MEMBER_MANAGE,
    JT_PERM_ORGANIZATION_ROLE_MANAGE,
    JT_PERM_API_CLIENT_MANAGE,
};

static enum jt_err find(struct jt_sqlite_db *db, uint32_t permission, bool *ret_exists)
{
    static const char sql[] =
        "SELECT EXISTS (SELECT 1 FROM circle JOIN circle_member ON circle_member.circle = circle.id"
        " JOIN user ON user.id = circle_member.user WHERE circle.kind = 2 AND user.status <> 2"
        " AND (circle.all_permissions OR EXISTS (SELECT 1 FROM circle_grant"
        "  WHERE circle_grant.circle = circle.id AND permission = ?1 AND stage = 0)))";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, permission);
    JT_TRY(jt_statement_row(&st));
    *ret_exists = jt_statement_bool(&st);
    return JT_OK;
}

enum jt_err jt_managers_read(struct jt_sqlite_db *db, struct jt_managers *ret_managers)
{
    struct jt_managers managers;
    for (size_t i = 0; i < JT_MANAGED; i++) {
        JT_TRY(find(db, managed[i], &managers.exist[i]));
    }
    *ret_managers = managers;
    return JT_OK;
}

enum jt_err jt_managers_check(struct jt_sqlite_db *db, const struct jt_managers *before)
{
    struct jt_managers after;
    JT_TRY(jt_managers_read(db, &after));
    for (size_t i = 0; i < JT_MANAGED; i++) {
        if (before->exist[i] && !after.exist[i]) {
            return JT_ERR_REFUSED;
        }
    }
    return JT_OK;
}

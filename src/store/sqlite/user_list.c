/* SPDX-License-Identifier: Apache-2.0 */
/* Users page by page: the rows that pass every filter (row_set.h), then those of the page. */
#include "store/sqlite/lookup.h"
#include "store/sqlite/row_set.h"
#include "store/sqlite/user.h"

_Static_assert(JT_USER_ACTIVE == 1, "the triggers of schema 11 name it");

enum jt_err jt_user_rows(struct jt_sqlite_db *db, struct jt_arena *arena, const jt_uuid *realm,
                         const int64_t *ids, size_t count, struct jt_user_list *list)
{
    static const char sql[] = "SELECT " JT_USER_COLUMNS " FROM user WHERE id = ?1";
    for (size_t i = 0; i < count; i++) {
        struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
        JT_TRY(jt_statement_take(db, sql, &st));
        jt_statement_bind_int(&st, ids[i]);
        enum jt_err err = jt_statement_row(&st);
        JT_TRY(err == JT_ERR_NOT_FOUND ? JT_ERR_DAMAGED : err);
        JT_TRY(jt_user_row(&st, arena, realm, &list->items[list->count]));
        list->count++;
    }
    return JT_OK;
}

/* wanted -1: any, 0: those who are not in the list, 1: those who are. */
static enum jt_err keep_kind(struct jt_sqlite_db *db, enum jt_row_list rows, int64_t realm,
                             int wanted, struct jt_row_set *set)
{
    struct jt_row_part part = {.list = (int)rows, .number = realm};
    if (wanted < 0) {
        return JT_OK;
    }
    return wanted ? jt_row_set_keep(db, &part, set) : jt_row_set_drop(db, &part, set);
}

static enum jt_err find_rows(struct jt_sqlite_db *db, const struct jt_user_filter *filter,
                             struct jt_row_set *set)
{
    struct jt_row_part everybody = {.list = JT_ROWS_USERS};
    JT_TRY(jt_lookup_realm(db, &filter->realm, &everybody.number));
    int64_t realm = everybody.number;
    JT_TRY(jt_row_set_read(db, &everybody, set));
    JT_TRY(keep_kind(db, JT_ROWS_USERS_WITH_APPLICATION_ROLES, realm, filter->has_application_roles,
                     set));
    JT_TRY(keep_kind(db, JT_ROWS_USERS_WITH_ORGANIZATION_ROLES, realm,
                     filter->has_organization_roles, set));
    JT_TRY(keep_kind(db, JT_ROWS_USERS_ACTIVE, realm, filter->is_active, set));
    JT_TRY(jt_row_set_keep_text(db, JT_ROWS_USERS, realm, filter->name_contains, set));
    return jt_row_set_keep_text(db, JT_ROWS_USER_EMAILS, realm, filter->email_contains, set);
}

static enum jt_err read_list(struct jt_sqlite_db *db, struct jt_arena *arena,
                             const struct jt_user_filter *filter, const struct jt_page *page,
                             struct jt_user_list *list)
{
    int64_t ids[JT_PAGE_LIMIT_MAX];
    struct jt_row_set set JT_CLEAN(jt_row_set_clear) = {0};
    JT_TRY(find_rows(db, filter, &set));
    size_t count = jt_row_set_page(&set, page, false, ids);
    list->total = jt_row_set_count(&set);
    return jt_user_rows(db, arena, &filter->realm, ids, count, list);
}

enum jt_err jt_sqlite_user_list(struct jt_store *store, struct jt_arena *arena,
                                const struct jt_user_filter *filter, const struct jt_page *page,
                                struct jt_user_list *ret_list)
{
    JT_TRY(jt_page_check(page));
    struct jt_user_list list = {.items =
                                    jt_arena_alloc_array(arena, page->limit, sizeof(*list.items))};
    if (list.items == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    enum jt_err err = read_list(db, arena, filter, page, &list);
    if (err != JT_OK && err != JT_ERR_NOT_FOUND) {
        return err; /* a realm that is not there has no users */
    }
    *ret_list = list;
    return JT_OK;
}

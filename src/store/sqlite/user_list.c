/* SPDX-License-Identifier: Apache-2.0 */
/* Users page by page. The text is chosen by the filter that narrows most, so that an index carries
 * both the page and the total; the other filters are parameters that let everything pass when they
 * are not set. */
#include "store/sqlite/list_block.h"
#include "store/sqlite/lookup.h"
#include "store/sqlite/user.h"

_Static_assert(JT_USER_ACTIVE == 1, "the filters below name it");

#define FILTERS                                                                                    \
    " WHERE realm = ?1"                                                                            \
    " AND (?2 < 0 OR (application_roles > 0) = ?2)"                                                \
    " AND (?3 < 0 OR (organization_roles > 0) = ?3)"                                               \
    " AND (?4 < 0 OR (status = 1) = ?4)"                                                           \
    " AND (?5 = '' OR instr(lower(email), lower(?5)) > 0)"                                         \
    " AND (?6 = '' OR instr(lower(name), lower(?6)) > 0)"

#define QUERIES(index, condition)                                                                  \
    {                                                                                              \
        "SELECT count(*) FROM user INDEXED BY " index FILTERS condition,                           \
            "SELECT " JT_USER_COLUMNS " FROM user INDEXED BY " index FILTERS condition             \
            " AND id >= ?9 ORDER BY id LIMIT ?7 OFFSET ?8"                                         \
    }

struct queries {
    const char *total;
    const char *page;
};

static const struct queries everybody = QUERIES("user_realm", "");
static const struct queries with_application_roles =
    QUERIES("user_with_application_roles", " AND application_roles > 0");
static const struct queries with_organization_roles =
    QUERIES("user_with_organization_roles", " AND organization_roles > 0");
static const struct queries active = QUERIES("user_active", " AND status = 1");

static const struct queries *choose(const struct jt_user_filter *filter)
{
    if (filter->has_application_roles == 1) {
        return &with_application_roles;
    }
    if (filter->has_organization_roles == 1) {
        return &with_organization_roles;
    }
    return filter->is_active == 1 ? &active : &everybody;
}

static bool passes(int wanted, unsigned kind, unsigned bit)
{
    return wanted < 0 || (wanted != 0) == ((kind & bit) != 0);
}

/* The kinds of user that the filter lets pass, as jt_list_find_users() wants them. */
static unsigned kinds_of(const struct jt_user_filter *filter)
{
    unsigned kinds = 0;
    for (unsigned kind = 0; kind < JT_USER_KINDS; kind++) {
        bool fits = passes(filter->has_application_roles, kind, JT_USER_KIND_APPLICATION_ROLES) &&
                    passes(filter->has_organization_roles, kind, JT_USER_KIND_ORGANIZATION_ROLES) &&
                    passes(filter->is_active, kind, JT_USER_KIND_ACTIVE);
        kinds |= (unsigned)fits << kind;
    }
    return kinds;
}

static void bind(struct jt_statement *st, int64_t realm, const struct jt_user_filter *filter)
{
    jt_statement_bind_int(st, realm);
    jt_statement_bind_int(st, filter->has_application_roles);
    jt_statement_bind_int(st, filter->has_organization_roles);
    jt_statement_bind_int(st, filter->is_active);
    jt_statement_bind_text(st, filter->email_contains);
    jt_statement_bind_text(st, filter->name_contains);
}

static enum jt_err find_start(struct jt_sqlite_db *db, int64_t realm,
                              const struct jt_user_filter *filter, const struct jt_page *page,
                              struct jt_list_start *ret_start)
{
    if (filter->email_contains.len == 0 && filter->name_contains.len == 0) {
        return jt_list_find_users(db, kinds_of(filter), realm, page, ret_start);
    }
    struct jt_list_start start = {.page = *page};
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, choose(filter)->total, &st));
    bind(&st, realm, filter);
    JT_TRY(jt_page_total(&st, &start.total));
    *ret_start = start;
    return JT_OK;
}

static enum jt_err read_page(struct jt_sqlite_db *db, struct jt_arena *arena, int64_t realm,
                             const struct jt_user_filter *filter, const struct jt_list_start *start,
                             struct jt_user_list *list)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, choose(filter)->page, &st));
    bind(&st, realm, filter);
    jt_page_bind(&st, &start->page);
    jt_statement_bind_int(&st, start->first_id);
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        JT_TRY(jt_user_row(&st, arena, &filter->realm, &list->items[list->count]));
        list->count++;
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

static enum jt_err read_list(struct jt_sqlite_db *db, struct jt_arena *arena,
                             const struct jt_user_filter *filter, const struct jt_page *page,
                             struct jt_user_list *list)
{
    struct jt_list_start start;
    int64_t realm = 0;
    JT_TRY(jt_lookup_realm(db, &filter->realm, &realm));
    JT_TRY(find_start(db, realm, filter, page, &start));
    list->total = start.total;
    return read_page(db, arena, realm, filter, &start, list);
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

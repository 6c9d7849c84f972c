/* SPDX-License-Identifier: Apache-2.0 */
/* Circles found and listed: all of one kind, and those that a user is in. */
#include "store/sqlite/circle.h"
#include "store/sqlite/lookup.h"

enum jt_err jt_sqlite_circle_find(struct jt_store *store, struct jt_arena *arena,
                                  const struct jt_circle_place *place, const jt_uuid *key,
                                  struct jt_circle *ret_circle)
{
    int64_t id = 0;
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    return jt_circle_read(db, arena, place, key, ret_circle, &id);
}

struct question {
    const char *total;
    const char *page;
    const struct jt_circle_place *place;
    int64_t user; /* 0: of no user */
};

static enum jt_err bind(struct jt_sqlite_db *db, struct jt_statement *st,
                        const struct question *question)
{
    int64_t realm = 0;
    JT_TRY(jt_lookup_realm(db, &question->place->realm, &realm));
    jt_statement_bind_int(st, question->place->kind);
    jt_statement_bind_int(st, realm);
    if (question->user) {
        jt_statement_bind_int(st, question->user);
    }
    return JT_OK;
}

static enum jt_err read_total(struct jt_sqlite_db *db, const struct question *question,
                              uint64_t *ret_total)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, question->total, &st));
    JT_TRY(bind(db, &st, question));
    return jt_page_total(&st, ret_total);
}

static enum jt_err read_page(struct jt_sqlite_db *db, struct jt_arena *arena,
                             const struct question *question, const struct jt_page *page,
                             struct jt_circle_list *list)
{
    list->items = jt_arena_alloc_array(arena, page->limit, sizeof(*list->items));
    if (list->items == NULL) {
        return JT_ERR_NOMEM;
    }
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, question->page, &st));
    JT_TRY(bind(db, &st, question));
    jt_page_bind(&st, page);
    bool row = false;
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        int64_t id = 0;
        JT_TRY(jt_circle_row(db, &st, arena, question->place, &list->items[list->count], &id));
        list->count++;
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

static enum jt_err read_list(struct jt_sqlite_db *db, struct jt_arena *arena,
                             const struct question *question, const struct jt_page *page,
                             struct jt_circle_list *ret_list)
{
    struct jt_circle_list list = {0};
    JT_TRY(read_total(db, question, &list.total));
    JT_TRY(read_page(db, arena, question, page, &list));
    *ret_list = list;
    return JT_OK;
}

enum jt_err jt_sqlite_circle_list(struct jt_store *store, struct jt_arena *arena,
                                  const struct jt_circle_place *place, const struct jt_page *page,
                                  struct jt_circle_list *ret_list)
{
    static const char total[] = "SELECT count(*) FROM circle WHERE kind = ?1 AND realm = ?2";
    static const char rows[] = "SELECT " JT_CIRCLE_COLUMNS " FROM circle WHERE kind = ?1"
                               " AND realm = ?2 ORDER BY id LIMIT ?3 OFFSET ?4";
    struct question question = {.total = total, .page = rows, .place = place};
    JT_TRY(jt_page_check(page));
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    return read_list(db, arena, &question, page, ret_list);
}

enum jt_err jt_sqlite_user_circle_list(struct jt_store *store, struct jt_arena *arena,
                                       const struct jt_circle_place *place, const jt_uuid *user,
                                       const struct jt_page *page, struct jt_circle_list *ret_list)
{
    static const char total[] =
        "SELECT count(*) FROM circle_member JOIN circle ON circle.id = circle_member.circle"
        " WHERE kind = ?1 AND realm = ?2 AND user = ?3";
    static const char rows[] =
        "SELECT " JT_CIRCLE_COLUMNS " FROM circle_member"
        " JOIN circle ON circle.id = circle_member.circle"
        " WHERE kind = ?1 AND realm = ?2 AND user = ?3 ORDER BY circle.id LIMIT ?4 OFFSET ?5";
    struct question question = {.total = total, .page = rows, .place = place};
    JT_TRY(jt_page_check(page));
    struct jt_sqlite_db *db JT_CLEAN(jt_snapshot_clear) = NULL;
    JT_TRY(jt_snapshot_begin(store, &db));
    JT_TRY(jt_lookup_user(db, user, &question.user));
    return read_list(db, arena, &question, page, ret_list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers have no gaps, so all events are a range of them; the columns are sets of rows. Time goes
 * with the numbers nearly always, but a clock may step back a little: so each block says its
 * earliest and its latest second, and only blocks across an end of the asked time are looked into.
 */
#include "store/sqlite/event_filter.h"

/* All numbers that are there above after. */
static enum jt_err read_bounds(struct jt_sqlite_db *db, uint64_t after, struct jt_row_set *set)
{
    static const char sql[] = "SELECT (SELECT min(number) FROM event),"
                              " (SELECT max(number) FROM event) FROM meta";
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    JT_TRY(jt_statement_row(&st));
    int64_t first = jt_statement_int(&st);
    int64_t last = jt_statement_int(&st);
    if (last == 0 || after >= (uint64_t)last) {
        return JT_OK;
    }
    return jt_row_set_fill((int64_t)after < first ? first : (int64_t)after + 1, last, set);
}

static enum jt_err keep_key(struct jt_sqlite_db *db, enum jt_row_list list, const jt_uuid *key,
                            struct jt_row_set *set)
{
    struct jt_row_part part = {.list = (int)list, .key = key};
    return jt_uuid_is_zero(key) ? JT_OK : jt_row_set_keep(db, &part, set);
}

static enum jt_err keep_word(struct jt_sqlite_db *db, enum jt_row_list list, jt_str word,
                             struct jt_row_set *set)
{
    struct jt_row_part part = {.list = (int)list, .text = word};
    return word.len == 0 ? JT_OK : jt_row_set_keep(db, &part, set);
}

struct span {
    jt_time from;
    int64_t to; /* exclusive */
};

/* Takes those out that lie outside. */
static enum jt_err look_into(struct jt_sqlite_db *db, int64_t block, const struct span *span,
                             struct jt_row_set *set)
{
    static const char sql[] = "SELECT number FROM event WHERE number BETWEEN ?1 AND ?2"
                              " AND (time < ?3 OR time >= ?4)";
    bool row = false;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, block * JT_ROW_BLOCK);
    jt_statement_bind_int(&st, block * JT_ROW_BLOCK + JT_ROW_BLOCK - 1);
    jt_statement_bind_time(&st, span->from);
    jt_statement_bind_int(&st, span->to);
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        jt_row_set_mark(set, jt_statement_int(&st), false);
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

/* Of blocks that do not lie wholly inside. */
static enum jt_err keep_time(struct jt_sqlite_db *db, const struct span *span,
                             struct jt_row_set *set)
{
    static const char sql[] = "SELECT block, last < ?1 OR first >= ?2 FROM event_span"
                              " WHERE first < ?1 OR last >= ?2";
    bool row = false;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_time(&st, span->from);
    jt_statement_bind_int(&st, span->to);
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        int64_t block = jt_statement_int(&st);
        if (jt_statement_bool(&st)) {
            jt_row_set_drop_block(set, block);
        } else {
            JT_TRY(look_into(db, block, span, set));
        }
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

enum jt_err jt_event_filter_rows(struct jt_sqlite_db *db, const struct jt_event_filter *filter,
                                 struct jt_row_set *ret_set)
{
    struct span span = {filter->from, filter->to.s ? filter->to.s : INT64_MAX};
    JT_TRY(read_bounds(db, filter->after, ret_set));
    JT_TRY(keep_key(db, JT_ROWS_EVENT_OBJECT, &filter->object, ret_set));
    JT_TRY(keep_key(db, JT_ROWS_EVENT_ACTOR, &filter->actor, ret_set));
    JT_TRY(keep_word(db, JT_ROWS_EVENT_ACTION, filter->action, ret_set));
    JT_TRY(keep_word(db, JT_ROWS_EVENT_OBJECT_KIND, filter->object_kind, ret_set));
    return filter->from.s || filter->to.s ? keep_time(db, &span, ret_set) : JT_OK;
}

static enum jt_err run_below(struct jt_sqlite_db *db, const char *sql, uint64_t number)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_u64(&st, number);
    return jt_statement_run(&st);
}

/* A block that goes in part keeps its bits (read_bounds() leaves out what is gone), but for what
 * none of its later events has: that would never be found again. */
/* clang-format off */
#define CUT(list, column)                                                                          \
    "DELETE FROM row_set WHERE (list, part, block) IN"                                             \
    " (SELECT DISTINCT " #list ", " #column ", number / 512 FROM event WHERE number <= ?1"         \
    "  AND (number / 512 < (?1 + 1) / 512 OR " #column " NOT IN (SELECT " #column " FROM event"    \
    "   WHERE number > ?1 AND number < (?1 / 512 + 1) * 512)))"
/* clang-format on */

enum jt_err jt_event_filter_cut(struct jt_sqlite_db *db, uint64_t number)
{
    static const char actors[] = CUT(64, actor_key);
    static const char actions[] = CUT(65, action);
    static const char kinds[] = CUT(66, object_kind);
    static const char objects[] = CUT(67, object);
    static const char spans[] = "DELETE FROM event_span WHERE block < (?1 + 1) / 512";
    JT_TRY(run_below(db, actors, number));
    JT_TRY(run_below(db, actions, number));
    JT_TRY(run_below(db, kinds, number));
    JT_TRY(run_below(db, objects, number));
    return run_below(db, spans, number);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A page of the clients with one status: the kept rows, from which those are taken that the
 * calendar has moved out, and to which those are added that it has moved in. */
#include "store/sqlite/api_client_status.h"

#include <stdlib.h>

enum { FIRST_ROOM = 64 };

/* A stale row: what is kept of it, and what the rule says now. */
struct moved {
    int64_t id;
    bool was;
    bool is;
};

struct moves {
    struct moved *items; /* by id */
    size_t count;
    size_t cap;
    size_t next; /* for walking */
};

static void clear_moves(struct moves *moves)
{
    free(moves->items);
}

static struct moved *add(struct moves *moves)
{
    if (moves->count == moves->cap) {
        size_t cap = moves->cap ? moves->cap * 2 : FIRST_ROOM;
        struct moved *items = reallocarray(moves->items, cap, sizeof(*items));
        if (items == NULL) {
            return NULL;
        }
        moves->items = items;
        moves->cap = cap;
    }
    return &moves->items[moves->count++];
}

static enum jt_err judge(struct jt_sqlite_db *db, int64_t id, jt_time now,
                         enum jt_api_client_status *ret_status)
{
    bool found = false;
    struct jt_api_client client = {0};
    struct jt_api_client_range range = {.first = id, .last = id};
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    struct jt_api_client_cursor cursor JT_CLEAN(jt_api_client_cursor_clear) = {0};
    JT_TRY(jt_api_client_cursor_open(db, &range, &cursor));
    JT_TRY(jt_api_client_cursor_next(&cursor, &arena, &client, &found));
    *ret_status = jt_api_client_status(&client, now);
    return found ? JT_OK : JT_ERR_DAMAGED;
}

static enum jt_err read_moves(struct jt_sqlite_db *db,
                              const struct jt_api_client_status_query *query, struct moves *moves)
{
    static const char sql[] =
        "SELECT id, status FROM api_client INDEXED BY api_client_status_until"
        "  WHERE deleted = 0 AND status_until <= ?1 AND realm = ?2"
        " UNION SELECT id, status FROM api_client INDEXED BY api_client_status_from"
        "  WHERE deleted = 0 AND status_from > 0 AND status_from > ?1 AND realm = ?2 ORDER BY id";
    bool row = false;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_time(&st, query->now);
    jt_statement_bind_int(&st, query->realm);
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        enum jt_api_client_status status;
        struct moved *moved = add(moves);
        if (moved == NULL) {
            return JT_ERR_NOMEM;
        }
        moved->id = jt_statement_int(&st);
        moved->was = jt_statement_int(&st) == (int64_t)query->status;
        JT_TRY(judge(db, moved->id, query->now, &status));
        moved->is = status == query->status;
        JT_TRY(jt_statement_step(&st, &row));
    }
    return JT_OK;
}

static int64_t next_block(const struct moves *moves)
{
    return moves->next < moves->count ? moves->items[moves->next].id / JT_LIST_BLOCK_ROWS
                                      : INT64_MAX;
}

/* The moves of a block, added to what is kept of it. */
static uint64_t correct(struct moves *moves, int64_t block, uint64_t count)
{
    for (; next_block(moves) == block; moves->next++) {
        const struct moved *moved = &moves->items[moves->next];
        count += moved->is;
        count -= moved->was;
    }
    return count;
}

/* Blocks before this one of which nothing is kept. */
static void take_moved(struct jt_list_start *start, const struct jt_page *page, struct moves *moves,
                       int64_t before)
{
    while (next_block(moves) < before) {
        int64_t block = next_block(moves);
        jt_list_take(start, page, block, correct(moves, block, 0));
    }
}

static enum jt_err find_start(struct jt_sqlite_db *db,
                              const struct jt_api_client_status_query *query,
                              const struct jt_page *page, struct moves *moves,
                              struct jt_list_start *start)
{
    static const char sql[] =
        "SELECT block, count FROM list_block WHERE list = ?1 AND realm = ?2 ORDER BY block";
    bool row = false;
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    JT_TRY(jt_statement_take(db, sql, &st));
    jt_statement_bind_int(&st, JT_LIST_API_CLIENT_STATUS + (int64_t)query->status);
    jt_statement_bind_int(&st, query->realm);
    JT_TRY(jt_statement_step(&st, &row));
    while (row) {
        int64_t block = jt_statement_int(&st);
        uint64_t count = jt_statement_u64(&st);
        take_moved(start, page, moves, block);
        jt_list_take(start, page, block, correct(moves, block, count));
        JT_TRY(jt_statement_step(&st, &row));
    }
    take_moved(start, page, moves, INT64_MAX);
    return JT_OK;
}

struct walk {
    struct jt_statement kept;
    int64_t kept_id; /* that waits; INT64_MAX: no more */
    struct moves *moves;
};

static enum jt_err advance(struct walk *walk)
{
    bool row = false;
    JT_TRY(jt_statement_step(&walk->kept, &row));
    walk->kept_id = row ? jt_statement_int(&walk->kept) : INT64_MAX;
    return JT_OK;
}

/* The next client, kept or moved; INT64_MAX: that was all. */
static enum jt_err next_id(struct walk *walk, int64_t *ret_id)
{
    struct moves *moves = walk->moves;
    for (; moves->next < moves->count && moves->items[moves->next].id <= walk->kept_id;) {
        struct moved moved = moves->items[moves->next++];
        if (moved.id == walk->kept_id) {
            JT_TRY(advance(walk));
        }
        if (moved.is) {
            *ret_id = moved.id;
            return JT_OK;
        }
    }
    *ret_id = walk->kept_id;
    return walk->kept_id == INT64_MAX ? JT_OK : advance(walk);
}

static enum jt_err begin_walk(struct jt_sqlite_db *db,
                              const struct jt_api_client_status_query *query, int64_t first_id,
                              struct walk *walk)
{
    static const char sql[] =
        "SELECT id FROM api_client INDEXED BY api_client_status WHERE realm = ?1 AND status = ?2"
        " AND deleted = 0 AND id >= ?3 ORDER BY id";
    JT_TRY(jt_statement_take(db, sql, &walk->kept));
    jt_statement_bind_int(&walk->kept, query->realm);
    jt_statement_bind_int(&walk->kept, query->status);
    jt_statement_bind_int(&walk->kept, first_id);
    struct moves *moves = walk->moves;
    moves->next = 0;
    while (moves->next < moves->count && moves->items[moves->next].id < first_id) {
        moves->next++;
    }
    return advance(walk);
}

static void clear_walk(struct walk *walk)
{
    jt_statement_clear(&walk->kept);
}

enum jt_err jt_api_client_status_page(struct jt_sqlite_db *db,
                                      const struct jt_api_client_status_query *query,
                                      const struct jt_page *page, int64_t *ret_ids,
                                      size_t *ret_count, uint64_t *ret_total)
{
    struct moves moves JT_CLEAN(clear_moves) = {0};
    struct walk walk JT_CLEAN(clear_walk) = {.moves = &moves};
    struct jt_list_start start = {.first_id = INT64_MAX, .page = {.limit = page->limit}};
    size_t count = 0;
    JT_TRY(read_moves(db, query, &moves));
    JT_TRY(find_start(db, query, page, &moves, &start));
    JT_TRY(begin_walk(db, query, start.first_id, &walk));
    for (uint64_t place = 0; count < page->limit; place++) {
        int64_t id;
        JT_TRY(next_id(&walk, &id));
        if (id == INT64_MAX) {
            break;
        }
        if (place >= start.page.offset) {
            ret_ids[count++] = id;
        }
    }
    *ret_count = count;
    *ret_total = start.total;
    return JT_OK;
}

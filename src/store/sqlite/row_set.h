/* SPDX-License-Identifier: Apache-2.0 */
/* Lists as sets of rows: which row numbers are alive, active, of this actor.
 *
 * Every list has a total and pages at any offset, with any filters together. Walking rows costs
 * more the more there are, so triggers (schema_11.c) keep each list as a bit for each row number,
 * 512 to a row of the table row_set. A question is then some sets and-ed in memory: a million rows
 * are 125 kB and two thousand small rows to read, whatever the offset. */
#ifndef JT_STORE_SQLITE_ROW_SET_H
#define JT_STORE_SQLITE_ROW_SET_H

#include "store/sqlite/statement.h"
#include "store/store.h"

/* As in the triggers. */
enum jt_row_list {
    JT_ROWS_API_CLIENTS = 1,        /* of a realm, without tombstones; also: their names */
    JT_ROWS_USERS = 2,              /* of a realm; also: their names */
    JT_ROWS_USER_EMAILS = 3,        /* texts only */
    JT_ROWS_API_CLIENT_STATUS = 16, /* and the status */
    JT_ROWS_USERS_WITH_APPLICATION_ROLES = 32,
    JT_ROWS_USERS_WITH_ORGANIZATION_ROLES = 33,
    JT_ROWS_USERS_ACTIVE = 34,
    JT_ROWS_CIRCLE_MEMBERS = 48, /* of a circle */
    JT_ROWS_EVENT_ACTOR = 64,    /* of what stands in the column */
    JT_ROWS_EVENT_ACTION = 65,
    JT_ROWS_EVENT_OBJECT_KIND = 66,
    JT_ROWS_EVENT_OBJECT = 67,
};
enum { JT_ROW_BLOCK = 512, JT_ROW_BLOCK_WORDS = JT_ROW_BLOCK / 64 };

/* Whose list: a key, a text, or else a row number. */
struct jt_row_part {
    int list; /* enum jt_row_list, JT_ROWS_API_CLIENT_STATUS with the status added */
    int64_t number;
    const jt_uuid *key;
    jt_str text;
};

/* {0}: empty. */
struct jt_row_set {
    uint64_t *words;
    int64_t first; /* block that words begin with */
    int64_t count; /* of blocks */
    int64_t cap;
};

/* For JT_CLEAN. */
void jt_row_set_clear(struct jt_row_set *set);

/* A new set: a list, or all row numbers from first to last. ret_set must be empty. */
JT_MUST_USE enum jt_err jt_row_set_read(struct jt_sqlite_db *db, const struct jt_row_part *part,
                                        struct jt_row_set *ret_set);
JT_MUST_USE enum jt_err jt_row_set_fill(int64_t first, int64_t last, struct jt_row_set *ret_set);

/* Leaves those that are in the list, or are not. */
JT_MUST_USE enum jt_err jt_row_set_keep(struct jt_sqlite_db *db, const struct jt_row_part *part,
                                        struct jt_row_set *set);
JT_MUST_USE enum jt_err jt_row_set_drop(struct jt_sqlite_db *db, const struct jt_row_part *part,
                                        struct jt_row_set *set);
/* Leaves those of the realm whose text holds the needle; A-Z equal a-z, nothing else folds. */
JT_MUST_USE enum jt_err jt_row_set_keep_text(struct jt_sqlite_db *db, enum jt_row_list list,
                                             int64_t realm, jt_str needle, struct jt_row_set *set);
/* Leaves those from first to last. */
void jt_row_set_keep_range(struct jt_row_set *set, int64_t first, int64_t last);
/* Takes a block out. */
void jt_row_set_drop_block(struct jt_row_set *set, int64_t block);
/* Puts a row in or takes it out; one beyond the set's blocks stays out. */
void jt_row_set_mark(struct jt_row_set *set, int64_t row, bool is_in);

uint64_t jt_row_set_count(const struct jt_row_set *set);
/* The rows of a page, in order or in falling order; ret_rows has room for page->limit. */
size_t jt_row_set_page(const struct jt_row_set *set, const struct jt_page *page, bool falling,
                       int64_t *ret_rows);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Where does row number 900,000 of a list stand? Counting up to it costs more the further a page
 * lies; so triggers keep how many rows of each realm live in each block of a thousand row numbers,
 * and a page begins in its block. */
#ifndef JT_STORE_SQLITE_LIST_BLOCK_H
#define JT_STORE_SQLITE_LIST_BLOCK_H

#include "store/sqlite/statement.h"
#include "store/store.h"

/* As in the triggers of schema 1, and of 9 and 10. */
enum jt_list {
    JT_LIST_API_CLIENTS = 1,
    JT_LIST_USERS = 2,
    JT_LIST_API_CLIENT_STATUS = 16, /* and the status */
    JT_LIST_USER_KIND = 32,         /* and JT_USER_KIND_*, together */
};
enum {
    JT_LIST_BLOCK_ROWS = 1000,
    JT_USER_KIND_APPLICATION_ROLES = 1,
    JT_USER_KIND_ORGANIZATION_ROLES = 2,
    JT_USER_KIND_ACTIVE = 4,
    JT_USER_KINDS = 8,
};

struct jt_list_start {
    uint64_t total;
    int64_t first_id;    /* the page begins at the first row from here on … */
    struct jt_page page; /* … after as many rows as its offset says */
};

/* The next block of a list, in order; the page begins in the one that holds its offset. */
void jt_list_take(struct jt_list_start *start, const struct jt_page *page, int64_t block,
                  uint64_t count);
/* Of the users whose kind has its bit (1 << kind) in kinds. */
JT_MUST_USE enum jt_err jt_list_find_users(struct jt_sqlite_db *db, unsigned kinds, int64_t realm,
                                           const struct jt_page *page,
                                           struct jt_list_start *ret_start);
/* For a list without filters. */
JT_MUST_USE enum jt_err jt_list_find(struct jt_sqlite_db *db, enum jt_list list, int64_t realm,
                                     const struct jt_page *page, struct jt_list_start *ret_start);

#endif

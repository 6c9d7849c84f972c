/* SPDX-License-Identifier: Apache-2.0 */
/* From keys to row numbers. JT_ERR_NOT_FOUND when there is no such row, or it is a tombstone. */
#ifndef JT_STORE_SQLITE_LOOKUP_H
#define JT_STORE_SQLITE_LOOKUP_H

#include "store/sqlite/statement.h"
#include "store/store.h"

JT_MUST_USE enum jt_err jt_lookup_realm(struct jt_sqlite_db *db, const jt_uuid *key,
                                        int64_t *ret_id);
JT_MUST_USE enum jt_err jt_lookup_user(struct jt_sqlite_db *db, const jt_uuid *key,
                                       int64_t *ret_id);
JT_MUST_USE enum jt_err jt_lookup_api_client(struct jt_sqlite_db *db, const jt_uuid *key,
                                             int64_t *ret_id);
/* The number of the row that was inserted last. */
int64_t jt_lookup_inserted(const struct jt_sqlite_db *db);

enum { JT_PAGE_LIMIT_MAX = 100 };
/* JT_ERR_ARG for a limit outside 1-100. */
JT_MUST_USE enum jt_err jt_page_check(const struct jt_page *page);
/* Binds limit, then offset; what is beyond any table becomes the end of it. */
void jt_page_bind(struct jt_statement *statement, const struct jt_page *page);
/* Runs a statement that counts. */
JT_MUST_USE enum jt_err jt_page_total(struct jt_statement *statement, uint64_t *ret_total);

#endif

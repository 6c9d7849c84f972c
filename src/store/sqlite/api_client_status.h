/* SPDX-License-Identifier: Apache-2.0 */
/* The status of API clients, kept beside them. The rule stands in model/api_client.h alone; a row
 * has what the rule said, and between which seconds it goes on saying so. Beyond them the row is
 * stale until the next note of the time, and whoever reads a list asks the rule again. */
#ifndef JT_STORE_SQLITE_API_CLIENT_STATUS_H
#define JT_STORE_SQLITE_API_CLIENT_STATUS_H

#include "store/sqlite/api_client.h"
#include "store/sqlite/list_block.h"

/* Keeps the status of a client that is written, as of its last change. */
JT_MUST_USE enum jt_err jt_api_client_status_keep(struct jt_sqlite_db *db, int64_t id,
                                                  const struct jt_api_client *client);
/* Brings rows that are stale at now up to date, ten thousand at most, in transactions of some
 * hundred; the next note of the time goes on. */
JT_MUST_USE enum jt_err jt_api_client_status_refresh(struct jt_store *store, jt_time now);

struct jt_api_client_status_query {
    int64_t realm;
    enum jt_api_client_status status;
    jt_time now;
};
/* The row numbers of a page of the clients that have the status at this moment, in order. */
JT_MUST_USE enum jt_err jt_api_client_status_page(struct jt_sqlite_db *db,
                                                  const struct jt_api_client_status_query *query,
                                                  const struct jt_page *page, int64_t *ret_ids,
                                                  size_t *ret_count, uint64_t *ret_total);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The status of API clients, kept beside them. The rule stands in model/api_client.h alone; a row
 * has what the rule said, and between which seconds it goes on saying so. Beyond them the row is
 * stale until the next note of the time, and whoever reads a list asks the rule again. */
#ifndef JT_STORE_SQLITE_API_CLIENT_STATUS_H
#define JT_STORE_SQLITE_API_CLIENT_STATUS_H

#include "store/sqlite/api_client.h"
#include "store/sqlite/row_set.h"

/* Keeps the status of a client that is written, as of its last change. */
JT_MUST_USE enum jt_err jt_api_client_status_keep(struct jt_sqlite_db *db, int64_t id,
                                                  const struct jt_api_client *client);
/* Brings rows that are stale at now up to date, ten thousand at most, in transactions of some
 * hundred; the next note of the time goes on. */
JT_MUST_USE enum jt_err jt_api_client_status_refresh(struct jt_store *store, jt_time now);

/* Leaves those of a set of living clients of the realm that have the status at this moment: the
 * kept rows, from which those are taken that the calendar has moved out, and to which those are
 * added that it has moved in. */
JT_MUST_USE enum jt_err jt_api_client_status_keep_rows(struct jt_sqlite_db *db, int64_t realm,
                                                       enum jt_api_client_status status,
                                                       jt_time now, struct jt_row_set *set);

#endif

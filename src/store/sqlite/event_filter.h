/* SPDX-License-Identifier: Apache-2.0 */
/* Which events pass the filters of the audit log. */
#ifndef JT_STORE_SQLITE_EVENT_FILTER_H
#define JT_STORE_SQLITE_EVENT_FILTER_H

#include "store/sqlite/row_set.h"
#include "store/sqlite/transaction.h"

/* Their numbers, in ret_set, which must be empty. */
JT_MUST_USE enum jt_err jt_event_filter_rows(struct jt_sqlite_db *db,
                                             const struct jt_event_filter *filter,
                                             struct jt_row_set *ret_set);
/* Drops what is kept for the filters of events up to number, of blocks that go wholly; before those
 * events themselves are dropped. */
JT_MUST_USE enum jt_err jt_event_filter_cut(struct jt_sqlite_db *db, uint64_t number);

#endif

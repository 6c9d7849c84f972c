/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the catalogue, each inserted with its audit event, for the operations and for the seed.
 */
#ifndef JT_STORE_SQLITE_CATALOGUE_H
#define JT_STORE_SQLITE_CATALOGUE_H

#include "store/sqlite/transaction.h"

JT_MUST_USE enum jt_err jt_realm_insert(struct jt_transaction *tx, const struct jt_write *write,
                                        const struct jt_realm *realm);
/* Id 0: the next free one. */
JT_MUST_USE enum jt_err jt_stage_insert(struct jt_transaction *tx, const struct jt_write *write,
                                        const struct jt_stage *stage);
/* The next two without an event. Id 0: the next free one. */
JT_MUST_USE enum jt_err jt_api_insert(struct jt_sqlite_db *db, const struct jt_api *api);
JT_MUST_USE enum jt_err jt_permission_insert(struct jt_sqlite_db *db,
                                             const struct jt_permission *permission);

#endif

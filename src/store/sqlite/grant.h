/* SPDX-License-Identifier: Apache-2.0 */
/* Grants of whatever holds some: API clients and organization roles. The caller's SQL says where
 * they stand. */
#ifndef JT_STORE_SQLITE_GRANT_H
#define JT_STORE_SQLITE_GRANT_H

#include "codec/json_write.h"
#include "model/permission.h"
#include "store/sqlite/statement.h"

/* insert: a statement of holder, permission and stage. */
JT_MUST_USE enum jt_err jt_grants_insert(struct jt_sqlite_db *db, const char *insert,
                                         int64_t holder, const struct jt_grants *grants);
/* The member "permissions" of an event. names: gives the permission's and the stage's name of each
 * grant of the holder, whose "*" stands in grants. */
JT_MUST_USE enum jt_err jt_grants_write(struct jt_json_writer *w, struct jt_sqlite_db *db,
                                        const char *names, int64_t holder,
                                        const struct jt_grants *grants);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces of the load. */
#ifndef JT_STORE_SQLITE_LOAD_H
#define JT_STORE_SQLITE_LOAD_H

#include "store/sqlite/transaction.h"

/* Organization, realms, stages, APIs and permissions, each in order of creation. */
JT_MUST_USE enum jt_err jt_load_catalogue(struct jt_sqlite_db *db,
                                          const struct jt_store_visitor *visitor);

/* load_part.c: as the contract's load_part, on a connection that is in no other statement of it. */
JT_MUST_USE enum jt_err jt_load_part(struct jt_sqlite_db *db, enum jt_load_part part, uint32_t most,
                                     struct jt_load_place *place,
                                     const struct jt_store_visitor *visitor, bool *ret_more);

/* load_status.c: the parts of status bits. */
JT_MUST_USE enum jt_err jt_load_status_taken(struct jt_sqlite_db *db, uint32_t most,
                                             struct jt_load_place *place,
                                             const struct jt_store_visitor *visitor,
                                             bool *ret_more);
JT_MUST_USE enum jt_err jt_load_status_set(struct jt_sqlite_db *db, enum jt_load_part part,
                                           uint32_t most, struct jt_load_place *place,
                                           const struct jt_store_visitor *visitor, bool *ret_more);

#endif

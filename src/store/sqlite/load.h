/* SPDX-License-Identifier: Apache-2.0 */
/* The part of the load that the registry calls its catalogue. */
#ifndef JT_STORE_SQLITE_LOAD_H
#define JT_STORE_SQLITE_LOAD_H

#include "store/sqlite/transaction.h"

/* Organization, realms, stages, APIs and permissions, each in order of creation. */
JT_MUST_USE enum jt_err jt_load_catalogue(struct jt_sqlite_db *db,
                                          const struct jt_store_visitor *visitor);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The part of the seed that the registry calls its catalogue. */
#ifndef JT_STORE_SQLITE_SEED_H
#define JT_STORE_SQLITE_SEED_H

#include "store/sqlite/transaction.h"

/* Organization, realms, stages, APIs and permissions, with their events. */
JT_MUST_USE enum jt_err jt_seed_catalogue(struct jt_transaction *tx, const struct jt_write *write,
                                          const struct jt_seed *seed);

#endif

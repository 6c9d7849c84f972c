/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of signing keys, for the operation and for the seed. */
#ifndef JT_STORE_SQLITE_SIGNING_KEY_H
#define JT_STORE_SQLITE_SIGNING_KEY_H

#include "store/sqlite/transaction.h"

/* Adds the key or changes it, with its event. */
JT_MUST_USE enum jt_err jt_signing_key_store(struct jt_transaction *tx,
                                             const struct jt_write *write,
                                             const struct jt_signing_key *key);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of signing keys, for the operations, for the load and for the seed. */
#ifndef JT_STORE_SQLITE_SIGNING_KEY_H
#define JT_STORE_SQLITE_SIGNING_KEY_H

#include "store/sqlite/transaction.h"

/* Of signing_key joined with realm. */
#define JT_SIGNING_KEY_COLUMNS                                                                     \
    "kid, realm.key, signing_key.alg, state, private_sealed, signing_key.created, activated,"      \
    " retired, withdrawn, emergency, signing_key.version"

/* Reads them; the text lives in arena. */
JT_MUST_USE enum jt_err jt_signing_key_row(struct jt_statement *st, struct jt_arena *arena,
                                           struct jt_signing_key *ret_key);
/* Adds the key or changes it, with its event; an empty action says which of the two. */
JT_MUST_USE enum jt_err jt_signing_key_store(struct jt_transaction *tx,
                                             const struct jt_write *write, jt_str action,
                                             const struct jt_signing_key *key);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* An organization in which nobody may manage members, roles or API clients any more cannot be
 * repaired from inside: a change that would lead there is refused. */
#ifndef JT_STORE_SQLITE_MANAGER_H
#define JT_STORE_SQLITE_MANAGER_H

#include "store/sqlite/statement.h"

enum { JT_MANAGED = 3 };

/* Which of the permissions that count does some member have, by an organization role? */
struct jt_managers {
    bool exist[JT_MANAGED];
};

/* In the transaction, before the change. */
JT_MUST_USE enum jt_err jt_managers_read(struct jt_sqlite_db *db, struct jt_managers *ret_managers);
/* After it. JT_ERR_REFUSED: somebody was there before, and nobody is now. */
JT_MUST_USE enum jt_err jt_managers_check(struct jt_sqlite_db *db,
                                          const struct jt_managers *before);

#endif

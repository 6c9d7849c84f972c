/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox: its rows, who is written to, and its events. */
#ifndef JT_STORE_SQLITE_MAIL_H
#define JT_STORE_SQLITE_MAIL_H

#include "store/sqlite/transaction.h"

/* manager.c: the members who may manage API clients and are not inactive, in arena. only: NULL, or
 * the one who is asked about. */
struct jt_managers {
    jt_uuid *items;
    size_t count;
};
JT_MUST_USE enum jt_err jt_managers_read(struct jt_sqlite_db *db, struct jt_arena *arena,
                                         const jt_uuid *only, struct jt_managers *ret_managers);

/* mail_row.c: a mail with all that it says, in arena. */
enum jt_mail_verdict { JT_MAIL_GOOD, JT_MAIL_TOO_LATE, JT_MAIL_POINTLESS };
JT_MUST_USE enum jt_err jt_mail_read(struct jt_sqlite_db *db, struct jt_arena *arena,
                                     uint64_t number, jt_time now, struct jt_mail *ret_mail,
                                     enum jt_mail_verdict *ret_verdict);
/* The event of a mail that came to its end. */
JT_MUST_USE enum jt_err jt_mail_event(struct jt_transaction *tx, const struct jt_write *write,
                                      jt_str action, uint64_t number);

/* mail.c: rows whose secrets ended long ago. */
JT_MUST_USE enum jt_err jt_mails_drop(struct jt_sqlite_db *db, jt_time now);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of users, for the operations on them and for the seed. */
#ifndef JT_STORE_SQLITE_USER_H
#define JT_STORE_SQLITE_USER_H

#include "store/sqlite/transaction.h"

/* In the order of jt_user_row(). */
#define JT_USER_COLUMNS                                                                            \
    "key, email, name, photo_url, password_hash, password_must_change, status, email_verified,"    \
    " terms_accepted, last_login, created, updated, version, organization_roles,"                  \
    " application_roles"

JT_MUST_USE enum jt_err jt_user_row(struct jt_statement *st, struct jt_arena *arena,
                                    const jt_uuid *realm, struct jt_user *ret_user);
/* Appends the users with these row numbers to the list, which has room for them. */
JT_MUST_USE enum jt_err jt_user_rows(struct jt_sqlite_db *db, struct jt_arena *arena,
                                     const jt_uuid *realm, const int64_t *ids, size_t count,
                                     struct jt_user_list *list);
JT_MUST_USE enum jt_err jt_user_find_row(struct jt_sqlite_db *db, struct jt_arena *arena,
                                         const jt_uuid *realm, const jt_uuid *key,
                                         struct jt_user *ret_user);
JT_MUST_USE enum jt_err jt_user_insert(struct jt_sqlite_db *db, const struct jt_user *user);
/* The event user.create (before NULL), user.change, or user.delete (after NULL). */
JT_MUST_USE enum jt_err jt_user_event(struct jt_transaction *tx, const struct jt_write *write,
                                      const struct jt_user *before, const struct jt_user *after);

#endif

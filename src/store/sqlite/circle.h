/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of circles: roles and groups, for the operations on them and for the seed. */
#ifndef JT_STORE_SQLITE_CIRCLE_H
#define JT_STORE_SQLITE_CIRCLE_H

#include "base/buf.h"
#include "store/sqlite/transaction.h"

/* In the order of jt_circle_row(). */
#define JT_CIRCLE_COLUMNS                                                                          \
    "circle.id, circle.key, circle.name, circle.description, circle.all_permissions,"              \
    " circle.created, circle.updated, circle.version"

/* A row with its grants, which are read by another statement of db. */
JT_MUST_USE enum jt_err jt_circle_row(struct jt_sqlite_db *db, struct jt_statement *st,
                                      struct jt_arena *arena, const struct jt_circle_place *place,
                                      struct jt_circle *ret_circle, int64_t *ret_id);
JT_MUST_USE enum jt_err jt_circle_read(struct jt_sqlite_db *db, struct jt_arena *arena,
                                       const struct jt_circle_place *place, const jt_uuid *key,
                                       struct jt_circle *ret_circle, int64_t *ret_id);
/* The row and its grants, without an event. */
JT_MUST_USE enum jt_err jt_circle_insert(struct jt_sqlite_db *db, const struct jt_circle *circle,
                                         int64_t *ret_id);
JT_MUST_USE enum jt_err jt_circle_put_grants(struct jt_sqlite_db *db, int64_t id,
                                             const struct jt_grants *grants);
JT_MUST_USE enum jt_err jt_circle_put_member(struct jt_sqlite_db *db, int64_t circle, int64_t user,
                                             bool *ret_changed);
/* As it stands in an audit event; the names of the grants are those of row id. */
JT_MUST_USE enum jt_err jt_circle_event_json(struct jt_buf *buf, struct jt_sqlite_db *db,
                                             int64_t id, const struct jt_circle *circle);

#endif

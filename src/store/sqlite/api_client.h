/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of API clients with what belongs to them: grants and secrets. */
#ifndef JT_STORE_SQLITE_API_CLIENT_H
#define JT_STORE_SQLITE_API_CLIENT_H

#include "store/sqlite/transaction.h"

/* Inserts the client, its grants and its secrets. */
JT_MUST_USE enum jt_err jt_api_client_insert(struct jt_sqlite_db *db,
                                             const struct jt_api_client *client, int64_t *ret_id);
JT_MUST_USE enum jt_err jt_api_client_insert_grants(struct jt_sqlite_db *db, int64_t id,
                                                    const struct jt_grants *grants);
JT_MUST_USE enum jt_err jt_api_client_insert_secret(struct jt_sqlite_db *db, int64_t id,
                                                    const struct jt_client_secret *secret);
/* The event of a client that was made: "api_client.create". */
JT_MUST_USE enum jt_err jt_api_client_event(struct jt_transaction *tx, const struct jt_write *write,
                                            jt_str action, int64_t id,
                                            const struct jt_api_client *client);

/* Clients of every realm, tombstones too, in order of creation, with grants and secrets: three
 * statements that walk side by side, so that a million clients take three passes and not three
 * million. */
struct jt_api_client_range {
    int64_t first; /* row numbers */
    int64_t last;
};

struct jt_api_client_cursor {
    int64_t id; /* row number of the client that was given last */
    struct jt_statement clients;
    struct jt_statement grants;
    struct jt_statement secrets;
    int64_t grant_owner; /* of the row that waits; INT64_MAX: no more */
    int64_t secret_owner;
    struct jt_grant *grant_room;
    size_t grant_cap;
    struct jt_client_secret *secret_room;
    size_t secret_cap;
};

JT_MUST_USE enum jt_err jt_api_client_cursor_open(struct jt_sqlite_db *db,
                                                  const struct jt_api_client_range *range,
                                                  struct jt_api_client_cursor *ret_cursor);
/* The next client, in arena. *ret_found false: that was all. */
JT_MUST_USE enum jt_err jt_api_client_cursor_next(struct jt_api_client_cursor *cursor,
                                                  struct jt_arena *arena,
                                                  struct jt_api_client *ret_client,
                                                  bool *ret_found);
/* For JT_CLEAN; {0} is valid. */
void jt_api_client_cursor_clear(struct jt_api_client_cursor *cursor);

/* The client of this row number, which may be a tombstone, in arena. */
JT_MUST_USE enum jt_err jt_api_client_read(struct jt_sqlite_db *db, struct jt_arena *arena,
                                           int64_t id, struct jt_api_client *ret_client);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Objects as they stand in an audit event: what an administrator may see, never an HMAC, a
 * password hash or a private key. Members are named as at the management API. */
#ifndef JT_STORE_SQLITE_EVENT_JSON_H
#define JT_STORE_SQLITE_EVENT_JSON_H

#include "base/buf.h"
#include "store/sqlite/statement.h"
#include "store/store.h"

void jt_event_json_organization(struct jt_buf *buf, const struct jt_organization *organization);
void jt_event_json_realm(struct jt_buf *buf, const struct jt_realm *realm);
void jt_event_json_stage(struct jt_buf *buf, const struct jt_stage *stage);
void jt_event_json_user(struct jt_buf *buf, const struct jt_user *user);
void jt_event_json_api(struct jt_buf *buf, const struct jt_api_whole *api);
void jt_event_json_token(struct jt_buf *buf, const struct jt_revoked_token *token);
void jt_event_json_signing_key(struct jt_buf *buf, const struct jt_signing_key *key);
/* The names of the grants are read from db, where the client has the row number id. */
JT_MUST_USE enum jt_err jt_event_json_api_client(struct jt_buf *buf, struct jt_sqlite_db *db,
                                                 int64_t id, const struct jt_api_client *client);

#endif

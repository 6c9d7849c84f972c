/* SPDX-License-Identifier: Apache-2.0 */
/* Schema 9: the status of an API client is kept beside it, with the seconds between which it holds
 * (api_client_status.c), so that a list by status need not look at a million clients. Rows that
 * were there before hold at no time at all, and are brought up to date by the first notes of the
 * time. */
#include "store/sqlite/schema_step.h"

const char jt_sqlite_schema_9[] =
    "PRAGMA user_version = 9;"

    "ALTER TABLE api_client ADD COLUMN status INTEGER NOT NULL DEFAULT -1;"
    "ALTER TABLE api_client ADD COLUMN status_from INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE api_client ADD COLUMN status_until INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX api_client_status ON api_client (realm, status) WHERE deleted = 0;"
    "CREATE INDEX api_client_status_from ON api_client (status_from)"
    "  WHERE deleted = 0 AND status_from > 0;"
    "CREATE INDEX api_client_status_until ON api_client (status_until) WHERE deleted = 0;"

    /* list_block, list 16 and the status. */
    "CREATE TRIGGER api_client_status_in AFTER INSERT ON api_client"
    "  WHEN new.deleted = 0 AND new.status >= 0 BEGIN"
    "  INSERT INTO list_block VALUES (16 + new.status, new.realm, new.id / 1000, 1)"
    "  ON CONFLICT DO UPDATE SET count = count + 1; END;"
    "CREATE TRIGGER api_client_status_left AFTER UPDATE OF status, deleted ON api_client"
    "  WHEN old.deleted = 0 AND old.status >= 0"
    "  AND (new.deleted <> 0 OR new.status <> old.status) BEGIN"
    "  UPDATE list_block SET count = count - 1"
    "  WHERE list = 16 + old.status AND realm = old.realm AND block = old.id / 1000; END;"
    "CREATE TRIGGER api_client_status_came AFTER UPDATE OF status, deleted ON api_client"
    "  WHEN new.deleted = 0 AND new.status >= 0"
    "  AND (old.deleted <> 0 OR new.status <> old.status) BEGIN"
    "  INSERT INTO list_block VALUES (16 + new.status, new.realm, new.id / 1000, 1)"
    "  ON CONFLICT DO UPDATE SET count = count + 1; END;";

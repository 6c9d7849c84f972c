/* SPDX-License-Identifier: Apache-2.0 */
/* Schema 2: the life of API clients. Who may manage clients is asked at every deletion, suspension
 * and loss of a permission, and must not take a walk over a million clients. */
#include "store/sqlite/schema_step.h"

const char jt_sqlite_schema_2[] =
    "PRAGMA user_version = 2;"

    "ALTER TABLE client_secret ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;"

    "CREATE INDEX api_client_with_all ON api_client (realm)"
    "  WHERE all_permissions = 1 AND deleted = 0;"
    /* 7: api_client.manage, whose number is fixed for ever. */
    "CREATE INDEX api_client_grant_manage ON api_client_grant (client) WHERE permission = 7;";

/* SPDX-License-Identifier: Apache-2.0 */
/* Schema 13: which status bits are set is found without looking at every client and every secret.
 * Both indexes hold few rows, and nothing that is created. */
#include "store/sqlite/schema_step.h"

const char jt_sqlite_schema_13[] =
    "PRAGMA user_version = 13;"

    "CREATE INDEX api_client_out ON api_client (id, realm)"
    "  WHERE suspended <> 0 OR deleted <> 0;"
    "CREATE INDEX client_secret_out ON client_secret (id) WHERE status_revoked <> 0;";

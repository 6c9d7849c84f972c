/* SPDX-License-Identifier: Apache-2.0 */
/* Schema 6: signing keys that rotate. A withdrawn key stays as a row with its public part; each
 * realm says how many days its keys sign. */
#include "store/sqlite/schema_step.h"

const char jt_sqlite_schema_6[] =
    "PRAGMA user_version = 6;"

    "ALTER TABLE signing_key ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE signing_key ADD COLUMN emergency INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE signing_key ADD COLUMN version INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE realm ADD COLUMN rotation_days INTEGER NOT NULL DEFAULT 90;"
    "CREATE INDEX signing_key_kid ON signing_key (kid);"
    /* What is due is looked for every few seconds (states: 0 next, 1 active, 2 retired). */
    "CREATE INDEX signing_key_next ON signing_key (created) WHERE state = 0;"
    "CREATE INDEX signing_key_active ON signing_key (realm, activated) WHERE state = 1;"
    "CREATE INDEX signing_key_retired ON signing_key (retired) WHERE state = 2;"
    "CREATE INDEX signing_key_waiting ON signing_key (realm) WHERE state = 0;";

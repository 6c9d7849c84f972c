/* SPDX-License-Identifier: Apache-2.0 */
/* Schema 8: reminders of secrets that end, and the outbox that keeps them until they are sent. */
#include "store/sqlite/schema_step.h"

const char jt_sqlite_schema_8[] =
    "PRAGMA user_version = 8;"

    /* When its reminder was queued; 0: not yet. */
    "ALTER TABLE client_secret ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0;"
    /* Asked once a minute: what has been reminded of must not be walked over again. */
    "CREATE INDEX client_secret_remind ON client_secret (expires)"
    "  WHERE remind = 1 AND ended = 0 AND reminded = 0;"

    /* state: enum jt_mail_state. Keys and no references: a row outlives the secret, the client and
     * the member, so that none of them is written to twice. */
    "CREATE TABLE mail (number INTEGER PRIMARY KEY, secret BLOB NOT NULL, client BLOB NOT NULL,"
    "  recipient BLOB NOT NULL, expires INTEGER NOT NULL, state INTEGER NOT NULL,"
    "  attempts INTEGER NOT NULL, queued INTEGER NOT NULL, next INTEGER NOT NULL,"
    "  ended INTEGER NOT NULL, UNIQUE (secret, recipient)) STRICT;"
    "CREATE INDEX mail_open ON mail (state, next) WHERE state < 2;"
    "CREATE INDEX mail_expires ON mail (expires);";

/* SPDX-License-Identifier: Apache-2.0 */
/* Schema 7: signed checkpoints of the audit log, and indexes for its filters. */
#include "store/sqlite/schema_step.h"

const char jt_sqlite_schema_7[] =
    "PRAGMA user_version = 7;"

    "CREATE TABLE event_checkpoint (number INTEGER PRIMARY KEY, time INTEGER NOT NULL,"
    "  hash BLOB NOT NULL, kid TEXT NOT NULL, jws TEXT NOT NULL) STRICT;"
    "CREATE INDEX event_object ON event (object);"
    "CREATE INDEX event_actor ON event (actor_key);"
    "CREATE INDEX event_action ON event (action);"
    "CREATE INDEX event_object_kind ON event (object_kind);"
    "CREATE INDEX event_time ON event (time);";

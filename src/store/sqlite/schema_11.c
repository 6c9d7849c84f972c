/* SPDX-License-Identifier: Apache-2.0 */
/* Schema 11: lists are sets of rows (row_set.h) and parts of names are looked for in their texts
 * side by side (row_text.h), so that any filter at any offset costs about the same. What schemas 1,
 * 7, 9 and 10 kept for the lists goes. */
#include "store/sqlite/schema_step.h"

/* clang-format off */
#define EACH_WORD(what, row)                                                                       \
    what(row, 0) ", " what(row, 1) ", " what(row, 2) ", " what(row, 3) ", "                        \
    what(row, 4) ", " what(row, 5) ", " what(row, 6) ", " what(row, 7)
#define BIT(row, word) "iif(" row " / 64 % 8 = " #word ", 1 << (" row " % 64), 0)"
#define COLUMN(row, word) "w" #word " INTEGER NOT NULL"
#define ADDED(row, word) "w" #word " = w" #word " | excluded.w" #word
#define REMOVED(row, word) "w" #word " = w" #word " & ~" BIT(row, word)
#define GATHERED(row, word) "sum(" BIT(row, word) ")"

#define PUT(list, part, row)                                                                       \
    " INSERT INTO row_set VALUES (" list ", " part ", " row " / 512, " EACH_WORD(BIT, row) ")"     \
    " ON CONFLICT DO UPDATE SET " EACH_WORD(ADDED, row) ";"
#define TAKE(list, part, row)                                                                      \
    " UPDATE row_set SET " EACH_WORD(REMOVED, row)                                                 \
    " WHERE list = " list " AND part = " part " AND block = " row " / 512;"
#define FILL(list, part, row, source)                                                              \
    "INSERT INTO row_set SELECT " list ", " part ", " row " / 512, " EACH_WORD(GATHERED, row)      \
    " FROM " source " GROUP BY 1, 2, 3;"

#define RECORD(row, text)                                                                          \
    "char(90, 65 + ((" row " >> 6) & 7), 65 + ((" row " >> 3) & 7), 65 + (" row " & 7))"           \
    " || lower(" text ")"
#define PUT_TEXT(list, text)                                                                       \
    " INSERT INTO row_text VALUES (" list ", new.realm, new.id / 512, " RECORD("new.id", text) ")" \
    " ON CONFLICT DO UPDATE SET text = text || excluded.text;"
#define CHANGE_TEXT(list, old_text, record)                                                        \
    " UPDATE row_text SET text = replace(text, " RECORD("old.id", old_text) ", " record ")"        \
    " WHERE list = " list " AND realm = old.realm AND block = old.id / 512;"
#define FILL_TEXT(list, text, source)                                                              \
    "INSERT INTO row_text SELECT " list ", realm, id / 512, group_concat(" RECORD("id", text)      \
    ", '') FROM " source " GROUP BY 2, 3;"

/* The list of those for whom the condition holds, kept when a column changes. */
#define KEEP(name, list, table, columns, old_holds, new_holds)                                     \
    "CREATE TRIGGER " name "_left AFTER UPDATE OF " columns " ON " table                           \
    " WHEN (" old_holds ") AND NOT (" new_holds ") BEGIN" TAKE(list, "old.realm", "old.id")        \
    " END;"                                                                                        \
    "CREATE TRIGGER " name "_came AFTER UPDATE OF " columns " ON " table                           \
    " WHEN NOT (" old_holds ") AND (" new_holds ") BEGIN" PUT(list, "new.realm", "new.id")         \
    " END;"

const char jt_sqlite_schema_11[] =
    "PRAGMA user_version = 11;"

    "DROP TRIGGER api_client_in;"
    "DROP TRIGGER api_client_out;"
    "DROP TRIGGER user_in;"
    "DROP TRIGGER user_out;"
    "DROP TRIGGER api_client_status_in;"
    "DROP TRIGGER api_client_status_left;"
    "DROP TRIGGER api_client_status_came;"
    "DROP TRIGGER user_kind_in;"
    "DROP TRIGGER user_kind_out;"
    "DROP TRIGGER user_kind_change;"
    "DROP TABLE list_block;"
    "DROP INDEX api_client_alive;"
    "DROP INDEX api_client_status;"
    "DROP INDEX user_with_application_roles;"
    "DROP INDEX user_with_organization_roles;"
    "DROP INDEX user_realm;"
    "DROP INDEX user_active;"
    "DROP INDEX event_object;"
    "DROP INDEX event_actor;"
    "DROP INDEX event_action;"
    "DROP INDEX event_object_kind;"
    "DROP INDEX event_time;"

    /* part: whose list it is, a realm, a circle, or what an event has in a column. */
    "CREATE TABLE row_set (list INTEGER NOT NULL, part ANY NOT NULL, block INTEGER NOT NULL,"
    " " EACH_WORD(COLUMN, "") ", PRIMARY KEY (list, part, block)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE row_text (list INTEGER NOT NULL, realm INTEGER NOT NULL, block INTEGER NOT NULL,"
    "  text TEXT NOT NULL, PRIMARY KEY (list, realm, block)) STRICT;"
    /* The earliest and the latest second of a block: clocks may step back. */
    "CREATE TABLE event_span (block INTEGER PRIMARY KEY, first INTEGER NOT NULL,"
    "  last INTEGER NOT NULL) STRICT;"

    FILL("1", "realm", "id", "api_client WHERE deleted = 0")
    FILL("16 + status", "realm", "id", "api_client WHERE deleted = 0 AND status >= 0")
    FILL_TEXT("1", "name", "api_client WHERE deleted = 0")
    FILL("2", "realm", "id", "user")
    FILL("32", "realm", "id", "user WHERE application_roles > 0")
    FILL("33", "realm", "id", "user WHERE organization_roles > 0")
    FILL("34", "realm", "id", "user WHERE status = 1")
    FILL_TEXT("2", "name", "user")
    FILL_TEXT("3", "email", "user")
    FILL("48", "circle", "user", "circle_member")
    FILL("64", "actor_key", "number", "event")
    FILL("65", "action", "number", "event")
    FILL("66", "object_kind", "number", "event")
    FILL("67", "object", "number", "event")
    "INSERT INTO event_span SELECT number / 512, min(time), max(time) FROM event GROUP BY 1;"

    "CREATE TRIGGER api_client_in AFTER INSERT ON api_client WHEN new.deleted = 0 BEGIN"
    PUT("1", "new.realm", "new.id") PUT_TEXT("1", "new.name") " END;"
    "CREATE TRIGGER api_client_out AFTER UPDATE OF deleted ON api_client"
    "  WHEN old.deleted = 0 AND new.deleted <> 0 BEGIN"
    TAKE("1", "old.realm", "old.id") CHANGE_TEXT("1", "old.name", "''") " END;"
    "CREATE TRIGGER api_client_named AFTER UPDATE OF name ON api_client"
    "  WHEN old.deleted = 0 AND new.deleted = 0 AND old.name <> new.name BEGIN"
    CHANGE_TEXT("1", "old.name", RECORD("new.id", "new.name")) " END;"
    "CREATE TRIGGER api_client_status_in AFTER INSERT ON api_client"
    "  WHEN new.deleted = 0 AND new.status >= 0 BEGIN"
    PUT("16 + new.status", "new.realm", "new.id") " END;"
    "CREATE TRIGGER api_client_status_left AFTER UPDATE OF status, deleted ON api_client"
    "  WHEN old.deleted = 0 AND old.status >= 0"
    "  AND (new.deleted <> 0 OR new.status <> old.status) BEGIN"
    TAKE("16 + old.status", "old.realm", "old.id") " END;"
    "CREATE TRIGGER api_client_status_came AFTER UPDATE OF status, deleted ON api_client"
    "  WHEN new.deleted = 0 AND new.status >= 0"
    "  AND (old.deleted <> 0 OR new.status <> old.status) BEGIN"
    PUT("16 + new.status", "new.realm", "new.id") " END;"

    "CREATE TRIGGER user_in AFTER INSERT ON user BEGIN"
    PUT("2", "new.realm", "new.id") PUT_TEXT("2", "new.name") PUT_TEXT("3", "new.email") " END;"
    "CREATE TRIGGER user_active_in AFTER INSERT ON user WHEN new.status = 1 BEGIN"
    PUT("34", "new.realm", "new.id") " END;"
    "CREATE TRIGGER user_out AFTER DELETE ON user BEGIN"
    TAKE("2", "old.realm", "old.id") TAKE("32", "old.realm", "old.id")
    TAKE("33", "old.realm", "old.id") TAKE("34", "old.realm", "old.id")
    CHANGE_TEXT("2", "old.name", "''") CHANGE_TEXT("3", "old.email", "''") " END;"
    "CREATE TRIGGER user_named AFTER UPDATE OF name, email ON user"
    "  WHEN old.name <> new.name OR lower(old.email) <> lower(new.email) BEGIN"
    CHANGE_TEXT("2", "old.name", RECORD("new.id", "new.name"))
    CHANGE_TEXT("3", "old.email", RECORD("new.id", "new.email")) " END;"
    KEEP("user_application", "32", "user", "application_roles", "old.application_roles > 0",
         "new.application_roles > 0")
    KEEP("user_organization", "33", "user", "organization_roles", "old.organization_roles > 0",
         "new.organization_roles > 0")
    KEEP("user_active", "34", "user", "status", "old.status = 1", "new.status = 1")

    "CREATE TRIGGER circle_listed AFTER INSERT ON circle_member BEGIN"
    PUT("48", "new.circle", "new.user") " END;"
    "CREATE TRIGGER circle_unlisted AFTER DELETE ON circle_member BEGIN"
    TAKE("48", "old.circle", "old.user") " END;"

    "CREATE TRIGGER event_in AFTER INSERT ON event BEGIN"
    PUT("64", "new.actor_key", "new.number") PUT("65", "new.action", "new.number")
    PUT("66", "new.object_kind", "new.number") PUT("67", "new.object", "new.number")
    " INSERT INTO event_span VALUES (new.number / 512, new.time, new.time)"
    " ON CONFLICT DO UPDATE SET first = min(first, excluded.first),"
    " last = max(last, excluded.last); END;";

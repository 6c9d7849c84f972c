/* SPDX-License-Identifier: Apache-2.0 */
/* Schema 10: users are counted by kind (with application roles, with organization roles, active),
 * so that a filtered list finds its total and its far pages as the whole list does. */
#include "store/sqlite/schema_step.h"

/* As in list_block.h: list 32 and the bits. */
#define LIST(row)                                                                                  \
    "32 + (" row ".application_roles > 0) + 2 * (" row ".organization_roles > 0)"                  \
    " + 4 * (" row ".status = 1)"

const char jt_sqlite_schema_10[] =
    "PRAGMA user_version = 10;"

    "INSERT INTO list_block SELECT " LIST(
        "user") ", realm, id / 1000, count(*) FROM user"
                "  GROUP BY 1, 2, 3;"
                "CREATE TRIGGER user_kind_in AFTER INSERT ON user BEGIN"
                "  INSERT INTO list_block VALUES (" LIST(
                    "new") ", new.realm, new.id / 1000, 1)"
                           "  ON CONFLICT DO UPDATE SET count = count + 1; END;"
                           "CREATE TRIGGER user_kind_out AFTER DELETE ON user BEGIN"
                           "  UPDATE list_block SET count = count - 1"
                           "  WHERE list = " LIST(
                               "old") " AND realm = old.realm AND block = old.id / 1000; END;"
                                      "CREATE TRIGGER user_kind_change"
                                      "  AFTER UPDATE OF application_roles, organization_roles, "
                                      "status ON user"
                                      "  WHEN " LIST("old") " <> " LIST(
                                          "new") " BEGIN"
                                                 "  UPDATE list_block SET count = count - 1"
                                                 "  WHERE list = " LIST(
                                                     "old") " AND realm = old.realm AND block = "
                                                            "old.id / 1000;"
                                                            "  INSERT INTO list_block VALUES "
                                                            "(" LIST("new") ", new.realm, new.id / "
                                                                            "1000, 1)"
                                                                            "  ON CONFLICT DO "
                                                                            "UPDATE SET count = "
                                                                            "count + 1; END;";

/* SPDX-License-Identifier: Apache-2.0 */
/* Schema 4: roles and groups become circles in one table, organization roles carry permissions,
 * stages have an order, and own APIs and their permissions leave tombstones. */
#include "store/sqlite/schema_step.h"

const char jt_sqlite_schema_4[] =
    "PRAGMA user_version = 4;"

    "ALTER TABLE realm ADD COLUMN realm_version INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE stage ADD COLUMN position INTEGER NOT NULL DEFAULT 0;"
    "UPDATE stage SET position = id;"
    "ALTER TABLE api ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE permission ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;"

    /* kind: enum jt_circle_kind. Roles stand in the platform realm. */
    "CREATE TABLE circle (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,"
    "  kind INTEGER NOT NULL, realm INTEGER NOT NULL REFERENCES realm, name TEXT NOT NULL,"
    "  description TEXT NOT NULL, all_permissions INTEGER NOT NULL, created INTEGER NOT NULL,"
    "  updated INTEGER NOT NULL, version INTEGER NOT NULL, UNIQUE (kind, realm, name)) STRICT;"
    "CREATE INDEX circle_place ON circle (kind, realm);"
    /* As for API clients. */
    "CREATE TABLE circle_grant (circle INTEGER NOT NULL REFERENCES circle,"
    "  permission INTEGER NOT NULL REFERENCES permission, stage INTEGER NOT NULL,"
    "  stage_checked INTEGER GENERATED ALWAYS AS (nullif(stage, 0)) VIRTUAL REFERENCES stage,"
    "  PRIMARY KEY (circle, permission, stage)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE circle_member (circle INTEGER NOT NULL REFERENCES circle,"
    "  user INTEGER NOT NULL REFERENCES user, PRIMARY KEY (circle, user)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX circle_member_user ON circle_member (user);"

    "INSERT INTO circle (key, kind, realm, name, description, all_permissions, created, updated,"
    "  version) SELECT key, 1, (SELECT min(id) FROM realm WHERE kind = 0), name, description, 0,"
    "  created, updated, version FROM application_role ORDER BY id;"
    "INSERT INTO circle (key, kind, realm, name, description, all_permissions, created, updated,"
    "  version) SELECT key, 2, (SELECT min(id) FROM realm WHERE kind = 0), name, description,"
    "  name = 'Administrator', created, updated, version FROM organization_role ORDER BY id;"
    "INSERT INTO circle_member SELECT circle.id, user FROM user_application_role"
    "  JOIN application_role ON application_role.id = role"
    "  JOIN circle ON circle.key = application_role.key;"
    "INSERT INTO circle_member SELECT circle.id, user FROM user_organization_role"
    "  JOIN organization_role ON organization_role.id = role"
    "  JOIN circle ON circle.key = organization_role.key;"
    "DROP TABLE user_application_role;"
    "DROP TABLE user_organization_role;"
    "DROP TABLE application_role;"
    "DROP TABLE organization_role;"

    "CREATE TRIGGER circle_member_in AFTER INSERT ON circle_member BEGIN UPDATE user SET"
    "  application_roles = application_roles +"
    "    (SELECT kind = 1 FROM circle WHERE id = new.circle),"
    "  organization_roles = organization_roles +"
    "    (SELECT kind = 2 FROM circle WHERE id = new.circle) WHERE id = new.user; END;"
    "CREATE TRIGGER circle_member_out AFTER DELETE ON circle_member BEGIN UPDATE user SET"
    "  application_roles = application_roles -"
    "    (SELECT kind = 1 FROM circle WHERE id = old.circle),"
    "  organization_roles = organization_roles -"
    "    (SELECT kind = 2 FROM circle WHERE id = old.circle) WHERE id = old.user; END;";

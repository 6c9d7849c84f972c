/* SPDX-License-Identifier: Apache-2.0 */
/* Schema 1: the tables of the first release. Released steps never change; a new one follows.
 *
 * Rows have a small number (id) for references and for the order of creation, and a key (UUID) for
 * the outside. Times are seconds, 0 where the model says "never". */
#include "store/sqlite/schema_step.h"

const char jt_sqlite_schema_1[] =
    "PRAGMA application_id = 0x4A544F4E;"
    "PRAGMA user_version = 1;"

    "CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), master_check BLOB,"
    "  time_highest INTEGER NOT NULL DEFAULT 0) STRICT;"
    "INSERT INTO meta (id) VALUES (1);"

    "CREATE TABLE organization (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,"
    "  slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, created INTEGER NOT NULL) STRICT;"

    "CREATE TABLE realm (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, kind INTEGER NOT NULL,"
    "  public_url TEXT NOT NULL, alg TEXT NOT NULL, created INTEGER NOT NULL,"
    "  deleted INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE realm_host (realm INTEGER NOT NULL REFERENCES realm, place INTEGER NOT NULL,"
    "  host TEXT NOT NULL UNIQUE, PRIMARY KEY (realm, place)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE stage (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, label TEXT NOT NULL,"
    "  realm INTEGER NOT NULL UNIQUE REFERENCES realm, created INTEGER NOT NULL,"
    "  archived INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL) STRICT;"

    /* The identity API's audience follows from the public URL and stands here as NULL. */
    "CREATE TABLE api (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, audience TEXT UNIQUE,"
    "  name TEXT NOT NULL, token_lifetime_s INTEGER NOT NULL, created INTEGER NOT NULL,"
    "  version INTEGER NOT NULL) STRICT;"
    "CREATE TABLE permission (id INTEGER PRIMARY KEY, api INTEGER NOT NULL REFERENCES api,"
    "  name TEXT NOT NULL, per_stage INTEGER NOT NULL, UNIQUE (api, name)) STRICT;"

    "CREATE TABLE api_client (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,"
    "  realm INTEGER NOT NULL REFERENCES realm, kind INTEGER NOT NULL, client_id TEXT NOT NULL,"
    "  name TEXT NOT NULL, description TEXT NOT NULL, auth_methods INTEGER NOT NULL,"
    "  all_permissions INTEGER NOT NULL, imported INTEGER NOT NULL, suspended INTEGER NOT NULL,"
    "  created INTEGER NOT NULL, updated INTEGER NOT NULL, deleted INTEGER NOT NULL,"
    "  version INTEGER NOT NULL, UNIQUE (realm, client_id)) STRICT;"
    "CREATE INDEX api_client_alive ON api_client (realm) WHERE deleted = 0;"

    /* Stage 0 is the whole organization; the generated column lets the others be checked. */
    "CREATE TABLE api_client_grant (client INTEGER NOT NULL REFERENCES api_client,"
    "  permission INTEGER NOT NULL REFERENCES permission, stage INTEGER NOT NULL,"
    "  stage_checked INTEGER GENERATED ALWAYS AS (nullif(stage, 0)) VIRTUAL REFERENCES stage,"
    "  PRIMARY KEY (client, permission, stage)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE client_secret (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,"
    "  client INTEGER NOT NULL REFERENCES api_client, hmac BLOB NOT NULL,"
    "  hmac_key_version INTEGER NOT NULL, hint TEXT NOT NULL, imported INTEGER NOT NULL,"
    "  remind INTEGER NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL,"
    "  ended INTEGER NOT NULL, end INTEGER NOT NULL, successor BLOB NOT NULL,"
    "  last_used INTEGER NOT NULL, last_used_from TEXT NOT NULL, status_list INTEGER NOT NULL,"
    "  status_index INTEGER NOT NULL, status_revoked INTEGER NOT NULL) STRICT;"
    "CREATE INDEX client_secret_client ON client_secret (client);"
    /* A generated secret is nobody else's; an imported one may have been given to several clients
     * where it came from, and is unique within its client alone. */
    "CREATE UNIQUE INDEX client_secret_hmac ON client_secret"
    "  (hmac, (CASE imported WHEN 0 THEN 0 ELSE client END));"
    "CREATE UNIQUE INDEX client_secret_status ON client_secret (status_list, status_index);"

    "CREATE TABLE user (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,"
    "  realm INTEGER NOT NULL REFERENCES realm, email TEXT NOT NULL COLLATE NOCASE,"
    "  name TEXT NOT NULL, photo_url TEXT NOT NULL, password_hash TEXT NOT NULL,"
    "  password_must_change INTEGER NOT NULL, status INTEGER NOT NULL,"
    "  email_verified INTEGER NOT NULL, terms_accepted INTEGER NOT NULL,"
    "  last_login INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,"
    "  version INTEGER NOT NULL, organization_roles INTEGER NOT NULL DEFAULT 0,"
    "  application_roles INTEGER NOT NULL DEFAULT 0, UNIQUE (realm, email)) STRICT;"
    "CREATE INDEX user_realm ON user (realm);"
    "CREATE INDEX user_with_application_roles ON user (realm) WHERE application_roles > 0;"
    "CREATE INDEX user_with_organization_roles ON user (realm) WHERE organization_roles > 0;"
    "CREATE INDEX user_active ON user (realm, status);"

    "CREATE TABLE organization_role (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,"
    "  name TEXT NOT NULL UNIQUE, description TEXT NOT NULL, created INTEGER NOT NULL,"
    "  updated INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;"
    "CREATE TABLE user_organization_role (user INTEGER NOT NULL REFERENCES user,"
    "  role INTEGER NOT NULL REFERENCES organization_role, PRIMARY KEY (user, role))"
    "  STRICT, WITHOUT ROWID;"
    "CREATE INDEX user_organization_role_role ON user_organization_role (role);"
    "CREATE TABLE application_role (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,"
    "  name TEXT NOT NULL UNIQUE, description TEXT NOT NULL, created INTEGER NOT NULL,"
    "  updated INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;"
    "CREATE TABLE user_application_role (user INTEGER NOT NULL REFERENCES user,"
    "  role INTEGER NOT NULL REFERENCES application_role, PRIMARY KEY (user, role))"
    "  STRICT, WITHOUT ROWID;"
    "CREATE INDEX user_application_role_role ON user_application_role (role);"
    /* How many roles a user has is kept beside the user, whoever writes, so that the filters have
     * an index and lists need not look into the other tables. */
    "CREATE TRIGGER user_organization_role_in AFTER INSERT ON user_organization_role BEGIN"
    "  UPDATE user SET organization_roles = organization_roles + 1 WHERE id = new.user; END;"
    "CREATE TRIGGER user_organization_role_out AFTER DELETE ON user_organization_role BEGIN"
    "  UPDATE user SET organization_roles = organization_roles - 1 WHERE id = old.user; END;"
    "CREATE TRIGGER user_application_role_in AFTER INSERT ON user_application_role BEGIN"
    "  UPDATE user SET application_roles = application_roles + 1 WHERE id = new.user; END;"
    "CREATE TRIGGER user_application_role_out AFTER DELETE ON user_application_role BEGIN"
    "  UPDATE user SET application_roles = application_roles - 1 WHERE id = old.user; END;"

    /* Rows of a list (1: API clients without tombstones, 2: users) in each block of a thousand row
     * numbers: list_block.c. */
    "CREATE TABLE list_block (list INTEGER NOT NULL, realm INTEGER NOT NULL,"
    "  block INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (list, realm, block))"
    "  STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER api_client_in AFTER INSERT ON api_client WHEN new.deleted = 0 BEGIN"
    "  INSERT INTO list_block VALUES (1, new.realm, new.id / 1000, 1)"
    "  ON CONFLICT DO UPDATE SET count = count + 1; END;"
    "CREATE TRIGGER api_client_out AFTER UPDATE OF deleted ON api_client"
    "  WHEN old.deleted = 0 AND new.deleted <> 0 BEGIN UPDATE list_block SET count = count - 1"
    "  WHERE list = 1 AND realm = old.realm AND block = old.id / 1000; END;"
    "CREATE TRIGGER user_in AFTER INSERT ON user BEGIN"
    "  INSERT INTO list_block VALUES (2, new.realm, new.id / 1000, 1)"
    "  ON CONFLICT DO UPDATE SET count = count + 1; END;"
    "CREATE TRIGGER user_out AFTER DELETE ON user BEGIN UPDATE list_block SET count = count - 1"
    "  WHERE list = 2 AND realm = old.realm AND block = old.id / 1000; END;"

    "CREATE TABLE signing_key (id INTEGER PRIMARY KEY, kid TEXT NOT NULL,"
    "  realm INTEGER NOT NULL REFERENCES realm, alg TEXT NOT NULL, state INTEGER NOT NULL,"
    "  private_sealed BLOB NOT NULL, created INTEGER NOT NULL, activated INTEGER NOT NULL,"
    "  retired INTEGER NOT NULL, UNIQUE (realm, kid)) STRICT;"

    "CREATE TABLE revoked_token (jti BLOB PRIMARY KEY,"
    "  realm INTEGER NOT NULL REFERENCES realm, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX revoked_token_expires ON revoked_token (expires);"

    "CREATE TABLE rejection (number INTEGER PRIMARY KEY, cause TEXT NOT NULL,"
    "  also_json TEXT NOT NULL, proven INTEGER NOT NULL, error TEXT NOT NULL,"
    "  status INTEGER NOT NULL, evidence TEXT NOT NULL, remedy TEXT NOT NULL,"
    "  client_id TEXT NOT NULL, realm BLOB NOT NULL, endpoint TEXT NOT NULL,"
    "  method TEXT NOT NULL, address TEXT NOT NULL, user_agent TEXT NOT NULL,"
    "  count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
    "  trace_json TEXT NOT NULL) STRICT;"
    "CREATE INDEX rejection_last ON rejection (last);"

    /* hash covers the row and the hash of the row before: event_hash.c. */
    "CREATE TABLE event (number INTEGER PRIMARY KEY, time INTEGER NOT NULL,"
    "  actor_kind INTEGER NOT NULL, actor_key BLOB NOT NULL, actor_name TEXT NOT NULL,"
    "  actor_address TEXT NOT NULL, request_id TEXT NOT NULL, action TEXT NOT NULL,"
    "  object_kind TEXT NOT NULL, object BLOB NOT NULL, before_json TEXT NOT NULL,"
    "  after_json TEXT NOT NULL, hash BLOB NOT NULL) STRICT;";

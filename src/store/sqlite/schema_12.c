/* SPDX-License-Identifier: Apache-2.0 */
/* Schema 12: rejections have a number of their own in the order of creation, indexes for their
 * lists, and a count for each source, so that nobody's rejections are pushed out by somebody
 * else's; of each secret it is kept from where it was used lately.
 *
 * A crowd of refusals dirties a page of every index for each row, so there are few: rejection_order
 * holds every column that a filter looks at, and a list reads that one alone. */
#include "store/sqlite/schema_step.h"

const char jt_sqlite_schema_12[] =
    "PRAGMA user_version = 12;"

    "ALTER TABLE rejection RENAME TO rejection_before;"
    "DROP INDEX rejection_last;"
    "CREATE TABLE rejection (id INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE,"
    "  cause TEXT NOT NULL, also_json TEXT NOT NULL, proven INTEGER NOT NULL,"
    "  error TEXT NOT NULL, status INTEGER NOT NULL, evidence TEXT NOT NULL,"
    "  remedy TEXT NOT NULL, client_id TEXT NOT NULL, realm BLOB NOT NULL,"
    "  endpoint TEXT NOT NULL, method TEXT NOT NULL, address TEXT NOT NULL,"
    "  source TEXT NOT NULL, user_agent TEXT NOT NULL, count INTEGER NOT NULL,"
    "  first INTEGER NOT NULL, last INTEGER NOT NULL, trace_json TEXT NOT NULL) STRICT;"
    "CREATE INDEX rejection_order"
    "  ON rejection (id, client_id, address, cause, realm, proven, last);"
    "CREATE INDEX rejection_cause ON rejection (cause, id);"
    "CREATE INDEX rejection_by_source ON rejection (source, id, address);"

    "CREATE TABLE rejection_total (id INTEGER PRIMARY KEY CHECK (id = 1),"
    "  count INTEGER NOT NULL) STRICT;"
    "INSERT INTO rejection_total VALUES (1, 0);"
    "CREATE TABLE rejection_source (source TEXT PRIMARY KEY, count INTEGER NOT NULL)"
    "  STRICT, WITHOUT ROWID;"
    "CREATE INDEX rejection_source_count ON rejection_source (count);"
    "CREATE TRIGGER rejection_in AFTER INSERT ON rejection BEGIN"
    "  UPDATE rejection_total SET count = count + 1;"
    "  INSERT INTO rejection_source VALUES (new.source, 1)"
    "  ON CONFLICT DO UPDATE SET count = count + 1; END;"
    "CREATE TRIGGER rejection_out AFTER DELETE ON rejection BEGIN"
    "  UPDATE rejection_total SET count = count - 1;"
    "  UPDATE rejection_source SET count = count - 1 WHERE source = old.source;"
    "  DELETE FROM rejection_source WHERE source = old.source AND count = 0; END;"

    "INSERT INTO rejection (number, cause, also_json, proven, error, status, evidence, remedy,"
    "  client_id, realm, endpoint, method, address, source, user_agent, count, first, last,"
    "  trace_json)"
    "  SELECT number, cause, also_json, proven, error, status, evidence, remedy, client_id, realm,"
    "  endpoint, method, address, address, user_agent, count, first, last, trace_json"
    "  FROM rejection_before ORDER BY first, number;"
    "DROP TABLE rejection_before;"

    /* At most JT_SECRET_USES_MAX rows for each secret. */
    "CREATE TABLE secret_use (secret BLOB NOT NULL, address TEXT NOT NULL, last INTEGER NOT NULL,"
    "  PRIMARY KEY (secret, address)) STRICT, WITHOUT ROWID;"
    "INSERT INTO secret_use SELECT key, last_used_from, last_used FROM client_secret"
    "  WHERE last_used > 0;"
    "CREATE TRIGGER secret_use_out AFTER DELETE ON client_secret BEGIN"
    "  DELETE FROM secret_use WHERE secret = old.key; END;";

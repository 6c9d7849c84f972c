-- SPDX-License-Identifier: Apache-2.0
-- Fills an existing store that no server has open: users, API clients with a secret each, events.
-- How many stands in the table temp.wanted (users, clients, events), which bench/scale.mjs makes.
--
-- Everything is written as the program would write it, but for three things that no figure depends
-- on: the HMACs of the secrets and the hashes of the events are random numbers, so nobody knows a
-- secret that fits and the chain of events is none; and keys are random bytes without the version
-- bits of a UUID. The kept status of a client is what the program would keep
-- (src/store/sqlite/api_client_status.h). The triggers of the schema keep the lists, as they do for
-- the program.
PRAGMA synchronous = OFF;
PRAGMA cache_size = -400000;
PRAGMA foreign_keys = OFF;
BEGIN;
INSERT INTO user (key, realm, email, name, photo_url, password_hash, password_must_change, status,
                  email_verified, terms_accepted, last_login, created, updated, version)
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT users FROM wanted))
  SELECT randomblob(16), 1, 'user' || i || '@example.org', 'Person ' || i, '', '', 0, i % 10 <> 0,
         1, 1, 0, unixepoch(), unixepoch(), 1 FROM n;
-- Every third user has an application role, and every one is in a group.
INSERT INTO circle (key, kind, realm, name, description, all_permissions, created, updated, version)
  VALUES (randomblob(16), 1, 1, 'Reader', '', 0, unixepoch(), unixepoch(), 1),
         (randomblob(16), 3, 1, 'Everybody', '', 0, unixepoch(), unixepoch(), 1);
INSERT INTO circle_member SELECT (SELECT id FROM circle WHERE name = 'Reader'), id FROM user
  WHERE email LIKE 'user%' AND id % 3 = 0;
INSERT INTO circle_member SELECT (SELECT id FROM circle WHERE name = 'Everybody'), id FROM user;

-- One in a hundred is suspended, one in fifty has an expired secret, one in fifty no permission.
CREATE TEMP TABLE client AS
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT clients FROM wanted))
  SELECT i, (SELECT max(id) FROM api_client) + i AS id,
         unixepoch() + iif(i % 50 = 2, -86400, 86400 * (30 + i % 300)) AS expires FROM n;
INSERT INTO api_client (id, key, realm, kind, client_id, name, description, auth_methods,
                        all_permissions, imported, suspended, created, updated, deleted, version,
                        status, status_from, status_until)
  SELECT id, randomblob(16), 1, 1,
         lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
           || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
         'Batch importer ' || i, '', 3, 0, 0, iif(i % 100 = 0, unixepoch(), 0), unixepoch(),
         unixepoch(), 0, 1,
         CASE WHEN i % 100 = 0 THEN 3 WHEN i % 50 = 2 THEN 2 WHEN i % 50 = 1 THEN 1 ELSE 0 END,
         iif(i % 50 = 2, expires + 1, 0), expires + iif(i % 50 = 2, 1 + 86400 * 90, -86400 * 14)
    FROM client ORDER BY i;
INSERT INTO api_client_grant (client, permission, stage)
  SELECT id, 12, 0 FROM client WHERE i % 50 <> 1 ORDER BY i;
INSERT INTO client_secret (key, client, hmac, hmac_key_version, hint, imported, remind, created,
                           expires, ended, end, successor, last_used, last_used_from, status_list,
                           status_index, status_revoked)
  SELECT randomblob(16), id, randomblob(32), 1, 'abcd', 0, 1, unixepoch(),
         expires, 0, 0, zeroblob(16), 0, '',
         2 + (i - 1) / 500000, 2 * ((i - 1) % 500000) + 1, 0 FROM client ORDER BY i;

-- One every thirty seconds; nine in ten by one caller; one in ten about one and the same client.
CREATE TEMP TABLE busy AS SELECT id, key FROM api_client ORDER BY id LIMIT 1001;
INSERT INTO event (number, time, actor_kind, actor_key, actor_name, actor_address, request_id,
                   action, object_kind, object, before_json, after_json, hash)
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT events FROM wanted)),
  started (number, time) AS (SELECT max(number), max(time) FROM event)
  SELECT started.number + i, started.time - 30 * ((SELECT events FROM wanted) - i), 1,
         (SELECT key FROM busy WHERE id = iif(i % 10, 1, 2 + i / 10 % 1000)), 'caller', '127.0.0.1', hex(randomblob(8)),
         CASE i % 4 WHEN 0 THEN 'user.change' WHEN 1 THEN 'api_client.change'
           WHEN 2 THEN 'api_client.create' ELSE 'api_client.secret.generate' END,
         iif(i % 4, 'api_client', 'user'),
         iif(i % 10 = 5, (SELECT key FROM busy WHERE id = 1), randomblob(16)),
         '{"name":"' || hex(randomblob(60)) || '"}', '{"name":"' || hex(randomblob(60)) || '"}', randomblob(32)
    FROM n, started;
COMMIT;

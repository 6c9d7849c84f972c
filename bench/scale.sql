-- SPDX-License-Identifier: Apache-2.0
-- Fills an existing store that no server has open: realms, users, API clients with a secret each.
-- How many stands in the table temp.wanted (realms, stages, users,
-- clients), which bench/scale.mjs makes.
--
-- Everything is written as the program would write it, but for three things that no figure depends
-- on: the HMACs of the secrets are random numbers, so nobody knows a secret that fits; there are no
-- events; and keys are random bytes without the version bits of a UUID. The kept status of a client
-- is what the program would keep (src/store/sqlite/api_client_status.h).
-- The triggers of the schema keep the counts of the lists, as they do for the program.
PRAGMA synchronous = OFF;
PRAGMA cache_size = -400000;
PRAGMA foreign_keys = OFF;
BEGIN;
-- Each realm has a host, a key and, as far as the program allows, a stage. The keys are copies of the
-- first one's sealed bytes, which open in no other realm: nobody asks for a token there.
CREATE TEMP TABLE made_realm AS
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT realms FROM wanted))
  SELECT i, (SELECT max(id) FROM realm) + i AS id FROM n;
INSERT INTO realm (id, key, kind, public_url, alg, created)
  SELECT id, randomblob(16), 1, '', 'ES256', unixepoch() FROM made_realm;
INSERT INTO realm_host (realm, place, host) SELECT id, 0, 'stage-' || i || '.example.org' FROM made_realm;
INSERT INTO stage (slug, label, realm, created, version, position)
  SELECT 'stage-' || i, 'Stage ' || i, id, unixepoch(), 1, i + 3 FROM made_realm
  WHERE i <= (SELECT stages FROM wanted);
INSERT INTO signing_key (kid, realm, alg, state, private_sealed, created, activated, retired)
  SELECT 'kid-' || i || substr(k.kid, 1, 30), made_realm.id, k.alg, 1, k.private_sealed, unixepoch(),
         unixepoch(), 0 FROM made_realm, (SELECT * FROM signing_key ORDER BY id LIMIT 1) AS k;

INSERT INTO user (key, realm, email, name, photo_url, password_hash, password_must_change, status,
                  email_verified, terms_accepted, last_login, created, updated, version)
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT users FROM wanted))
  SELECT randomblob(16), 1, 'user' || i || '@example.org', 'Person ' || i, '', '', 0, i % 10 <> 0,
         1, 1, 0, unixepoch(), unixepoch(), 1 FROM n;
-- Every third user has an application role.
INSERT INTO circle (key, kind, realm, name, description, all_permissions, created, updated, version)
  VALUES (randomblob(16), 1, 1, 'Reader', '', 0, unixepoch(), unixepoch(), 1);
INSERT INTO circle_member
  SELECT (SELECT max(id) FROM circle), user.id FROM user WHERE email LIKE 'user%' AND id % 3 = 0;

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
COMMIT;

// SPDX-License-Identifier: Apache-2.0
// A store with more API clients than a start reads at once, and rows in it that cannot be read, so that
// the server goes on serving from the disk for as long as a test likes.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

export function sql(server, text) {
  const file = path.join(server.data, 'jeton.db');
  return execFileSync('sqlite3', ['-bail', '-cmd', '.timeout 5000', file, text], { encoding: 'utf8' }).trim();
}

// Clients of the platform realm with a grant and a secret that nobody knows, each with a status bit.
export function addClients(server, count) {
  sql(server, `BEGIN;
    CREATE TEMP TABLE n AS WITH RECURSIVE r (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < ${count})
      SELECT i, (SELECT max(id) FROM api_client) + i AS id FROM r;
    INSERT INTO api_client (id, key, realm, kind, client_id, name, description, auth_methods, all_permissions,
        imported, suspended, created, updated, deleted, version, status, status_from, status_until)
      SELECT id, randomblob(16), 1, 1, 'filler-' || i, 'Filler ' || i, '', 3, 0, 0, 0, unixepoch(), unixepoch(), 0, 1,
        0, 0, unixepoch() + 86400 * 30 FROM n;
    INSERT INTO api_client_grant (client, permission, stage) SELECT id, 12, 0 FROM n;
    INSERT INTO client_secret (key, client, hmac, hmac_key_version, hint, imported, remind, created, expires, ended,
        end, successor, last_used, last_used_from, status_list, status_index, status_revoked)
      SELECT randomblob(16), id, randomblob(32), 1, 'abcd', 0, 0, unixepoch(), unixepoch() + 86400 * 60, 0, 0,
        zeroblob(16), 0, '', 2, i, 0 FROM n;
    COMMIT;`);
}

const LAST = 'id = (SELECT max(id) FROM client_secret)';

// Two ways to damage the last row, and to repair it while the server runs.
export const damageSecret = (server) => sql(server, `UPDATE client_secret SET key = x'00' WHERE ${LAST}`);
export const repairSecret = (server) => sql(server, "UPDATE client_secret SET key = randomblob(16) WHERE key = x'00'");
export const damageBit = (server) => sql(server, `UPDATE client_secret SET status_list = 5000 WHERE ${LAST}`);
export const repairBit = (server) => sql(server, 'UPDATE client_secret SET status_list = 2 WHERE status_list = 5000');

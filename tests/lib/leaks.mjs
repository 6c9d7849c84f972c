// SPDX-License-Identifier: Apache-2.0
// No secret in what a server leaves behind: its logs and its database are searched for each secret
// that a test has seen, as it is and in the usual disguises.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

// A token's header and claims are no secret; its signature makes it usable.
const heart = (secret) => (secret.startsWith('ey') ? secret.slice(secret.lastIndexOf('.') + 1) : secret);

export function disguises(secret) {
  const text = heart(secret);
  const bytes = Buffer.from(text);
  const middle = text.startsWith('jtn_') ? [text.slice(4, 47)] : [];
  return [text, bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, ''), ...middle];
}

export function findLeak(haystack, secrets) {
  for (const secret of secrets) {
    if (!secret) continue;
    const found = disguises(secret).find((form) => haystack.includes(form));
    if (found) return found;
  }
  return undefined;
}

function databaseFiles(directory) {
  if (!fs.existsSync(directory)) return [];
  return fs.readdirSync(directory).filter((name) => name.includes('.db')).map((name) => path.join(directory, name));
}

export function assertNoLeak(server) {
  const leak = findLeak(server.logs, server.secrets);
  assert.equal(leak, undefined, `a secret stands in the log: ${leak}`);
  for (const file of databaseFiles(server.data)) {
    const stored = findLeak(fs.readFileSync(file, 'latin1'), server.secrets);
    assert.equal(stored, undefined, `a secret stands in ${path.basename(file)}: ${stored}`);
  }
}

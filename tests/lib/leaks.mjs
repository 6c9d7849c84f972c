// SPDX-License-Identifier: Apache-2.0
// No secret in what the programs leave behind: logs, metrics, data directory, backups, the client's
// store, mails, messages. Each is searched for every canary of the test file, and for what is secret
// by its form alone, so that a secret which nobody remembered is found too.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Needles, canaries, isAccessToken } from './canaries.mjs';

const kinds = [
  ['a client secret', /jtn_[0-9A-Za-z]{49}/g],
  ['an access token', /\bey[\w-]{20,}\.ey[\w-]+\.[\w-]{40,}/g, isAccessToken],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/g],
  ['the private part of a JWK', /"(?:d|p|q|dp|dq|qi|k)"\s*:\s*"[\w-]{20,}"/g],
  // RFC 5915 §3: version 1, then 32 bytes. Read as latin1.
  ['a private key in DER', /\x30\x77\x02\x01\x01\x04\x20/g],
];

// What kind of secret stands in bytes by its form alone; undefined: none.
export function findKind(bytes) {
  const text = bytes.toString('latin1');
  for (const [what, pattern, isOne = () => true] of kinds) {
    for (const [found] of text.matchAll(pattern)) if (isOne(found)) return `${what}: ${found.slice(0, 12)}…`;
  }
  return undefined;
}

export function findLeak(haystack, secrets) {
  return new Needles(secrets).find(haystack)?.form;
}

// Searches text or a Buffer for every canary and every kind. except(form): may stand there.
export function assertClean(where, content, { except } = {}) {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
  const found = canaries.find(bytes, except);
  assert.equal(found, undefined, `a secret stands in ${where}: ${JSON.stringify(found)}\n…${found && around(bytes, found.at)}…`);
  const kind = except ? undefined : findKind(bytes);
  assert.equal(kind, undefined, `${where} holds ${kind}`);
}

// What stands before a secret says who wrote it.
const around = (bytes, at) => bytes.toString('latin1', Math.max(0, at - 80), at);

export function filesBelow(directory) {
  if (!fs.existsSync(directory)) return [];
  return fs.readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

function readIfThere(file) {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    if (error.code === 'ENOENT') return Buffer.alloc(0); // a file of the database that came and went
    throw error;
  }
}

// The data directory: bootstrap.json may hold the credentials of the first start, and master.key is what
// it is; nothing else may hold any of it.
export function assertCleanData(directory) {
  const key = readIfThere(path.join(directory, 'master.key'));
  const bootstrap = readIfThere(path.join(directory, 'bootstrap.json')).toString();
  const allowed = bootstrap ? Object.values(JSON.parse(bootstrap)) : [];
  const isAllowed = (form) => allowed.some((one) => typeof one === 'string' && one.includes(form));
  for (const file of filesBelow(directory)) {
    const name = path.basename(file);
    const bytes = readIfThere(file);
    if (name === 'master.key') continue;
    assertClean(name, bytes, name === 'bootstrap.json' ? { except: isAllowed } : {});
    assert.ok(key.length < 16 || !bytes.includes(key), `the master key stands in ${name}`);
  }
}

// What `jeton` keeps in a home: tokens and profiles, encrypted; the store's key may not open itself.
export function assertCleanHome(home) {
  for (const file of filesBelow(path.join(home, 'state', 'jeton'))) assertClean(`the client's store, ${path.basename(file)}`, readIfThere(file));
}

// What one server leaves behind. metrics: text, or undefined.
export function assertNoLeak(server, metrics = '') {
  for (const secret of server.secrets) canaries.add(secret);
  assertClean('the log', server.logs);
  assertClean('the metrics', metrics);
  assertCleanData(server.data);
}

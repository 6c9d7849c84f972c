// SPDX-License-Identifier: Apache-2.0
// The first start on an empty directory, and every later one.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { DAY } from '../lib/clock.mjs';
import { startServer, waitFor } from '../lib/server.mjs';

const mode = (file) => fs.statSync(file).mode & 0o777;

test('the first start writes the credentials to one file that only its owner reads', async (t) => {
  const server = await startServer(t);
  const file = path.join(server.data, 'bootstrap.json');
  assert.equal(mode(file), 0o600);
  const names = ['discovery', 'issuer', 'client_id', 'client_secret', 'console', 'admin_email', 'admin_password'];
  assert.deepEqual(Object.keys(server.bootstrap).sort(), [...names].sort());
  assert.ok(server.bootstrap.admin_password.length >= 12);
  for (const name of fs.readdirSync(server.data)) {
    const full = path.join(server.data, name);
    if (fs.statSync(full).isFile()) assert.equal(mode(full) & 0o077, 0, `${name} can be read by others`);
  }
});

test('a restart keeps everything, and warns while the credentials lie about', async (t) => {
  const server = await startServer(t);
  const before = await server.metadata();
  const token = await server.token();
  const user = await server.createUser();
  await server.restart();
  assert.deepEqual(await server.metadata(), before);
  assert.equal((await server.api('GET', `/users/${user.key}`, { token })).status, 200, 'an old token works');
  assert.equal((await server.tokenAnswer()).status, 200);
  assert.match(server.logs, /bootstrap\.json/);
});

test('the file does not come back once it is removed', async (t) => {
  const server = await startServer(t);
  const file = path.join(server.data, 'bootstrap.json');
  fs.unlinkSync(file);
  await server.stop();
  server.stdout = '';
  server.stderr = '';
  await server.start();
  assert.equal(fs.existsSync(file), false);
  assert.doesNotMatch(server.logs, /bootstrap\.json/);
  assert.equal((await server.tokenAnswer()).status, 200);
});

test('two installations share no key, no realm, no secret', async (t) => {
  const [a, b] = [await startServer(t), await startServer(t)];
  assert.notEqual(a.bootstrap.client_secret, b.bootstrap.client_secret);
  assert.notEqual(a.platform, b.platform);
  const [first, second] = [await a.ask((await a.metadata()).jwks_uri), await b.ask((await b.metadata()).jwks_uri)];
  assert.notDeepEqual(first.json, second.json);
});

test('the bootstrap secret ends after thirty days', async (t) => {
  const server = await startServer(t);
  await server.stop();
  const token = server.credentials;
  server.options.args = ['--accept-clock'];
  await server.restartWithClock(29 * DAY);
  assert.equal((await server.tokenAnswer(token)).status, 200);
  await server.restartWithClock(31 * DAY);
  assert.equal((await server.tokenAnswer(token)).status, 401);
});

test('options can stand in the environment and in a file', async (t) => {
  const server = await startServer(t, { env: { JETOND_LOG_FORMAT: 'json' } });
  const firstLine = () => waitFor('a line in the log', () => server.logs.includes('\n') && server.logs.split('\n')[0]);
  assert.match(await firstLine(), /^\{.*\}$/);
  await server.stop();
  const file = path.join(server.data, '..', 'jetond.conf');
  fs.writeFileSync(file, '# a comment\nlog-format = text\n');
  server.options.args = ['--config', file];
  server.options.env = {};
  server.stdout = '';
  server.stderr = '';
  await server.start();
  assert.doesNotMatch(await firstLine(), /^\{/);
});

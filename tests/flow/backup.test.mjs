// SPDX-License-Identifier: Apache-2.0
// A backup is taken while the server runs, holds no key and no credentials, and can be restored.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { jetond, run } from '../lib/programs.mjs';
import { Server, startServer, temporaryDirectory } from '../lib/server.mjs';

test('what was there at the backup is there after the restore', async (t) => {
  const server = await startServer(t);
  const user = await server.createUser();
  const directory = temporaryDirectory(t);
  const file = path.join(directory, 'backup.db');
  const taken = await run(jetond, ['backup', file, '--data', server.data]);
  assert.equal(taken.code, 0, taken.stderr);
  assert.equal(fs.statSync(file).mode & 0o077, 0, 'the backup is for its owner alone');
  const key = fs.readFileSync(path.join(server.data, 'master.key'));
  const bytes = fs.readFileSync(file);
  assert.equal(bytes.includes(key), false);
  assert.equal(bytes.includes(server.bootstrap.client_secret), false);
  await server.createUser({ email: 'later@example.org' });

  const data = path.join(directory, 'restored');
  fs.mkdirSync(data, { mode: 0o700 });
  fs.writeFileSync(path.join(data, 'master.key'), key, { mode: 0o600 });
  const restored = await run(jetond, ['restore', file, '--data', data]);
  assert.equal(restored.code, 0, restored.stderr);
  const second = new Server({ data, t });
  second.bootstrap = server.bootstrap;
  await server.stop();
  second.port = server.port;
  second.adminPort = server.adminPort;
  t.after(() => second.stop());
  await second.start();
  assert.equal((await second.api('GET', `/users/${user.key}`)).json.email, user.email);
  assert.equal((await second.api('GET', '/users?emailContains=later')).json.page.totalResults, 0);
});

test('a restore touches no running store, and takes nothing that is no backup', async (t) => {
  const server = await startServer(t);
  const directory = temporaryDirectory(t);
  const file = path.join(directory, 'backup.db');
  await run(jetond, ['backup', file, '--data', server.data]);
  const user = await server.createUser();
  const running = await run(jetond, ['restore', file, '--data', server.data]);
  assert.notEqual(running.code, 0, 'the server runs');
  assert.equal((await server.api('GET', `/users/${user.key}`)).status, 200);
  await server.stop();
  const before = fs.readFileSync(path.join(server.data, 'jeton.db'));
  const junk = path.join(directory, 'junk');
  fs.writeFileSync(junk, 'x'.repeat(10_000));
  for (const source of [junk, path.join(directory, 'nothing')]) {
    const bad = await run(jetond, ['restore', source, '--data', server.data]);
    assert.notEqual(bad.code, 0);
    assert.ok(bad.stderr.includes(source), bad.stderr);
    assert.deepEqual(fs.readFileSync(path.join(server.data, 'jeton.db')), before, 'the store is as it was');
  }
});

test('check-config says what is wrong before a start does', async (t) => {
  const directory = temporaryDirectory(t);
  const file = path.join(directory, 'jetond.conf');
  fs.writeFileSync(file, 'threads = 2\n');
  const good = await run(jetond, ['check-config', '--config', file, '--data', `${directory}/data`]);
  assert.equal(good.code, 0, good.stderr);
  assert.equal(fs.existsSync(`${directory}/data`), false, 'nothing was made');
  for (const line of ['threads = many', 'no-such-option = 1', 'threads']) {
    fs.writeFileSync(file, `${line}\n`);
    const bad = await run(jetond, ['check-config', '--config', file]);
    assert.notEqual(bad.code, 0, line);
    assert.ok(bad.stderr.includes(file), bad.stderr);
  }
});

test('a restore makes the data directory, or says that it cannot', async (t) => {
  const server = await startServer(t);
  const directory = temporaryDirectory(t);
  const file = path.join(directory, 'backup.db');
  await run(jetond, ['backup', file, '--data', server.data]);
  const data = path.join(directory, 'fresh');
  const made = await run(jetond, ['restore', file, '--data', data]);
  assert.equal(made.code, 0, made.stderr);
  assert.equal(fs.statSync(data).mode & 0o777, 0o700);
  assert.match(made.stdout, /put the master key that belongs to it into .*fresh\/master\.key/);
  for (const [args, why] of [
    [['--data', path.join(directory, 'no', 'such')], /cannot make the data directory .*no\/such: No such file/],
    [['--store', `sqlite:${directory}/nowhere/jeton.db`, '--data', data], /nowhere.*No such file/],
  ]) {
    const refused = await run(jetond, ['restore', file, ...args]);
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, why);
    assert.doesNotMatch(refused.stderr, /backup cannot be read/, 'the backup is not at fault');
  }
});

// SPDX-License-Identifier: Apache-2.0
// check-config looks at every file that the configuration names, says so, and makes nothing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { clockShift } from '../lib/clock.mjs';
import { jetond, run } from '../lib/programs.mjs';
import { startServer, temporaryDirectory } from '../lib/server.mjs';
import { makeCertificate } from '../lib/tls.mjs';

const check = (args, options) => run(jetond, ['check-config', ...args], options);

test('what was looked at is said, and the whole is a config file again', async (t) => {
  const directory = temporaryDirectory(t);
  const { cert, key } = makeCertificate(directory);
  const password = path.join(directory, 'password');
  fs.writeFileSync(password, 'secret of the mail server\n', { mode: 0o600 });
  const mail = ['--mail-server', 'smtps://localhost', '--mail-from', 'a@example.org', '--mail-user', 'a', '--mail-password-file', password];
  const args = ['--data', `${directory}/data`, '--tls-cert', cert, '--tls-key', key, ...mail];
  const good = await check(args);
  assert.equal(good.code, 0, good.stderr);
  assert.equal(good.stderr, '');
  for (const line of [
    /^# data directory .*data: will be made at the first start$/m,
    /^# store sqlite:.*jeton\.db: will be made at the first start$/m,
    /^# master key: none yet/m,
    /^# certificate .*cert\.pem: belongs to the key .*key\.pem; from 20\d\d-.* to 20\d\d-/m,
    /^# mail password .*password: read$/m,
  ]) assert.match(good.stdout, line);
  assert.doesNotMatch(good.stdout, /secret of the mail server/);
  assert.equal(fs.existsSync(`${directory}/data`), false, 'nothing was made');
  const file = path.join(directory, 'again.conf');
  fs.writeFileSync(file, good.stdout.replace(/^config = .*\n/m, ''));
  const again = await check(['--config', file]);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, /^# config file .*again\.conf: read$/m);
});

test('a store that a server has open is looked at and left alone', async (t) => {
  const server = await startServer(t);
  const seen = await check(['--data', server.data]);
  assert.equal(seen.code, 0, seen.stderr);
  assert.match(seen.stdout, /^# store .*: there, and may be written$/m);
  assert.match(seen.stdout, /^# master key: read$/m);
  assert.equal((await server.tokenAnswer()).status, 200);
});

test('a certificate that has expired, or names another host, is a warning', async (t) => {
  const directory = temporaryDirectory(t);
  const { cert, key } = makeCertificate(directory);
  const args = ['--data', `${directory}/data`, '--tls-cert', cert, '--tls-key', key];
  const late = await check(args, { env: clockShift(5 * 86_400) });
  assert.equal(late.code, 0);
  assert.match(late.stderr, /warning: the certificate .*cert\.pem has expired at 20/);
  const early = await check(args, { env: clockShift(-5 * 86_400) });
  assert.match(early.stderr, /warning: the certificate .* holds only from 20/);
  const elsewhere = await check([...args, '--public-url', 'https://id.example.org']);
  assert.equal(elsewhere.code, 0);
  assert.match(elsewhere.stderr, /warning: .* does not name id\.example\.org/);
});

test('what a start would stumble over is an error, each of them said', async (t) => {
  const directory = temporaryDirectory(t);
  const { cert, key } = makeCertificate(directory);
  const other = makeCertificate(directory, { prefix: 'other-' });
  const junk = path.join(directory, 'junk');
  fs.writeFileSync(junk, 'x'.repeat(5000));
  const data = ['--data', `${directory}/data`];
  const mail = ['--mail-server', 'smtps://localhost', '--mail-from', 'a@example.org'];
  for (const [args, why] of [
    [['--tls-cert', cert, '--tls-key', other.key], /cannot use the private key .*other-key\.pem/],
    [['--tls-cert', `${directory}/none.pem`, '--tls-key', key], /cannot use the certificate .*none\.pem/],
    [['--tls-cert', junk, '--tls-key', key], /cannot use the certificate .*junk/],
    [['--store', `sqlite:${junk}`], /junk is no database of Jeton/],
    [['--store', `sqlite:${directory}/no/such/jeton.db`], /jeton\.db/],
    [['--master-key-file', junk], /master key .*junk/],
    [[...mail, '--mail-user', 'a', '--mail-password-file', `${directory}/none`], /mail password .*none/],
    [[...mail, '--mail-ca-file', `${directory}/no-ca.pem`], /no-ca\.pem/],
    [['--data', `${directory}/no/such`], /data directory .*no\/such cannot be made/],
    [['--data', junk], /junk is no directory/],
  ]) {
    const bad = await check([...data, ...args]);
    assert.notEqual(bad.code, 0, args.join(' '));
    assert.match(bad.stderr, why);
  }
  const two = await check([...data, '--store', `sqlite:${junk}`, '--tls-cert', junk, '--tls-key', key]);
  assert.match(two.stderr, /no database/);
  assert.match(two.stderr, /certificate/);
});

test('a database that may not be written is an error', async (t) => {
  const directory = temporaryDirectory(t);
  const file = path.join(directory, 'jeton.db');
  execFileSync('sqlite3', [file, 'CREATE TABLE t (x)']);
  const taken = path.join(directory, 'taken');
  fs.mkdirSync(taken);
  const folder = await check(['--data', directory, '--store', `sqlite:${taken}`]);
  assert.notEqual(folder.code, 0);
  assert.match(folder.stderr, /taken cannot be opened: Is a directory/);
});

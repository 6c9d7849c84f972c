// SPDX-License-Identifier: Apache-2.0
// Starts that must fail: the server says what is wrong and what to do, ends with a code, touches nothing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { clockShift } from '../lib/clock.mjs';
import { jetond, run } from '../lib/programs.mjs';
import { failedStart, freePorts, startServer, temporaryDirectory } from '../lib/server.mjs';

const listen = async () => {
  const [port, admin] = await freePorts(2);
  return ['--listen', `127.0.0.1:${port}`, '--admin-listen', `127.0.0.1:${admin}`];
};

// Every file below directory with its bytes, so that "touches nothing" can be seen.
function contents(directory) {
  const found = {};
  for (const name of fs.readdirSync(directory).sort()) {
    if (name.endsWith('-lock')) continue; // says who holds the store, and holds nothing of it
    const bytes = fs.readFileSync(path.join(directory, name));
    found[name] = crypto.createHash('sha256').update(bytes).digest('hex');
  }
  return found;
}

async function stoppedServer(t) {
  const server = await startServer(t);
  await server.stop();
  return server;
}

async function assertRefuses(server, pattern, options) {
  const before = contents(server.data);
  const ended = await failedStart(['--data', server.data, ...(await listen())], options);
  assert.notEqual(ended.code, 0);
  assert.match(ended.stderr, pattern);
  assert.deepEqual(contents(server.data), before, 'nothing was touched');
}

test('a damaged store', async (t) => {
  const server = await stoppedServer(t);
  server.damageStore();
  await assertRefuses(server, /jeton\.db/);
});

test('a store cut off in the middle', async (t) => {
  const server = await stoppedServer(t);
  const file = path.join(server.data, 'jeton.db');
  fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2));
  await assertRefuses(server, /jeton\.db/);
});

test('a database of somebody else', async (t) => {
  const server = await stoppedServer(t);
  const file = path.join(server.data, 'jeton.db');
  fs.rmSync(file);
  execFileSync('sqlite3', [file, 'CREATE TABLE theirs(a); INSERT INTO theirs VALUES(1);']);
  await assertRefuses(server, /jeton\.db/);
});

test('another master key', async (t) => {
  const server = await stoppedServer(t);
  const file = path.join(server.data, 'master.key');
  const bytes = fs.readFileSync(file);
  const text = bytes.toString('latin1').trim();
  const isText = /^[\w+/=-]+$/.test(text);
  const other = isText ? [...text].reverse().join('') : crypto.randomBytes(bytes.length);
  fs.writeFileSync(file, other);
  await assertRefuses(server, /was made with another master key.*put the right one back/);
});

test('a master key that is gone is not made anew over a store that needs it', async (t) => {
  const server = await stoppedServer(t);
  fs.rmSync(path.join(server.data, 'master.key'));
  await assertRefuses(server, /master/i);
});

test('a port that is taken', async (t) => {
  const taken = net.createServer();
  await new Promise((done) => taken.listen(0, '127.0.0.1', done));
  t.after(() => taken.close());
  const { port } = taken.address();
  const data = path.join(temporaryDirectory(t), 'data');
  const [admin] = await freePorts(1);
  const args = ['--data', data, '--listen', `127.0.0.1:${port}`, '--admin-listen', `127.0.0.1:${admin}`];
  const ended = await failedStart(args);
  assert.notEqual(ended.code, 0);
  assert.match(ended.stderr, new RegExp(`${port}`));
  assert.match(ended.stderr, /another program listens there/);
});

test('a second server on the same directory', async (t) => {
  const server = await startServer(t);
  const ended = await failedStart(['--data', server.data, ...(await listen())]);
  assert.notEqual(ended.code, 0);
  assert.ok(ended.stderr.includes(server.data), ended.stderr);
  assert.equal((await server.tokenAnswer()).status, 200, 'the first one goes on');
});

test('a data directory that cannot be written', async (t) => {
  const directory = temporaryDirectory(t);
  const file = path.join(directory, 'file');
  fs.writeFileSync(file, '');
  for (const data of [path.join(file, 'data'), '/proc/jeton-data']) {
    const ended = await failedStart(['--data', data, ...(await listen())]);
    assert.notEqual(ended.code, 0);
    assert.ok(ended.stderr.includes(data), ended.stderr);
  }
});

test('a clock before the day this program was built', async (t) => {
  const server = await stoppedServer(t);
  const env = clockShift(-20 * 365 * 24 * 3600);
  await assertRefuses(server, /clock/i, { env });
});

test('options that cannot be', async (t) => {
  const data = path.join(temporaryDirectory(t), 'data');
  const bad = [
    ['--no-such-option'], ['--threads', 'many'], ['--threads', '-1'], ['--listen', 'nowhere'], ['--log-format', 'xml'],
    ['--listen', '127.0.0.1:99999'], ['--tls-cert', '/nonexistent'], ['--config', '/nonexistent'], ['--store', 'mysql:x'],
    ['--body-max', '0'],
  ];
  for (const args of bad) {
    const ended = await failedStart(['--data', data, ...args]);
    assert.notEqual(ended.code, 0, args.join(' '));
    assert.ok(ended.stderr.length > 10, `${args.join(' ')}: says nothing`);
    assert.equal(fs.existsSync(data), false, `${args.join(' ')}: touched the data directory`);
  }
});

test('a public http URL on a host that is not loopback needs --insecure-http', async (t) => {
  const data = path.join(temporaryDirectory(t), 'data');
  const ended = await failedStart(['--data', data, '--public-url', 'http://jeton.example', ...(await listen())]);
  assert.notEqual(ended.code, 0);
  assert.match(ended.stderr, /--insecure-http/);
});

test('--help names every option with its default, version says which it is, a wrong word is refused', async () => {
  const help = await run(jetond, ['serve', '--help']);
  assert.equal(help.code, 0);
  for (const option of ['--data', '--listen', '--admin-listen', '--public-url', '--threads', '--failure-limit', '--api-limit']) {
    assert.ok(help.stdout.includes(option), option);
  }
  assert.match(help.stdout, /127\.0\.0\.1:8080/);
  assert.match((await run(jetond, ['version'])).stdout, /\d+\.\d+\.\d+/);
  const wrong = await run(jetond, ['sreve']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /sreve/);
});

// SPDX-License-Identifier: Apache-2.0
// SIGHUP: what can change while serving changes at once, the rest is named, and a wrong file changes
// nothing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { raw, statuses } from '../lib/http.mjs';
import { startMailServer } from '../lib/mail.mjs';
import { startServer, temporaryDirectory, waitFor } from '../lib/server.mjs';

const count = (server, event) => server.logs.split(event).length - 1;

// A server whose configuration is a file; write() replaces it, reload() has it read and waits for the word.
async function startConfigured(t, text = '', options = {}) {
  const file = path.join(temporaryDirectory(t), 'jetond.conf');
  fs.writeFileSync(file, text);
  const server = await startServer(t, { ...options, args: ['--config', file, ...(options.args ?? [])] });
  const reload = async (next, event = 'config.reloaded') => {
    const before = count(server, event);
    fs.writeFileSync(file, next);
    server.child.kill('SIGHUP');
    await waitFor(`the log line ${event}`, () => count(server, event) > before);
  };
  return { server, reload };
}

const lastLine = (server, event) => server.logs.split('\n').filter((line) => line.includes(event)).at(-1);
const wrong = (server) => server.tokenAnswer({ client_id: 'nobody', client_secret: 'x'.repeat(40) });
const largeForm = (server) => server.form(server.tokenUrl, { grant_type: 'client_credentials', x: 'y'.repeat(3000) });
const largeHead = (server) => raw(server.port, `GET /readyz HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(3000)}\r\n\r\n`);

test('limits change at once, up and down', async (t) => {
  const { server, reload } = await startConfigured(t, 'api-limit = 50\n');
  assert.equal((await server.api('GET', '/users')).headers['ratelimit-limit'], '50');
  await reload('api-limit = 40\nfailure-limit = 1\nbody-max = 2048\nhead-max = 2048\n');
  for (const name of ['api-limit', 'failure-limit', 'body-max', 'head-max']) {
    assert.match(lastLine(server, 'config.reloaded'), new RegExp(`\\b${name}\\b`));
  }
  assert.equal((await server.api('GET', '/users')).headers['ratelimit-limit'], '40');
  assert.deepEqual([(await wrong(server)).status, (await wrong(server)).status], [401, 429]);
  assert.equal((await largeForm(server)).status, 413);
  assert.equal(statuses((await largeHead(server)).text)[0], 431);
  await reload('head-max = 65536\n');
  assert.equal((await server.api('GET', '/users')).headers['ratelimit-limit'], '100');
  assert.equal((await wrong(server)).status, 401);
  assert.notEqual((await largeForm(server)).status, 413);
  assert.deepEqual(statuses((await largeHead(server)).text), [200]);
  const larger = await raw(server.port, `GET /readyz HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`);
  assert.deepEqual(statuses(larger.text), [200]);
});

test('time limits hold for connections that are already open', async (t) => {
  const { server, reload } = await startConfigured(t, 'idle-timeout-ms = 600000\nhead-timeout-ms = 600000\n');
  const idle = raw(server.port, 'GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n', { quietMs: 15_000 });
  const slow = raw(server.port, 'GET /readyz HTTP/1.1\r\nHo', { quietMs: 15_000 });
  await waitFor('both connections', async () => /connections_open(?:\{\})? 3/.test(await server.metrics()));
  await reload('idle-timeout-ms = 100\nhead-timeout-ms = 100\n');
  assert.ok((await idle).closed, 'an idle connection is closed by the new limit');
  assert.ok((await slow).closed, 'a slow head too');
});

test('fewer connections of one address', async (t) => {
  const { server, reload } = await startConfigured(t);
  await reload('address-connections-max = 2\nlog-format = json\n');
  const sockets = Array.from({ length: 6 }, () => net.connect(server.port, '127.0.0.1').on('error', () => {}).resume());
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  await waitFor('the ones too many to be turned away', () => sockets.filter((socket) => socket.closed || socket.readableEnded).length >= 4);
});

test('the log changes its form; a proxy is trusted and no longer trusted', async (t) => {
  const { server, reload } = await startConfigured(t);
  await reload('log-format = json\ntrusted-proxy = 127.0.0.1\n');
  await server.ask('/readyz', { headers: { 'X-Forwarded-For': '192.0.2.77' } });
  await waitFor('the line of the request', () => server.logs.includes('192.0.2.77'));
  assert.equal(JSON.parse(lastLine(server, '192.0.2.77')).address, '192.0.2.77');
  await reload('access-log = false\n');
  await server.ask('/readyz', { headers: { 'X-Forwarded-For': '192.0.2.78' } });
  await reload('api-limit = 7\n');
  await server.ask('/readyz', { headers: { 'X-Forwarded-For': '192.0.2.79' } });
  await waitFor('the access log is back, as text', () => /request .*127\.0\.0\.1/.test(server.logs.split('config.reloaded').at(-1)));
  assert.equal(count(server, '192.0.2.78') + count(server, '192.0.2.79'), 0, 'nobody is believed any more');
});

test('what needs a start is named and stays as it is', async (t) => {
  const { server, reload } = await startConfigured(t);
  const { issuer } = await server.metadata();
  await reload('public-url = https://id.example.org\nthreads = 7\nmaster-key-file = /nowhere\napi-limit = 9\n', 'config.waiting');
  const line = lastLine(server, 'config.waiting');
  for (const name of ['public-url', 'threads', 'master-key-file']) assert.match(line, new RegExp(`\\b${name}\\b`));
  assert.doesNotMatch(line, /api-limit/);
  assert.equal((await server.metadata()).issuer, issuer);
  assert.equal((await server.api('GET', '/users')).headers['ratelimit-limit'], '9');
});

test('a wrong file changes nothing, and says why', async (t) => {
  const { server, reload } = await startConfigured(t, 'api-limit = 50\n');
  for (const [text, why] of [
    ['api-limit = 40\nno-such-option = 1\n', /no option no-such-option.*line 2 of/],
    ['api-limit = 40\nidle-timeout-ms = soon\n', /idle-timeout-ms must be a whole number/],
    ['api-limit = 40\ntrusted-proxy = 0.0.0.0/0\n', /trust everybody/],
    ['api-limit = 40\nmail-server = smtp://127.0.0.1\nmail-from = a@example.org\nmail-user = u\nmail-password-file = /nowhere\n', /mail password \/nowhere/],
  ]) {
    await reload(text, 'config.refused');
    assert.match(lastLine(server, 'config.refused'), why);
    assert.equal((await server.api('GET', '/users')).headers['ratelimit-limit'], '50');
  }
  await reload('api-limit = 41\n');
  assert.equal((await server.api('GET', '/users')).headers['ratelimit-limit'], '41');
});

test('a mail server that is named later sends what is due', async (t) => {
  const mails = await startMailServer(t);
  const { server, reload } = await startConfigured(t);
  const expiresOn = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  const client = await server.createClient({ secret: { expiresOn } });
  await reload(`mail-server = smtp://127.0.0.1:${mails.port}\nmail-starttls = false\nmail-from = jeton@example.org\n`);
  await waitFor('the reminder', () => mails.mails.some((mail) => mail.body.includes(client.clientId)));
  await reload('');
  assert.match(lastLine(server, 'config.reloaded'), /mail-server/);
});

test('reloads under load disturb nobody', async (t) => {
  const { server, reload } = await startConfigured(t);
  let running = true;
  const asked = [];
  const client = async () => {
    while (running) asked.push((await server.tokenAnswer()).status);
  };
  const clients = [client(), client(), client(), client()];
  for (let i = 0; i < 20; i++) {
    await reload(`api-limit = ${100 + i}\nhead-max = ${16_384 + 1024 * (i % 3)}\noutput-max = ${65_536 + i}\ntrusted-proxy = 192.0.2.${i}\nlog-format = ${i % 2 ? 'text' : 'json'}\n`);
  }
  running = false;
  await Promise.all(clients);
  assert.ok(asked.length > 0);
  assert.deepEqual([...new Set(asked)], [200]);
});

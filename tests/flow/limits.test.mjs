// SPDX-License-Identifier: Apache-2.0
// Every limit holds, is answered in the way of HTTP, and leaves the server serving.
import assert from 'node:assert/strict';
import net from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { dryRun } from '../lib/dry_run.mjs';
import { formType, raw, statuses } from '../lib/http.mjs';
import { startServer, waitFor } from '../lib/server.mjs';

const serves = async (server) => assert.equal((await server.tokenAnswer()).status, 200, 'the next request is served');

test('too long an address, too many and too large headers', async (t) => {
  const server = await startServer(t);
  const long = await raw(server.port, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  assert.ok([414, 431].includes(statuses(long.text)[0]), long.text.slice(0, 60));
  const many = Array.from({ length: 101 }, (_, i) => `X-${i}: a\r\n`).join('');
  const crowd = await raw(server.port, `GET /readyz HTTP/1.1\r\nHost: localhost\r\n${many}\r\n`);
  assert.deepEqual([statuses(crowd.text)[0], crowd.closed], [431, true]);
  const large = await raw(server.port, `GET /readyz HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`);
  assert.deepEqual([statuses(large.text)[0], large.closed], [431, true]);
  await serves(server);
});

test('a body beyond the limit is refused before it is read; the management API takes more', async (t) => {
  const server = await startServer(t);
  const where = new URL(server.tokenUrl).pathname;
  const head = `POST ${where} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  const announced = await raw(server.port, `${head}Content-Length: 100000000\r\n\r\n`);
  assert.deepEqual([statuses(announced.text)[0], announced.closed], [413, true]);
  const chunk = `10000\r\n${'a'.repeat(65536)}\r\n`;
  const chunked = await raw(server.port, [`${head}Transfer-Encoding: chunked\r\n\r\n`, chunk, chunk]);
  assert.equal(statuses(chunked.text)[0], 413);
  const name = 'x'.repeat(100_000);
  const api = await server.api('POST', '/users', { json: { email: 'a@example.org', name } });
  assert.equal(api.status, 400, 'the body was read: only its name is too long');
  const beyond = await server.api('POST', '/users', { json: { email: 'a@example.org', name: 'x'.repeat(1_100_000) } });
  assert.equal(beyond.status, 413);
  await serves(server);
});

test('slow headers and idle connections are closed in time', async (t) => {
  const server = await startServer(t, { args: ['--head-timeout-ms', '300', '--idle-timeout-ms', '400'] });
  const slow = await raw(server.port, 'GET /readyz HTTP/1.1\r\nHost: loc', { quietMs: 8000 });
  assert.ok(slow.closed);
  assert.ok(slow.text === '' || statuses(slow.text)[0] === 408, slow.text);
  const idle = await raw(server.port, 'GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n', { quietMs: 8000 });
  assert.deepEqual(statuses(idle.text), [200]);
  assert.ok(idle.closed, 'an idle connection is closed');
  await serves(server);
});

test('more connections than one address may have are turned away, and room comes back', async (t) => {
  const server = await startServer(t, { args: ['--address-connections-max', '5'] });
  const sockets = [];
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  for (let i = 0; i < 12; i++) {
    const socket = net.connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.resume();
    sockets.push(socket);
    await once(socket, 'connect');
  }
  await waitFor('the surplus to be closed', () => sockets.filter((socket) => socket.destroyed || socket.readableEnded).length >= 7);
  sockets.forEach((socket) => socket.destroy());
  await waitFor('room for the next one', () => server.tokenAnswer().then((a) => a.status === 200, () => false));
});

test('an address that keeps failing is throttled; the right secret never is', async (t) => {
  const server = await startServer(t, { args: ['--failure-limit', '5'] });
  const wrong = { ...server.credentials, client_secret: 'none-of-this-house' };
  const codes = [];
  for (let i = 0; i < 8; i++) codes.push((await server.tokenAnswer(wrong)).status);
  assert.deepEqual(codes, [401, 401, 401, 401, 401, 429, 429, 429]);
  assert.equal((await server.tokenAnswer()).status, 200);
  const unknown = [];
  for (let i = 0; i < 8; i++) unknown.push((await server.tokenAnswer({ ...wrong, client_id: 'nobody' })).status);
  assert.deepEqual(unknown, codes, 'existing or not');
});

// What comes of failures from these addresses, one after the other.
async function failuresFrom(server, addresses) {
  const wrong = { grant_type: 'client_credentials', ...server.credentials, client_secret: 'none-of-this-house' };
  const codes = [];
  for (const address of addresses) {
    codes.push((await server.form(server.tokenUrl, wrong, { headers: { 'X-Forwarded-For': address } })).status);
  }
  return codes;
}

const behindProxy = ['--trusted-proxy', '127.0.0.1', '--failure-limit', '2', '--dry-run-limit', '0'];

test('a network of IPv6 has one budget, in a dry run too; another network has its own', async (t) => {
  const server = await startServer(t, { args: behindProxy });
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...server.credentials, client_secret: 'none-of-this-house' }).toString();
  const request = { method: 'POST', path: server.tokenUrl, headers: { 'Content-Type': formType }, body };
  const cause = async (address) => (await dryRun(server, request, { headers: { 'X-Forwarded-For': address } })).json.cause;
  assert.deepEqual(await failuresFrom(server, ['2001:db8:1:2::1']), [401]);
  assert.equal(await cause('2001:db8:1:2::2'), 'secret_wrong');
  assert.deepEqual(await failuresFrom(server, ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::3']), [401, 429]);
  assert.equal(await cause('2001:db8:1:2::4'), 'too_many_failures');
  assert.equal(await cause('2001:db8:1:3::1'), 'secret_wrong');
  assert.deepEqual(await failuresFrom(server, ['2001:db8:1:3::1', '2001:db8:1:3::2', '2001:db8:1:2::5', '2001:db8:1:3::3']), [401, 401, 429, 429]);
});

test('each address of IPv4 has a budget of its own, written as IPv6 or not', async (t) => {
  const server = await startServer(t, { args: behindProxy });
  const first = ['192.0.2.1', '::ffff:192.0.2.1', '192.0.2.1'];
  assert.deepEqual(await failuresFrom(server, first), [401, 401, 429]);
  assert.deepEqual(await failuresFrom(server, ['192.0.2.2', '::ffff:192.0.2.2', '::ffff:192.0.2.2']), [401, 401, 429]);
});

test('--failure-limit 0 throttles nobody', async (t) => {
  const server = await startServer(t, { args: ['--failure-limit', '0'] });
  const wrong = { ...server.credentials, client_secret: 'none-of-this-house' };
  for (let i = 0; i < 100; i++) assert.equal((await server.tokenAnswer(wrong)).status, 401);
});

test('a client may call the management API so often a minute', async (t) => {
  const server = await startServer(t, { args: ['--api-limit', '10'] });
  const token = await server.token();
  const codes = [];
  let last;
  for (let i = 0; i < 12; i++) {
    last = await server.api('GET', '/users?limit=1', { token });
    codes.push(last.status);
  }
  assert.deepEqual(codes.slice(0, 10), Array(10).fill(200));
  assert.equal(codes[11], 429);
  assert.ok(Number(last.headers['retry-after']) >= 1);
  assert.ok(Object.keys(last.headers).some((name) => name.startsWith('ratelimit')), JSON.stringify(last.headers));
  assert.equal((await server.tokenAnswer()).status, 200, 'tokens are not counted');
});

// SPDX-License-Identifier: Apache-2.0
// Framing that two servers could read differently is refused and the connection closed; what is well
// framed is served, pipelined and chunked too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { raw, statuses } from '../lib/http.mjs';
import { startServer } from '../lib/server.mjs';

const get = (more = '', target = '/readyz', version = 'HTTP/1.1') =>
  `GET ${target} ${version}\r\nHost: localhost\r\n${more}\r\n`;
const post = (server, more, body = '') =>
  `POST ${new URL(server.tokenUrl).pathname} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n${more}\r\n${body}`;
const formOf = (server) => new URLSearchParams({ grant_type: 'client_credentials', ...server.credentials }).toString();

const smuggled = {
  'Content-Length and Transfer-Encoding': 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
  'two different lengths': 'Content-Length: 5\r\nContent-Length: 6\r\n',
  'a list of lengths': 'Content-Length: 5, 6\r\n',
  'a signed length': 'Content-Length: +5\r\n',
  'a hexadecimal length': 'Content-Length: 0x5\r\n',
  'a length beyond all numbers': 'Content-Length: 99999999999999999999\r\n',
  'an unknown coding': 'Transfer-Encoding: xchunked\r\n',
  'chunked not last': 'Transfer-Encoding: chunked, identity\r\n',
  'two codings': 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n',
  'a space before the colon': 'Transfer-Encoding : chunked\r\n',
  'a folded line': 'X-A: b\r\n c\r\n',
  'a line feed alone': 'X-A: b\nX-B: c\r\n',
  'a NUL in a value': 'X-A: b\0c\r\n',
  'a control character in a name': 'X\x01A: b\r\n',
};

test('ambiguous framing is refused, and nothing behind it is read', async (t) => {
  const server = await startServer(t);
  for (const [what, lines] of Object.entries(smuggled)) {
    const answer = await raw(server.port, post(server, lines, `0\r\n\r\n${get()}`));
    const codes = statuses(answer.text);
    assert.equal(codes.length, 1, `${what}: ${codes}`);
    assert.ok([400, 501].includes(codes[0]), `${what}: ${codes}`);
    assert.ok(answer.closed, `${what}: the connection stays open`);
  }
  assert.equal((await server.tokenAnswer()).status, 200);
});

test('request lines that are none', async (t) => {
  const server = await startServer(t);
  const bad = {
    [get('', '/readyz', 'HTTP/2.0')]: [505],
    [get('', '/readyz', 'HTTP/1.2')]: [400, 505],
    [get('', '/readyz', 'http/1.1')]: [400],
    'GET  /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n': [400],
    'GET\t/readyz HTTP/1.1\r\nHost: localhost\r\n\r\n': [400],
    'GET readyz HTTP/1.1\r\nHost: localhost\r\n\r\n': [400],
    'GET * HTTP/1.1\r\nHost: localhost\r\n\r\n': [400],
    'get /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n': [400, 501],
    'GET /readyz HTTP/1.1\r\n\r\n': [400],
    'GET /readyz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n': [400],
    'GET /readyz HTTP/1.1\r\nHost: user@localhost\r\n\r\n': [400],
    'GET /readyz HTTP/1.1\r\nHost: a, b\r\n\r\n': [400],
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n': [400, 405, 501, 505],
    'SSH-2.0-OpenSSH_9.2\r\n\r\n': [400],
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n': [400],
  };
  for (const [text, expected] of Object.entries(bad)) {
    const answer = await raw(server.port, Buffer.from(text, 'latin1'));
    const codes = statuses(answer.text);
    assert.equal(codes.length, 1, `${JSON.stringify(text)}: ${codes}`);
    assert.ok(expected.includes(codes[0]), `${JSON.stringify(text)}: ${codes}`);
    assert.ok(answer.closed, JSON.stringify(text));
  }
});

test('pipelined requests are answered in order, up to the first bad one', async (t) => {
  const server = await startServer(t);
  const many = get().repeat(100);
  const all = await raw(server.port, many + get('Connection: close\r\n'));
  assert.deepEqual(statuses(all.text), Array(101).fill(200));
  const broken = await raw(server.port, get() + 'GARBAGE\r\n\r\n' + get());
  assert.deepEqual(statuses(broken.text), [200, 400]);
  assert.ok(broken.closed);
});

test('a body may come chunked, in pieces, and be asked for by Expect', async (t) => {
  const server = await startServer(t);
  const form = formOf(server);
  const chunk = `${form.length.toString(16)};ext=1\r\n${form}\r\n0\r\nX-Trailer: 1\r\n\r\n`;
  const chunked = await raw(server.port, post(server, 'Transfer-Encoding: chunked\r\nConnection: close\r\n', chunk));
  assert.deepEqual(statuses(chunked.text), [200]);
  const bytes = [...post(server, `Content-Length: ${form.length}\r\nConnection: close\r\n`, form)];
  assert.deepEqual(statuses((await raw(server.port, bytes)).text), [200], 'byte by byte');
  const expecting = post(server, `Content-Length: ${form.length}\r\nExpect: 100-continue\r\nConnection: close\r\n`, form);
  const codes = statuses((await raw(server.port, expecting)).text);
  assert.equal(codes.pop(), 200);
  assert.ok(codes.every((code) => code === 100));
  for (const text of [chunked.text]) server.secrets.add(JSON.parse(/\{"access_token.*\}/.exec(text)[0]).access_token);
});

test('an Authorization trailer is never used', async (t) => {
  const server = await startServer(t);
  const { client_id, client_secret } = server.credentials;
  const value = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
  const form = 'grant_type=client_credentials';
  const body = `${form.length.toString(16)}\r\n${form}\r\n0\r\nAuthorization: Basic ${value}\r\n\r\n`;
  const answer = await raw(server.port, post(server, 'Transfer-Encoding: chunked\r\nConnection: close\r\n', body));
  assert.ok([400, 401].includes(statuses(answer.text)[0]), answer.text);
});

test('HTTP/1.0 is answered and closed', async (t) => {
  const server = await startServer(t);
  const answer = await raw(server.port, 'GET /readyz HTTP/1.0\r\n\r\n');
  assert.deepEqual(statuses(answer.text), [200]);
  assert.ok(answer.closed);
});

test('paths that only look like a route are none', async (t) => {
  const server = await startServer(t);
  const paths = ['/identity/..;/readyz', '/%72eadyz', '/readyz/', '//readyz', '/READYZ', '/readyz%00', '/readyz;x=1', '/./readyz'];
  for (const where of paths) {
    const codes = statuses((await raw(server.port, get('Connection: close\r\n', where))).text);
    assert.ok(codes[0] === 404 || codes[0] === 400, `${where}: ${codes}`);
  }
});

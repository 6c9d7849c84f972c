// SPDX-License-Identifier: Apache-2.0
// Suspension that reaches everybody: the status claim, the list behind it as another JOSE library reads
// it, waiting for a change, and libjeton's verifier.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bearer, ok } from '../lib/http.mjs';
import { startServer, waitFor } from '../lib/server.mjs';
import { bitOf, longPoll, readList, startVerifier, statusOf } from '../lib/status.mjs';

const permissions = [{ permission: 'member.view' }];

async function assertRefused(server, token, code) {
  const refused = await server.api('GET', '/users', { token });
  assert.deepEqual([refused.status, refused.json.code], [401, code]);
  assert.equal((await server.introspect(token)).json.active, false);
}

// Resolves to how many milliseconds it took until the bit was so.
async function untilBit(server, token, value) {
  const begin = performance.now();
  await waitFor(`the bit to be ${value}`, async () => (await bitOf(server, token)) === value, 2000);
  return performance.now() - begin;
}

async function start(t, options) {
  const server = await startServer(t, options);
  const client = await server.createClient({ permissions });
  const token = await server.token(client);
  return { server, client, token, where: `/api-clients/${client.key}` };
}

test('every token carries its status, and the list says that it is good', async (t) => {
  const { server, client, token } = await start(t);
  const other = await server.token();
  const status = statusOf(token);
  assert.equal(status.uri, `${server.bootstrap.issuer}/status-lists/1`);
  assert.ok(Number.isInteger(status.idx) && status.idx >= 0 && status.idx < 1048576);
  assert.notEqual(status.idx, statusOf(other).idx, 'each secret has its own bit');
  assert.equal(statusOf(await server.token(client)).idx, status.idx, 'the bit is the secret’s');
  const list = await readList(server, status.uri);
  assert.ok(list.bits.every((byte) => byte === 0));
  assert.ok(Math.abs(list.payload.iat - Date.now() / 1000) < 3);
});

test('suspending sets the bits of all secrets in under a second, resuming clears them', async (t) => {
  const { server, client, token, where } = await start(t);
  const bystander = await server.token();
  const second = (await ok(server.api('POST', `${where}/secrets`, { json: {} }), 201)).json;
  server.secrets.add(second.clientSecret);
  const late = await server.token({ ...client, clientSecret: second.clientSecret });
  assert.notEqual(statusOf(late).idx, statusOf(token).idx);
  await ok(server.api('POST', `${where}/suspend`));
  await assertRefused(server, token, 'client_suspended');
  await assertRefused(server, late, 'client_suspended');
  assert.ok((await untilBit(server, token, 1)) < 1000);
  assert.equal(await bitOf(server, late), 1);
  assert.equal(await bitOf(server, bystander), 0);
  await ok(server.api('POST', `${where}/resume`));
  assert.ok((await untilBit(server, token, 0)) < 1000);
  assert.equal(await bitOf(server, late), 0);
  assert.equal((await server.introspect(token)).json.active, true);
  assert.equal((await server.api('GET', '/users', { token })).status, 200);
});

test('revoking a secret with its tokens is for ever, and only for that secret', async (t) => {
  const { server, client, token, where } = await start(t);
  const second = (await ok(server.api('POST', `${where}/secrets`, { json: {} }), 201)).json;
  server.secrets.add(second.clientSecret);
  const late = await server.token({ ...client, clientSecret: second.clientSecret });
  await ok(server.api('DELETE', `${where}/secrets/${client.secrets[0].id}?reason=compromised&tokens=revoke`), 204);
  await assertRefused(server, token, 'token_revoked');
  assert.ok((await untilBit(server, token, 1)) < 1000);
  assert.equal(await bitOf(server, late), 0);
  assert.equal((await server.introspect(late)).json.active, true);
  await ok(server.api('POST', `${where}/suspend`));
  await untilBit(server, late, 1);
  await ok(server.api('POST', `${where}/resume`));
  await untilBit(server, late, 0);
  assert.equal(await bitOf(server, token), 1, 'resuming does not clear it');
  await assertRefused(server, token, 'token_revoked');
  await server.restart();
  assert.equal(await bitOf(server, token), 1);
  await assertRefused(server, token, 'token_revoked');
});

test('a secret that ends otherwise leaves its tokens alone; a deleted client does not', async (t) => {
  const { server, client, token, where } = await start(t);
  await ok(server.api('DELETE', `${where}/secrets/${client.secrets[0].id}?reason=retired&tokens=keep`), 204);
  assert.equal((await server.introspect(token)).json.active, true);
  assert.equal(await bitOf(server, token), 0);
  await ok(server.api('DELETE', where), 204);
  await assertRefused(server, token, 'client_deleted');
  assert.ok((await untilBit(server, token, 1)) < 1000);
});

test('kill -9 right behind the acknowledgement: the bit is there after the start', async (t) => {
  const { server, token, where } = await start(t);
  await ok(server.api('POST', `${where}/suspend`));
  await server.kill9();
  await server.start();
  assert.equal(await bitOf(server, token), 1, 'in the first list that is served');
  await assertRefused(server, token, 'client_suspended');
});

test('ETag, 304, HEAD and caching', async (t) => {
  const { server, token, where } = await start(t);
  const { uri } = statusOf(token);
  const list = await readList(server, uri);
  assert.match(list.etag, /^W\/"[A-Za-z0-9_-]{16}"$/);
  assert.equal(list.headers['cache-control'], 'public, no-cache');
  for (const known of [list.etag, list.etag.slice(2), `"x", ${list.etag}`, '*']) {
    const same = await server.ask(uri, { headers: { 'If-None-Match': known } });
    assert.deepEqual([same.status, same.text, same.headers.etag], [304, '', list.etag]);
  }
  assert.equal((await server.ask(uri, { headers: { 'If-None-Match': '"other"' } })).status, 200);
  const head = await server.ask(uri, { method: 'HEAD' });
  assert.deepEqual([head.status, head.text, head.headers.etag], [200, '', list.etag]);
  assert.ok(Number(head.headers['content-length']) > 300);
  await server.restart();
  assert.equal((await readList(server, uri)).etag, list.etag, 'the tag is that of the bits');
  await ok(server.api('POST', `${where}/suspend`));
  await untilBit(server, token, 1);
  assert.notEqual((await readList(server, uri)).etag, list.etag);
  await ok(server.api('POST', `${where}/resume`));
  await untilBit(server, token, 0);
  assert.equal((await readList(server, uri)).etag, list.etag);
});

test('a change that is no change of a bit changes no list', async (t) => {
  const { server, token, where } = await start(t);
  const { uri } = statusOf(token);
  const { etag } = await readList(server, uri);
  await ok(server.api('PATCH', where, { json: { name: 'Another name' } }));
  await server.createClient({ permissions });
  assert.equal((await longPoll(server, uri, etag, 1, token)).status, 304);
});

test('a reader with a token waits for a change and gets it at once', async (t) => {
  const { server, token, where } = await start(t);
  const { uri, idx } = statusOf(token);
  const { etag } = await readList(server, uri);
  const waiter = await server.token();
  const waits = longPoll(server, uri, etag, 30, waiter);
  const early = await Promise.race([waits, new Promise((wake) => setTimeout(wake, 300, 'waiting'))]);
  assert.equal(early, 'waiting');
  const begin = performance.now();
  await ok(server.api('POST', `${where}/suspend`));
  const changed = await ok(waits);
  assert.ok(performance.now() - begin < 1000);
  assert.equal(changed.headers['preference-applied'], 'wait=30');
  assert.notEqual(changed.headers.etag, etag);
  assert.equal((await readList(server, uri)).bit(idx), 1);
  assert.equal((await longPoll(server, uri, etag, 30, waiter)).status, 200, 'an old tag need not wait');
});

test('waiting ends in time, when the server stops, and costs others nothing', async (t) => {
  const { server, token } = await start(t);
  const { uri } = statusOf(token);
  const { etag } = await readList(server, uri);
  const begin = performance.now();
  const ended = await longPoll(server, uri, etag, 1, token);
  assert.deepEqual([ended.status, ended.headers.etag, ended.headers['preference-applied']], [304, etag, 'wait=1']);
  assert.ok(performance.now() - begin > 900);
  const crowd = Array.from({ length: 60 }, () => longPoll(server, uri, etag, 30, token));
  const first = await Promise.race(crowd);
  assert.equal(first.status, 304, 'one client does not wait more than fifty times at once');
  assert.equal(first.headers['preference-applied'], undefined);
  assert.equal((await server.tokenAnswer()).status, 200);
  const stopped = await server.stop();
  assert.equal(stopped.code, 0);
  for (const answer of await Promise.all(crowd)) assert.equal(answer.status, 304);
});

test('who may wait', async (t) => {
  const { server, client, token, where } = await start(t);
  const { uri } = statusOf(token);
  const { etag } = await readList(server, uri);
  const quick = async (...args) => {
    const begin = performance.now();
    const answer = await longPoll(server, uri, etag, ...args);
    assert.ok(performance.now() - begin < 900, 'does not wait');
    return answer;
  };
  assert.equal((await quick(30)).status, 304, 'without a token');
  for (const wait of [0, '', 'x', '-1', '1e9', '"']) assert.equal((await quick(wait, token)).status, 304, `wait=${wait}`);
  assert.equal((await quick(30, token, { Prefer: 'respond-async' })).status, 304);
  const plain = await server.ask(uri, { headers: bearer('nonsense') });
  assert.equal(plain.status, 200, 'a plain GET is public whatever stands beside it');
  const malformed = await quick(30, 'nonsense');
  assert.deepEqual([malformed.status, malformed.json.code], [401, 'token_malformed']);
  assert.match(malformed.headers['www-authenticate'], /error="invalid_token"/);
  const others = await server.token(client);
  await ok(server.api('POST', `${where}/suspend`));
  await untilBit(server, token, 1);
  const now = await readList(server, uri);
  const suspended = await longPoll(server, uri, now.etag, 30, others);
  assert.deepEqual([suspended.status, suspended.json.code], [401, 'client_suspended']);
  const several = await longPoll(server, uri, now.etag, 1, await server.token(), { Prefer: 'respond-async, wait="1"; x=y' });
  assert.equal(several.headers['preference-applied'], 'wait=1');
});

test('lists that are not there', async (t) => {
  const { server, token } = await start(t);
  const { uri } = statusOf(token);
  for (const list of ['2', '0', '01', '-1', '+1', '1.', 'x', '99999999999999999999', '4294967297', '1%20']) {
    const answer = await server.ask(uri.replace(/1$/, list));
    assert.deepEqual([answer.status, answer.json.error], [404, 'not_found'], list);
  }
  const stage = (await server.metadataOf('development.localhost')).issuer;
  const elsewhere = await server.ask(`${stage}/status-lists/1`);
  assert.equal(elsewhere.status, 404, 'a list is one realm’s');
  assert.equal((await server.ask(uri, { method: 'POST' })).status, 405);
});

test('libjeton: a suspended client is out within a second, and back; beyond the ttl nobody knows', async (t) => {
  const { server, client, token, where } = await start(t);
  const bystander = await server.token();
  const verifier = await startVerifier(t, server, bystander);
  assert.equal(await verifier.judge(token), 'valid');
  assert.equal(await verifier.judge(bystander), 'valid');
  const until = async (verdict, limitMs) => {
    const begin = performance.now();
    await waitFor(`the verdict ${verdict}`, async () => (await verifier.judge(token)) === verdict, limitMs);
    return performance.now() - begin;
  };
  for (let round = 0; round < 3; round++) {
    await ok(server.api('POST', `${where}/suspend`));
    assert.ok((await until('revoked', 5000)) < 1000);
    assert.equal(await verifier.judge(bystander), 'valid');
    await ok(server.api('POST', `${where}/resume`));
    assert.ok((await until('valid', 5000)) < 1000);
  }
  await ok(server.api('DELETE', `${where}/secrets/${client.secrets[0].id}?reason=compromised&tokens=revoke`), 204);
  assert.ok((await until('revoked', 5000)) < 1000);
  await server.kill9();
  await until('unavailable', 8000);
  assert.equal(await verifier.judge(bystander), 'unavailable');
  await server.start();
  await until('revoked', 5000);
  assert.equal(await verifier.judge(bystander), 'valid');
});

test('jeton inspect says that a token was revoked', async (t) => {
  const { server, token, where } = await start(t);
  assert.equal((await server.jeton(['inspect', token])).code, 0);
  await ok(server.api('POST', `${where}/suspend`));
  await untilBit(server, token, 1);
  const inspected = await server.jeton(['inspect', '--json', token]);
  assert.equal(inspected.code, 5, inspected.stderr);
  assert.equal(JSON.parse(inspected.stdout).verdict, 'revoked');
});

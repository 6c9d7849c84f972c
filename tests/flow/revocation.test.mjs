// SPDX-License-Identifier: Apache-2.0
// Revocation (RFC 7009): on disk before it is acknowledged, seen at once, and after any restart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialsOf, startServer } from '../lib/server.mjs';

const revoke = (server, token, client = server.credentials, more = {}) =>
  server.form(`${server.bootstrap.issuer}/protocol/openid-connect/revoke`, {
    token,
    ...credentialsOf(client),
    ...more,
  });

async function assertDead(server, token) {
  assert.equal((await server.introspect(token)).text, '{"active":false}');
  const refused = await server.api('GET', '/users', { token });
  assert.equal(refused.status, 401);
  assert.match(refused.headers['www-authenticate'], /error="invalid_token"/);
}

test('a revoked token is dead in the next request, others live on', async (t) => {
  const server = await startServer(t);
  const [token, other] = [await server.token(), await server.token()];
  const answer = await revoke(server, token);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.bytes.length, 0);
  await assertDead(server, token);
  assert.equal((await server.api('GET', '/users', { token: other })).status, 200);
  assert.equal((await revoke(server, token)).status, 200, 'revoking twice is no fault');
});

test('it is dead after a restart, and after kill -9 right behind the acknowledgement', async (t) => {
  const server = await startServer(t);
  const first = await server.token();
  await revoke(server, first);
  await server.restart();
  await assertDead(server, first);
  const second = await server.token();
  assert.equal((await revoke(server, second)).status, 200);
  await server.kill9();
  await server.start();
  await assertDead(server, first);
  await assertDead(server, second);
});

test('what is no token of ours is acknowledged and changes nothing', async (t) => {
  const server = await startServer(t);
  for (const token of ['x', 'a.b.c', 'x'.repeat(5000)]) {
    const answer = await revoke(server, token, undefined, { token_type_hint: 'refresh_token' });
    assert.equal(answer.status, 200, answer.text);
  }
});

test("another client's token stays alive", async (t) => {
  const server = await startServer(t);
  const token = await server.token();
  const other = await server.createClient({ permissions: [{ permission: 'member.view' }] });
  const answer = await revoke(server, token, other);
  assert.equal(answer.status, 400);
  assert.equal((await server.api('GET', '/users', { token })).status, 200);
});

test('no credentials and no token are refused', async (t) => {
  const server = await startServer(t);
  const url = `${server.bootstrap.issuer}/protocol/openid-connect/revoke`;
  assert.equal((await server.form(url, { token: 'x' })).status, 401);
  const missing = await server.form(url, server.credentials);
  assert.deepEqual([missing.status, missing.json.error], [400, 'invalid_request']);
});

// SPDX-License-Identifier: Apache-2.0
// A write that waits for its turn is checked again when the turn comes: what was taken from its caller
// meanwhile counts.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const USERS = 60;

// Occupies the only thread that writes, so that what is asked next waits behind it, in this order.
const occupy = (server) =>
  server.api('POST', '/users/bulk', { json: { users: Array.from({ length: 1000 }, (_, i) => ({ email: `bulk-${i}@example.org` })) } });

// A caller whose writes are already checked and queued when the administrator's change comes before
// them: the statuses of the writes.
async function overtaken(t, { take, permissions = ['user.manage', 'member.view'] }) {
  const server = await startServer(t, { args: ['--api-limit', '0', '--bulk-limit', '0', '--threads', '1'] });
  await server.api('GET', '/users?limit=1');
  const client = await server.createClient({ permissions: permissions.map((permission) => ({ permission })) });
  const token = await server.token(client);
  await server.api('GET', '/users?limit=1', { token });
  const busy = occupy(server);
  const taken = take(server, client, token);
  const writes = Array.from({ length: USERS }, (_, i) =>
    server.api('POST', '/users', { token, json: { email: `late-${i}@example.org` } }));
  assert.equal((await busy).status, 201);
  assert.ok((await taken).status < 300, (await taken).text);
  return { server, client, token, answers: await Promise.all(writes) };
}

// In the order of the log nothing of the client's comes after the change that took its right.
function assertNothingAfter(server, client, action) {
  const query = (sql) => Number(execFileSync('sqlite3', [path.join(server.data, 'jeton.db'), sql]).toString());
  const at = query(`SELECT coalesce(max(number), 0) FROM event WHERE action = '${action}'`);
  assert.ok(at > 0, `no event ${action}`);
  const key = client.key.replaceAll('-', '');
  assert.equal(query(`SELECT count(*) FROM event WHERE number > ${at} AND actor_key = x'${key}'`), 0);
}

test('permissions that were taken meanwhile: 403, and nothing is written', async (t) => {
  const { server, client, answers } = await overtaken(t, {
    take: (s, c) => s.api('PUT', `/api-clients/${c.key}/permissions`, { json: { permissions: [{ permission: 'member.view' }] } }),
  });
  assert.ok(answers.some((answer) => answer.status === 403));
  for (const answer of answers.filter((one) => one.status !== 201)) {
    assert.equal(answer.status, 403, answer.text);
    assert.equal(answer.json.code, 'insufficient_scope');
    assert.match(answer.headers['www-authenticate'], /insufficient_scope/);
  }
  assertNothingAfter(server, client, 'api_client.permissions');
});

test('a client that was suspended meanwhile: 401, and nothing is written', async (t) => {
  const { server, client, answers } = await overtaken(t, { take: (s, c) => s.api('POST', `/api-clients/${c.key}/suspend`) });
  assert.ok(answers.some((answer) => answer.status === 401));
  for (const answer of answers.filter((one) => one.status !== 201)) assert.deepEqual([answer.status, answer.json.code], [401, 'client_suspended']);
  assertNothingAfter(server, client, 'api_client.suspend');
});

test('a secret that was revoked with its tokens meanwhile: 401', async (t) => {
  const { answers } = await overtaken(t, {
    take: (s, c) => s.api('DELETE', `/api-clients/${c.key}/secrets/${c.secrets[0].id}?reason=compromised&tokens=revoke`),
  });
  assert.ok(answers.some((answer) => answer.status === 401));
  for (const answer of answers.filter((one) => one.status !== 201)) assert.deepEqual([answer.status, answer.json.code], [401, 'token_revoked']);
});

test('other permissions that became fewer: 503, and a second try is answered rightly', async (t) => {
  const { server, token, answers } = await overtaken(t, {
    take: (s, c) => s.api('PUT', `/api-clients/${c.key}/permissions`, { json: { permissions: [{ permission: 'user.manage' }] } }),
  });
  assert.ok(answers.some((answer) => answer.status === 503));
  for (const answer of answers.filter((one) => one.status !== 201)) {
    assert.equal(answer.status, 503, answer.text);
    assert.ok(answer.headers['retry-after']);
  }
  assert.equal((await server.api('POST', '/users', { token, json: { email: 'again@example.org' } })).status, 201);
});

test('permissions that became more, disturb no write', async (t) => {
  const { answers } = await overtaken(t, {
    take: (s, c) => s.api('PUT', `/api-clients/${c.key}/permissions`, { json: { permissions: ['user.manage', 'member.view', 'event.view'].map((permission) => ({ permission })) } }),
  });
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [201]);
});

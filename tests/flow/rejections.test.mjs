// SPDX-License-Identifier: Apache-2.0
// Every refusal has a reference; the administrator reads by it what the caller may not know.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const wrong = (server) => ({ ...server.credentials, client_secret: 'none-of-this-house' });
const read = (server, id, token) => server.api('GET', `/rejections/${id}`, { token });

test('the administrator sees cause, trace, who, when, how often', async (t) => {
  const server = await startServer(t);
  const refused = await server.tokenAnswer(wrong(server));
  const { json } = await read(server, refused.json.rejection_id);
  assert.equal(json.cause, 'secret_wrong');
  assert.equal(json.proven, false);
  assert.deepEqual(json.also, []);
  assert.equal(json.clientId, server.bootstrap.client_id);
  assert.equal(json.address, '127.0.0.1');
  assert.equal(json.error, 'invalid_client');
  assert.equal(json.status, 401);
  assert.equal(json.count, 1);
  assert.ok(json.remedy.length > 0);
  assert.ok(Math.abs(Date.parse(json.firstAt) - Date.now()) < 30_000);
  assert.ok(json.trace.length > 1, JSON.stringify(json.trace));
});

test('the same failure is counted together, and every id leads to it', async (t) => {
  const server = await startServer(t);
  const ids = [];
  for (let i = 0; i < 5; i++) ids.push((await server.tokenAnswer(wrong(server))).json.rejection_id);
  assert.equal(new Set(ids).size, 5, 'every id is fresh');
  const seen = await Promise.all(ids.map((id) => read(server, id)));
  for (const { json } of seen) assert.equal(json.cause, 'secret_wrong');
  assert.equal((await read(server, ids[0])).json.count, 5);
});

test('it can be read as soon as the answer has arrived, and after a restart', async (t) => {
  const server = await startServer(t);
  for (let i = 0; i < 20; i++) {
    const { json } = await server.tokenAnswer({ client_id: `nobody-${i}`, client_secret: 'none-of-this-house' });
    assert.equal((await read(server, json.rejection_id)).json.cause, 'client_unknown', String(i));
  }
  const kept = (await server.tokenAnswer(wrong(server))).json.rejection_id;
  await server.restart();
  assert.equal((await read(server, kept)).json.cause, 'secret_wrong');
});

test('an id that is none is not found; whoever may not see clients sees no rejections', async (t) => {
  const server = await startServer(t);
  for (const id of ['x', 'A'.repeat(22), '../users', '0']) assert.equal((await read(server, encodeURIComponent(id))).status, 404, id);
  const refused = await server.tokenAnswer(wrong(server));
  const token = await server.token(await server.createClient({ permissions: [{ permission: 'member.view' }] }));
  const answer = await read(server, refused.json.rejection_id, token);
  assert.equal(answer.status, 403);
});

test('a secret sent in the place of the id is stored as a fingerprint', async (t) => {
  const server = await startServer(t);
  const { client_id, client_secret } = server.credentials;
  const refused = await server.tokenAnswer({ client_id: client_secret, client_secret: client_id });
  assert.equal(refused.status, 401);
  const seen = await read(server, refused.json.rejection_id);
  assert.equal(seen.text.includes(client_secret), false);
  assert.equal(refused.text.includes(client_secret), false);
});

// SPDX-License-Identifier: Apache-2.0
// A server with more API clients than it reads at start: it serves at once, from the disk, and nobody can
// tell. Rows that cannot be read keep it so until they are repaired.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ok } from '../lib/http.mjs';
import { addClients, damageBit, damageSecret, repairBit, repairSecret, sql } from '../lib/many.mjs';
import { startServer, waitFor } from '../lib/server.mjs';
import { bitOf, statusOf } from '../lib/status.mjs';

const args = ['--failure-limit', '0', '--api-limit', '0'];
const permissions = [{ permission: 'member.view' }, { permission: 'end_user.view', stages: ['test'] }];
const FILLERS = 5000;
const says = (server, event) => waitFor(event, () => server.logs.includes(event));

// Stopped, filled, damaged and started again with the clients that the test knows.
async function start(t, { known = 12, damage = () => {}, fillers = FILLERS } = {}) {
  const server = await startServer(t, { args });
  const clients = [];
  for (let i = 0; i < known; i++) clients.push(await server.createClient({ name: `Known ${i}`, permissions }));
  await server.stop();
  addClients(server, fillers);
  damage(server);
  server.adminToken = undefined;
  await server.start();
  return { server, clients };
}

const isActive = async (server, token, client) => (await ok(server.introspect(token, client))).json.active;

const suspend = (server, client) => ok(server.api('POST', `/api-clients/${client.key}/suspend`));

// Right secrets, wrong ones, secrets of others and ids that nobody has, side by side: each is judged right.
async function assertJudged(server, clients, suspended = []) {
  const wrong = (clientId, clientSecret) => async () => {
    const answer = await server.tokenAnswer({ clientId, clientSecret });
    assert.deepEqual([answer.status, answer.json.error], [401, 'invalid_client'], answer.text);
  };
  const works = [];
  for (let round = 0; round < 10; round++) {
    clients.forEach((client, i) => {
      const other = clients[(i + 1) % clients.length];
      if (suspended.includes(client)) works.push(wrong(client.clientId, client.clientSecret));
      else works.push(() => server.token(client));
      works.push(wrong(client.clientId, 'none-of-this-house'));
      works.push(wrong(client.clientId, other.clientSecret));
      works.push(wrong(`nobody-${i}`, client.clientSecret));
      works.push(wrong(`filler-${i + round + 1}`, 'none-of-this-house'));
    });
  }
  const worker = async () => {
    for (let work = works.shift(); work; work = works.shift()) await work();
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}

test('while the store cannot be read whole, everything is answered from the disk', async (t) => {
  const { server, clients } = await start(t, { damage: damageSecret });
  const [first, second, third] = clients;
  await says(server, 'registry.fill_failed');
  assert.match(await server.metrics(), /^jeton_registry_filled 0$/m);
  await assertJudged(server, clients);

  const there = (await server.metadataOf('development.localhost')).token_endpoint;
  for (const [id, cause] of [[first.clientId, 'client_in_other_realm'], ['nobody', 'client_unknown']]) {
    const fields = { grant_type: 'client_credentials', client_id: id, client_secret: 'none-of-this-house' };
    const { json } = await ok(server.form(there, fields), 401);
    assert.equal((await server.api('GET', `/rejections/${json.rejection_id}`)).json.cause, cause);
  }

  const token = await server.token(first);
  assert.equal(await isActive(server, token, first), true, 'its own');
  assert.equal(await isActive(server, token), true, 'by whoever may introspect');
  assert.equal(await isActive(server, token, second), false, 'another client’s');
  await suspend(server, first);
  assert.equal(await isActive(server, token), false);
  assert.equal((await server.api('GET', '/users', { token })).json.code, 'client_suspended');
  await waitFor('the bit', async () => (await bitOf(server, token)) === 1);
  await assertJudged(server, clients, [first]);

  const revoked = await server.token(second);
  const url = (await server.metadata()).revocation_endpoint;
  const fields = { token: revoked, client_id: second.clientId, client_secret: second.clientSecret };
  await ok(server.form(url, { ...fields, client_id: third.clientId, client_secret: third.clientSecret }), 400);
  assert.equal(await isActive(server, revoked), true, 'not by another client');
  await ok(server.form(url, fields));
  assert.equal(await isActive(server, revoked), false);

  const fresh = await server.createClient({ name: 'Made meanwhile', permissions });
  assert.equal((await server.tokenAnswer(fresh)).json.scope, 'test:end_user.view member.view');
  await ok(server.api('PUT', `/api-clients/${fresh.key}/permissions`, { json: { permissions: [permissions[0]] } }));
  assert.equal((await server.tokenAnswer(fresh)).json.scope, 'member.view');
  assert.equal((await server.tokenAnswer({ clientId: `filler-${FILLERS}`, clientSecret: 'none-of-this-house' })).status, 503, 'a row that cannot be read says nothing');

  await server.kill9();
  server.adminToken = undefined;
  await server.start();
  await assertJudged(server, [...clients, fresh], [first]);
  assert.equal(await isActive(server, revoked), false, 'what was acknowledged holds');
  assert.equal(await isActive(server, token), false);
  assert.equal(await bitOf(server, token), 1);

  await suspend(server, third);
  repairSecret(server);
  await says(server, 'registry.filled');
  assert.match(await server.metrics(), /^jeton_registry_filled 1$/m);
  await assertJudged(server, [...clients, fresh], [first, third]);
  assert.equal(await isActive(server, revoked), false);
  assert.equal((await server.tokenAnswer({ clientId: `filler-${FILLERS}`, clientSecret: 'none-of-this-house' })).status, 401);
  await ok(server.api('POST', `/api-clients/${first.key}/resume`));
  assert.equal(await isActive(server, token), true);
});

test('status lists and new secrets wait until every bit is known', async (t) => {
  const { server, clients } = await start(t, { known: 1, damage: damageBit, fillers: 41_000 });
  const [client] = clients;
  await says(server, 'registry.fill_failed');
  const token = await server.token(client);
  const { uri } = statusOf(token);
  const waits = await ok(server.ask(uri), 503);
  assert.ok(Number(waits.headers['retry-after']) > 0);
  await ok(server.api('POST', '/api-clients', { json: { name: 'Too early' } }), 503);
  await suspend(server, client);
  assert.equal(await isActive(server, token), false);
  await ok(server.ask(uri), 503);
  repairBit(server);
  await says(server, 'registry.filled');
  await waitFor('the list', async () => (await server.ask(uri)).status === 200);
  assert.equal(await bitOf(server, token), 1);
  await ok(server.ask(uri.replace(/\d+$/, '2')));
  await ok(server.ask(uri.replace(/\d+$/, '9')), 404);
  await server.createClient({ name: 'In time' });
});

test('killed again and again while it reads: what was acknowledged holds, nobody gets a wrong no', async (t) => {
  const { server, clients } = await start(t, { fillers: 20_000 });
  const suspended = new Set();
  const again = async () => {
    await server.kill9();
    server.stderr = '';
    await server.start();
  };
  await server.token();
  for (const client of clients) {
    await suspend(server, client);
    suspended.add(client);
    await again(); // and at once the next change, while it reads
    if (suspended.size % 2) {
      await ok(server.api('POST', `/api-clients/${clients[0].key}/resume`));
      suspended.delete(clients[0]);
      await again();
    }
    if (suspended.size % 3 === 0) await assertJudged(server, clients, [...suspended]);
  }
  await says(server, 'registry.filled');
  await assertJudged(server, clients, [...suspended]);
  assert.equal(sql(server, "SELECT count(*) FROM api_client WHERE suspended <> 0"), String(suspended.size));
});

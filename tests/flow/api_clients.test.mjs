// SPDX-License-Identifier: Apache-2.0
// API clients over the management API: made with a secret that is shown once, read, listed.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { startServer, waitFor } from '../lib/server.mjs';

test('an API client is made with its permissions and its secret', async (t) => {
  const server = await startServer(t);
  const permissions = [{ permission: 'member.view' }, { permission: 'end_user.view', stages: ['development', 'test'] }];
  const made = await server.createClient({ name: 'Reports', description: 'Nightly', permissions });
  assert.match(made.clientId, /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  assert.deepEqual([...made.authMethods].sort(), ['client_secret_basic', 'client_secret_post']);
  assert.equal(made.status, 'Available');
  assert.deepEqual(made.permissions, permissions);
  const [secret] = made.secrets;
  assert.equal(secret.state, 'active');
  const days = (Date.parse(secret.expiresAt) - Date.now()) / 86_400_000;
  assert.ok(days > 89 && days < 91, secret.expiresAt);
  assert.match(secret.expiresAt, /T23:59:59Z$/);
  const { clientSecret, ...shown } = made;
  assert.ok(clientSecret);
  assert.deepEqual((await server.api('GET', `/api-clients/${made.key}`)).json, shown);
});

test('a client without permissions needs attention', async (t) => {
  const server = await startServer(t);
  const made = await server.createClient({ permissions: [] });
  assert.equal(made.status, 'Needs attention');
  assert.ok(made.statusReason.length > 0);
});

test('the list has pages and filters, and never a secret', async (t) => {
  const server = await startServer(t);
  for (const name of ['Alpha', 'Beta', 'Gamma']) await server.createClient({ name, permissions: [{ permission: 'member.view' }] });
  const all = await server.api('GET', '/api-clients');
  assert.deepEqual(all.json.results.map((one) => one.name), ['bootstrap', 'Alpha', 'Beta', 'Gamma']);
  assert.equal(all.text.includes('clientSecret'), false);
  const some = await server.api('GET', '/api-clients?nameContains=ET&limit=1');
  assert.deepEqual(some.json.results.map((one) => one.name), ['Beta']);
  const available = await server.api('GET', '/api-clients?status=Available&nameContains=a');
  assert.ok(available.json.results.every((one) => one.status === 'Available'));
  assert.equal((await server.api('GET', '/api-clients?status=Asleep')).status, 400);
  const { clientId } = all.json.results[2];
  const one = await server.api('GET', `/api-clients?clientId=${clientId}`);
  assert.deepEqual([one.json.results.map((found) => found.name), one.json.page.totalResults], [['Beta'], 1]);
  for (const none of [`clientId=${clientId.toUpperCase()}`, `clientId=${clientId.slice(1)}`, `clientId=${clientId}&nameContains=Alpha`, `clientId=${clientId}&status=Suspended`]) {
    assert.equal((await server.api('GET', `/api-clients?${none}`)).json.page.totalResults, 0, none);
  }
  assert.equal((await server.api('GET', '/api-clients?clientId=')).status, 400);
});

test('the last use of a secret is seen within a second or so', async (t) => {
  const server = await startServer(t);
  const made = await server.createClient({ permissions: [{ permission: 'member.view' }] });
  assert.equal(made.secrets[0].lastUsedAt, null);
  await server.token(made);
  const used = await waitFor('lastUsedAt', async () => {
    const { secrets } = (await server.api('GET', `/api-clients/${made.key}`)).json;
    return secrets[0].lastUsedAt && secrets[0];
  });
  assert.equal(used.lastUsedFrom, '127.0.0.1');
});

test('what is no client is refused with the pointer to the fault', async (t) => {
  const server = await startServer(t);
  const ok = { name: 'x' };
  const bad = [
    [{}, '/name'], [{ name: '' }, '/name'], [{ name: 'x'.repeat(201) }, '/name'], [{ ...ok, description: 'x'.repeat(2001) }, '/description'],
    [{ ...ok, clientId: 'mine' }, '/clientId'], [{ ...ok, permissions: [{ permission: 'no.such' }] }, '/permissions/0/permission'],
    [{ ...ok, permissions: [{ permission: 'member.view', stages: ['test'] }] }, '/permissions/0/stages'],
    [{ ...ok, permissions: [{ permission: 'end_user.view' }] }, '/permissions/0/stages'],
    [{ ...ok, permissions: [{ permission: 'end_user.view', stages: ['moon'] }] }, '/permissions/0/stages/0'],
  ];
  for (const [json, pointer] of bad) {
    const answer = await server.api('POST', '/api-clients', { json });
    assert.equal(answer.status, 400, JSON.stringify(json));
    assert.equal(answer.json.errors[0].pointer, pointer, answer.text);
  }
  assert.equal((await server.api('GET', '/api-clients')).json.page.totalResults, 1);
});

test('nobody hands out more than they hold', async (t) => {
  const server = await startServer(t);
  const permissions = [{ permission: 'api_client.manage' }, { permission: 'end_user.view', stages: ['test'] }];
  const token = await server.token(await server.createClient({ permissions }));
  const make = (wanted) => server.api('POST', '/api-clients', { token, json: { name: 'x', permissions: wanted } });
  for (const wanted of [['*'], [{ permission: 'member.view' }], [{ permission: 'end_user.view', stages: ['test', 'production'] }]]) {
    const answer = await make(wanted);
    assert.equal(answer.status, 403, JSON.stringify(wanted));
    assert.equal(answer.json.code, 'grant_exceeds_caller');
  }
  assert.equal((await make([{ permission: 'end_user.view', stages: ['test'] }])).status, 201);
});

test('a token with a narrow scope hands out no more than it carries itself', async (t) => {
  const server = await startServer(t);
  const viewTest = [{ permission: 'end_user.view', stages: ['test'] }];
  const permissions = [{ permission: 'api_client.manage' }, { permission: 'member.view' }, ...viewTest];
  const client = await server.createClient({ permissions });
  const make = async (scope, wanted) => {
    const token = await server.token(client, { scope });
    return server.api('POST', '/api-clients', { token, json: { name: 'x', permissions: wanted } });
  };
  for (const wanted of [viewTest, [{ permission: 'member.view' }], permissions]) {
    const answer = await make('api_client.manage', wanted);
    assert.equal(answer.status, 403, JSON.stringify(wanted));
    assert.equal(answer.json.code, 'grant_exceeds_caller');
  }
  assert.equal((await make('api_client.manage test:end_user.view', viewTest)).status, 201);
  assert.equal((await make('api_client.manage', [{ permission: 'api_client.manage' }])).status, 201);
  const narrow = await server.token(undefined, { scope: 'api_client.manage' });
  const all = await server.api('POST', '/api-clients', { token: narrow, json: { name: 'x', permissions: ['*'] } });
  assert.equal(all.json.code, 'grant_exceeds_caller');
  assert.equal((await server.api('POST', '/api-clients', { json: { name: 'x', permissions: ['*'] } })).status, 201);
});

test('keys that lead nowhere are not found, whatever they look like', async (t) => {
  const server = await startServer(t);
  const keys = [randomUUID(), randomUUID().toUpperCase(), '..', 'x'.repeat(4000), "1'--", '00000000-0000-0000-0000-000000000000', '18446744073709551616'];
  for (const key of keys) {
    const answer = await server.api('GET', `/api-clients/${encodeURIComponent(key)}`);
    assert.ok([400, 404].includes(answer.status), `${key.slice(0, 40)}: ${answer.status}`);
  }
});

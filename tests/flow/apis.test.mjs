// SPDX-License-Identifier: Apache-2.0
// The organization's own APIs: an audience with permissions, granted to clients, bought as tokens.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { startServer } from '../lib/server.mjs';

const audience = 'https://orders.example.org';
const orders = { audience, name: 'Orders', tokenLifetime: 600, permissions: [{ name: 'order.read', perStage: false }, { name: 'order.write', perStage: true }] };
const create = async (server, json = orders) => {
  const made = await server.api('POST', '/apis', { json });
  assert.equal(made.status, 201, made.text);
  return made.json;
};

test('the catalogue begins with the identity API', async (t) => {
  const server = await startServer(t);
  const [identity, ...others] = (await server.api('GET', '/apis')).json.results;
  assert.deepEqual(others, []);
  assert.deepEqual([identity.audience, identity.isBuiltIn, identity.tokenLifetime], [`${server.base}/api/identity/v1`, true, 43200]);
  const list = await server.api('GET', '/permissions');
  assert.equal(list.json.page.totalResults, 16);
  assert.deepEqual(list.json.results[0], { permission: 'member.view', api: identity.audience, perStage: false });
  assert.deepEqual(list.json.results.map((one) => ({ name: one.permission, perStage: one.perStage })), identity.permissions);
  assert.deepEqual((await server.api('GET', `/apis/${identity.key}`)).json, identity);
});

test('an own API is made, granted, and bought by resource', async (t) => {
  const server = await startServer(t);
  const made = await create(server);
  assert.deepEqual({ ...made, key: 0, createdAt: 0 }, { key: 0, ...orders, isBuiltIn: false, createdAt: 0 });
  assert.deepEqual((await server.api('GET', '/permissions?offset=16')).json.results, orders.permissions.map((one) => ({ permission: one.name, api: audience, perStage: one.perStage })));
  const permissions = [{ permission: 'member.view' }, { permission: 'order.read', api: audience }, { permission: 'order.write', api: audience, stages: ['test'] }];
  const client = await server.createClient({ permissions });
  assert.deepEqual(client.permissions, permissions);
  const answer = await server.tokenAnswer(client, { resource: audience });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([answer.json.scope, answer.json.expires_in], ['test:order.write order.read', 600]);
  const token = decodeJwt(answer.json.access_token);
  assert.deepEqual([token.aud, token.scope, token.exp - token.iat], [audience, answer.json.scope, 600]);
  assert.equal((await server.tokenAnswer(client)).json.scope, 'member.view', 'each API its own');
  const asked = await server.tokenAnswer(client, { resource: audience, scope: 'member.view' });
  assert.equal(asked.json.error, 'invalid_scope');
  const wrong = await server.api('GET', '/users', { token: answer.json.access_token });
  assert.equal(wrong.json.code, 'token_other_audience');
  await server.restart();
  assert.equal((await server.tokenAnswer(client, { resource: audience })).json.scope, answer.json.scope);
});

test('who holds everything holds new permissions at once', async (t) => {
  const server = await startServer(t);
  assert.equal((await server.tokenAnswer(undefined, { resource: audience })).json.error, 'invalid_target');
  await create(server);
  const scope = (await server.tokenAnswer(undefined, { resource: audience })).json.scope;
  assert.equal(scope, 'development:order.write test:order.write production:order.write order.read');
});

test('a change reaches the next token', async (t) => {
  const server = await startServer(t);
  const made = await create(server);
  const where = `/apis/${made.key}`;
  const client = await server.createClient({ permissions: [{ permission: 'order.read', api: audience }] });
  const { etag } = (await server.api('GET', where)).headers;
  const permissions = [{ name: 'order.cancel' }, { name: 'order.write', perStage: true }];
  const changed = await server.api('PATCH', where, { headers: { 'If-Match': etag }, json: { name: 'Sales', tokenLifetime: 60, permissions } });
  assert.equal(changed.status, 200, changed.text);
  assert.deepEqual(changed.json.permissions.map((one) => one.name), ['order.write', 'order.cancel']);
  assert.deepEqual((await server.api('GET', where)).json, changed.json);
  const refused = await server.tokenAnswer(client, { resource: audience });
  assert.deepEqual([refused.status, refused.json.error], [400, 'unauthorized_client'], 'its permission is gone');
  assert.deepEqual((await server.api('GET', `/api-clients/${client.key}`)).json.permissions, []);
  const every = await server.tokenAnswer(undefined, { resource: audience });
  assert.equal(every.json.expires_in, 60);
  assert.match(every.json.scope, / order\.cancel$/);
  assert.equal((await server.api('PATCH', where, { headers: { 'If-Match': etag }, json: { name: 'x' } })).status, 412);
  const again = await server.api('PATCH', where, { json: { permissions: [{ name: 'order.read' }] } });
  assert.equal(again.status, 409, 'a name is never used again');
  const other = await server.api('PATCH', where, { json: { permissions: [{ name: 'order.write', perStage: false }] } });
  assert.deepEqual([other.status, other.json.errors[0].pointer], [400, '/permissions/0/perStage']);
});

test('a deleted API is gone, and its audience is not used again', async (t) => {
  const server = await startServer(t);
  const made = await create(server);
  const client = await server.createClient({ permissions: [{ permission: 'order.read', api: audience }, { permission: 'member.view' }] });
  assert.equal((await server.api('DELETE', `/apis/${made.key}`)).status, 204);
  for (const [method, json] of [['GET'], ['DELETE'], ['PATCH', {}]]) {
    assert.equal((await server.api(method, `/apis/${made.key}`, { json })).status, 404);
  }
  assert.equal((await server.tokenAnswer(client, { resource: audience })).json.error, 'invalid_target');
  assert.deepEqual((await server.api('GET', `/api-clients/${client.key}`)).json.permissions, [{ permission: 'member.view' }]);
  assert.equal((await server.api('GET', '/permissions')).json.page.totalResults, 16);
  assert.equal((await server.api('POST', '/apis', { json: orders })).status, 409);
  await server.restart();
  assert.equal((await server.api('GET', '/apis')).json.page.totalResults, 1);
  assert.equal((await server.tokenAnswer(client)).json.scope, 'member.view');
});

test('what is no API is refused with the pointer to the fault', async (t) => {
  const server = await startServer(t);
  const ok = { audience: 'urn:example:orders', name: 'x' };
  const bad = [
    [{ name: 'x' }, '/audience'], [{ audience: 'orders', name: 'x' }, '/audience'], [{ ...ok, audience: 'https://a.org/#x' }, '/audience'], [{ ...ok, audience: 'https://a b' }, '/audience'],
    [{ ...ok, audience: `urn:${'x'.repeat(512)}` }, '/audience'], [{ audience: ok.audience }, '/name'], [{ ...ok, tokenLifetime: 59 }, '/tokenLifetime'], [{ ...ok, tokenLifetime: 86401 }, '/tokenLifetime'],
    [{ ...ok, tokenLifetime: '600' }, '/tokenLifetime'], [{ ...ok, permissions: {} }, '/permissions'], [{ ...ok, permissions: ['read'] }, '/permissions/0'], [{ ...ok, permissions: [{}] }, '/permissions/0/name'],
    [{ ...ok, permissions: [{ name: 'a:b' }] }, '/permissions/0/name'], [{ ...ok, permissions: [{ name: 'a b' }] }, '/permissions/0/name'], [{ ...ok, permissions: [{ name: 'a' }, { name: 'a' }] }, '/permissions/1/name'],
    [{ ...ok, permissions: [{ name: 'a', perStage: 1 }] }, '/permissions/0/perStage'], [{ ...ok, permissions: Array.from({ length: 201 }, (_, i) => ({ name: `p${i}` })) }, '/permissions'], [{ ...ok, key: randomUUID() }, '/key'],
  ];
  for (const [json, pointer] of bad) {
    const answer = await server.api('POST', '/apis', { json });
    assert.deepEqual([answer.status, answer.json.errors?.[0].pointer], [400, pointer], JSON.stringify(json).slice(0, 100));
  }
  assert.equal((await server.api('POST', '/apis', { json: { ...ok, audience: `${server.base}/api/identity/v1` } })).status, 409);
  const made = await create(server, ok);
  assert.deepEqual([made.tokenLifetime, made.permissions], [43200, []]);
  assert.equal((await server.api('PATCH', `/apis/${made.key}`, { json: { audience: 'urn:other' } })).json.errors[0].pointer, '/audience');
  for (const wrong of [{ permission: 'member.view', api: ok.audience }, { permission: 'x', api: 'urn:nobody' }, { permission: 'x', api: 7 }]) {
    const answer = await server.api('POST', '/api-clients', { json: { name: 'x', permissions: [wrong] } });
    assert.equal(answer.status, 400, JSON.stringify(wrong));
  }
});

test('of the identity API only the lifetime of tokens changes', async (t) => {
  const server = await startServer(t);
  const [identity] = (await server.api('GET', '/apis')).json.results;
  const where = `/apis/${identity.key}`;
  for (const answer of [await server.api('DELETE', where), await server.api('PATCH', where, { json: { permissions: [] } }), await server.api('PATCH', where, { json: { name: 'Mine' } })]) {
    assert.deepEqual([answer.status, answer.json.code], [409, 'object_builtin']);
  }
  assert.equal((await server.api('PATCH', where, { json: { tokenLifetime: 3600 } })).json.tokenLifetime, 3600);
  assert.equal((await server.tokenAnswer()).json.expires_in, 3600);
});

test('the catalogue is read and written with the permissions on API clients', async (t) => {
  const server = await startServer(t);
  const made = await create(server);
  const viewer = await server.token(await server.createClient({ permissions: [{ permission: 'api_client.view' }] }));
  for (const where of ['/apis', `/apis/${made.key}`, '/permissions']) {
    assert.equal((await server.api('GET', where, { token: viewer })).status, 200);
  }
  for (const [method, where, json] of [['POST', '/apis', orders], ['PATCH', `/apis/${made.key}`, {}], ['DELETE', `/apis/${made.key}`]]) {
    assert.equal((await server.api(method, where, { token: viewer, json })).json.permission, 'api_client.manage');
  }
  const manager = await server.token(await server.createClient({ permissions: [{ permission: 'api_client.manage' }] }));
  assert.equal((await server.api('GET', '/permissions', { token: manager })).json.permission, 'api_client.view');
  const granted = await server.api('POST', '/api-clients', { token: manager, json: { name: 'x', permissions: [{ permission: 'order.read', api: audience }] } });
  assert.equal(granted.json.code, 'grant_exceeds_caller', 'who makes an API does not hold its permissions');
});

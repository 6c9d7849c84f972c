// SPDX-License-Identifier: Apache-2.0
// A user's life over the management API: changed, deactivated, deleted; many made at once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const emails = (answer) => answer.json.results.map((one) => one.email);
const pointers = (answer) => answer.json.errors.map((one) => one.pointer);
const patch = (server, key, json, more) => server.api('PATCH', `/users/${key}`, { json, ...more });

test('a user is changed member by member, and null takes a text away', async (t) => {
  const server = await startServer(t);
  const made = await server.createUser({ name: 'Ada', photoUrl: 'https://example.org/ada.png' });
  const renamed = await patch(server, made.key, { name: 'Ada Lovelace' });
  assert.equal(renamed.status, 200, renamed.text);
  assert.deepEqual(renamed.json, { ...made, name: 'Ada Lovelace' });
  const bare = await patch(server, made.key, { name: null, photoUrl: null, email: 'lovelace@example.org' });
  assert.deepEqual(bare.json, { ...made, name: null, photoUrl: null, email: 'lovelace@example.org' });
  assert.deepEqual((await server.api('GET', `/users/${made.key}`)).json, bare.json);
});

test('activity is a filter, and changes the status', async (t) => {
  const server = await startServer(t);
  const made = await server.createUser();
  assert.equal((await patch(server, made.key, { isActive: true })).json.status, 'Active');
  assert.deepEqual(emails(await server.api('GET', '/users?isActive=true&emailContains=ada')), [made.email]);
  assert.equal((await patch(server, made.key, { isActive: false })).json.status, 'Inactive');
  assert.deepEqual(emails(await server.api('GET', '/users?isActive=true&emailContains=ada')), []);
  assert.deepEqual(emails(await server.api('GET', '/users?isActive=false&emailContains=ada')), [made.email]);
});

test('two writers: the second is told, and nothing is lost', async (t) => {
  const server = await startServer(t);
  const made = await server.createUser();
  const { etag } = (await server.api('GET', `/users/${made.key}`)).headers;
  const headers = { 'If-Match': etag };
  assert.equal((await patch(server, made.key, { name: 'First' }, { headers })).status, 200);
  assert.equal((await patch(server, made.key, { name: 'Second' }, { headers })).status, 412);
  assert.equal((await server.api('DELETE', `/users/${made.key}`, { headers })).status, 412);
  assert.equal((await server.api('GET', `/users/${made.key}`)).json.name, 'First');
});

test('what changes nothing is no new version', async (t) => {
  const server = await startServer(t);
  const made = await server.createUser({ name: 'Ada' });
  const before = await server.api('GET', `/users/${made.key}`);
  for (const json of [{}, { name: 'Ada' }, { email: 'ada@example.org' }]) {
    const answer = await patch(server, made.key, json);
    assert.deepEqual([answer.status, answer.headers.etag], [200, before.headers.etag]);
  }
});

test('what is no change is refused with the pointer to the fault', async (t) => {
  const server = await startServer(t);
  const { key } = await server.createUser();
  const other = await server.createUser({ email: 'other@example.org' });
  const bad = [
    [{ email: null }, '/email'], [{ email: 'x' }, '/email'], [{ name: '' }, '/name'], [{ name: 7 }, '/name'],
    [{ isActive: null }, '/isActive'], [{ isActive: 'yes' }, '/isActive'], [{ photoUrl: 'javascript:1' }, '/photoUrl'],
    [{ status: 'Active' }, '/status'], [{ key: randomUUID() }, '/key'], [{ isEmailVerified: true }, '/isEmailVerified'],
  ];
  for (const [json, pointer] of bad) {
    const answer = await patch(server, key, json);
    assert.equal(answer.status, 400, JSON.stringify(json));
    assert.deepEqual(pointers(answer), [pointer], answer.text);
  }
  assert.equal((await patch(server, key, { email: other.email.toUpperCase() })).status, 409);
  assert.equal((await patch(server, randomUUID(), { name: 'x' })).status, 404);
});

test('a deleted user is gone from everywhere', async (t) => {
  const server = await startServer(t);
  const made = await server.createUser();
  const group = (await server.api('POST', '/groups', { json: { name: 'Readers' } })).json;
  const role = (await server.api('POST', '/application-roles', { json: { name: 'Reader' } })).json;
  assert.equal((await server.api('POST', `/groups/${group.key}/members/${made.key}`)).status, 204);
  assert.equal((await server.api('POST', `/users/${made.key}/application-roles/${role.key}`)).status, 204);
  assert.equal((await server.api('DELETE', `/users/${made.key}`)).status, 204);
  for (const [method, where] of [['GET', ''], ['DELETE', ''], ['GET', '/groups'], ['GET', '/application-roles']]) {
    assert.equal((await server.api(method, `/users/${made.key}${where}`)).status, 404);
  }
  assert.deepEqual((await server.api('GET', `/groups/${group.key}/members`)).json.results, []);
  assert.deepEqual(emails(await server.api('GET', '/users?emailContains=ada')), []);
  await server.createUser();
});

test('whoever may manage users but not members cannot touch an administrator', async (t) => {
  const server = await startServer(t);
  const permissions = [{ permission: 'user.manage' }, { permission: 'member.view' }];
  const token = await server.token(await server.createClient({ permissions }));
  const [admin] = (await server.api('GET', '/users?hasOrganizationRoles=true', { token })).json.results;
  for (const answer of [
    await patch(server, admin.key, { email: 'mallory@example.org' }, { token }),
    await server.api('DELETE', `/users/${admin.key}`, { token }),
  ]) {
    assert.deepEqual([answer.status, answer.json.code, answer.json.permission], [403, 'insufficient_scope', 'member.manage']);
  }
  assert.deepEqual((await server.api('GET', `/users/${admin.key}`)).json, admin);
});

test('many users are made at once', async (t) => {
  const server = await startServer(t);
  const users = Array.from({ length: 1000 }, (_, i) => ({ email: `user${i}@example.org`, name: `Number ${i}` }));
  const made = await server.api('POST', '/users/bulk', { json: { users } });
  assert.equal(made.status, 201, made.text.slice(0, 300));
  assert.deepEqual(emails(made), users.map((one) => one.email));
  const page = await server.api('GET', '/users?limit=2&offset=999&emailContains=user');
  assert.deepEqual([emails(page), page.json.page.totalResults], [['user999@example.org'], 1000]);
});

test('all or none: every faulty row is named', async (t) => {
  const server = await startServer(t, { args: ['--bulk-limit', '0'] });
  await server.createUser();
  const good = (i) => ({ email: `good${i}@example.org` });
  const wrong = await server.api('POST', '/users/bulk', { json: { users: [good(1), { email: 'x' }, 7, { ...good(2), admin: true }, {}] } });
  assert.equal(wrong.status, 400);
  assert.deepEqual(pointers(wrong), ['/users/1/email', '/users/2', '/users/3/admin', '/users/4/email']);
  const taken = await server.api('POST', '/users/bulk', { json: { users: [good(1), { email: 'ADA@example.org' }, good(2), good(1)] } });
  assert.equal(taken.status, 400, taken.text);
  assert.deepEqual(pointers(taken), ['/users/1/email', '/users/3/email']);
  const mixed = await server.api('POST', '/users/bulk', { json: { users: [{ email: 'x' }, good(1), { email: 'ADA@example.org' }, good(2), 7, good(1)] } });
  assert.deepEqual([mixed.status, pointers(mixed).sort()], [400, ['/users/0/email', '/users/2/email', '/users/4', '/users/5/email']], 'at once');
  const strange = await server.api('POST', '/users/bulk', { json: { users: [good(1)], dryRun: true } });
  assert.deepEqual([strange.status, pointers(strange)], [400, ['/dryRun']]);
  const many = Array.from({ length: 500 }, () => ({ email: 'x', a: 1, b: 2, c: 3, d: 4, e: 5 }));
  const rows = new Set(pointers(await server.api('POST', '/users/bulk', { json: { users: many } })).map((one) => one.split('/')[2]));
  assert.equal(rows.size, 500, 'no row hides another');
  for (const json of [{}, { users: [] }, { users: {} }, { users: null }, { users: Array(1001).fill(good(1)) }]) {
    const answer = await server.api('POST', '/users/bulk', { json });
    assert.deepEqual([answer.status, pointers(answer)], [400, ['/users']]);
  }
  assert.deepEqual(emails(await server.api('GET', '/users?emailContains=good')), []);
});

test('five bulk requests a minute for each API client, besides its other limit', async (t) => {
  const server = await startServer(t);
  const bulk = (token) => server.api('POST', '/users/bulk', { token, json: { users: [{ email: 'x' }] } });
  for (let i = 0; i < 5; i++) {
    const answer = await bulk();
    assert.deepEqual([answer.status, answer.headers['ratelimit-limit'], answer.headers['ratelimit-remaining']], [400, '5', String(4 - i)]);
  }
  const refused = await bulk();
  assert.equal(refused.status, 429);
  assert.equal(refused.json.code, 'rate_limited');
  assert.ok(Number(refused.headers['retry-after']) > 0 && Number(refused.headers['retry-after']) <= 12);
  assert.equal(refused.headers['ratelimit-limit'], '5');
  assert.equal((await server.api('GET', '/users')).status, 200, 'other requests go on');
  const token = await server.token(await server.createClient({ permissions: [{ permission: 'user.manage' }] }));
  assert.equal((await bulk(token)).status, 400, 'each client has its own');
});

// SPDX-License-Identifier: Apache-2.0
// People and application roles over the management API: made, found, listed in pages, granted.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const emails = (answer) => answer.json.results.map((one) => one.email);

test('a user is made, read and listed with every member', async (t) => {
  const server = await startServer(t);
  const made = await server.createUser({ email: 'ada@example.org', name: 'Ada Lovelace' });
  const members = ['access', 'email', 'isActive', 'isEmailVerified', 'isTermsAndConditionsAccepted', 'key', 'lastLoginAt', 'name', 'photoUrl', 'status'];
  assert.deepEqual(Object.keys(made).sort(), members);
  assert.deepEqual(made.access, { hasOrganizationRoles: false, hasApplicationRoles: false });
  assert.equal(made.status, 'Invited');
  const read = await server.api('GET', `/users/${made.key}`);
  assert.deepEqual(read.json, made);
  assert.match(read.headers.etag, /^"?/);
  const listed = await server.api('GET', '/users?emailContains=ADA@');
  assert.deepEqual(listed.json.results, [made]);
});

test('filters and pages', async (t) => {
  const server = await startServer(t);
  for (let i = 0; i < 5; i++) await server.createUser({ email: `user${i}@example.org`, name: `Number ${i}` });
  const first = await server.api('GET', '/users?emailContains=user&limit=2');
  assert.deepEqual(emails(first), ['user0@example.org', 'user1@example.org'], 'sorted by creation');
  assert.deepEqual(first.json.page, { count: 2, limit: 2, offset: 0, nextPageOffset: 2, totalResults: 5, totalPages: 3 });
  const last = await server.api('GET', '/users?emailContains=user&limit=2&offset=4');
  assert.deepEqual(emails(last), ['user4@example.org']);
  const beyond = await server.api('GET', '/users?emailContains=user&offset=100');
  assert.deepEqual([beyond.status, beyond.json.results, beyond.json.page.totalResults], [200, [], 5]);
  assert.deepEqual(emails(await server.api('GET', '/users?nameContains=number%203')), ['user3@example.org']);
  assert.deepEqual(emails(await server.api('GET', '/users?hasApplicationRoles=true')), []);
  assert.equal((await server.api('GET', '/users?hasOrganizationRoles=true')).json.page.totalResults, 1, 'the administrator');
  assert.deepEqual(emails(await server.api('GET', "/users?emailContains=%25'%20OR%201=1--")), []);
});

test('an application role is made, granted and taken', async (t) => {
  const server = await startServer(t);
  const user = await server.createUser();
  const made = await server.api('POST', '/application-roles', { json: { name: 'Reader', description: 'Reads' } });
  assert.equal(made.status, 201, made.text);
  const where = `/users/${user.key}/application-roles/${made.json.key}`;
  for (let i = 0; i < 2; i++) {
    const granted = await server.api('POST', where);
    assert.ok([200, 204].includes(granted.status), granted.text);
    assert.deepEqual(emails(await server.api('GET', '/users?hasApplicationRoles=true')), ['ada@example.org']);
  }
  const roles = await server.api('GET', `/users/${user.key}/application-roles`);
  assert.deepEqual(roles.json.results.map((one) => one.name), ['Reader']);
  for (let i = 0; i < 2; i++) {
    assert.ok([200, 204].includes((await server.api('DELETE', where)).status));
    assert.deepEqual(emails(await server.api('GET', '/users?hasApplicationRoles=true')), []);
  }
  assert.equal((await server.api('POST', `/users/${randomUUID()}/application-roles/${made.json.key}`)).status, 404);
  assert.equal((await server.api('POST', `/users/${user.key}/application-roles/${randomUUID()}`)).status, 404);
});

test('what is no user is refused with the pointer to the fault', async (t) => {
  const server = await startServer(t);
  const bad = [
    [{}, '/email'], [{ email: '' }, '/email'], [{ email: 'no-at-sign' }, '/email'], [{ email: 7 }, '/email'],
    [{ email: 'a@example.org', name: 'x'.repeat(201) }, '/name'], [{ email: 'a@example.org', key: randomUUID() }, '/key'],
  ];
  for (const [json, pointer] of bad) {
    const answer = await server.api('POST', '/users', { json });
    assert.equal(answer.status, 400, JSON.stringify(json));
    assert.deepEqual(answer.json.errors.map((one) => one.pointer), [pointer], answer.text);
  }
  for (const text of ['', '[]', '"x"', '{"email":', '[['.repeat(50_000), '{"email":"a@example.org"}x', '\u0000']) {
    const answer = await server.api('POST', '/users', { json: text });
    assert.equal(answer.status, 400, text.slice(0, 20));
  }
  assert.deepEqual(emails(await server.api('GET', '/users?emailContains=a@example.org')), []);
});

test('the same e-mail twice is a conflict, in any case of its letters', async (t) => {
  const server = await startServer(t);
  await server.createUser({ email: 'ada@example.org' });
  for (const email of ['ada@example.org', 'ADA@Example.org']) {
    assert.equal((await server.api('POST', '/users', { json: { email } })).status, 409, email);
  }
});

test('names of every script come back as they were sent', async (t) => {
  const server = await startServer(t);
  for (const [index, name] of ['Zoë Ångström', '李小龙', '"quoted\\"', '<b>&amp;</b>', 'a\u2028b', '😀'].entries()) {
    const user = await server.createUser({ email: `n${index}@example.org`, name });
    assert.equal((await server.api('GET', `/users/${user.key}`)).json.name, name);
  }
});

test('whoever may not is told which permission is missing', async (t) => {
  const server = await startServer(t);
  const token = await server.token(await server.createClient({ permissions: [{ permission: 'member.view' }] }));
  assert.equal((await server.api('GET', '/users', { token })).status, 200);
  for (const [method, where, json, permission] of [
    ['POST', '/users', { email: 'a@example.org' }, 'user.manage'],
    ['POST', '/application-roles', { name: 'x' }, 'application_role.manage'],
    ['GET', '/api-clients', undefined, 'api_client.view'],
    ['POST', '/api-clients', { name: 'x' }, 'api_client.manage'],
  ]) {
    const answer = await server.api(method, where, { token, json });
    assert.equal(answer.status, 403, `${method} ${where}`);
    assert.equal(answer.json.code, 'insufficient_scope');
    assert.equal(answer.json.permission, permission);
    assert.ok(answer.headers['www-authenticate'].includes(`scope="${permission}"`), answer.headers['www-authenticate']);
  }
});

test('a token in the query or the body is no token', async (t) => {
  const server = await startServer(t);
  const token = await server.token();
  const query = await server.ask(`/api/identity/v1/users?access_token=${token}`);
  assert.equal(query.status, 401);
  const body = await server.form('/api/identity/v1/users', { access_token: token });
  assert.equal(body.status, 401);
});

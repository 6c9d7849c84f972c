// SPDX-License-Identifier: Apache-2.0
// Application roles, organization roles and groups: made, changed, deleted, granted and taken.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const kinds = ['/application-roles', '/organization-roles', '/groups'];

for (const where of kinds) {
  test(`${where}: a life`, async (t) => {
    const server = await startServer(t);
    const made = await server.api('POST', where, { json: { name: 'Readers', description: 'They read' } });
    assert.equal(made.status, 201, made.text);
    const { key } = made.json;
    assert.equal(new URL(made.headers.location, server.base).pathname, `/api/identity/v1${where}/${key}`);
    assert.deepEqual((await server.api('GET', `${where}/${key}`)).json, made.json);
    assert.equal((await server.api('POST', where, { json: { name: 'Readers' } })).status, 409);
    const other = (await server.api('POST', where, { json: { name: 'Writers' } })).json;
    assert.equal((await server.api('PATCH', `${where}/${other.key}`, { json: { name: 'Readers' } })).status, 409);
    const etag = made.headers.etag;
    const renamed = await server.api('PATCH', `${where}/${key}`, { json: { name: 'Lectors' }, headers: { 'If-Match': etag } });
    assert.deepEqual([renamed.status, renamed.json.name, renamed.json.description], [200, 'Lectors', 'They read']);
    const late = await server.api('PATCH', `${where}/${key}`, { json: { name: 'Late' }, headers: { 'If-Match': etag } });
    assert.equal(late.status, 412);
    const names = (await server.api('GET', `${where}?limit=2&offset=${where === '/organization-roles' ? 1 : 0}`)).json.results.map((one) => one.name);
    assert.deepEqual(names, ['Lectors', 'Writers'], 'sorted by creation');
    assert.equal((await server.api('DELETE', `${where}/${key}`)).status, 204);
    assert.equal((await server.api('DELETE', `${where}/${key}`)).status, 404);
    assert.equal((await server.api('GET', `${where}/${key}`)).status, 404);
    assert.equal((await server.api('POST', where, { json: { name: 'Lectors' } })).status, 201, 'its name is free again');
  });

  test(`${where}: what is wrong is named`, async (t) => {
    const server = await startServer(t);
    for (const [json, pointer] of [[{}, '/name'], [{ name: '' }, '/name'], [{ name: 'x'.repeat(201) }, '/name'], [{ name: 'x', description: 'x'.repeat(2001) }, '/description'], [{ name: 'x', color: 'red' }, '/color']]) {
      const answer = await server.api('POST', where, { json });
      assert.deepEqual([answer.status, answer.json.errors[0].pointer], [400, pointer]);
    }
    assert.equal((await server.api('PATCH', `${where}/${randomUUID()}`, { json: {} })).status, 404);
    assert.equal((await server.api('GET', `${where}?limit=0`)).status, 400);
    assert.equal((await server.api('GET', `${where}?name=x`)).status, 400);
  });
}

test('a group has members, in pages', async (t) => {
  const server = await startServer(t);
  const { key } = (await server.api('POST', '/groups', { json: { name: 'All' } })).json;
  const users = [];
  for (let i = 0; i < 3; i++) users.push(await server.createUser({ email: `user${i}@example.org` }));
  for (const user of [...users, users[0]]) {
    assert.equal((await server.api('POST', `/groups/${key}/members/${user.key}`)).status, 204);
  }
  const page = await server.api('GET', `/groups/${key}/members?limit=2&offset=1`);
  assert.deepEqual(page.json.results, users.slice(1));
  assert.equal(page.json.page.totalResults, 3);
  const groups = await server.api('GET', `/users/${users[0].key}/groups`);
  assert.deepEqual(groups.json.results.map((one) => one.name), ['All']);
  for (let i = 0; i < 2; i++) assert.equal((await server.api('DELETE', `/groups/${key}/members/${users[0].key}`)).status, 204);
  assert.equal((await server.api('GET', `/groups/${key}/members`)).json.page.totalResults, 2);
  assert.equal((await server.api('POST', `/groups/${key}/members/${randomUUID()}`)).status, 404);
  assert.equal((await server.api('POST', `/groups/${randomUUID()}/members/${users[0].key}`)).status, 404);
  assert.equal((await server.api('GET', `/groups/${randomUUID()}/members`)).status, 404);
});

test('an organization role carries permissions and is granted to members', async (t) => {
  const server = await startServer(t);
  const permissions = [{ permission: 'user.manage' }, { permission: 'end_user.view', stages: ['test'] }];
  const made = await server.api('POST', '/organization-roles', { json: { name: 'Support', permissions } });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(made.json.permissions, permissions);
  const user = await server.createUser();
  const where = `/users/${user.key}/organization-roles`;
  assert.equal((await server.api('POST', `${where}/${made.json.key}`)).status, 204);
  assert.deepEqual((await server.api('GET', where)).json.results, [made.json]);
  assert.equal((await server.api('GET', '/users?hasOrganizationRoles=true')).json.page.totalResults, 2);
  const wider = await server.api('PATCH', `/organization-roles/${made.json.key}`, { json: { permissions: ['*'] } });
  assert.deepEqual(wider.json.permissions, ['*']);
  assert.equal((await server.api('DELETE', `${where}/${made.json.key}`)).status, 204);
  assert.deepEqual((await server.api('GET', where)).json.results, []);
  for (const wrong of [[{ permission: 'no.such' }], [{ permission: 'user.manage', stages: ['test'] }], 'user.manage']) {
    assert.equal((await server.api('POST', '/organization-roles', { json: { name: 'x', permissions: wrong } })).status, 400);
  }
});

test('nobody puts into a role, or grants with it, more than they hold', async (t) => {
  const server = await startServer(t);
  const held = ['member.manage', 'organization_role.manage', 'member.view'].map((permission) => ({ permission }));
  const token = await server.token(await server.createClient({ permissions: held }));
  const role = (name, permissions) => server.api('POST', '/organization-roles', { token, json: { name, permissions } });
  for (const wanted of [['*'], [{ permission: 'api_client.manage' }], [{ permission: 'end_user.view', stages: ['test'] }]]) {
    assert.equal((await role('x', wanted)).json.code, 'grant_exceeds_caller');
  }
  const own = await role('Members', held);
  assert.equal(own.status, 201, own.text);
  const wider = await server.api('PATCH', `/organization-roles/${own.json.key}`, { token, json: { permissions: [...held, { permission: 'user.manage' }] } });
  assert.equal(wider.json.code, 'grant_exceeds_caller');
  const user = await server.createUser();
  const [admin] = (await server.api('GET', '/organization-roles', { token })).json.results;
  const granted = await server.api('POST', `/users/${user.key}/organization-roles/${admin.key}`, { token });
  assert.deepEqual([granted.status, granted.json.code], [403, 'grant_exceeds_caller']);
  assert.equal((await server.api('POST', `/users/${user.key}/organization-roles/${own.json.key}`, { token })).status, 204);
});

test('each address asks for its own permission', async (t) => {
  const server = await startServer(t);
  const token = await server.token(await server.createClient({ permissions: [{ permission: 'token.introspect' }] }));
  const user = await server.createUser();
  const key = randomUUID();
  for (const [method, where, permission, json] of [
    ['GET', '/application-roles', 'application_role.manage'], ['PATCH', `/application-roles/${key}`, 'application_role.manage', {}],
    ['DELETE', `/application-roles/${key}`, 'application_role.manage'], ['GET', '/organization-roles', 'member.view'],
    ['POST', '/organization-roles', 'organization_role.manage', {}], ['DELETE', `/organization-roles/${key}`, 'organization_role.manage'],
    ['GET', '/groups', 'member.view'], ['POST', '/groups', 'user.manage', {}], ['GET', `/groups/${key}/members`, 'member.view'],
    ['POST', `/groups/${key}/members/${user.key}`, 'user.manage'], ['GET', `/users/${user.key}/organization-roles`, 'member.view'],
    ['POST', `/users/${user.key}/organization-roles/${key}`, 'member.manage'], ['DELETE', `/users/${user.key}/organization-roles/${key}`, 'member.manage'],
    ['POST', `/users/${user.key}/application-roles/${key}`, 'user.manage'], ['GET', `/users/${user.key}/groups`, 'member.view'],
    ['PATCH', `/users/${user.key}`, 'user.manage', {}], ['DELETE', `/users/${user.key}`, 'user.manage'], ['POST', '/users/bulk', 'user.manage', {}],
  ]) {
    const answer = await server.api(method, where, { token, json });
    assert.deepEqual([answer.status, answer.json.code, answer.json.permission], [403, 'insufficient_scope', permission], `${method} ${where}`);
  }
});

test('the last member who may manage stays', async (t) => {
  const server = await startServer(t);
  const [admin] = (await server.api('GET', '/users?hasOrganizationRoles=true')).json.results;
  const [role] = (await server.api('GET', '/organization-roles')).json.results;
  const attempts = [
    () => server.api('DELETE', `/users/${admin.key}`),
    () => server.api('PATCH', `/users/${admin.key}`, { json: { isActive: false } }),
    () => server.api('DELETE', `/users/${admin.key}/organization-roles/${role.key}`),
    () => server.api('DELETE', `/organization-roles/${role.key}`),
    () => server.api('PATCH', `/organization-roles/${role.key}`, { json: { permissions: [{ permission: 'member.manage' }] } }),
  ];
  for (const attempt of attempts) {
    const answer = await attempt();
    assert.deepEqual([answer.status, answer.json.code], [409, 'last_member_manager'], answer.text);
  }
  assert.deepEqual((await server.api('GET', `/users/${admin.key}`)).json, admin, 'nothing half done');
  assert.deepEqual((await server.api('GET', `/organization-roles/${role.key}`)).json, role);
  const second = await server.createUser({ email: 'second@example.org' });
  assert.equal((await server.api('POST', `/users/${second.key}/organization-roles/${role.key}`)).status, 204);
  assert.equal((await server.api('DELETE', `/users/${admin.key}`)).status, 204, 'there is another now');
  assert.equal((await server.api('DELETE', `/users/${second.key}`)).status, 409);
});

// SPDX-License-Identifier: Apache-2.0
// The end users of a stage live apart from those of others, and so do the permissions on them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const at = (stage, where = '') => `/stages/${stage}/users${where}`;
const emails = (answer) => answer.json.results.map((one) => one.email);

test('each stage has its own people', async (t) => {
  const server = await startServer(t);
  const made = await server.api('POST', at('test'), { json: { email: 'eve@example.org', name: 'Eve' } });
  assert.equal(made.status, 201, made.text);
  assert.equal(new URL(made.headers.location, server.base).pathname, `/api/identity/v1/stages/test/users/${made.json.key}`);
  assert.equal((await server.api('POST', at('development'), { json: { email: 'eve@example.org' } })).status, 201, 'another realm, another person');
  assert.equal((await server.api('POST', at('test'), { json: { email: 'EVE@example.org' } })).status, 409);
  const where = at('test', `/${made.json.key}`);
  assert.deepEqual((await server.api('GET', where)).json, made.json);
  assert.equal((await server.api('GET', at('development', `/${made.json.key}`))).status, 404);
  assert.equal((await server.api('GET', `/users/${made.json.key}`)).status, 404);
  assert.equal((await server.api('PATCH', at('development', `/${made.json.key}`), { json: { name: 'x' } })).status, 404);
  assert.equal((await server.api('PATCH', where, { json: { isActive: true } })).json.status, 'Active');
  assert.deepEqual(emails(await server.api('GET', `${at('test')}?isActive=true`)), ['eve@example.org']);
  const bulk = await server.api('POST', at('test', '/bulk'), { json: { users: [{ email: 'a@example.org' }, { email: 'b@example.org' }] } });
  assert.equal(bulk.status, 201, bulk.text);
  assert.deepEqual(emails(await server.api('GET', at('test'))), ['eve@example.org', 'a@example.org', 'b@example.org']);
  assert.equal((await server.api('DELETE', at('development', `/${made.json.key}`))).status, 404);
  assert.equal((await server.api('DELETE', where)).status, 204);
  assert.equal((await server.api('GET', where)).status, 404);
});

test('an end user has application roles and no organization roles', async (t) => {
  const server = await startServer(t);
  const user = (await server.api('POST', at('test'), { json: { email: 'eve@example.org' } })).json;
  const role = (await server.api('POST', '/application-roles', { json: { name: 'Reader' } })).json;
  const where = at('test', `/${user.key}/application-roles`);
  assert.equal((await server.api('POST', `${where}/${role.key}`)).status, 204);
  assert.deepEqual((await server.api('GET', where)).json.results, [role]);
  assert.deepEqual(emails(await server.api('GET', `${at('test')}?hasApplicationRoles=true`)), ['eve@example.org']);
  assert.equal((await server.api('POST', `/users/${user.key}/application-roles/${role.key}`)).status, 404);
  assert.equal((await server.api('DELETE', `${where}/${role.key}`)).status, 204);
  const [admin] = (await server.api('GET', '/organization-roles')).json.results;
  assert.equal((await server.api('POST', `/users/${user.key}/organization-roles/${admin.key}`)).status, 404);
  assert.equal((await server.api('POST', at('test', `/${user.key}/organization-roles/${admin.key}`))).status, 404);
});

test('whoever may not is told which permission at which stage is missing', async (t) => {
  const server = await startServer(t);
  const permissions = [{ permission: 'end_user.view', stages: ['test'] }, { permission: 'end_user.manage', stages: ['development'] }, { permission: 'user.manage' }];
  const token = await server.token(await server.createClient({ permissions }));
  assert.equal((await server.api('GET', at('test'), { token })).status, 200);
  assert.equal((await server.api('POST', at('development'), { token, json: { email: 'a@example.org' } })).status, 201);
  const key = randomUUID();
  for (const [method, where, stage, permission, json] of [
    ['GET', at('development'), 'development', 'end_user.view'],
    ['POST', at('test'), 'test', 'end_user.manage', { email: 'a@example.org' }],
    ['POST', at('test', '/bulk'), 'test', 'end_user.manage', { users: [] }],
    ['PATCH', at('test', `/${key}`), 'test', 'end_user.manage', {}],
    ['DELETE', at('production', `/${key}`), 'production', 'end_user.manage'],
    ['GET', at('moon'), 'moon', 'end_user.view'],
    ['GET', '/stages/test/groups', 'test', 'end_user_group.manage'],
  ]) {
    const answer = await server.api(method, where, { token, json });
    assert.equal(answer.status, 403, `${method} ${where}: ${answer.text}`);
    const { code, permission: missing, stage: there } = answer.json;
    assert.deepEqual([code, missing, there], ['insufficient_scope', permission, stage]);
    assert.ok(answer.headers['www-authenticate'].includes(`scope="${stage}:${permission}"`), answer.headers['www-authenticate']);
  }
  assert.equal((await server.api('GET', at('moon'))).status, 404, 'who holds everything is told that there is no such stage');
});

test('groups of a stage hold its own people alone', async (t) => {
  const server = await startServer(t);
  const token = await server.token(await server.createClient({ permissions: [{ permission: 'end_user_group.manage', stages: ['test'] }] }));
  const user = (await server.api('POST', at('test'), { json: { email: 'eve@example.org' } })).json;
  const stranger = (await server.api('POST', at('development'), { json: { email: 'eve@example.org' } })).json;
  const made = await server.api('POST', '/stages/test/groups', { token, json: { name: 'Testers', description: 'They test' } });
  assert.equal(made.status, 201, made.text);
  const where = `/stages/test/groups/${made.json.key}`;
  assert.equal((await server.api('POST', `${where}/members/${user.key}`, { token })).status, 204);
  assert.equal((await server.api('POST', `${where}/members/${stranger.key}`, { token })).status, 404);
  assert.deepEqual((await server.api('GET', `${where}/members`, { token })).json.results, [user]);
  assert.deepEqual((await server.api('GET', at('test', `/${user.key}/groups`))).json.results, [made.json]);
  assert.equal((await server.api('GET', `/stages/development/groups/${made.json.key}`)).status, 404);
  assert.equal((await server.api('GET', `/groups/${made.json.key}`)).status, 404);
  assert.equal((await server.api('GET', '/groups')).json.page.totalResults, 0);
  assert.equal((await server.api('DELETE', where, { token })).status, 204);
  assert.deepEqual((await server.api('GET', at('test', `/${user.key}/groups`))).json.results, []);
});

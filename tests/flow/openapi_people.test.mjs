// SPDX-License-Identifier: Apache-2.0
// What comes of people, roles, groups, stages, realms and APIs has exactly the members that the
// description names, and what it says may be sent is taken.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const made = async (server, where, json) => {
  const answer = await server.api('POST', where, { json });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
};
const read = async (server, where) => (await server.api('GET', where)).json;

test('answers have the members that are described, and no others', async (t) => {
  const server = await startServer(t);
  const { schemas } = (await read(server, '/openapi.json')).components;
  const api = await made(server, '/apis', { audience: 'urn:orders', name: 'Orders', permissions: [{ name: 'read' }] });
  const realms = await read(server, '/realms');
  const answers = {
    User: await made(server, '/users', { email: 'ada@example.org' }),
    UserList: await read(server, '/users'),
    CreatedUsers: await made(server, '/users/bulk', { users: [{ email: 'b@example.org' }] }),
    ApplicationRole: await made(server, '/application-roles', { name: 'Reader' }),
    ApplicationRoleList: await read(server, '/application-roles'),
    OrganizationRole: await made(server, '/organization-roles', { name: 'Support' }),
    OrganizationRoleList: await read(server, '/organization-roles'),
    Group: await made(server, '/groups', { name: 'All' }),
    GroupList: await read(server, '/groups'),
    Stage: await made(server, '/stages', { slug: 'qa' }),
    StageList: await read(server, '/stages'),
    Realm: realms.results[0],
    RealmList: realms,
    Discovery: realms.results[0].discovery,
    Api: api,
    ApiList: await read(server, '/apis'),
    ApiPermission: api.permissions[0],
    PermissionList: await read(server, '/permissions'),
    CataloguePermission: (await read(server, '/permissions')).results[0],
  };
  for (const [name, answer] of Object.entries(answers)) {
    const members = Object.keys(answer).sort();
    assert.deepEqual(Object.keys(schemas[name].properties).sort(), members, name);
    assert.deepEqual([...schemas[name].required].sort(), members, name);
  }
});

test('each member that may be sent is taken', async (t) => {
  const server = await startServer(t);
  const { schemas } = (await read(server, '/openapi.json')).components;
  const user = await made(server, '/users', { email: 'ada@example.org' });
  const group = await made(server, '/groups', { name: 'All' });
  const role = await made(server, '/organization-roles', { name: 'Support' });
  const api = await made(server, '/apis', { audience: 'urn:orders', name: 'Orders' });
  const { realm } = await read(server, '/stages/test');
  const whole = {
    UserPatch: [`/users/${user.key}`, { email: 'eve@example.org', name: 'Eve', photoUrl: null, isActive: true }],
    GroupPatch: [`/groups/${group.key}`, { name: 'Some', description: 'Not all' }],
    OrganizationRolePatch: [`/organization-roles/${role.key}`, { name: 'Help', description: '', permissions: ['*'] }],
    StagePatch: ['/stages/test', { label: 'Trial', position: 9 }],
    RealmPatch: [`/realms/${realm}`, { publicUrl: null, hosts: ['trial.localhost'], alg: 'PS256' }],
    ApiPatch: [`/apis/${api.key}`, { name: 'Sales', tokenLifetime: 60, permissions: [{ name: 'read', perStage: true }] }],
  };
  for (const [name, [where, json]] of Object.entries(whole)) {
    assert.deepEqual(Object.keys(json).sort(), Object.keys(schemas[name].properties).sort(), name);
    assert.equal(schemas[name].additionalProperties, false);
    const answer = await server.api('PATCH', where, { json });
    assert.equal(answer.status, 200, `${name}: ${answer.text}`);
  }
});

// SPDX-License-Identifier: Apache-2.0
// The life of an API client as one story, and each of its turns by itself: changed, permitted,
// suspended, resumed, duplicated, deleted.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { DAY, HOUR, dayIn } from '../lib/clock.mjs';
import { ok } from '../lib/http.mjs';
import { startServer } from '../lib/server.mjs';

const view = [{ permission: 'member.view' }];
const manage = [{ permission: 'api_client.manage' }, { permission: 'api_client.view' }];

function lastEvent(server) {
  const sql = 'SELECT action, before_json AS before, after_json AS after FROM event ORDER BY number DESC LIMIT 1';
  return JSON.parse(execFileSync('sqlite3', ['-json', `${server.data}/jeton.db`, sql]).toString())[0];
}

test('the whole life: create, permit, use, warn, rotate with overlap, suspend, resume, duplicate, delete', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ name: 'Reports', permissions: [], secret: { expiresOn: dayIn(13) } });
  assert.equal((await server.tokenAnswer(client)).json.error, 'unauthorized_client');

  const where = `/api-clients/${client.key}`;
  const granted = await ok(server.api('PUT', `${where}/permissions`, { json: { permissions: view } }));
  assert.deepEqual(granted.json, { permissions: view });
  const warned = await ok(server.tokenAnswer(client));
  assert.equal(warned.json.client_secret_expires_at, Date.parse(`${dayIn(13)}T23:59:59Z`) / 1000);
  assert.equal((await ok(server.api('GET', '/users', { token: warned.json.access_token }))).status, 200);
  assert.match((await server.api('GET', where)).json.statusReason, /14 days/);

  const fresh = (await ok(server.api('POST', `${where}/secrets`, { json: { overlapHours: 2 } }), 201)).json;
  server.secrets.add(fresh.clientSecret);
  const renewed = { clientId: client.clientId, clientSecret: fresh.clientSecret };
  assert.equal((await ok(server.tokenAnswer(renewed))).json.client_secret_expires_at, undefined);
  const late = await ok(server.tokenAnswer(client));
  assert.ok(Math.abs(late.json.client_secret_expires_at - Date.now() / 1000 - 2 * HOUR) < 60, 'the old one ends in two hours');
  assert.deepEqual((await server.api('GET', where)).json.secrets.map((one) => one.state), ['active', 'overlapping']);

  await server.restartWithClock(2 * HOUR + 60);
  assert.equal((await server.tokenAnswer(client)).status, 401, 'the old secret is dead at its hour');
  const token = await server.token(renewed);
  assert.deepEqual((await server.api('GET', where)).json.secrets.map((one) => one.state), ['active', 'superseded']);
  await ok(server.api('GET', '/users', { token: late.json.access_token }));

  const suspended = (await ok(server.api('POST', `${where}/suspend`))).json;
  assert.equal(suspended.status, 'Suspended');
  assert.equal((await server.tokenAnswer(renewed)).status, 401);
  assert.equal((await server.api('GET', '/users', { token })).json.code, 'client_suspended');
  assert.deepEqual((await server.introspect(token)).json, { active: false });
  assert.equal((await ok(server.api('POST', `${where}/resume`))).json.status, 'Available');
  await ok(server.tokenAnswer(renewed));
  await ok(server.api('GET', '/users', { token }));
  assert.equal((await server.introspect(token)).json.active, true);

  const twin = (await ok(server.api('POST', `${where}/duplicate`), 201)).json;
  server.secrets.add(twin.clientSecret);
  assert.equal(twin.name, 'Reports (copy)');
  await ok(server.api('DELETE', where), 204);
  assert.equal((await server.api('GET', where)).status, 404);
  assert.equal((await server.tokenAnswer(renewed)).status, 401);
  assert.equal((await server.api('GET', '/users', { token })).json.code, 'client_deleted');
  assert.deepEqual((await server.introspect(token)).json, { active: false });
  await ok(server.tokenAnswer(twin));
});

test('a client is renamed, described and told its methods, and nothing else', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ description: 'Old', permissions: view });
  const where = `/api-clients/${client.key}`;
  const changed = await ok(server.api('PATCH', where, { json: { name: 'New', authMethods: ['client_secret_basic'] } }));
  assert.deepEqual(
    { name: changed.json.name, description: changed.json.description, methods: changed.json.authMethods },
    { name: 'New', description: 'Old', methods: ['client_secret_basic'] },
  );
  assert.equal((await server.tokenAnswer(client)).status, 401, 'post is no method of it any more');
  const event = lastEvent(server);
  assert.equal(event.action, 'api_client.update');
  assert.equal(JSON.parse(event.before).name, 'Test client');
  assert.equal(JSON.parse(event.after).name, 'New');
  const emptied = await ok(server.api('PATCH', where, { json: { description: '' } }));
  assert.equal(emptied.json.description, '');
  const same = await ok(server.api('PATCH', where, { json: { name: 'New' } }));
  assert.equal(same.headers.etag, emptied.headers.etag, 'what is so already is no change');
  assert.equal(same.json.updatedAt, emptied.json.updatedAt);
  for (const [json, pointer] of [
    [{ name: '' }, '/name'], [{ name: null }, '/name'], [{ name: 7 }, '/name'], [{ name: 'x'.repeat(201) }, '/name'],
    [{ description: 'x'.repeat(2001) }, '/description'], [{ description: null }, '/description'], [{ authMethods: [] }, '/authMethods'], [{ authMethods: null }, '/authMethods'],
    [{ authMethods: ['none'] }, '/authMethods/0'], [{ permissions: [] }, '/permissions'], [{ clientId: 'mine' }, '/clientId'], [{ status: 'Available' }, '/status'],
  ]) {
    const answer = await ok(server.api('PATCH', where, { json }), 400);
    assert.equal(answer.json.errors[0].pointer, pointer, answer.text);
  }
});

test('two writers at once: the second is told', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: view });
  const where = `/api-clients/${client.key}`;
  const { etag } = (await server.api('GET', where)).headers;
  const headers = { 'If-Match': etag };
  const first = await ok(server.api('PATCH', where, { json: { name: 'First' }, headers }));
  await ok(server.api('PATCH', where, { json: { name: 'Second' }, headers }), 412);
  for (const [method, path, json] of [
    ['DELETE', ''], ['POST', '/suspend'], ['POST', '/resume'], ['POST', '/duplicate'], ['POST', '/secrets', {}],
    ['PUT', '/permissions', { permissions: [] }], ['DELETE', `/secrets/${client.secrets[0].id}`],
  ]) {
    await ok(server.api(method, where + path, { json, headers }), 412);
  }
  assert.equal((await server.api('GET', where)).json.name, 'First');
  await ok(server.api('PATCH', where, { json: { name: 'Second' }, headers: { 'If-Match': first.headers.etag } }));
  await ok(server.api('PATCH', where, { json: { name: 'Third' }, headers: { 'If-Match': '*' } }));
});

test('a change of permissions counts at once', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: [...view, { permission: 'end_user.view', stages: ['test'] }] });
  const where = `/api-clients/${client.key}/permissions`;
  const token = await server.token(client);
  assert.equal((await server.introspect(token)).json.scope, 'test:end_user.view member.view');
  const less = [{ permission: 'end_user.view', stages: ['development', 'test'] }];
  await ok(server.api('PUT', where, { json: { permissions: less } }));
  assert.deepEqual((await ok(server.api('GET', where))).json, { permissions: less });
  assert.equal((await server.api('GET', '/users', { token })).status, 403, 'what was taken is gone at once');
  assert.equal((await server.introspect(token)).json.scope, 'test:end_user.view');
  assert.equal((await server.tokenAnswer(client)).json.scope, 'development:end_user.view test:end_user.view');
  const event = lastEvent(server);
  assert.equal(event.action, 'api_client.permissions');
  assert.deepEqual(JSON.parse(event.after).permissions.map((one) => one.stage), ['development', 'test']);
  await ok(server.api('PUT', where, { json: { permissions: ['*'] } }));
  assert.deepEqual((await server.api('GET', where)).json, { permissions: ['*'] });
  for (const [json, pointer] of [[{}, '/permissions'], [{ permissions: 'x' }, '/permissions'], [{ permissions: [{ permission: 'no.such' }] }, '/permissions/0/permission'], [{ permissions: [], more: 1 }, '/more']]) {
    assert.equal((await ok(server.api('PUT', where, { json }), 400)).json.errors[0].pointer, pointer);
  }
});

test('nobody grants, duplicates or makes a secret beyond what they hold', async (t) => {
  const server = await startServer(t);
  const strong = await server.createClient({ permissions: ['*'] });
  const token = await server.token(await server.createClient({ permissions: [...manage, ...view] }));
  const weak = await server.createClient({ permissions: view });
  const exceeds = async (answer) => assert.equal((await ok(answer, 403)).json.code, 'grant_exceeds_caller');
  await exceeds(server.api('POST', `/api-clients/${strong.key}/duplicate`, { token }));
  await exceeds(server.api('POST', `/api-clients/${strong.key}/secrets`, { token }));
  await exceeds(server.api('PUT', `/api-clients/${weak.key}/permissions`, { token, json: { permissions: ['*'] } }));
  const json = { clientId: 'x', clientSecret: randomUUID() + randomUUID(), name: 'x', permissions: ['*'] };
  await exceeds(server.api('POST', '/api-clients/import', { token, json }));
  await ok(server.api('PUT', `/api-clients/${strong.key}/permissions`, { token, json: { permissions: view } }));
  for (const path of ['duplicate', 'secrets']) {
    server.secrets.add((await ok(server.api('POST', `/api-clients/${strong.key}/${path}`, { token }), 201)).json.clientSecret);
  }
});

test('suspension stops everything with the next request, and stays after a restart', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: [...view, { permission: 'token.introspect' }] });
  const token = await server.token(client);
  const where = `/api-clients/${client.key}`;
  await ok(server.api('POST', `${where}/suspend`));
  await ok(server.api('POST', `${where}/suspend`));
  for (const again of [false, true]) {
    if (again) await server.kill9().then(() => server.start());
    assert.equal((await server.tokenAnswer(client)).status, 401);
    assert.equal((await server.introspect(server.adminToken, client)).status, 401);
    assert.equal((await server.form(`${server.bootstrap.issuer}/protocol/openid-connect/revoke`, { token, client_id: client.clientId, client_secret: client.clientSecret })).status, 401);
    assert.equal((await server.api('GET', '/users', { token })).status, 401);
    assert.equal((await server.introspect(token)).text, '{"active":false}');
    assert.deepEqual((await server.api('GET', '/api-clients?status=Suspended')).json.results.map((one) => one.key), [client.key]);
  }
  await ok(server.api('POST', `${where}/resume`));
  await ok(server.api('GET', '/users', { token }));
  for (const path of ['/suspend?force=maybe', '/suspend?more=1', '/resume?force=true']) {
    await ok(server.api('POST', where + path), 400);
  }
});

test('a duplicate has the settings and its own credentials', async (t) => {
  const server = await startServer(t);
  const permissions = [{ permission: 'member.view' }, { permission: 'end_user.view', stages: ['test'] }];
  const client = await server.createClient({ name: 'ü'.repeat(200), description: 'About', authMethods: ['client_secret_post'], permissions });
  const where = `/api-clients/${client.key}/duplicate`;
  await ok(server.api('POST', `/api-clients/${client.key}/suspend`));
  const twin = (await ok(server.api('POST', where), 201)).json;
  server.secrets.add(twin.clientSecret);
  const settings = ({ description, authMethods, permissions: held }) => ({ description, authMethods, held });
  assert.deepEqual(settings(twin), settings(client));
  assert.equal(twin.name, `${'ü'.repeat(193)} (copy)`);
  assert.equal(twin.status, 'Available');
  for (const member of ['key', 'clientId', 'clientSecret']) assert.notEqual(twin[member], client[member]);
  assert.deepEqual((await server.api('GET', `/api-clients/${twin.key}`)).json, (({ clientSecret, ...rest }) => rest)(twin));
  assert.equal((lastEvent(server)).action, 'api_client.duplicate');
  const named = (await ok(server.api('POST', where, { json: { name: 'Other' } }), 201)).json;
  server.secrets.add(named.clientSecret);
  assert.equal(named.name, 'Other');
  for (const json of [{ name: '' }, { name: 7 }, { permissions: ['*'] }, []]) await ok(server.api('POST', where, { json }), 400);
});

test('a deleted client is gone, but its id is never given again', async (t) => {
  const server = await startServer(t);
  const secret = `s3-${randomUUID()}${randomUUID()}`;
  const json = { clientId: 'legacy', clientSecret: secret, name: 'Legacy', permissions: view };
  server.secrets.add(secret);
  const { key } = (await ok(server.api('POST', '/api-clients/import', { json }), 201)).json;
  await ok(server.api('DELETE', `/api-clients/${key}`), 204);
  await ok(server.api('DELETE', `/api-clients/${key}`), 404);
  for (const [method, path, body] of [['GET', ''], ['PATCH', '', { name: 'x' }], ['GET', '/permissions'], ['PUT', '/permissions', { permissions: [] }], ['GET', '/secrets'], ['POST', '/secrets'], ['POST', '/suspend'], ['POST', '/resume'], ['POST', '/duplicate']]) {
    await ok(server.api(method, `/api-clients/${key}${path}`, { json: body }), 404);
  }
  assert.equal((await server.api('GET', '/api-clients')).json.page.totalResults, 1);
  await ok(server.api('POST', '/api-clients/import', { json }), 409);
  await server.restart();
  assert.equal((await server.tokenAnswer(json)).status, 401);
  await ok(server.api('POST', '/api-clients/import', { json: { ...json, clientSecret: `${secret}x` } }), 409);
});

test('somebody who may manage clients is always left', async (t) => {
  const server = await startServer(t);
  const other = await server.createClient({ permissions: manage, secret: { expiresOn: dayIn(1) } });
  const { results } = (await server.api('GET', '/api-clients?nameContains=bootstrap')).json;
  const self = `/api-clients/${results[0].key}`;
  const last = async (answer) => assert.equal((await ok(answer, 409)).json.code, 'last_manager');
  await ok(server.api('POST', `/api-clients/${other.key}/suspend`));
  await last(server.api('DELETE', self));
  await last(server.api('POST', `${self}/suspend?force=true`));
  await last(server.api('PUT', `${self}/permissions`, { json: { permissions: view } }));
  await ok(server.api('POST', `/api-clients/${other.key}/resume`));
  await server.restartWithClock(3 * DAY);
  await last(server.api('DELETE', self));
  const third = (await ok(server.api('POST', `/api-clients/${other.key}/secrets`), 201)).json;
  server.secrets.add(third.clientSecret);
  assert.equal((await ok(server.api('POST', `${self}/suspend`), 409)).json.code, 'self_suspension');
  await ok(server.api('POST', `${self}/suspend?force=true`));
  await ok(server.api('GET', self), 401);
  const token = await server.token({ clientId: other.clientId, clientSecret: third.clientSecret });
  await ok(server.api('DELETE', self, { token }), 204);
  await last(server.api('DELETE', `/api-clients/${other.key}`, { token }));
});

test('whoever may only look changes nothing', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: view });
  const token = await server.token(await server.createClient({ permissions: [{ permission: 'api_client.view' }] }));
  const where = `/api-clients/${client.key}`;
  for (const path of ['', '/permissions', '/secrets']) await ok(server.api('GET', where + path, { token }));
  for (const [method, path, json] of [['PATCH', '', { name: 'x' }], ['DELETE', ''], ['PUT', '/permissions', { permissions: [] }], ['POST', '/secrets'], ['DELETE', `/secrets/${client.secrets[0].id}`], ['POST', '/suspend'], ['POST', '/resume'], ['POST', '/duplicate']]) {
    assert.equal((await ok(server.api(method, where + path, { token, json }), 403)).json.permission, 'api_client.manage');
  }
  assert.equal((await ok(server.api('POST', '/api-clients/import', { token, json: {} }), 403)).json.permission, 'api_client.manage');
  assert.equal((await ok(server.api('POST', '/api-clients/self/secrets', { token, json: {} }), 403)).json.permission, 'api_client.rotate_self');
});

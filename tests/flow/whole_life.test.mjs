// SPDX-License-Identifier: Apache-2.0
// The whole life of an API client, told with curl alone, over months of a moved clock: created,
// permitted, used, warned of, renewed by itself, its old secret dead at its hour, suspended, resumed,
// duplicated, deleted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, HOUR, dayIn } from '../lib/clock.mjs';
import { checkExchange } from '../lib/openapi.mjs';
import { curl } from '../lib/programs.mjs';
import { startServer } from '../lib/server.mjs';

const permissions = [{ permission: 'member.view' }, { permission: 'api_client.rotate_self' }];

// What curl -i printed: {status, headers, text, json}.
function parse(output) {
  const [head, text] = output.split(/\r\n\r\n(.*)$/s);
  const [first, ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
  return { status: Number(first.split(' ')[1]), headers, text, json: text ? JSON.parse(text) : undefined };
}

class Story {
  constructor(server) {
    this.server = server;
  }
  async curl(args, wanted) {
    const ended = await curl(['-i', ...args]);
    assert.equal(ended.code, 0, ended.stderr);
    const answer = parse(ended.stdout);
    assert.equal(answer.status, wanted, `curl ${args.join(' ')}\n${answer.text}`);
    for (const name of ['access_token', 'clientSecret']) {
      if (answer.json?.[name]) this.server.secrets.add(answer.json[name]);
    }
    return answer;
  }
  // The token endpoint, with Basic as curl -u sends it.
  token({ clientId, clientSecret }, wanted = 200) {
    return this.curl(['-u', `${clientId}:${clientSecret}`, '-d', 'grant_type=client_credentials', this.server.tokenUrl], wanted);
  }
  async api(token, method, where, wanted = 200, body = undefined) {
    const url = `${this.server.base}/api/identity/v1${where}`;
    const json = body === undefined ? [] : ['-H', 'Content-Type: application/json', '-d', JSON.stringify(body)];
    const answer = await this.curl(['-X', method, '-H', `Authorization: Bearer ${token}`, ...json, url], wanted);
    checkExchange(method, url, { body }, answer);
    return answer;
  }
  // The administrator, with a token of this hour.
  async admin(...request) {
    const { client_id: clientId, client_secret: clientSecret } = this.server.bootstrap;
    return this.api((await this.token({ clientId, clientSecret })).json.access_token, ...request);
  }
  async introspect(token) {
    const { client_id: id, client_secret: secret } = this.server.bootstrap;
    return (await this.curl(['-u', `${id}:${secret}`, '-d', `token=${token}`, `${this.server.tokenUrl}/introspect`], 200)).json;
  }
  async cause(refused) {
    return (await this.admin('GET', `/rejections/${refused.json.rejection_id}`)).json.cause;
  }
}

test('created, permitted and used; warned of and renewed by itself', async (t) => {
  const server = await startServer(t);
  const story = new Story(server);
  const other = (await story.admin('POST', '/api-clients', 201, { name: 'Administrator', permissions: ['*'], secret: { expiresOn: dayIn(300) } })).json;
  Object.assign(server.bootstrap, { client_id: other.clientId, client_secret: other.clientSecret });
  const last = dayIn(40);
  const client = (await story.admin('POST', '/api-clients', 201, { name: 'Reports', secret: { expiresOn: last } })).json;
  const where = `/api-clients/${client.key}`;
  assert.equal(client.status, 'Needs attention', 'it has no permissions');
  assert.equal((await story.token(client, 400)).json.error, 'unauthorized_client');

  await story.admin('PUT', `${where}/permissions`, 200, { permissions });
  assert.equal((await story.admin('GET', where)).json.status, 'Available');
  const first = (await story.token(client)).json;
  assert.equal(first.client_secret_expires_at, undefined);
  assert.equal((await story.api(first.access_token, 'GET', '/users')).json.page.totalResults, 1);
  assert.equal((await story.api(first.access_token, 'POST', '/users', 403, { email: 'a@example.org' })).json.permission, 'user.manage');

  await server.restartWithClock(25 * DAY);
  assert.equal((await story.token(client)).json.client_secret_expires_at, undefined, '15 days are left');
  const now = 27 * DAY;
  await server.restartWithClock(now);
  const warned = (await story.token(client)).json;
  assert.equal(warned.client_secret_expires_at, Date.parse(`${last}T23:59:59Z`) / 1000);
  const shown = (await story.admin('GET', where)).json;
  assert.deepEqual([shown.status, shown.statusReason !== ''], ['Needs attention', true]);

  const renewal = { currentSecret: client.clientSecret, overlapHours: 3 };
  const made = (await story.api(warned.access_token, 'POST', '/api-clients/self/secrets', 201, renewal)).json;
  const renewed = { ...client, clientSecret: made.clientSecret };
  await story.token(renewed);
  const old = (await story.token(client)).json;
  assert.ok(old.client_secret_expires_at < warned.client_secret_expires_at, 'the old one ends with the overlap');
  await server.restartWithClock(now + 3 * HOUR - 120);
  await story.token(client);
  await server.restartWithClock(now + 3 * HOUR + 120);
  const refused = await story.token(client, 401);
  assert.equal(await story.cause(refused), 'secret_superseded');
  assert.equal((await story.api(old.access_token, 'GET', '/users')).status, 200, 'its tokens live out their hours');
  assert.deepEqual((await story.admin('GET', where)).json.secrets.map((one) => one.state), ['active', 'superseded']);
  assert.equal((await story.token(renewed)).json.client_secret_expires_at, undefined);

  await server.restartWithClock(100 * DAY);
  assert.equal((await story.admin('GET', where)).json.status, 'Expired', 'nobody renewed it again');
  assert.equal(await story.cause(await story.token(renewed, 401)), 'secret_expired');
});

test('suspended, resumed, duplicated, deleted; and all of it is told by the events', async (t) => {
  const server = await startServer(t);
  const story = new Story(server);
  const client = (await story.admin('POST', '/api-clients', 201, { name: 'Reports', permissions })).json;
  const where = `/api-clients/${client.key}`;
  const token = (await story.token(client)).json.access_token;
  assert.equal((await story.introspect(token)).active, true);

  assert.equal((await story.admin('POST', `${where}/suspend`)).json.status, 'Suspended');
  assert.equal((await story.api(token, 'GET', '/users', 401)).json.code, 'client_suspended');
  assert.deepEqual(await story.introspect(token), { active: false });
  assert.equal(await story.cause(await story.token(client, 401)), 'client_suspended');
  await server.kill9();
  await server.start();
  await story.api(token, 'GET', '/users', 401);

  assert.equal((await story.admin('POST', `${where}/resume`)).json.status, 'Available');
  await story.api(token, 'GET', '/users');
  assert.equal((await story.introspect(token)).active, true);
  await story.token(client);

  const twin = (await story.admin('POST', `${where}/duplicate`, 201, { name: 'Reports of tomorrow' })).json;
  assert.deepEqual([twin.permissions, twin.name], [permissions, 'Reports of tomorrow']);
  assert.ok(twin.clientId !== client.clientId && twin.clientSecret !== client.clientSecret);
  const ofTwin = (await story.token(twin)).json.access_token;
  await story.admin('DELETE', where, 204);
  await story.admin('GET', where, 404);
  assert.equal((await story.api(token, 'GET', '/users', 401)).json.code, 'client_deleted');
  assert.equal(await story.cause(await story.token(client, 401)), 'client_deleted');
  await story.api(ofTwin, 'GET', '/users');
  assert.deepEqual((await story.admin('GET', '/api-clients?nameContains=Reports')).json.results.map((one) => one.key), [twin.key]);

  const events = (await story.admin('GET', `/events?object=${client.key}`)).json.results;
  const actions = events.map((one) => one.action);
  for (const action of ['suspend', 'resume', 'delete']) assert.ok(actions.some((one) => one.includes(action)), `${action}: ${actions}`);
});

// SPDX-License-Identifier: Apache-2.0
// Every route of the management API x every permission x stage x state of the API client, compared
// with the model of the manual. A route without a row fails.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { test } from 'node:test';
import { bearer, postJson, request } from '../lib/http.mjs';
import { checkExchange, describeApi } from '../lib/openapi.mjs';
import { startServer } from '../lib/server.mjs';
import { GRANTS, STAGES, STATES, asPermission, expected, isAtStage, permissionOf } from './model.mjs';
import { ROWS } from './rows.mjs';
import { World } from './world.mjs';

const SHOWN = 20;
const AT_ONCE = 8;
const { routes, document } = describeApi();
const stagesOf = (route) => (isAtStage(route) ? STAGES : [undefined]);

// No object: whoever may not is told so, whether or not there is one.
function nowhere(route, stage) {
  const path = route.split(' ')[1];
  const at = stage ? path.replace(/^\/stages\/\{\w+\}/, `/stages/${stage}`) : path;
  return at.replace(/\{\w+\}/g, randomUUID());
}

function seen(answer) {
  const { code, permission, stage } = answer.json;
  return { status: answer.status, code, permission, stage };
}

function challenge({ status, code, permission, stage }) {
  if (code === 'current_secret_invalid') return [/^$/];
  if (status === 401) return [/^Bearer realm="jeton", error="invalid_token"/];
  const scope = stage ? `${stage}:${permission}` : permission;
  return [/^Bearer realm="jeton", error="insufficient_scope"/, new RegExp(`, scope="${scope}"$`)];
}

// What is wrong with the answer; undefined when nothing is.
function fault(answer, wanted, good) {
  if (wanted.status === undefined) return [good].flat().includes(answer.status) ? undefined : `${answer.status} for ${good}: ${answer.text}`;
  const header = answer.headers['www-authenticate'] ?? '';
  if (answer.status === 204 || answer.status < 400) return `${answer.status}, and not ${JSON.stringify(wanted)}`;
  const isSame = Object.entries(seen(answer)).every(([name, value]) => value === wanted[name]);
  return isSame && challenge(wanted).every((one) => one.test(header)) ? undefined : `${answer.text} ${header}, and not ${JSON.stringify(wanted)}`;
}

class Matrix {
  constructor(world) {
    this.world = world;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
    this.faults = [];
    this.count = 0;
    this.served = new Set();
  }

  async send(route, where, json, headers) {
    const [method] = route.split(' ');
    const url = `${this.world.server.base}/api/identity/v1${where}`;
    const answer = await (json ? postJson(url, json, { method, headers, agent: this.agent }) : request(url, { method, headers, agent: this.agent }));
    checkExchange(method, url, { body: json, headers }, answer);
    return answer;
  }

  async cell(route, stage, caller, wanted = expected(route, stage, caller)) {
    const row = ROWS[route];
    const isServed = wanted.status === undefined;
    const where = isServed && row.at ? await row.at(this.world, caller, stage) : nowhere(route, stage);
    const json = row.body?.(this.world, caller, stage);
    const headers = caller.bearer ? bearer(caller.bearer) : {};
    const answer = await this.send(route, where, json, headers);
    const wrong = fault(answer, wanted, row.good);
    this.count++;
    if (isServed) this.served.add(route);
    if (wrong) this.faults.push(`${route} ${stage ?? ''} by ${caller.grant}, ${caller.state}: ${wrong}`);
  }

  async run(cells) {
    const rest = cells[Symbol.iterator]();
    const work = async () => {
      for (const cell of rest) await this.cell(...cell);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    assert.deepEqual(this.faults.slice(0, SHOWN), [], `${this.faults.length} of ${this.count} are wrong`);
  }
}

function* cells(callers, wantedOf = expected) {
  for (const caller of callers) {
    for (const route of routes) {
      for (const stage of stagesOf(route)) yield [route, stage, caller, wantedOf(route, stage, caller)];
    }
  }
}

test('every route has a row, in the table and in openapi.json', () => {
  const described = Object.entries(document.paths).flatMap(([where, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${where}`));
  assert.deepEqual(routes.filter((route) => !ROWS[route]), [], 'write a row in tests/matrix/rows*.mjs');
  assert.deepEqual(described.sort(), [...routes].sort());
});

test('the model has a rule for every route, and knows every permission that there is', async (t) => {
  const server = await startServer(t);
  const { scope } = (await server.tokenAnswer()).json;
  assert.deepEqual(scope.split(' ').sort(), [...GRANTS].sort());
  for (const permission of routes.map(permissionOf)) {
    assert.ok(permission === undefined || GRANTS.some((grant) => asPermission(grant).permission === permission), permission);
  }
});

test('the model refuses and serves', () => {
  const caller = (state, ...grants) => ({ state, token: grants, held: grants });
  assert.deepEqual(expected('GET /users', undefined, caller('available', 'member.view')), {});
  assert.equal(expected('GET /users', undefined, caller('available', 'user.manage')).permission, 'member.view');
  assert.equal(expected('GET /users', undefined, caller('suspended', 'member.view')).code, 'client_suspended');
  assert.deepEqual(expected('GET /stages/{slug}/users', 'test', caller('available', 'test:end_user.view')), {});
  assert.equal(expected('GET /stages/{slug}/users', 'production', caller('available', 'test:end_user.view')).stage, 'production');
  assert.equal(expected('POST /stages/{slug}/archive', 'test', caller('available', 'test:stage.view')).stage, undefined);
});

test('every route x permission x stage x state', async (t) => {
  const world = await World.start(t);
  const callers = await world.callers();
  await world.nightfall();
  for (const caller of callers) await world.bring(caller);
  const matrix = new Matrix(world);
  t.after(() => matrix.agent.destroy());
  await matrix.run(cells(callers));
  assert.deepEqual(routes.filter((route) => !matrix.served.has(route)), [], 'each was served to somebody');

  // Without a token, and with one that has expired since, nobody gets anything.
  const available = callers.filter((caller) => caller.state === 'available');
  const isPublic = (route) => permissionOf(route) === undefined;
  const refused = [];
  for (const route of routes.filter((one) => !isPublic(one))) {
    const answer = await matrix.send(route, nowhere(route, STAGES[0]), undefined, {});
    if (answer.json.code !== 'token_missing' || answer.headers['www-authenticate'] !== 'Bearer realm="jeton"') refused.push(`${route}: ${answer.text}`);
  }
  assert.deepEqual(refused, []);
  await world.nextEvening();
  await matrix.run(cells(available, (route) => (isPublic(route) ? {} : { status: 401, code: 'token_expired' })));
  const states = Object.keys(STATES).length;
  const perCaller = routes.reduce((sum, route) => sum + stagesOf(route).length, 0);
  assert.equal(matrix.count, perCaller * GRANTS.length * (states + 1));
});

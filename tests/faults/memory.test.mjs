// SPDX-License-Identifier: Apache-2.0
// Memory fails at any place of the running program: each answer is right, or 503, or a closed
// connection; nothing that was acknowledged is lost; the process lives. The allocations of every kind of
// request fail one after the other, then one in so many at random under concurrent requests.
// JETON_MEMORY_SECONDS sets how long the random part takes, JETON_MEMORY_STARTS how many starts fail.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { jetond, run } from '../lib/programs.mjs';
import { preload } from '../lib/preload.mjs';
import { freePorts, startServer, temporaryDirectory } from '../lib/server.mjs';

const SECONDS = Number(process.env.JETON_MEMORY_SECONDS ?? 6);
const STARTS = Number(process.env.JETON_MEMORY_STARTS ?? 12);
const SWEEP_MAX = 400;

// The words that tests/lib/starve.c shares with us.
class Starvation {
  constructor(directory) {
    this.file = path.join(directory, 'starve');
    fs.writeFileSync(this.file, Buffer.alloc(40));
    this.fd = fs.openSync(this.file, 'r+');
    this.env = { ...preload('starve'), STARVE_FILE: this.file };
    if (process.env.JETON_MEMORY_SAY) this.set(4, 1);
  }
  set(word, value) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    fs.writeSync(this.fd, bytes, 0, 8, word * 8);
  }
  get(word) {
    const bytes = Buffer.alloc(8);
    fs.readSync(this.fd, bytes, 0, 8, word * 8);
    return Number(bytes.readBigInt64LE());
  }
  failNth = (n) => this.set(0, n);
  failOneIn = (n) => this.set(1, n);
  stop() {
    this.set(0, 0);
    this.set(1, 0);
  }
  get failed() {
    return this.get(2);
  }
}

// One request over a connection that is kept; undefined when the server closed it.
function asker(server) {
  const agent = new http.Agent({ keepAlive: true });
  return {
    end: () => agent.destroy(),
    ask: (method, url, { form, json, token } = {}) => new Promise((resolve) => {
      const body = form ? new URLSearchParams(form).toString() : json && JSON.stringify(json);
      const headers = { ...(token && { Authorization: `Bearer ${token}` }) };
      if (body) {
        headers['Content-Type'] = form ? 'application/x-www-form-urlencoded' : 'application/json';
        headers['Content-Length'] = Buffer.byteLength(body);
      }
      const request = http.request(url.startsWith('/') ? server.base + url : url, { method, headers, agent }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('error', () => resolve(undefined));
        answer.on('aborted', () => resolve(undefined));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          let parsed;
          try {
            parsed = JSON.parse(text);
          } catch {}
          resolve({ status: answer.statusCode, headers: answer.headers, text, json: parsed });
        });
      });
      request.on('error', () => resolve(undefined));
      request.end(body);
    }),
  };
}

const API = '/api/identity/v1';

// The kinds of request, each with what is right besides 503 and a closed connection.
async function makeKinds(server) {
  const client = await server.createClient({ name: 'Starved', permissions: ['*'] });
  const live = await server.token();
  const dead = await server.token();
  const issuer = server.bootstrap.issuer;
  const endpoint = (name) => `${issuer}/protocol/openid-connect/${name}`;
  await server.form(endpoint('revoke'), { token: dead, ...server.credentials });
  const acknowledged = { users: [], revoked: [] };
  const right = { grant_type: 'client_credentials', ...server.credentials };
  let number = 0;
  const is = (status, more = () => true) => (answer) => answer.status === status && more(answer);
  const kinds = {
    'a token': (ask) => ask('POST', server.tokenUrl, { form: right }).then(is200((a) => a.json.access_token.split('.').length === 3)),
    'a token for another client': (ask) => ask('POST', server.tokenUrl, { form: { ...right, client_id: client.clientId, client_secret: client.clientSecret } }).then(is200()),
    'a wrong secret': (ask) => ask('POST', server.tokenUrl, { form: { ...right, client_secret: 'wrong'.repeat(9) } }).then(isStatus(401, (a) => a.json.error === 'invalid_client')),
    'an unknown client': (ask) => ask('POST', server.tokenUrl, { form: { ...right, client_id: 'nobody' } }).then(isStatus(401, (a) => a.json.error === 'invalid_client')),
    'an unknown scope': (ask) => ask('POST', server.tokenUrl, { form: { ...right, scope: 'no.such' } }).then(isStatus(400, (a) => a.json.error === 'invalid_scope')),
    'a live token introspected': (ask) => ask('POST', endpoint('token/introspect'), { form: { token: live, ...server.credentials } }).then(is200((a) => a.json.active === true)),
    'a revoked token introspected': (ask) => ask('POST', endpoint('token/introspect'), { form: { token: dead, ...server.credentials } }).then(is200((a) => a.text === '{"active":false}')),
    'a revocation': async (ask) => {
      const bought = await ask('POST', server.tokenUrl, { form: right });
      if (bought?.status !== 200) return judge(bought, (a) => a.status === 200);
      const answer = await ask('POST', endpoint('revoke'), { form: { token: bought.json.access_token, ...server.credentials } });
      if (answer?.status === 200) acknowledged.revoked.push(bought.json.access_token);
      return judge(answer, is(200));
    },
    'a new user': async (ask) => {
      const email = `starved-${number++}@example.org`;
      const answer = await ask('POST', `${API}/users`, { token: live, json: { email } });
      if (answer?.status === 201) acknowledged.users.push(answer.json.key);
      return judge(answer, is(201));
    },
    'a new client': (ask) => ask('POST', `${API}/api-clients`, { token: live, json: { name: 'x', permissions: [{ permission: 'member.view' }] } }).then(isStatus(201, (a) => a.json.clientSecret.startsWith('jtn_'))),
    'a client that changes': (ask) => ask('PATCH', `${API}/api-clients/${client.key}`, { token: live, json: { name: `Name ${number++}` } }).then(is200()),
    'a list of clients': (ask) => ask('GET', `${API}/api-clients?limit=5`, { token: live }).then(is200((a) => a.json.results.length > 0)),
    'the events': (ask) => ask('GET', `${API}/events?limit=5`, { token: live }).then(is200((a) => a.json.results.length > 0)),
    'a body that is no JSON object': (ask) => ask('POST', `${API}/users`, { token: live, json: [] }).then(isStatus(400)),
    'a call with a revoked token': (ask) => ask('GET', `${API}/users`, { token: dead }).then(isStatus(401)),
    discovery: (ask) => ask('GET', server.discoveryUrl).then(is200((a) => a.json.issuer === issuer)),
    'the keys': (ask) => ask('GET', endpoint('certs')).then(is200((a) => a.json.keys.length > 0)),
    'a status list': (ask) => ask('GET', `${issuer}/status-lists/1`).then(is200((a) => a.text.split('.').length === 3)),
    metrics: (ask) => ask('GET', `${server.adminBase}/metrics`).then(is200((a) => a.text.includes('jeton_requests_total'))),
  };
  function judge(answer, rightly) {
    if (answer === undefined) return 'closed';
    if (answer.status === 503) return '503';
    assert.ok(rightly(answer), `${answer.status} ${answer.text.slice(0, 300)}`);
    return 'right';
  }
  function isStatus(status, more) {
    return (answer) => judge(answer, is(status, more));
  }
  function is200(more) {
    return isStatus(200, more);
  }
  return { kinds, acknowledged, live };
}

async function startStarved(t) {
  const starvation = new Starvation(temporaryDirectory(t));
  const args = ['--threads', '2', '--failure-limit', '0', '--api-limit', '0', '--bulk-limit', '0'];
  const server = await startServer(t, { env: starvation.env, args });
  return { server, starvation };
}

// With memory again everything works, and what was acknowledged is there.
async function assertSound(server, starvation, { acknowledged, live }) {
  starvation.stop();
  assert.equal(server.child.ended, undefined, `the process lives:\n${server.logs.slice(-2000)}`);
  const again = await server.tokenAnswer();
  assert.equal(again.status, 200, `${again.text}\n${server.logs.slice(-3000)}`);
  const list = await server.api('GET', '/users?limit=1', { token: live });
  assert.equal(list.status, 200, `${list.text}\n${server.logs.slice(-3000)}`);
  for (const key of acknowledged.users.slice(-50)) assert.equal((await server.api('GET', `/users/${key}`, { token: live })).status, 200);
  for (const token of acknowledged.revoked.slice(-50)) {
    const answer = await server.form(`${server.bootstrap.issuer}/protocol/openid-connect/token/introspect`, { token, ...server.credentials });
    assert.equal(answer.text, '{"active":false}');
  }
}

test('every allocation of every kind of request fails in turn', async (t) => {
  const { server, starvation } = await startStarved(t);
  const made = await makeKinds(server);
  const { ask, end } = asker(server);
  t.after(end);
  const seen = { right: 0, 503: 0, closed: 0 };
  for (const [name, kind] of Object.entries(made.kinds)) {
    for (let n = 1, passed = 0; n <= SWEEP_MAX && passed < 2; n++) {
      starvation.failNth(n);
      const how = await kind(ask).catch((error) => assert.fail(`${name}, allocation ${n}: ${error.message}`));
      seen[how]++;
      passed = starvation.get(0) > 0 ? passed + 1 : 0;
      starvation.stop();
      assert.equal(server.child.ended, undefined, `${name}, allocation ${n}: the process ended:\n${server.logs.slice(-2000)}`);
      if (n % 8 === 0 || passed > 0) assert.equal(await kind(ask), 'right', `${name}, after allocation ${n}: nothing stays broken`);
    }
  }
  t.diagnostic(`${JSON.stringify(seen)}, ${starvation.failed} allocations failed`);
  assert.ok(starvation.failed > 300, 'allocations did fail');
  assert.ok(seen[503] > 100, 'and were answered with 503');
  await assertSound(server, starvation, made);
});

test('one in so many allocations fails, at random, under concurrent requests', async (t) => {
  const { server, starvation } = await startStarved(t);
  const made = await makeKinds(server);
  const { ask, end } = asker(server);
  t.after(end);
  const names = Object.keys(made.kinds);
  const seen = { right: 0, 503: 0, closed: 0 };
  for (const oneIn of [1000, 200, 50, 10]) {
    const until = performance.now() + (SECONDS * 1000) / 4;
    const worker = async (at) => {
      for (let i = at; performance.now() < until; i++) {
        const name = names[i % names.length];
        seen[await made.kinds[name](ask).catch((error) => assert.fail(`${name}, one in ${oneIn}: ${error.message}`))]++;
        assert.equal(server.child.ended, undefined, `${name}, one in ${oneIn}: the process ended:\n${server.logs.slice(-2000)}`);
      }
    };
    starvation.failOneIn(oneIn);
    await Promise.all(Array.from({ length: 8 }, (_, i) => worker(i * 3)));
    await assertSound(server, starvation, made);
  }
  t.diagnostic(`${JSON.stringify(seen)}, ${starvation.failed} allocations failed`);
  assert.ok(seen.right > 100 && seen[503] > 100);
});

test('a start without memory ends with a sentence, or serves', async (t) => {
  const directory = temporaryDirectory(t);
  const starvation = new Starvation(directory);
  const [port, admin] = await freePorts(2);
  const data = path.join(directory, 'data');
  const where = ['--data', data, '--listen', `127.0.0.1:${port}`, '--admin-listen', `127.0.0.1:${admin}`];
  const first = await startServer(t, { data });
  await first.stop();
  starvation.set(3, 0);
  const checked = await run(jetond, ['check-config', ...where], { env: starvation.env });
  assert.equal(checked.code, 0);
  for (let i = 0; i < STARTS; i++) {
    starvation.failNth(Math.floor(1.7 ** (i % 24)) + Math.floor(i / 24) * 37);
    const ended = await run(jetond, ['serve', ...where], { env: starvation.env, timeoutMs: 700 });
    const serves = ended.signal === 'SIGKILL' && ended.stderr.includes('server.ready');
    if (serves) continue;
    assert.equal(ended.signal, null, `ended by ${ended.signal}:\n${ended.stderr}`);
    assert.notEqual(ended.code, 0);
    assert.ok(ended.stderr.trim().length > 0, 'it says something');
  }
  starvation.stop();
  await first.restart();
  assert.equal((await first.tokenAnswer()).status, 200);
});

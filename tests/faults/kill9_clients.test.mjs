// SPDX-License-Identifier: Apache-2.0
// kill -9 at random instants while API clients are changed in every way: what was acknowledged holds
// after the restart, a change that was under way is there whole or not at all, and each change has its
// one event. JETON_KILL_ROUNDS sets the number of rounds.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const rounds = Number(process.env.JETON_KILL_ROUNDS ?? 20);
const view = [{ permission: 'member.view' }];
const more = [...view, { permission: 'end_user.view', stages: ['development', 'test', 'production'] }];
const pick = (list) => list[Math.floor(Math.random() * list.length)];

// Each change as a request to the client's address: method, path, body.
const changes = [
  (i) => ['PATCH', '', { name: `Name ${i}`, description: `Change ${i}` }],
  () => ['POST', '/suspend'],
  () => ['POST', '/resume'],
  () => ['PUT', '/permissions', { permissions: pick([view, more, []]) }],
  () => ['POST', '/secrets', { overlapHours: pick([0, 1, 24]) }],
  (i, client) => ['DELETE', `/secrets/${pick(client.secrets).id}?reason=${pick(['retired', 'compromised'])}&tokens=${pick(['keep', 'revoke'])}`],
];

const versionOf = (answer) => Number(/^"(\d+)-/.exec(answer.headers.etag)[1]);
// What other parts of the program write by themselves, and what the hour decides, is not compared.
const settled = ({ updatedAt, statusReason, status, secrets, ...rest }) => ({
  ...rest,
  suspended: status === 'Suspended',
  secrets: secrets.map(({ id, hint, state }) => ({ id, hint, dead: !['active', 'overlapping'].includes(state) })),
});

async function read(server, key) {
  const answer = await server.api('GET', `/api-clients/${key}`);
  return answer.status === 200 ? { version: versionOf(answer), client: settled(answer.json), raw: answer.json } : undefined;
}

// One client is changed again and again; the last state that was seen after an acknowledgement stays.
async function live(server, state, round) {
  const made = await server.createClient({ name: `Round ${round}`, permissions: view });
  const life = { key: made.key, seen: await read(server, made.key), under_way: false };
  state.lives.push(life);
  for (let i = 0; !state.gone; i++) {
    const [method, path, json] = pick(changes)(i, life.seen.raw);
    life.under_way = true;
    const answer = await server.api(method, `/api-clients/${made.key}${path}`, { json });
    assert.ok(answer.status < 300, answer.text);
    if (answer.status === 201) server.secrets.add(answer.json.clientSecret);
    state.acknowledged++;
    if (answer.headers.etag) life.least = versionOf(answer);
    life.seen = (await read(server, made.key)) ?? life.seen;
    life.under_way = false;
    if (Math.random() < 0.1) {
      life.under_way = true;
      assert.equal((await server.api('DELETE', `/api-clients/${made.key}`)).status, 204);
      Object.assign(life, { deleted: true, under_way: false });
      return;
    }
  }
}

async function changeUntilKilled(server, round) {
  const state = { gone: false, lives: [], acknowledged: 0 };
  const ends = (error) => {
    if (!state.gone) state.error ??= error;
  };
  const work = Array.from({ length: 4 }, () => live(server, state, round).catch(ends));
  const kill = async () => {
    await new Promise((wake) => setTimeout(wake, 20 + Math.random() * 150));
    state.gone = true;
    await server.kill9();
  };
  await Promise.all([...work, kill()]);
  if (state.error) throw state.error;
  return state;
}

function eventsOf(server) {
  const sql = "SELECT lower(hex(object)) AS object, count(*) AS count FROM event WHERE object_kind = 'api_client' GROUP BY object";
  const rows = JSON.parse(execFileSync('sqlite3', ['-json', `${server.data}/jeton.db`, sql]).toString());
  const [chain] = JSON.parse(execFileSync('sqlite3', ['-json', `${server.data}/jeton.db`, 'SELECT count(*) AS count, max(number) AS last FROM event']).toString());
  assert.equal(chain.count, chain.last, 'the events are numbered without a gap');
  return new Map(rows.map((row) => [row.object, row.count]));
}

async function check(server, life, events, round) {
  const found = await read(server, life.key);
  if (life.deleted) {
    assert.equal(found, undefined, `round ${round}: a deletion that was acknowledged holds`);
    return;
  }
  if (found === undefined) {
    assert.ok(life.under_way, `round ${round}: a client is gone that nobody deleted`);
    return;
  }
  const ahead = found.version - life.seen.version;
  assert.ok(found.version >= (life.least ?? 1), `round ${round}: an acknowledged change is lost`);
  assert.ok(ahead === 0 || (life.under_way && ahead === 1), `round ${round}: ${ahead} versions ahead`);
  if (ahead === 0) assert.deepEqual(found.client, life.seen.client, `round ${round}: what was seen is there`);
  assert.equal(events.get(life.key.replaceAll('-', '')), found.version, `round ${round}: one event for each version`);
  assert.ok(found.client.secrets.filter((one) => !one.dead).length <= 2, 'at most two live');
}

test(`${rounds} times kill -9 while API clients change`, { timeout: 3_600_000 }, async (t) => {
  const server = await startServer(t, { args: ['--api-limit', '0'] });
  let total = 0;
  for (let round = 0; round < rounds; round++) {
    await server.api('GET', '/api-clients?limit=1');
    const state = await changeUntilKilled(server, round);
    await server.start();
    const events = eventsOf(server);
    for (const life of state.lives) await check(server, life, events, round);
    total += state.acknowledged;
  }
  assert.ok(total > rounds, `only ${total} changes were acknowledged in ${rounds} rounds`);
  t.diagnostic(`${total} acknowledged changes, all there`);
});

// SPDX-License-Identifier: Apache-2.0
// Many processes, one request; the death of the one that asks; renewal before the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clockShift } from '../lib/clock.mjs';
import { run, setUp, start, until } from '../lib/jeton.mjs';
import { startMockAs } from '../lib/mock_as.mjs';

const many = (count, make) => Promise.all(Array.from({ length: count }, make));

test('64 processes that miss at once make one request', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.token = () => null;
  as.behave.delayMs = 100;
  const results = await many(64, () => run(['token'], { env }));
  for (const result of results) {
    assert.deepEqual([result.code, result.stdout, result.stderr], [0, 'token-1\n', '']);
  }
  assert.equal(as.tokenRequests().length, 1);
});

test('processes that want different things do not wait for each other', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.token = (request) => (request.body.includes('slow') ? { hang: true } : null);
  const slow = start(['token', '--scope', 'slow'], { env });
  await until(() => as.tokenRequests().length === 1);
  const other = await run(['token', '--scope', 'other'], { env });
  assert.equal(other.code, 0, other.stderr);
  slow.child.kill('SIGKILL');
  await slow.done;
});

test('killing the one that asks holds the others up for less than 5 s', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.token = (request, count) => (count === 1 ? { hang: true } : null);
  const first = start(['token'], { env });
  await until(() => as.tokenRequests().length === 1);
  const others = Array.from({ length: 8 }, () => start(['token'], { env }));
  const quiet = await Promise.race([others[0].done, new Promise((r) => setTimeout(r, 300, null))]);
  assert.equal(quiet, null, 'the others wait while one asks');
  const killed = Date.now();
  first.child.kill('SIGKILL');
  const results = await Promise.all(others.map((one) => one.done));
  assert.ok(Date.now() - killed < 5000);
  for (const result of results) assert.equal(result.stdout, 'token-1\n', result.stderr);
  assert.equal(as.tokenRequests().length, 2);
});

test('a refusal is one request for all, too', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const wrong = { ...env, JETON_CLIENT_SECRET: 'wrong' };
  const results = await many(16, () => run(['token'], { env: wrong }));
  for (const result of results) {
    assert.equal(result.code, 3);
    assert.match(result.stderr, /invalid_client/);
    assert.match(result.stderr, /rej-0001/);
  }
  assert.equal(as.tokenRequests().length, 1);
});

// The client's clock is moved, the server's is not: a token's age is what lies between.
const later = (env, seconds) => ({ env: { ...env, ...clockShift(seconds) } });

test('from 80 % of the lifetime one renews while the others use what they have', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.lifetime = 3600;
  await run(['token'], { env });
  as.behave.token = (request, count) => (count === 2 ? { hang: true } : null);
  const renewing = start(['token'], later(env, 3000));
  await until(() => as.tokenRequests().length === 2);
  const other = await run(['token'], later(env, 3000));
  assert.equal(other.stdout, 'token-1\n', 'the others are not held up');
  assert.equal(as.tokenRequests().length, 2);
  renewing.child.kill('SIGKILL');
  await renewing.done;
});

test('before 80 % of the lifetime nobody renews', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.lifetime = 3600;
  await run(['token'], { env });
  assert.equal((await run(['token'], later(env, 2700))).stdout, 'token-1\n');
  assert.equal(as.tokenRequests().length, 1);
});

test('a renewal replaces the token before its end', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.lifetime = 3600;
  await run(['token'], { env });
  assert.equal((await run(['token'], later(env, 3000))).stdout, 'token-2\n');
  assert.equal((await run(['token'], later(env, 3000))).stdout, 'token-2\n');
  assert.equal(as.tokenRequests().length, 2);
});

test('a renewal that fails leaves the token in use and rests', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.lifetime = 3600;
  await run(['token'], { env });
  as.behave.token = () => ({ status: 500, headers: {}, body: 'broken' });
  const first = await run(['token'], later(env, 3000));
  assert.deepEqual([first.code, first.stdout], [0, 'token-1\n']);
  assert.match(first.stderr, /could not be renewed/);
  const second = await run(['token'], later(env, 3000));
  assert.deepEqual([second.code, second.stdout, second.stderr], [0, 'token-1\n', '']);
  assert.equal(as.tokenRequests().length, 2);
});

test('an expired token is never used again, even when nothing new is to be had', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.lifetime = 3600;
  await run(['token'], { env });
  as.behave.token = () => ({ status: 500, headers: {}, body: 'broken' });
  const result = await run(['token'], later(env, 3601));
  assert.deepEqual([result.code, result.stdout], [4, '']);
  const list = JSON.parse((await run(['cache', 'list', '--json'], later(env, 3601))).stdout);
  assert.equal(list.tokens[0].state, 'invalid');
  assert.equal(list.tokens[0].reason, 'expired');
});

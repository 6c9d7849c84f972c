// SPDX-License-Identifier: Apache-2.0
// What the server refuses, what it garbles, and what is remembered of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { run, setUp } from '../lib/jeton.mjs';
import { startMockAs } from '../lib/mock_as.mjs';

test('a refusal names error, description and reference, on stderr alone', async (t) => {
  const { env } = await setUp(t, startMockAs);
  const wrong = { ...env, JETON_CLIENT_SECRET: 'wrong' };
  const result = await run(['token'], { env: wrong });
  assert.deepEqual([result.code, result.stdout], [3, '']);
  for (const word of ['invalid_client', 'Client authentication failed.', 'rej-0001']) {
    assert.ok(result.stderr.includes(word), word);
  }
  assert.ok(!result.stderr.includes('wrong'));
});

test('--json puts the refusal on stderr as JSON', async (t) => {
  const { env } = await setUp(t, startMockAs);
  const result = await run(['token', '--json'], { env: { ...env, JETON_CLIENT_SECRET: 'wrong' } });
  assert.equal(result.stdout, '');
  const told = JSON.parse(result.stderr);
  assert.equal(told.exit_code, 3);
  assert.equal(told.error, 'invalid_client');
  assert.equal(told.rejection_id, 'rej-0001');
  assert.equal(told.status, 401);
});

test('invalid_client is remembered for this secret and no other', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const wrong = { ...env, JETON_CLIENT_SECRET: 'wrong' };
  await run(['token'], { env: wrong });
  const again = await run(['token'], { env: wrong });
  assert.equal(again.code, 3);
  assert.match(again.stderr, /invalid_client/);
  assert.match(again.stderr, /rej-0001/);
  assert.match(again.stderr, /not asked again/);
  assert.equal(as.tokenRequests().length, 1);
  const right = await run(['token'], { env });
  assert.equal(right.code, 0, 'a corrected secret works at once');
  assert.equal(as.tokenRequests().length, 2);
});

test('--force ignores the memory of a refusal', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const wrong = { ...env, JETON_CLIENT_SECRET: 'wrong' };
  await run(['token'], { env: wrong });
  await run(['token', '--force'], { env: wrong });
  assert.equal(as.tokenRequests().length, 2);
});

for (const [error, status] of [['invalid_scope', 400], ['invalid_target', 400],
  ['unauthorized_client', 400], ['temporarily_unavailable', 503], ['invalid_request', 415]]) {
  test(`${error} ends with 3 and is not remembered`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    as.behave.token = () => as.json(status, { error, error_description: 'Because.' });
    for (let i = 0; i < 2; i += 1) {
      const result = await run(['token'], { env });
      assert.equal(result.code, 3);
      assert.ok(result.stderr.includes(error));
      assert.ok(result.stderr.includes('Because.'));
    }
    assert.equal(as.tokenRequests().length, 2);
  });
}

test('what a server says moves no cursor and breaks no line', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.token = () => as.json(400, {
    error: 'invalid_scope',
    error_description: 'red \u001b[31m and\nnext \u009b line',
  });
  const result = await run(['token'], { env });
  assert.ok(result.stderr.includes('red ?[31m and?next ? line'), JSON.stringify(result.stderr));
});

const ok = (members) => (as) => as.json(200, members);
const token = { access_token: 'a', token_type: 'Bearer', expires_in: 60 };
const useless = {
  'no access_token': ok({ token_type: 'Bearer', expires_in: 60 }),
  'an access_token that is no string': ok({ ...token, access_token: 7 }),
  'an access_token with a line end': ok({ ...token, access_token: 'a\r\nX: y' }),
  'an empty access_token': ok({ ...token, access_token: '' }),
  'no token_type': ok({ access_token: 'a', expires_in: 60 }),
  'another token_type': ok({ ...token, token_type: 'DPoP' }),
  'a negative lifetime': ok({ ...token, expires_in: -1 }),
  'a lifetime in words': ok({ ...token, expires_in: 'soon' }),
  'a lifetime that is a list': ok({ ...token, expires_in: [60] }),
  'a list': ok([token]),
  'no JSON': (as) => ({ ...as.json(200, {}), body: 'hello' }),
  'two members of one name': (as) => ({
    ...as.json(200, {}),
    body: '{"access_token":"a","access_token":"b","token_type":"Bearer","expires_in":60}',
  }),
  'another content type': () => ({
    status: 200, headers: { 'content-type': 'text/html' }, body: JSON.stringify(token),
  }),
  'ten megabytes': (as) => ({ ...as.json(200, {}), body: ' '.repeat(10 << 20) }),
  'headers without end': (as) => ({
    ...as.json(200, token),
    headers: Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`x-${i}`, 'y'.repeat(1000)])),
  }),
  'a 500 without OAuth': () => ({ status: 500, headers: {}, body: 'oops' }),
  'a redirect': () => ({ status: 307, headers: { location: '/elsewhere' }, body: '' }),
  'a reset': () => ({ reset: true }),
};

for (const [what, answer] of Object.entries(useless)) {
  test(`an answer that cannot be used ends with 4 and keeps nothing: ${what}`, async (t) => {
    const { home, as, env } = await setUp(t, startMockAs);
    as.behave.token = () => answer(as);
    const result = await run(['token'], { env });
    assert.deepEqual([result.code, result.stdout], [4, ''], result.stderr);
    assert.deepEqual(home.files('.token'), []);
    assert.ok(!as.requests.some((one) => one.url === '/elsewhere'));
  });
}

test('a 200 that carries an error is an error', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.token = () => as.json(200, { error: 'invalid_client', ...token });
  const result = await run(['token'], { env });
  assert.deepEqual([result.code, result.stdout], [3, '']);
});

for (const [lifetime, low, high] of [[undefined, 290, 300], ['3600', 3590, 3600],
  [90.7, 80, 90], [1e300, 2591990, 2592000], [1e12, 2591990, 2592000]]) {
  test(`a lifetime of ${JSON.stringify(lifetime)} is between ${low} and ${high} s`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    as.behave.answer = { expires_in: lifetime, token_type: 'bEARER' };
    const result = JSON.parse((await run(['token', '--json'], { env })).stdout);
    assert.ok(result.expires_in >= low && result.expires_in <= high, String(result.expires_in));
    assert.equal(result.token_type, 'Bearer');
  });
}

test('a lifetime of 0 gives a token that is used once and not kept', async (t) => {
  const { home, as, env } = await setUp(t, startMockAs);
  as.behave.lifetime = 0;
  assert.equal((await run(['token'], { env })).stdout, 'token-1\n');
  assert.deepEqual(home.files('.token'), []);
  assert.equal((await run(['token'], { env })).stdout, 'token-2\n');
});

const date = (shift) => new Date(Date.now() + shift * 1000).toUTCString();

for (const shift of [3600, -3600, 86400 * 400]) {
  test(`a clock that differs by ${shift} s: the expiry stands in the server's time`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    as.behave.date = date(shift);
    as.behave.lifetime = 100;
    const fresh = JSON.parse((await run(['token', '--json'], { env })).stdout);
    assert.equal(fresh.expires_at, Math.floor(Date.parse(as.behave.date) / 1000) + 100);
    assert.ok(fresh.expires_in > 90 && fresh.expires_in <= 100, String(fresh.expires_in));
    const kept = JSON.parse((await run(['token', '--json'], { env })).stdout);
    assert.equal(kept.cached, true);
  });
}

for (const header of ['', 'yesterday', 'Mon, 31 Feb 2026 00:00:00 GMT']) {
  test(`without a usable Date the clocks count as equal: ${JSON.stringify(header)}`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    as.behave.date = header;
    const fresh = JSON.parse((await run(['token', '--json'], { env })).stdout);
    assert.ok(Math.abs(fresh.expires_at - Date.now() / 1000 - 3600) < 5);
  });
}

test('nobody there, and an unknown host, end with 4', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  await as.close();
  const gone = await run(['token'], { env });
  assert.equal(gone.code, 4);
  assert.match(gone.stderr, /No answer from/);
  const unknown = await run(['token', '--issuer', 'https://nobody.invalid'], { env });
  assert.equal(unknown.code, 4);
});

test('usage errors end with 2 and say where help is', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const without = (name) => Object.fromEntries(Object.entries(env).filter(([key]) => key !== name));
  for (const [args, use] of [
    [['token', '--secret', 'x'], env], [['token', 'extra'], env], [['frobnicate'], env], [[], env],
    [['token', '--scope'], env], [['token', '--json=yes'], env], [['token', '--json', '--header'], env],
    [['token', '--auth-method', 'none'], env], [['token', '--scope', 'a  b'], env],
    [['token', '--scope', 'a"b'], env], [['token', '--resource', 'a b'], env],
    [['token', '--token-origin', 'https://x/path'], env], [['cache'], env], [['cache', 'burn'], env],
    [['call', 'GET'], env], [['exec'], env], [['exec', '--env', '1X', '--', 'true'], env],
    [['profile', 'add', '../x'], env], [['token'], without('JETON_ISSUER')],
    [['token'], without('JETON_CLIENT_ID')], [['token', '--profile', '../x'], env],
  ]) {
    const result = await run(args, { env: use });
    assert.equal(result.code, 2, `${args}: ${result.stderr}`);
    assert.equal(result.stdout, '');
    assert.notEqual(result.stderr, '');
  }
  assert.equal(as.requests.length, 0);
});

test('help is on stdout, ends with 0, and is there for every command', async () => {
  const all = await run(['help']);
  assert.equal(all.code, 0);
  for (const name of ['discover', 'token', 'call', 'exec', 'inspect', 'cache', 'profile', 'version']) {
    assert.ok(all.stdout.includes(`jeton ${name} `), name);
    for (const args of [[name, '--help'], ['help', name], [name, '-h']]) {
      const one = await run(args);
      assert.equal(one.code, 0);
      assert.match(one.stdout, new RegExp(`^usage: jeton ${name}`));
    }
  }
  assert.equal((await run(['--version'])).stdout, (await run(['version'])).stdout);
  assert.match(JSON.parse((await run(['version', '--json'])).stdout).version, /^\d+\.\d+\.\d+$/);
});

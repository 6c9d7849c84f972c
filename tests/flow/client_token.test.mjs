// SPDX-License-Identifier: Apache-2.0
// jeton token: from the server once, then from the store.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';

import { run, setUp } from '../lib/jeton.mjs';
import { credentialsOf, SECRET, startMockAs } from '../lib/mock_as.mjs';

test('a token comes from the server, then from the store', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const first = await run(['token'], { env });
  assert.deepEqual([first.code, first.stdout, first.stderr], [0, 'token-1\n', '']);
  const second = await run(['token'], { env });
  assert.deepEqual([second.code, second.stdout, second.stderr], [0, 'token-1\n', '']);
  assert.equal(as.tokenRequests().length, 1);
});

test('a hit needs no secret', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  await run(['token'], { env });
  const { JETON_CLIENT_SECRET, ...without } = env;
  assert.equal((await run(['token'], { env: without })).stdout, 'token-1\n');
  const miss = await run(['token', '--force'], { env: without });
  assert.equal(miss.code, 2);
  assert.match(miss.stderr, /--client-secret-file/);
  assert.equal(as.tokenRequests().length, 1);
});

test('--json has the members of the contract', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.answer = { scope: 'a b' };
  const before = Math.floor(Date.now() / 1000);
  const fresh = JSON.parse((await run(['token', '--json'], { env })).stdout);
  assert.deepEqual(Object.keys(fresh), ['access_token', 'token_type', 'expires_in', 'expires_at',
    'scope', 'issuer', 'client_id', 'cached']);
  assert.equal(fresh.cached, false);
  assert.equal(fresh.scope, 'a b');
  assert.equal(fresh.issuer, as.url);
  assert.equal(fresh.client_id, 'client-1');
  assert.equal(fresh.token_type, 'Bearer');
  assert.ok(Math.abs(fresh.expires_at - before - 3600) <= 5, String(fresh.expires_at));
  assert.ok(fresh.expires_in > 3590 && fresh.expires_in <= 3600);
  const kept = JSON.parse((await run(['token', '--json'], { env })).stdout);
  assert.equal(kept.cached, true);
  assert.equal(kept.expires_at, fresh.expires_at);
});

test('--header prints a header line', async (t) => {
  const { env } = await setUp(t, startMockAs);
  assert.equal((await run(['token', '--header'], { env })).stdout,
    'Authorization: Bearer token-1\n');
});

test('--force asks although the store has one, and keeps the new one', async (t) => {
  const { env } = await setUp(t, startMockAs);
  await run(['token'], { env });
  assert.equal((await run(['token', '--force'], { env })).stdout, 'token-2\n');
  assert.equal((await run(['token'], { env })).stdout, 'token-2\n');
});

test('every part of what is wanted has its own token', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const variants = [[], ['--scope', 'a'], ['--scope', 'b'], ['--resource', 'https://api.example'],
    ['--auth-method', 'client_secret_post'], ['--client-id', 'client-2'],
    ['--issuer', `${as.url}/.well-known/openid-configuration`]];
  const tokens = [];
  for (const more of variants) {
    tokens.push((await run(['token', ...more], { env })).stdout);
  }
  assert.equal(new Set(tokens).size, variants.length);
  for (const [i, more] of variants.entries()) {
    assert.equal((await run(['token', ...more], { env })).stdout, tokens[i]);
  }
  assert.equal(as.tokenRequests().length, variants.length);
});

test('scope and resource are sent, and form-encoded', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  await run(['token', '--scope', 'a:b c', '--resource', 'https://api.example/x?y=1&z'], { env });
  const form = new URLSearchParams(as.tokenRequests()[0].body);
  assert.deepEqual([...form.entries()], [['grant_type', 'client_credentials'], ['scope', 'a:b c'],
    ['resource', 'https://api.example/x?y=1&z']]);
  assert.equal(as.tokenRequests()[0].headers['content-type'], 'application/x-www-form-urlencoded');
});

test('the store is private: folder 0700, files 0600, key 0600', async (t) => {
  const { home, env } = await setUp(t, startMockAs);
  await run(['token'], { env });
  assert.equal(statSync(home.tokens).mode & 0o777, 0o700);
  assert.equal(statSync(home.tokenFile()).mode & 0o777, 0o600);
  assert.equal(statSync(home.key).mode & 0o777, 0o600);
});

for (const [end, kept] of [['\n', ''], ['\r\n', ''], ['', ''], ['\n\n', '\n'], [' \n', ' ']]) {
  test(`exactly one line end is taken off a secret file: ${JSON.stringify(end)}`, async (t) => {
    const { home, as, env } = await setUp(t, startMockAs);
    as.behave.secret = SECRET + kept;
    const file = home.write('secret', SECRET + end);
    const { JETON_CLIENT_SECRET, ...rest } = env;
    const result = await run(['token', '--client-secret-file', file], { env: rest });
    assert.equal(result.code, 0, result.stderr);
    assert.equal(credentialsOf(as.tokenRequests()[0]).secret, SECRET + kept);
  });
}

test('a secret may come from stdin and from JETON_CLIENT_SECRET_FILE', async (t) => {
  const { home, as, env } = await setUp(t, startMockAs);
  const { JETON_CLIENT_SECRET, ...rest } = env;
  const one = await run(['token', '--client-secret-file', '-'], { env: rest, input: `${SECRET}\n` });
  assert.equal(one.code, 0, one.stderr);
  const file = home.write('secret', `${SECRET}\n`);
  const two = await run(['token', '--force'], { env: { ...rest, JETON_CLIENT_SECRET_FILE: file } });
  assert.equal(two.code, 0, two.stderr);
  assert.equal(as.tokenRequests().length, 2);
});

test('options come before the environment', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  await run(['token', '--client-id', 'other'], { env });
  assert.equal(credentialsOf(as.tokenRequests()[0]).id, 'other');
});

for (const [what, text, hint] of [
  ['cut', 'jtn_0123456789', /cut/],
  ['changed', `jtn_${'0'.repeat(49)}`, /checksum/],
  ['with a blank behind', `jtn_${'0'.repeat(49)} `, /checksum/],
]) {
  test(`a secret of Jeton's own format is checked before it is sent: ${what}`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    const result = await run(['token'], { env: { ...env, JETON_CLIENT_SECRET: text } });
    assert.equal(result.code, 5);
    assert.equal(result.stdout, '');
    assert.match(result.stderr, hint);
    assert.ok(!result.stderr.includes(text));
    assert.equal(as.requests.length, 0);
  });
}

test('an unreadable or empty secret file ends with 5', async (t) => {
  const { home, as, env } = await setUp(t, startMockAs);
  const { JETON_CLIENT_SECRET, ...rest } = env;
  for (const file of ['/nonexistent/secret', home.write('empty', ''), home.write('nl', '\n'),
    home.write('large', 'x'.repeat(5000))]) {
    const result = await run(['token', '--client-secret-file', file], { env: rest });
    assert.equal(result.code, 5, file);
  }
  assert.equal(as.requests.length, 0);
});

test('a result that cannot be written is no success', async (t) => {
  const { env } = await setUp(t, startMockAs);
  await run(['token'], { env });
  const result = await run(['-c', '"$JETON" token > /dev/full'], {
    command: '/bin/sh',
    env: { ...env, JETON: (await import('../lib/jeton.mjs')).JETON },
  });
  assert.equal(result.code, 1);
  assert.match(result.stderr, /stdout/);
});

test('the end of the secret is announced on stderr', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.answer = { client_secret_expires_at: Math.floor(Date.now() / 1000) + 5 * 86400 + 60 };
  const result = await run(['token'], { env });
  assert.equal(result.stdout, 'token-1\n');
  assert.match(result.stderr, /secret ends in 5 days/);
});

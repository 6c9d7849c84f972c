// SPDX-License-Identifier: Apache-2.0
// jeton call, exec, inspect and profile.
import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { run, setUp } from '../lib/jeton.mjs';
import { credentialsOf, SECRET, startMockAs } from '../lib/mock_as.mjs';

const apiRequests = (as) => as.requests.filter((one) => one.url.startsWith('/api'));
const echo = (as) => (request) => as.json(200, {
  authorization: request.headers.authorization, method: request.method, body: request.body,
  type: request.headers['content-type'],
});
const invalid = { 'www-authenticate': 'Bearer realm="x", error="invalid_token", error_description="Gone."' };

test('call sends the token and prints the body', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.api = echo(as);
  const result = await run(['call', 'GET', `${as.url}/api/x?y=1`], { env });
  assert.equal(result.code, 0, result.stderr);
  assert.deepEqual(JSON.parse(result.stdout), { authorization: 'Bearer token-1', method: 'GET', body: '' });
  assert.equal(apiRequests(as)[0].url, '/api/x?y=1');
});

for (const [data, type] of [['{"a":1}', 'application/json'], ['a=1&b=2', 'application/x-www-form-urlencoded']]) {
  test(`call -d ${data} goes as ${type}`, async (t) => {
    const { home, as, env } = await setUp(t, startMockAs);
    as.behave.api = echo(as);
    const file = home.write('body', data);
    for (const [args, input] of [[['-d', data]], [['-d', `@${file}`]], [['-d', '@-'], data]]) {
      const result = await run(['call', 'POST', `${as.url}/api`, ...args], { env, input });
      const got = JSON.parse(result.stdout);
      assert.deepEqual([got.method, got.body, got.type], ['POST', data, type]);
    }
  });
}

test('call -H sends headers; Authorization is not for others to set', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.api = (request) => as.json(200, request.headers);
  const result = await run(['call', 'PUT', `${as.url}/api`, '-H', 'X-One: 1', '--header', 'If-Match: "e"',
    '-H', 'content-type: text/plain', '-d', '{}'], { env });
  const got = JSON.parse(result.stdout);
  assert.deepEqual([got['x-one'], got['if-match'], got['content-type']], ['1', '"e"', 'text/plain']);
  for (const header of ['Authorization: Basic x', 'authorization:x', 'no colon', 'X: a\r\nY: b', ': x',
    'X y: z']) {
    assert.equal((await run(['call', 'GET', `${as.url}/api`, '-H', header], { env })).code, 2, header);
  }
  for (const method of ['get', 'GET ', '', 'GE\nT']) {
    assert.equal((await run(['call', method, `${as.url}/api`], { env })).code, 2, method);
  }
  assert.equal(apiRequests(as).length, 1);
});

test('401 invalid_token: the token is marked, renewed, the request sent once more', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  await run(['token'], { env });
  as.behave.api = (request) => (request.headers.authorization === 'Bearer token-1'
    ? as.json(401, {}, invalid) : echo(as)(request));
  const result = await run(['call', 'POST', `${as.url}/api`, '-d', 'x=1'], { env });
  assert.equal(result.code, 0, result.stderr);
  const got = JSON.parse(result.stdout);
  assert.deepEqual([got.authorization, got.body], ['Bearer token-2', 'x=1']);
  assert.equal((await run(['token'], { env })).stdout, 'token-2\n');
});

test('a second 401 ends it: exit 3, the reason on stderr, the body on stdout', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.api = () => as.json(401, { title: 'no' }, invalid);
  const result = await run(['call', 'GET', `${as.url}/api`], { env });
  assert.deepEqual([result.code, result.stdout], [3, '{"title":"no"}']);
  assert.match(result.stderr, /invalid_token/);
  assert.match(result.stderr, /Gone\./);
  assert.equal(apiRequests(as).length, 2);
  const { tokens } = JSON.parse((await run(['cache', 'list', '--json'], { env })).stdout);
  assert.deepEqual([tokens[0].state, tokens[0].reason], ['invalid', 'refused']);
  assert.equal((await run(['token'], { env })).stdout, 'token-3\n', 'refused ones are not used again');
});

for (const [what, status, challenge] of [
  ['a 401 without an error', 401, 'Bearer realm="x"'],
  ['a 401 of another scheme', 401, 'Basic realm="invalid_token", error="invalid_token"'],
  ['a 401 that quotes the word elsewhere', 401, 'Bearer realm="error=\\"invalid_token\\""'],
  ['a 403', 403, 'Bearer error="insufficient_scope", scope="user.manage"'],
  ['a 403 that says invalid_token', 403, 'Bearer error="invalid_token"'],
  ['a 500', 500, ''],
]) {
  test(`no second try and no mark for ${what}`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    as.behave.api = () => as.json(status, {}, challenge ? { 'www-authenticate': challenge } : {});
    const result = await run(['call', 'GET', `${as.url}/api`], { env });
    assert.equal(result.code, 3);
    assert.equal(apiRequests(as).length, 1);
    assert.equal((await run(['token'], { env })).stdout, 'token-1\n');
    if (challenge.includes('user.manage')) assert.match(result.stderr, /user\.manage/);
  });
}

test('a problem is told by its code and detail', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.api = () => ({
    status: 409,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ title: 'Taken', code: 'name_taken', detail: 'There is one already.' }),
  });
  const result = await run(['call', 'POST', `${as.url}/api`], { env });
  assert.equal(result.code, 3);
  assert.match(result.stderr, /name_taken/);
  assert.match(result.stderr, /There is one already/);
});

test('call sends the token to no other origin unless it is named', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const api = await startMockAs();
  t.after(api.close);
  api.behave.api = echo(api);
  for (const url of [`${api.url}/api`, `http://localhost:${as.port}/api`]) {
    const refused = await run(['call', 'GET', url], { env });
    assert.equal(refused.code, 5);
    assert.match(refused.stderr, /--allow-origin/);
  }
  for (const url of ['http://api.example/x', 'ftp://127.0.0.1/', 'nonsense']) {
    assert.equal((await run(['call', 'GET', url], { env })).code, 5, url);
  }
  assert.equal(api.requests.length, 0);
  const named = await run(['call', 'GET', `${api.url}/api`, '--allow-origin', api.url], { env });
  assert.equal(named.code, 0, named.stderr);
});

test('call follows no redirect', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.api = () => ({ status: 302, headers: { location: `${as.url}/api/two` }, body: '' });
  const result = await run(['call', 'GET', `${as.url}/api/one`], { env });
  assert.equal(result.code, 3);
  assert.match(result.stderr, /api\/two/);
  assert.equal(apiRequests(as).length, 1);
});

test('call --json tells status, type and body', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.api = (request) => (request.url === '/api/text'
    ? { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'hi' }
    : as.json(404, { a: 1 }));
  const text = await run(['call', 'GET', `${as.url}/api/text`, '--json'], { env });
  assert.deepEqual(JSON.parse(text.stdout), { status: 200, content_type: 'text/plain', body: 'hi' });
  const missing = await run(['call', 'GET', `${as.url}/api/none`, '--json'], { env });
  assert.equal(missing.code, 3);
  assert.deepEqual(JSON.parse(missing.stdout).body, { a: 1 });
});

test('exec gives the token and takes the credentials away', async (t) => {
  const { home, env } = await setUp(t, startMockAs);
  const all = { ...env, JETON_CLIENT_SECRET_FILE: '/x', JETON_SCOPE: 's', KEPT: 'yes' };
  const result = await run(['exec', '--', '/usr/bin/env'], { env: all });
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stdout, /^ACCESS_TOKEN=token-1$/m);
  assert.match(result.stdout, /^KEPT=yes$/m);
  assert.doesNotMatch(result.stdout, /JETON_CLIENT|JETON_PROFILE|JETON_STORE_KEY|mock-secret/);
  assert.ok(home.tokens);
});

test('exec: another name, arguments as they are, the exit code of the command', async (t) => {
  const { env } = await setUp(t, startMockAs);
  const named = await run(['exec', '--env', 'TOKEN_2', 'sh', '-c', 'echo "$TOKEN_2" "$@"; exit 42', 'x',
    '--json', '-h'], { env });
  assert.deepEqual([named.code, named.stdout], [42, 'token-1 --json -h\n']);
  assert.equal((await run(['exec', '--', '/nonexistent'], { env })).code, 127);
  assert.equal((await run(['exec', '--', '/etc/passwd'], { env })).code, 126);
  const refused = await run(['exec', '--force', '--', 'echo', 'ran'],
    { env: { ...env, JETON_CLIENT_SECRET: 'wrong' } });
  assert.deepEqual([refused.code, refused.stdout], [3, '']);
});

test('profile: added, used, shown without its secret, removed', async (t) => {
  const { home, as, env } = await setUp(t, startMockAs);
  const bare = { ...home.env };
  const added = await run(['profile', 'add', 'work', '--issuer', as.url, '--client-id', 'id-7', '--scope',
    'a b', '--auth-method', 'client_secret_post'], { env: bare, input: `${SECRET}\n` });
  assert.deepEqual([added.code, added.stdout], [0, ''], added.stderr);
  const file = join(home.profiles, 'work.profile');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(!readFileSync(file, 'latin1').includes('id-7'));
  for (const use of [[['--profile', 'work'], bare], [[], { ...bare, JETON_PROFILE: 'work' }]]) {
    const result = await run(['token', '--force', ...use[0]], { env: use[1] });
    assert.equal(result.code, 0, result.stderr);
  }
  assert.deepEqual(credentialsOf(as.tokenRequests()[0]),
    { method: 'client_secret_post', id: 'id-7', secret: SECRET });
  assert.equal(new URLSearchParams(as.tokenRequests()[0].body).get('scope'), 'a b');
  const shown = await run(['profile', 'show', 'work', '--json'], { env: bare });
  assert.equal(JSON.parse(shown.stdout).client_id, 'id-7');
  assert.equal(JSON.parse(shown.stdout).has_secret, true);
  const plain = await run(['profile', 'show', 'work'], { env: bare });
  assert.ok(!shown.stdout.includes(SECRET) && !plain.stdout.includes(SECRET));
  assert.match((await run(['profile', 'list'], { env: bare })).stdout, /^work +id-7 at /);
  assert.equal((await run(['profile', 'remove', 'work'], { env: bare })).code, 0);
  assert.equal((await run(['profile', 'remove', 'work'], { env: bare })).code, 5);
  assert.equal((await run(['token', '--profile', 'work'], { env: bare })).code, 5);
  assert.deepEqual(JSON.parse((await run(['profile', 'list', '--json'], { env: bare })).stdout), { profiles: [] });
  assert.ok(env);
});

test('profile "default" serves when nothing else says who asks, and only then', async (t) => {
  const { home, as, env } = await setUp(t, startMockAs);
  await run(['profile', 'add', '--issuer', as.url, '--client-id', 'from-profile', '--scope', 'p'],
    { env: home.env, input: SECRET });
  assert.equal((await run(['token'], { env: home.env })).code, 0);
  assert.equal(credentialsOf(as.tokenRequests()[0]).id, 'from-profile');
  assert.equal((await run(['token'], { env })).code, 0);
  const second = as.tokenRequests()[1];
  assert.equal(credentialsOf(second).id, 'client-1');
  assert.equal(new URLSearchParams(second.body).get('scope'), null);
});

test("a profile's secret goes with its own issuer and client alone", async (t) => {
  const { home, as } = await setUp(t, startMockAs);
  const evil = await startMockAs();
  t.after(evil.close);
  await run(['profile', 'add', 'p', '--issuer', as.url, '--client-id', 'id-7'],
    { env: home.env, input: SECRET });
  for (const args of [['--issuer', evil.url], ['--client-id', 'other']]) {
    const result = await run(['token', '--profile', 'p', ...args], { env: home.env });
    assert.deepEqual([result.code, result.stdout], [5, '']);
    assert.match(result.stderr, /not sent/);
  }
  assert.equal(evil.tokenRequests().length + as.tokenRequests().length, 0);
});

test('a profile that is damaged, moved or linked is not used', async (t) => {
  const { home, as } = await setUp(t, startMockAs);
  const add = (name) => run(['profile', 'add', name, '--issuer', as.url, '--client-id', name],
    { env: home.env, input: SECRET });
  const file = (name) => join(home.profiles, `${name}.profile`);
  await add('one');
  await add('two');
  writeFileSync(file('three'), readFileSync(file('one')));
  renameSync(file('two'), `${file('two')}.real`);
  symlinkSync(`${file('two')}.real`, file('two'));
  for (const name of ['two', 'three']) {
    assert.equal((await run(['token', '--profile', name], { env: home.env })).code, 5, name);
    assert.equal((await run(['profile', 'show', name], { env: home.env })).code, 5, name);
  }
  assert.equal((await run(['token', '--profile', 'one'], { env: home.env })).code, 0);
});

test('profile add refuses what cannot work', async (t) => {
  const { home, as } = await setUp(t, startMockAs);
  const add = (args, input) => run(['profile', 'add', 'p', ...args], { env: home.env, input });
  const whole = ['--issuer', as.url, '--client-id', 'x'];
  assert.equal((await add(whole, '')).code, 5, 'no secret');
  assert.equal((await add(whole, 'jtn_cut')).code, 5, 'a damaged one');
  assert.equal((await add(whole, 'two\nlines\n')).code, 5, 'two lines');
  assert.equal((await add(['--issuer', as.url], SECRET)).code, 2, 'no client id');
  assert.equal((await add(['--client-id', 'x'], SECRET)).code, 2, 'no issuer');
  assert.equal((await run(['profile', 'show', 'p'], { env: home.env })).code, 5, 'nothing was kept');
});

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const part = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');

function makeToken(claims, header = {}) {
  const text = `${part({ alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...header })}.${part(claims)}`;
  const signature = createSign('sha256').update(text).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

function serveKeys(as) {
  as.behave.metadata = { jwks_uri: `${as.url}/api/certs` };
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' };
  as.behave.api = () => as.json(200, { keys: [key] });
}

test('inspect decodes and verifies: argument, stdin, and the stored token', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  serveKeys(as);
  const now = Math.floor(Date.now() / 1000);
  const token = makeToken({ iss: as.url, sub: 's', client_id: 'c', aud: 'a', iat: now, exp: now + 60, jti: 'j' });
  as.behave.answer = { access_token: token };
  for (const [args, input] of [[[token]], [['-'], `${token}\n`], [[]]]) {
    const result = await run(['inspect', '--json', ...args], { env, input });
    assert.equal(result.code, 0, result.stderr + result.stdout);
    const told = JSON.parse(result.stdout);
    assert.deepEqual([told.valid, told.claims.aud, told.header.alg, told.verified_with],
      [true, 'a', 'ES256', as.url]);
  }
  const plain = await run(['inspect', token], { env });
  assert.match(plain.stdout, /exp +\d+ +\(20\d\d-/);
});

test('a token that is too long to be one is no internal fault', async (t) => {
  const { env } = await setUp(t, startMockAs);
  const result = await run(['inspect', 'a'.repeat(100_000)], { env });
  assert.equal(result.code, 5, result.stderr);
  assert.match(result.stderr, /too long/);
});

test('inspect says what is wrong', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  serveKeys(as);
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: as.url, sub: 's', client_id: 'c', aud: 'a', iat: now, exp: now + 60, jti: 'j' };
  const good = makeToken(claims);
  const [header, , signature] = good.split('.');
  const cases = [
    ['exp', makeToken({ ...claims, exp: now - 3600 })],
    ['sig', `${header}.${part({ ...claims, sub: 'admin' })}.${signature}`],
    ['iss', makeToken({ ...claims, iss: 'https://other.example' })],
    ['typ', makeToken(claims, { typ: 'JWT' })],
    ['alg', `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`],
    ['key', makeToken(claims, { kid: 'k2' })],
    ['format', 'opaque-token'],
  ];
  for (const [verdict, token] of cases) {
    const result = await run(['inspect', '--json', token], { env });
    assert.equal(result.code, 5, verdict);
    assert.equal(JSON.parse(result.stdout).verdict, verdict);
    assert.equal(JSON.parse(result.stdout).valid, false);
  }
  const other = await run(['inspect', '--json', '--resource', 'b', good], { env });
  assert.equal(JSON.parse(other.stdout).verdict, 'aud');
  as.behave.metadata = {};
  const noKeys = await run(['inspect', '--json', good], { env });
  assert.equal(noKeys.code, 4);
});

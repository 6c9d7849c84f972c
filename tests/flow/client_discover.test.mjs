// SPDX-License-Identifier: Apache-2.0
// The forms of an issuer, where each is sought, and to whom a secret may go.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { run, setUp } from '../lib/jeton.mjs';
import { credentialsOf, startMockAs } from '../lib/mock_as.mjs';

const OIDC = '/.well-known/openid-configuration';
const OAUTH = '/.well-known/oauth-authorization-server';
const paths = (as) => as.discoveries().map((one) => one.url);

for (const [position, found] of [`/identity${OIDC}`, OIDC, OAUTH].entries()) {
  test(`a domain is asked in order until ${found}`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    as.behave.discoveryPaths = [found];
    const result = await run(['token'], { env });
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(paths(as), [`/identity${OIDC}`, OIDC, OAUTH].slice(0, position + 1));
  });
}

test('an origin with a slash behind is a domain too', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const result = await run(['token', '--issuer', `${as.url}/`], { env });
  assert.equal(result.code, 0, result.stderr);
});

test('an issuer is asked at its own address, then at that of RFC 8414', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.issuer = `${as.url}/realms/one`;
  as.behave.discoveryPaths = [`${OAUTH}/realms/one`];
  const result = await run(['token', '--issuer', as.behave.issuer], { env });
  assert.equal(result.code, 0, result.stderr);
  assert.deepEqual(paths(as), [`/realms/one${OIDC}`, `${OAUTH}/realms/one`]);
});

test('a discovery URL is taken as it is', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.issuer = `${as.url}/any/realm`;
  as.behave.discoveryPaths = ['/odd/.well-known/thing'];
  const result = await run(['token', '--issuer', `${as.url}/odd/.well-known/thing?a=b`], { env });
  assert.equal(result.code, 0, result.stderr);
  assert.deepEqual(paths(as), ['/odd/.well-known/thing?a=b']);
});

test('a page that answers everything is not taken for metadata', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.discovery = (request) => (request.url === OAUTH
    ? as.json(200, { issuer: as.url, token_endpoint: `${as.url}/token` })
    : { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' });
  const result = await run(['token'], { env });
  assert.equal(result.code, 0, result.stderr);
  assert.equal(paths(as).length, 3);
});

// configured: a function of the server's URL; named: what the metadata call themselves.
for (const [what, configured, named] of [
  ['a domain, another host', (url) => url, () => 'https://evil.example'],
  ['a domain, another port', (url) => url, () => 'http://127.0.0.1:1'],
  ['a domain, another scheme', (url) => url, (url) => url.replace('http:', 'https:')],
  ['a domain, user information', (url) => url, (url) => url.replace('//', '//x@')],
  ['an issuer, its parent', (url) => `${url}/realms/one`, (url) => url],
  ['an issuer, a slash more', (url) => `${url}/realms/one`, (url) => `${url}/realms/one/`],
  ['an issuer, its sibling', (url) => `${url}/realms/one`, (url) => `${url}/realms/two`],
  ['an issuer, other case', (url) => `${url}/realms/one`, (url) => `${url}/realms/ONE`],
  ['a discovery URL, another origin', (url) => url + OIDC, () => 'https://evil.example'],
]) {
  test(`metadata of a wrong issuer get no secret: ${what}`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    as.behave.discoveryPaths = [OIDC, `/realms/one${OIDC}`];
    as.behave.metadata = { issuer: named(as.url) };
    const result = await run(['token', '--issuer', configured(as.url)], { env });
    assert.deepEqual([result.code, result.stdout], [5, ''], result.stderr);
    assert.match(result.stderr, /another issuer/);
    assert.equal(as.tokenRequests().length, 0);
  });
}

for (const issuer of [undefined, 7, null, {}]) {
  test(`JSON whose issuer is ${JSON.stringify(issuer)} is no metadata`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    as.behave.metadata = { issuer };
    const result = await run(['token'], { env });
    assert.deepEqual([result.code, result.stdout], [4, ''], result.stderr);
    assert.equal(paths(as).length, 3, 'the next addresses were asked');
    assert.equal(as.tokenRequests().length, 0);
  });
}

test('a token endpoint of another origin gets no secret unless it is named', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const other = await startMockAs();
  t.after(other.close);
  as.behave.metadata = { token_endpoint: `${other.url}/token` };
  const refused = await run(['token'], { env });
  assert.equal(refused.code, 5);
  assert.ok(refused.stderr.includes(`--token-origin ${other.url}`), refused.stderr);
  const wrong = await run(['token', '--token-origin', 'https://elsewhere.example'], { env });
  assert.equal(wrong.code, 5);
  assert.equal(other.requests.length, 0);
  const named = await run(['token', '--token-origin', other.url], { env });
  assert.deepEqual([named.code, named.stdout], [0, 'token-1\n'], named.stderr);
});

test('localhost is another origin than 127.0.0.1', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.metadata = { token_endpoint: `http://localhost:${as.port}/token` };
  assert.equal((await run(['token'], { env })).code, 5);
  assert.equal(as.tokenRequests().length, 0);
});

for (const endpoint of ['http://id.example/token', 'ftp://127.0.0.1/token', '/token', '', 7,
  undefined, 'http://127.0.0.1:1@evil.example/token', 'http://127.0.0.1.evil.example/token']) {
  test(`a token endpoint that cannot be right gets no secret: ${endpoint}`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    as.behave.metadata = { token_endpoint: endpoint };
    const result = await run(['token'], { env });
    assert.deepEqual([result.code, result.stdout], [5, ''], result.stderr);
    assert.equal(as.tokenRequests().length, 0);
  });
}

for (const issuer of ['http://id.example', 'http://127.0.0.1.example', 'http://localhost.example',
  'ftp://id.example', 'https://id.example/#x', 'https://id.example/a?b=c', 'id.example/path',
  'https://user@id.example', 'https://', '//id.example']) {
  test(`an issuer that is refused at once: ${issuer}`, async (t) => {
    const { env } = await setUp(t, startMockAs);
    const result = await run(['token', '--issuer', issuer], { env });
    assert.deepEqual([result.code, result.stdout], [5, ''], result.stderr);
  });
}

for (const name of ['localhost', 'development.localhost', 'a.b.localhost', 'LOCALHOST']) {
  test(`http to ${name} is this machine, without DNS`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    const url = `http://${name}:${as.port}`;
    as.behave.metadata = { issuer: url, token_endpoint: `${url}/token` };
    const result = await run(['token', '--issuer', url], { env });
    assert.equal(result.code, 0, result.stderr);
  });
}

test('a proxy is never asked for this machine', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const proxy = await startMockAs();
  t.after(proxy.close);
  const result = await run(['token'], { env: { ...env, http_proxy: proxy.url, all_proxy: proxy.url } });
  assert.equal(result.code, 0, result.stderr);
  assert.equal(proxy.requests.length, 0);
  assert.equal(as.tokenRequests().length, 1);
});

test('--insecure-http asks other hosts over http', async (t) => {
  const { env } = await setUp(t, startMockAs);
  const result = await run(['token', '--issuer', 'http://nobody.invalid', '--insecure-http'], { env });
  assert.equal(result.code, 4, 'it went as far as the name');
});

test('discovery follows no redirect, and says where it points', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const other = await startMockAs();
  t.after(other.close);
  as.behave.discovery = () => ({ status: 302, headers: { location: `${other.url}${OIDC}` }, body: '' });
  const result = await run(['token'], { env });
  assert.equal(result.code, 4);
  assert.ok(result.stderr.includes(`${other.url}${OIDC}`));
  assert.equal(other.requests.length, 0);
});

test('a server that knows the cure is quoted', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.discovery = () => as.json(404, {
    error: 'realm_unknown', error_description: 'Try https://right.example instead.',
  });
  const result = await run(['token', '--issuer', `${as.url}/realms/x`], { env });
  assert.equal(result.code, 4);
  assert.match(result.stderr, /Try https:\/\/right.example instead/);
});

for (const [what, answer] of [
  ['a fault', () => ({ status: 503, headers: {}, body: '' })],
  ['a reset', () => ({ reset: true })],
  ['too much', () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: ' '.repeat(1 << 20) })],
]) {
  test(`discovery that ends with ${what} sends no secret`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    as.behave.discovery = answer;
    const result = await run(['token'], { env });
    assert.equal(result.code, 4, result.stderr);
    assert.equal(as.tokenRequests().length, 0);
  });
}

const BASIC = 'client_secret_basic';
const POST = 'client_secret_post';
for (const [listed, secret, args, method] of [
  [undefined, 'plain', [], BASIC],
  [[BASIC, POST], 'plain', [], BASIC],
  [[POST], 'plain', [], POST],
  [['private_key_jwt'], 'plain', [], POST],
  [[BASIC, POST], 'with space', [], POST],
  [[BASIC, POST], 'with+plus', [], POST],
  [[BASIC], 'with space', [], BASIC],
  [undefined, 'with%25', [], BASIC],
  [[BASIC], 'plain', ['--auth-method', POST], POST],
  [[POST], 'plain', ['--auth-method', BASIC], BASIC],
]) {
  test(`method: ${listed} with "${secret}" ${args.join(' ')} gives ${method}`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    as.behave.secret = secret;
    as.behave.metadata = { token_endpoint_auth_methods_supported: listed };
    const result = await run(['token', ...args], { env: { ...env, JETON_CLIENT_SECRET: secret } });
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(credentialsOf(as.tokenRequests()[0]), { method, id: 'client-1', secret });
    const { body, headers } = as.tokenRequests()[0];
    assert.equal(body.includes('client_secret'), method === POST);
    assert.equal('authorization' in headers, method === BASIC);
  });
}

test('jeton discover prints what was found, for people and as it came', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.metadata = { scopes_supported: ['a', 'b'], jwks_uri: `${as.url}/certs` };
  const plain = await run(['discover', as.url], { env: { HOME: env.HOME } });
  assert.equal(plain.code, 0, plain.stderr);
  assert.match(plain.stdout, new RegExp(`token_endpoint +${as.url}/token`));
  assert.match(plain.stdout, /scopes_supported +a b/);
  const json = await run(['discover', '--json'], { env });
  assert.equal(JSON.parse(json.stdout).issuer, as.url);
  const none = await run(['discover'], { env: { HOME: env.HOME } });
  assert.equal(none.code, 2);
  as.behave.discoveryPaths = [];
  const missing = await run(['discover', as.url], { env: { HOME: env.HOME } });
  assert.deepEqual([missing.code, missing.stdout], [4, '']);
});

function makeCertificate(folder) {
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
    '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=test',
    '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert), file: cert };
}

test('TLS: a server that nobody vouches for gets nothing; --ca-file vouches', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'jeton-tls-'));
  const tls = makeCertificate(folder);
  const { as, env } = await setUp(t, () => startMockAs({ tls }));
  t.after(() => rmSync(folder, { recursive: true }));
  const refused = await run(['token'], { env });
  assert.equal(refused.code, 4);
  assert.match(refused.stderr, /--ca-file/);
  assert.equal(as.requests.length, 0);
  // A bare host: https is assumed.
  const trusted = await run(['token', '--issuer', as.host, '--ca-file', tls.file], { env });
  assert.deepEqual([trusted.code, trusted.stdout], [0, 'token-1\n'], trusted.stderr);
  const wrongName = await run(['token', '--issuer', `https://localhost:${as.port}`, '--ca-file',
    tls.file], { env });
  assert.equal(wrongName.code, 4);
});

test('a bare host with plain http behind it is told how to write it', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const result = await run(['token', '--issuer', as.host], { env });
  assert.equal(result.code, 4);
  assert.match(result.stderr, /http:\/\//);
});

// SPDX-License-Identifier: Apache-2.0
// A dry run says what would happen to a request and why, and leaves nothing behind but an event. That it
// says the same as the real answer is held for each reason by tests/refuse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dryRun } from '../lib/dry_run.mjs';
import { basic, bearer, formType } from '../lib/http.mjs';
import { startServer, waitFor } from '../lib/server.mjs';

const free = ['--dry-run-limit', '0'];
const encode = (fields) => new URLSearchParams(fields).toString();
const ask = (url, fields, headers = {}) => ({
  method: 'POST', path: url, headers: { 'Content-Type': formType, ...headers }, body: encode(fields),
});
const tokenRequest = (server, more = {}) => ask(server.tokenUrl, { grant_type: 'client_credentials', ...server.credentials, ...more });

async function tried(server, json) {
  const answer = await dryRun(server, json);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

test('a request that would succeed is told its scope, lifetime and secret, and gets no token', async (t) => {
  const server = await startServer(t, { args: free });
  const real = (await server.tokenAnswer(undefined, { scope: 'member.view' })).json;
  const answer = await dryRun(server, tokenRequest(server, { scope: 'member.view' }));
  const { wouldSucceed, cause, status, scope, expiresIn, audience, proven, secretId } = answer.json;
  assert.deepEqual({ wouldSucceed, cause, status, proven }, { wouldSucceed: true, cause: null, status: 200, proven: true });
  assert.deepEqual([scope, expiresIn], [real.scope, real.expires_in]);
  assert.equal(audience, `${server.base}/api/identity/v1`);
  const clients = (await server.api('GET', '/api-clients')).json.results;
  assert.equal(secretId, clients[0].secrets[0].id);
  assert.doesNotMatch(answer.text, /ey[A-Za-z0-9_-]{20}/);
});

test('headers come as an object, with lists, or as pairs; the host as a header, in the URL, or the caller\'s own', async (t) => {
  const server = await startServer(t, { args: free });
  const { client_id: id, client_secret: secret } = server.credentials;
  const path = new URL(server.tokenUrl).pathname;
  const body = 'grant_type=client_credentials';
  const pairs = [['content-type', formType], ['authorization', basic(id, secret)]];
  const asObject = Object.fromEntries(pairs);
  for (const headers of [pairs, asObject, { ...asObject, Accept: ['a/b', 'c/d'] }]) {
    assert.equal((await tried(server, { method: 'POST', path, headers, body })).wouldSucceed, true);
  }
  const twice = await tried(server, { method: 'POST', path, headers: [...pairs, pairs[1]], body });
  assert.equal(twice.cause, 'basic_malformed');
  assert.equal((await tried(server, { method: 'POST', path, headers: [...pairs, ['Host', 'elsewhere.example']], body })).cause, 'host_unknown');
  assert.equal((await tried(server, { method: 'POST', path: `https://elsewhere.example${path}`, headers: pairs, body })).cause, 'host_unknown');
  const development = new URL((await server.metadataOf('development.localhost')).token_endpoint).pathname;
  const there = await tried(server, { method: 'POST', path: development, headers: [...pairs, ['Host', 'development.localhost']], body });
  assert.equal(there.wouldSucceed, false);
  assert.notEqual(there.realm, (await tried(server, { method: 'POST', path, headers: pairs, body })).realm);
});

test('framing is taken from the body, whatever the headers say', async (t) => {
  const server = await startServer(t, { args: free });
  for (const headers of [{ 'Content-Length': '3' }, { 'Transfer-Encoding': 'chunked' }, { 'content-length': ['1', '2'] }]) {
    const request = tokenRequest(server);
    assert.equal((await tried(server, { ...request, headers: { ...request.headers, ...headers } })).wouldSucceed, true, JSON.stringify(headers));
  }
});

test('introspection and revocation are judged and not done', async (t) => {
  const server = await startServer(t, { args: free });
  const token = await server.token();
  const { introspection_endpoint: introspect, revocation_endpoint: revoke } = await server.metadata();
  assert.equal((await tried(server, ask(introspect, { token, ...server.credentials }))).wouldSucceed, true);
  const revoked = await tried(server, ask(revoke, { token, ...server.credentials }));
  assert.deepEqual([revoked.wouldSucceed, revoked.status], [null, null]);
  assert.equal((await server.form(introspect, { token, ...server.credentials })).json.active, true, 'it was not revoked');
  assert.equal((await tried(server, ask(revoke, server.credentials))).cause, 'parameter_missing');
});

test('a request to the management API is judged by its token, and does nothing', async (t) => {
  const server = await startServer(t, { args: free });
  const made = { method: 'POST', path: '/api/identity/v1/users', headers: { 'Content-Type': 'application/json' }, body: '{"email":"ada@example.org"}' };
  const withToken = (token) => ({ ...made, headers: { ...made.headers, ...bearer(token) } });
  assert.equal((await tried(server, made)).cause, 'token_missing');
  assert.equal((await tried(server, withToken('a.b.c'))).cause, 'token_malformed');
  const narrow = await server.token(await server.createClient({ permissions: [{ permission: 'member.view' }] }));
  const refused = await tried(server, withToken(narrow));
  assert.deepEqual([refused.cause, refused.status], ['insufficient_scope', 403]);
  assert.match(refused.evidence, /user\.manage/);
  const passed = await tried(server, withToken(await server.token()));
  assert.deepEqual([passed.wouldSucceed, passed.cause, passed.proven], [null, null, true]);
  assert.equal((await server.api('GET', '/users')).json.results.some((user) => user.email === 'ada@example.org'), false);
  const nested = { ...withToken(await server.token()), path: '/api/identity/v1/rejections/dry-run', body: JSON.stringify(tokenRequest(server)) };
  assert.equal((await tried(server, nested)).wouldSucceed, null, 'a dry run of a dry run runs nothing');
});

test('nothing is left behind but an event', async (t) => {
  const server = await startServer(t, { args: [...free, '--failure-limit', '3'] });
  const client = await server.createClient({ permissions: [{ permission: 'member.view' }] });
  const good = tokenRequest(server, { client_id: client.clientId, client_secret: client.clientSecret });
  const bad = tokenRequest(server, { client_id: client.clientId, client_secret: 'none-of-this-house' });
  const before = (await server.api('GET', '/rejections')).json.page.totalResults;
  for (let i = 0; i < 10; i++) {
    assert.equal((await tried(server, bad)).cause, 'secret_wrong', 'failures are not counted');
    assert.equal((await tried(server, good)).wouldSucceed, true);
  }
  assert.equal((await server.api('GET', '/rejections')).json.page.totalResults, before);
  const wrong = () => server.tokenAnswer({ client_id: client.clientId, client_secret: 'none-of-this-house' });
  assert.equal((await wrong()).status, 401);
  const { statuses, secrets } = { statuses: [], secrets: (await server.api('GET', `/api-clients/${client.key}/secrets`)).json.results };
  assert.equal(secrets[0].lastUsedAt, null, 'a dry run is no use of a secret');
  for (let i = 0; i < 3; i++) statuses.push((await wrong()).status);
  assert.deepEqual(statuses, [401, 401, 429]);
  assert.equal((await tried(server, bad)).cause, 'too_many_failures', 'it is judged by what was counted');
  const metrics = await server.metrics();
  assert.match(metrics, /jeton_refusals_total\{cause="secret_wrong"\} 3\n/);
  const events = (await server.api('GET', '/events?action=rejection.dry_run')).json.results;
  assert.equal(events.length, 21);
  assert.deepEqual(Object.keys(events[0].after).sort(), ['cause', 'clientId', 'endpoint', 'method', 'wouldSucceed']);
});

test('no secret of a tried request is written anywhere', async (t) => {
  const server = await startServer(t, { args: free });
  const secret = 'jtn_Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Zq7Z';
  const marked = 'CanaryCanary-1234567890-abcdefghijk';
  const path = new URL(server.tokenUrl).pathname;
  const requests = [
    tokenRequest(server, { client_secret: secret }),
    tokenRequest(server, { client_id: secret, client_secret: 'x' }),
    tokenRequest(server, { client_id: marked, client_secret: marked }),
    { method: 'POST', path: `${path}?client_secret=${secret}`, headers: { 'User-Agent': secret, [secret]: marked }, body: marked },
    { method: 'POST', path: `/${secret}`, headers: { Authorization: basic('x', secret) } },
    { method: 'GET', path: '/api/identity/v1/users', headers: bearer(secret) },
    { method: 'GET', path: `/api/identity/v1/users/${marked}`, headers: bearer(marked) },
    { method: secret.slice(0, 30), path: '/', headers: {} },
  ];
  for (const request of requests) {
    const answer = await dryRun(server, request);
    for (const one of [secret, marked]) assert.equal(answer.text.includes(one), false, JSON.stringify(request));
  }
  const events = await server.api('GET', '/events');
  const list = await server.api('GET', '/rejections');
  for (const text of [events.text, list.text]) assert.doesNotMatch(text, new RegExp(`${secret}|${marked}`));
  server.secrets.add(secret).add(marked); // looked for in log and database when the server has ended
});

test('the sixth in a minute is refused, each caller for itself', async (t) => {
  const server = await startServer(t);
  const other = await server.token(await server.createClient({ permissions: [{ permission: 'api_client.manage' }] }));
  for (let i = 0; i < 5; i++) assert.equal((await dryRun(server, tokenRequest(server))).status, 200);
  const refused = await dryRun(server, tokenRequest(server));
  assert.equal(refused.status, 429);
  assert.equal(refused.json.code, 'rate_limited');
  assert.ok(Number(refused.headers['retry-after']) >= 1);
  assert.equal((await dryRun(server, tokenRequest(server), { token: other })).status, 200);
  assert.equal((await server.api('GET', '/users')).status, 200, 'other requests go on');
});

test('whoever may only look may not try secrets', async (t) => {
  const server = await startServer(t);
  const token = await server.token(await server.createClient({ permissions: [{ permission: 'api_client.view' }] }));
  const answer = await dryRun(server, tokenRequest(server), { token });
  assert.deepEqual([answer.status, answer.json.permission], [403, 'api_client.manage']);
});

test('hostile bodies are refused, and nothing in them ends a line', async (t) => {
  const server = await startServer(t, { args: free });
  const good = { method: 'GET', path: '/', headers: {} };
  const bodies = [
    [{}, ['/method', '/path']],
    [{ ...good, method: 7 }, ['/method']],
    [{ ...good, method: 'GET /x HTTP/1.1\r\nA: b' }, ['/method']],
    [{ ...good, method: '' }, ['/method']],
    [{ ...good, method: 'M'.repeat(33) }, ['/method']],
    [{ ...good, path: '' }, ['/path']],
    [{ ...good, path: '/ HTTP/1.1\r\nA: b' }, ['/path']],
    [{ ...good, path: '/ü' }, ['/path']],
    [{ ...good, headers: 'A: b' }, ['/headers']],
    [{ ...good, headers: { A: 'b\r\nC: d' } }, ['/headers']],
    [{ ...good, headers: { A: 'b\u001b[31m' } }, ['/headers']],
    [{ ...good, headers: { 'A\n': 'b' } }, ['/headers']],
    [{ ...good, headers: { '': 'b' } }, ['/headers']],
    [{ ...good, headers: { A: 1 } }, ['/headers']],
    [{ ...good, headers: { A: [['b']] } }, ['/headers']],
    [{ ...good, headers: [['A']] }, ['/headers']],
    [{ ...good, headers: [['A', 'b', 'c']] }, ['/headers']],
    [{ ...good, headers: ['A'] }, ['/headers']],
    [{ ...good, headers: Array(200).fill(['A', 'b']) }, ['/headers']],
    [{ ...good, body: {} }, ['/body']],
    [{ ...good, address: '192.0.2.1' }, ['/address']],
  ];
  for (const [body, pointers] of bodies) {
    // Sent past the check of what is sent: most of it breaks the description.
    const answer = await server.ask('/api/identity/v1/rejections/dry-run', {
      method: 'POST', headers: { ...bearer(await server.token()), 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    });
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.equal(answer.json.code, 'body_invalid');
    assert.deepEqual(answer.json.errors.map((error) => error.pointer).sort(), pointers, JSON.stringify(body));
  }
  const events = (await server.api('GET', '/events?action=rejection.dry_run')).json;
  assert.equal(events.page.totalResults, 0);
});

test('what HTTP itself refuses is named', async (t) => {
  const server = await startServer(t, { args: free });
  const headers = { Host: 'localhost' };
  for (const [request, status] of [
    [{ method: 'GET', path: '/', headers: { Host: ['a', 'b'] } }, 400],
    [{ method: 'BREW', path: '/', headers }, 501],
    [{ method: 'GET', path: 'nowhere', headers }, 400],
    [{ method: 'GET', path: '/', headers: { ...headers, Long: 'x'.repeat(20_000) } }, 431],
    [{ method: 'GET', path: `/${'x'.repeat(20_000)}`, headers }, 414],
  ]) {
    const answer = await dryRun(server, request);
    assert.equal(answer.status, 400, JSON.stringify(request).slice(0, 80));
    assert.ok(answer.json.detail.includes(`${status}`), answer.json.detail);
  }
  const large = await tried(server, { ...tokenRequest(server), body: 'x'.repeat(70_000) });
  assert.deepEqual([large.cause, large.status], ['body_too_large', 413]);
});

test('the event is on disk before the answer', async (t) => {
  const server = await startServer(t, { args: free });
  await tried(server, tokenRequest(server));
  await server.kill9();
  await server.start();
  const { results } = (await server.api('GET', '/events?action=rejection.dry_run')).json;
  assert.equal(results.length, 1);
  assert.equal(results[0].after.wouldSucceed, true);
  await waitFor('the next dry run', async () => (await dryRun(server, tokenRequest(server))).status === 200);
});

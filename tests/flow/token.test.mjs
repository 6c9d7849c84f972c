// SPDX-License-Identifier: Apache-2.0
// The token endpoint: what a token holds, how a client may authenticate, what it may ask for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic, rawBasic } from '../lib/http.mjs';
import { startServer } from '../lib/server.mjs';

const part = (token, index) => JSON.parse(Buffer.from(token.split('.')[index], 'base64url'));
const claims = (token) => part(token, 1);

test('a token is an RFC 9068 access token of twelve hours', async (t) => {
  const server = await startServer(t);
  const answer = await server.tokenAnswer();
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.match(answer.headers['content-type'], /^application\/json/);
  const token = answer.json.access_token;
  const { kid, ...header } = part(token, 0);
  assert.deepEqual(header, { alg: 'ES256', typ: 'at+jwt' });
  const { keys } = (await server.ask((await server.metadata()).jwks_uri)).json;
  assert.ok(keys.some((key) => key.kid === kid));

  const body = claims(token);
  assert.equal(body.iss, server.bootstrap.issuer);
  assert.equal(body.client_id, server.bootstrap.client_id);
  assert.equal(body.aud, `${server.base}/api/identity/v1`);
  assert.equal(body.exp - body.iat, 43200);
  assert.ok(Math.abs(body.iat - Date.now() / 1000) < 30);
  assert.equal(body.scope, answer.json.scope);
  assert.match(body.sub, /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  assert.notEqual(claims(await server.token()).jti, body.jti, 'every token has its own jti');
});

test('the bootstrap client holds every permission, per stage where it is so', async (t) => {
  const server = await startServer(t);
  const scope = (await server.tokenAnswer()).json.scope.split(' ');
  for (const name of ['user.manage', 'api_client.manage', 'token.introspect', 'event.view']) {
    assert.ok(scope.includes(name), name);
  }
  for (const stage of ['development', 'test', 'production']) assert.ok(scope.includes(`${stage}:end_user.view`));
  assert.equal(scope.includes('end_user.view'), false);
});

test('Basic is taken with both parts encoded or both raw, the scheme in any case', async (t) => {
  const server = await startServer(t);
  const { client_id: id, client_secret: secret } = server.credentials;
  const everyByte = (text) => [...text].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('');
  const headers = [
    basic(id, secret),
    basic(id, secret).replace('Basic', 'bAsIc'),
    rawBasic(`${id}:${secret}`),
    rawBasic(`${everyByte(id)}:${everyByte(secret)}`),
  ];
  for (const value of headers) {
    const answer = await server.form(server.tokenUrl, { grant_type: 'client_credentials' }, { headers: { Authorization: value } });
    assert.equal(answer.status, 200, `${value}: ${answer.text}`);
  }
  const sameId = { grant_type: 'client_credentials', client_id: id };
  const beside = await server.form(server.tokenUrl, sameId, { headers: { Authorization: basic(id, secret) } });
  assert.equal(beside.status, 200, 'the same client_id beside Basic is fine');
});

test('ids and secrets are compared as bytes', async (t) => {
  const server = await startServer(t);
  const { client_id, client_secret } = server.credentials;
  const wrong = [
    { client_id: client_id.toUpperCase(), client_secret },
    { client_id: ` ${client_id}`, client_secret },
    { client_id: `${client_id}\u0000`, client_secret },
    { client_id, client_secret: 'none-of-this-house' },
    { client_id: "' OR 1=1--", client_secret },
    { client_id: '../../etc/passwd', client_secret },
    { client_id: 'x\r\nSet-Cookie: a=b', client_secret },
    { client_id: 'x'.repeat(8192), client_secret },
  ];
  for (const pair of wrong) {
    const answer = await server.tokenAnswer(pair);
    assert.ok([400, 401].includes(answer.status), answer.text);
    assert.equal(answer.json.access_token, undefined);
  }
  assert.equal((await server.tokenAnswer()).status, 200);
});

test('a narrower scope can be asked for, per stage too, and repeats do no harm', async (t) => {
  const server = await startServer(t);
  const asked = 'development:end_user.view user.manage user.manage';
  const answer = await server.tokenAnswer(undefined, { scope: asked });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json.scope.split(' ').sort(), ['development:end_user.view', 'user.manage']);
  assert.equal(claims(answer.json.access_token).scope, answer.json.scope);
});

test('a scope beyond the grants is refused, and the answer names what is missing', async (t) => {
  const server = await startServer(t);
  const permissions = [{ permission: 'end_user.view', stages: ['development'] }, { permission: 'member.view' }];
  const client = await server.createClient({ permissions });
  const whole = (await server.tokenAnswer(client)).json.scope.split(' ').sort();
  assert.deepEqual(whole, ['development:end_user.view', 'member.view']);
  for (const scope of ['production:end_user.view', 'end_user.view', 'development:member.view', 'no.such']) {
    const answer = await server.tokenAnswer(client, { scope });
    assert.equal(answer.status, 400, scope);
    assert.equal(answer.json.error, 'invalid_scope');
    assert.ok(answer.json.error_description.includes(scope), answer.json.error_description);
  }
});

test('resource chooses the API; the identity API may be named', async (t) => {
  const server = await startServer(t);
  const resource = `${server.base}/api/identity/v1`;
  assert.equal(claims(await server.token(undefined, { resource })).aud, resource);
  const other = await server.tokenAnswer(undefined, { resource: `${resource}/` });
  assert.equal(other.json.error, 'invalid_target');
});

test('a secret that ends within fourteen days says when', async (t) => {
  const server = await startServer(t);
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const permissions = [{ permission: 'member.view' }];
  const soon = await server.createClient({ permissions, secret: { expiresOn: day(5) } });
  const answer = await server.tokenAnswer(soon);
  assert.equal(answer.json.client_secret_expires_at, Date.parse(`${day(5)}T23:59:59Z`) / 1000);
  const late = await server.createClient({ permissions, secret: { expiresOn: day(60) } });
  assert.equal((await server.tokenAnswer(late)).json.client_secret_expires_at, undefined);
});

test('unknown parameters are ignored, as RFC 6749 says', async (t) => {
  const server = await startServer(t);
  assert.equal((await server.tokenAnswer(undefined, { foo: 'bar', scope: '' })).status, 200);
});

test('what is no form at all is refused, and the next request is served', async (t) => {
  const server = await startServer(t);
  const bodies = ['', '&&&', '=', '&=&', '===', Array.from({ length: 10_000 }, (_, i) => `p${i}=`).join('&')];
  for (const body of bodies) {
    const answer = await server.form(server.tokenUrl, body);
    assert.ok([400, 401, 413].includes(answer.status), `${body.slice(0, 20)}: ${answer.status}`);
    assert.equal(answer.json.access_token, undefined);
  }
  assert.equal((await server.tokenAnswer()).status, 200);
});

test('PUT, DELETE, GET and HEAD are refused with Allow: POST', async (t) => {
  const server = await startServer(t);
  for (const method of ['PUT', 'PATCH', 'DELETE', 'GET', 'HEAD']) {
    const answer = await server.ask(server.tokenUrl, { method });
    assert.equal(answer.status, 405, method);
    assert.equal(answer.headers.allow, 'POST');
  }
});

test('a broken escape in Basic is read raw: right if it is right, else a wrong secret like any other', async (t) => {
  const server = await startServer(t);
  const [clientId, clientSecret] = ['of-before', 'kX9%vQ2_mZ7%pL4~wR8-tY3_bN6%zz.hJ1~']; // no part of it is an escape
  server.secrets.add(clientSecret);
  const imported = await server.api('POST', '/api-clients/import', {
    json: { name: 'Imported', clientId, clientSecret, permissions: [{ permission: 'member.view' }] },
  });
  assert.equal(imported.status, 201, imported.text);
  const ask = (authorization) => server.form(server.tokenUrl, { grant_type: 'client_credentials' }, { headers: { Authorization: authorization } });
  for (const right of [rawBasic(`${clientId}:${clientSecret}`), basic(clientId, clientSecret)]) {
    assert.equal((await ask(right)).status, 200, right);
  }
  const uniform = await ask(basic(clientId, 'none-of-this-house'));
  for (const wrong of [`${clientId}:50%off`, `${clientId}:%`, `${clientId}:${clientSecret}%z`, `of%before:${clientSecret}`, 'a%:b']) {
    const { status, json } = await ask(rawBasic(wrong));
    assert.deepEqual([status, json.error, json.error_description], [401, 'invalid_client', uniform.json.error_description], wrong);
  }
});

test('a token that is handed out can be used, however much a client was granted', async (t) => {
  const server = await startServer(t, { args: ['--api-limit', '0'] });
  const permissions = ['stage.view', 'end_user.view', 'end_user.manage', 'end_user_group.manage'].map((permission) => ({ permission, stages: ['*'] }));
  const client = await server.createClient({ permissions });
  let [answer, last, count] = [await server.tokenAnswer(client), null, 3];
  while (answer.status === 200) {
    last = answer.json.access_token;
    assert.equal((await server.api('GET', '/stages?limit=1', { token: last })).status, 200, `${count} stages, ${last.length} bytes`);
    for (let i = 0; i < 10; i++) assert.equal((await server.api('POST', '/stages', { json: { slug: `stage-${count++}` } })).status, 201);
    answer = await server.tokenAnswer(client);
  }
  assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_scope']);
  assert.ok(last.length > 8192 && count > 80, `${count} stages, ${last.length} bytes`);
  const narrow = await server.tokenAnswer(client, { scope: 'stage-5:end_user.view' });
  assert.equal((await server.api('GET', '/stages/stage-5/users', { token: narrow.json.access_token })).status, 200);
  assert.equal((await server.api('GET', `/api-clients/${client.key}/permissions`)).json.permissions.length, 4);
});

// SPDX-License-Identifier: Apache-2.0
// Introspection (RFC 7662): content for those it concerns, exactly {"active":false} for all others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { HOUR } from '../lib/clock.mjs';
import { startServer } from '../lib/server.mjs';

const view = [{ permission: 'member.view' }];

test('its own client and whoever may introspect see the token', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: view });
  const token = await server.token(client);
  const claims = decodeJwt(token);
  for (const asking of [client, server.credentials]) {
    const answer = await server.introspect(token, asking);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers['cache-control'], 'no-store');
    const { active, client_id, scope, token_type, exp, iat, iss, sub, aud, jti } = answer.json;
    assert.deepEqual({ active, client_id, scope, token_type }, { active: true, client_id: client.clientId, scope: 'member.view', token_type: 'Bearer' });
    assert.deepEqual({ exp, iat, iss, sub, aud, jti }, {
      exp: claims.exp, iat: claims.iat, iss: claims.iss, sub: claims.sub, aud: claims.aud, jti: claims.jti,
    });
  }
});

test('everybody else, and every token that is none, gets exactly active:false', async (t) => {
  const server = await startServer(t);
  const stranger = await server.createClient({ permissions: view });
  const token = await server.token();
  const [head, body, signature] = token.split('.');
  const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
  const bad = ['x', 'a.b.c', `${head}.${body}`, `${head}.${body}.`, `${none}.${body}.`, `${head}.${body}.${signature}AAAA`, token.slice(0, -8)];
  const answers = [await server.introspect(token, stranger)];
  for (const text of bad) answers.push(await server.introspect(text));
  for (const [index, answer] of answers.entries()) {
    assert.equal(answer.status, 200, `${index}: ${answer.text}`);
    assert.equal(answer.text, '{"active":false}', String(index));
    assert.equal(answer.headers['cache-control'], 'no-store');
  }
});

test('a token_type_hint is only a hint', async (t) => {
  const server = await startServer(t);
  const token = await server.token();
  for (const token_type_hint of ['access_token', 'refresh_token', 'nonsense']) {
    assert.equal((await server.introspect(token, server.credentials, { token_type_hint })).json.active, true);
  }
});

test('an expired token is not active', async (t) => {
  const server = await startServer(t);
  const token = await server.token();
  await server.restartWithClock(13 * HOUR);
  assert.equal((await server.introspect(token)).text, '{"active":false}');
});

test('no credentials, wrong ones, and no token are refused', async (t) => {
  const server = await startServer(t);
  const url = (await server.metadata()).introspection_endpoint;
  const without = await server.form(url, { token: 'x' });
  assert.equal(without.status, 401);
  assert.equal(without.headers['www-authenticate'], 'Basic realm="jeton"');
  const wrong = await server.introspect('x', { ...server.credentials, client_secret: 'none-of-this-house' });
  assert.equal(wrong.json.error, 'invalid_client');
  const missing = await server.form(url, server.credentials);
  assert.equal(missing.status, 400);
  assert.equal(missing.json.error, 'invalid_request');
});

test('a token of the platform realm is not active at another realm', async (t) => {
  const server = await startServer(t);
  const token = await server.token();
  const { introspection_endpoint } = await server.metadataOf('test.localhost');
  const answer = await server.form(introspection_endpoint, { token, ...server.credentials });
  assert.equal(answer.status, 401, 'the client is none of that realm');
});

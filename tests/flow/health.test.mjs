// SPDX-License-Identifier: Apache-2.0
// Health on every listener for any host, metrics on the admin listener alone, and the description of
// the management API.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

test('readyz and healthz answer on every listener, whatever the host', async (t) => {
  const server = await startServer(t);
  for (const base of [server.base, server.adminBase]) {
    for (const where of ['/readyz', '/healthz']) {
      for (const host of ['10.1.2.3', 'pod-7.example', 'localhost']) {
        const answer = await server.ask(base + where, { headers: { Host: host } });
        assert.equal(answer.status, 200, `${base}${where} for ${host}`);
      }
    }
  }
});

test('metrics count tokens and refusals, on the admin listener alone', async (t) => {
  const server = await startServer(t);
  await server.token();
  await server.token();
  await server.tokenAnswer({ ...server.credentials, client_secret: 'none-of-this-house' });
  const text = await server.metrics();
  for (const line of text.split('\n')) {
    assert.match(line, /^(#.*|[a-zA-Z_:][\w:]*(\{.*\})? [-+\d.eEInfNa]+|)$/, line);
  }
  const tokens = Number(/^jeton\w*tokens\w*(?:\{[^}]*\})? (\d+)$/m.exec(text)?.[1]);
  assert.equal(tokens, 2, text);
  assert.match(text, /secret_wrong"?\}? 1/);
  assert.equal((await server.ask('/metrics')).status, 404);
  assert.equal(server.secrets.size > 0 && [...server.secrets].some((secret) => text.includes(secret)), false);
});

test('the admin listener serves nothing else', async (t) => {
  const server = await startServer(t);
  for (const where of ['/identity/.well-known/openid-configuration', '/api/identity/v1/users']) {
    const answer = await server.ask(server.adminBase + where);
    assert.ok([404, 421].includes(answer.status), `${where}: ${answer.status}`);
  }
});

test('openapi.json describes every path that exists', async (t) => {
  const server = await startServer(t);
  const answer = await server.ask('/api/identity/v1/openapi.json');
  assert.equal(answer.status, 200);
  const { openapi, paths, servers } = answer.json;
  assert.match(openapi, /^3\.1\./);
  const described = Object.keys(paths).map((where) => where.replace(/\{\w+\}/g, '{}')).sort();
  for (const where of ['/users', '/users/{}', '/application-roles', '/users/{}/application-roles/{}', '/api-clients', '/api-clients/{}', '/rejections/{}']) {
    assert.ok(described.includes(where), `${where} in ${described}`);
  }
  assert.ok(JSON.stringify(servers ?? []).includes('/api/identity/v1') || described[0].startsWith('/api/'));
});

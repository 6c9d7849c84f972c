// SPDX-License-Identifier: Apache-2.0
// Discovery in its three forms, the keys, and which host answers for which realm.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

test('the three forms agree, and every address in them is the public URL', async (t) => {
  const server = await startServer(t);
  const issuer = server.bootstrap.issuer;
  const own = await server.ask(server.discoveryUrl);
  assert.equal(own.status, 200);
  assert.match(own.headers['content-type'], /^application\/json/);
  assert.equal(server.bootstrap.discovery, server.discoveryUrl);
  const realm = await server.ask(`${issuer}/.well-known/openid-configuration`);
  const rfc8414 = await server.ask(`/.well-known/oauth-authorization-server${new URL(issuer).pathname}`);
  assert.deepEqual(realm.json, own.json);
  assert.equal(rfc8414.json.issuer, issuer);
  assert.equal(rfc8414.json.token_endpoint, own.json.token_endpoint);

  const metadata = own.json;
  assert.equal(metadata.issuer, issuer);
  assert.match(issuer, /\/auth\/realms\/[0-9a-f-]{36}$/);
  assert.equal(metadata.token_endpoint, `${issuer}/protocol/openid-connect/token`);
  assert.equal(metadata.introspection_endpoint, `${issuer}/protocol/openid-connect/token/introspect`);
  assert.equal(metadata.revocation_endpoint, `${issuer}/protocol/openid-connect/revoke`);
  assert.equal(metadata.jwks_uri, `${issuer}/protocol/openid-connect/certs`);
  assert.deepEqual([...metadata.token_endpoint_auth_methods_supported].sort(), ['client_secret_basic', 'client_secret_post']);
  assert.ok(metadata.grant_types_supported.includes('client_credentials'));
});

test('discovery names only what exists', async (t) => {
  const server = await startServer(t);
  const metadata = await server.metadata();
  for (const name of ['authorization_endpoint', 'userinfo_endpoint', 'end_session_endpoint']) {
    assert.equal(metadata[name], undefined, name);
  }
  for (const [name, url] of Object.entries(metadata)) {
    if (!/_(endpoint|uri)$/.test(name)) continue;
    const answer = await server.ask(url);
    assert.notEqual(answer.status, 404, `${name}: ${url}`);
  }
});

test('the keys are public ones, and say how they are used', async (t) => {
  const server = await startServer(t);
  const { keys } = (await server.ask((await server.metadata()).jwks_uri)).json;
  assert.ok(keys.length >= 1);
  for (const key of keys) {
    assert.deepEqual({ kty: key.kty, crv: key.crv, alg: key.alg, use: key.use }, { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth']) assert.equal(key[secret], undefined);
  }
  assert.equal(new Set(keys.map((key) => key.kid)).size, keys.length);
});

test('each stage has its own realm on its own host, reachable by path on the platform host', async (t) => {
  const server = await startServer(t);
  const issuers = new Set([server.bootstrap.issuer]);
  for (const stage of ['development', 'test', 'production']) {
    const { issuer, jwks_uri } = await server.metadataOf(`${stage}.localhost`);
    assert.ok(issuer.startsWith(`${server.base}/auth/realms/`), issuer);
    issuers.add(issuer);
    assert.equal((await server.ask(`${issuer}/.well-known/openid-configuration`)).json.issuer, issuer);
    assert.equal((await server.ask(jwks_uri)).status, 200);
  }
  assert.equal(issuers.size, 4);
});

test('the platform realm is not found on the host of a stage, and the answer says where to look', async (t) => {
  const server = await startServer(t);
  const headers = { Host: `development.localhost:${server.port}` };
  const where = `${new URL(server.bootstrap.issuer).pathname}/.well-known/openid-configuration`;
  const answer = await server.ask(where, { headers });
  assert.equal(answer.status, 404);
  assert.equal(answer.json.error, 'realm_unknown');
  assert.match(answer.json.error_description, /\/identity\/\.well-known\/openid-configuration|\/\.well-known\//);
  const management = await server.api('GET', '/users', { headers });
  assert.equal(management.status, 404, 'the management API stands on the hosts of the platform realm');
});

test('an unknown realm names the discovery address of the host that was asked', async (t) => {
  const server = await startServer(t);
  const answer = await server.ask(`/auth/realms/${randomUUID()}/.well-known/openid-configuration`);
  assert.equal(answer.status, 404);
  assert.equal(answer.json.error, 'realm_unknown');
  assert.ok(answer.json.error_description.includes(server.discoveryUrl), answer.json.error_description);
});

test('no header of the request finds its way into the document', async (t) => {
  const server = await startServer(t);
  const before = (await server.ask(server.discoveryUrl)).text;
  const forwarded = { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https', Forwarded: 'host=evil.example' };
  assert.equal((await server.ask(server.discoveryUrl, { headers: forwarded })).text, before);
  assert.equal((await server.ask(`${server.discoveryUrl}?x=1`)).text, before);
  assert.equal((await server.ask(server.discoveryUrl, { headers: { Host: `LOCALHOST:${server.port}` } })).text, before);
  assert.equal((await server.ask(server.discoveryUrl, { headers: { Host: 'evil.example' } })).status, 421);
});

test('HEAD is GET without a body; other methods are refused with Allow', async (t) => {
  const server = await startServer(t);
  const get = await server.ask(server.discoveryUrl);
  const head = await server.ask(server.discoveryUrl, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.bytes.length, 0);
  assert.equal(head.headers['content-length'], get.headers['content-length']);
  const posted = await server.form(server.discoveryUrl, { a: 'b' });
  assert.equal(posted.status, 405);
  assert.equal(posted.headers.allow, 'GET, HEAD');
});

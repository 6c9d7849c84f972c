// SPDX-License-Identifier: Apache-2.0
// Clients nobody here wrote get a token by discovery, with Basic and with post, and have it accepted;
// another JOSE library verifies it; introspection agrees.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { ClientCredentials } from 'simple-oauth2';
import { startServer } from '../lib/server.mjs';

const permissions = [{ permission: 'member.view' }, { permission: 'end_user.view', stages: ['development'] }];
const scope = 'development:end_user.view member.view';

async function assertAccepted(server, token, client) {
  server.secrets.add(token);
  assert.equal((await server.api('GET', '/users?limit=1', { token })).status, 200);
  const metadata = await server.metadata();
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const { payload } = await jwtVerify(token, keys, { issuer: metadata.issuer, audience: `${server.base}/api/identity/v1`, typ: 'at+jwt' });
  assert.equal(payload.client_id, client.clientId);
  assert.equal(payload.scope, scope);
  const seen = await server.form(metadata.introspection_endpoint, { token, ...server.credentials });
  assert.equal(seen.json.active, true);
  assert.equal(seen.json.scope, payload.scope);
}

const openidMethods = { basic: openid.ClientSecretBasic, post: openid.ClientSecretPost };
for (const [method, authentication] of Object.entries(openidMethods)) {
  test(`openid-client, ${method}`, async (t) => {
    const server = await startServer(t);
    const client = await server.createClient({ permissions });
    const config = await openid.discovery(
      new URL(server.bootstrap.issuer), client.clientId, undefined, authentication(client.clientSecret), { execute: [openid.allowInsecureRequests] },
    );
    const answer = await openid.clientCredentialsGrant(config, { scope });
    assert.equal(answer.expires_in, 43200);
    await assertAccepted(server, answer.access_token, client);
    const seen = await openid.tokenIntrospection(config, answer.access_token);
    assert.equal(seen.active, true);
    await openid.tokenRevocation(config, answer.access_token);
    assert.equal((await openid.tokenIntrospection(config, answer.access_token)).active, false);
  });
}

const oauthMethods = { basic: oauth.ClientSecretBasic, post: oauth.ClientSecretPost };
for (const [method, authentication] of Object.entries(oauthMethods)) {
  test(`oauth4webapi, ${method}`, async (t) => {
    const server = await startServer(t);
    const made = await server.createClient({ permissions });
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(server.bootstrap.issuer);
    for (const algorithm of ['oidc', 'oauth2']) {
      const found = await oauth.discoveryRequest(issuer, { algorithm, ...insecure });
      const as = await oauth.processDiscoveryResponse(issuer, found);
      const client = { client_id: made.clientId };
      const auth = authentication(made.clientSecret);
      const response = await oauth.clientCredentialsGrantRequest(as, client, auth, { scope }, insecure);
      const answer = await oauth.processClientCredentialsResponse(as, client, response);
      await assertAccepted(server, answer.access_token, made);
    }
  });
}

test('oauth4webapi reads our refusals', async (t) => {
  const server = await startServer(t);
  const insecure = { [oauth.allowInsecureRequests]: true };
  const issuer = new URL(server.bootstrap.issuer);
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  const client = { client_id: server.bootstrap.client_id };
  const auth = oauth.ClientSecretPost('none-of-this-house');
  const response = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, insecure);
  await assert.rejects(oauth.processClientCredentialsResponse(as, client, response), (error) => {
    const challenged = error instanceof oauth.WWWAuthenticateChallengeError;
    return challenged || (error instanceof oauth.ResponseBodyError && error.error === 'invalid_client');
  });
});

for (const [method, authorizationMethod] of Object.entries({ basic: 'header', post: 'body' })) {
  test(`simple-oauth2, ${method}`, async (t) => {
    const server = await startServer(t);
    const client = await server.createClient({ permissions });
    const { token_endpoint } = await server.metadata();
    const { origin, pathname } = new URL(token_endpoint);
    const buyer = new ClientCredentials({
      client: { id: client.clientId, secret: client.clientSecret },
      auth: { tokenHost: origin, tokenPath: pathname },
      options: { authorizationMethod },
    });
    const { token, expired } = await buyer.getToken({ scope });
    assert.equal(typeof expired, 'function');
    await assertAccepted(server, token.access_token, client);
  });
}

test('jose refuses a token that was changed by one bit', async (t) => {
  const server = await startServer(t);
  const { jwks_uri } = await server.metadata();
  const [head, body, signature] = (await server.token()).split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes[10] ^= 1;
  const keys = createRemoteJWKSet(new URL(jwks_uri));
  await assert.rejects(jwtVerify(`${head}.${body}.${bytes.toString('base64url')}`, keys));
});

// SPDX-License-Identifier: Apache-2.0
// The doctor at npm oidc-provider, with every misconfiguration that it allows. One text stands for
// everything that is wrong with a client.
import assert from 'node:assert/strict';
import test from 'node:test';
import { assertApart, assertCause, assertSpent, assertWell, examine } from './examine.mjs';
import { SECRET_TO_ENCODE, startRealOidcProvider } from './providers/real_oidc_provider.mjs';

const BASIC = ['--auth-method', 'client_secret_basic'];
const WRONG = 'not-the-secret-of-this-client-0123';

function assertUnclear(result, spent) {
  assert.equal(result.code, 6, JSON.stringify(result.json, null, 1));
  assert.ok(result.json.causes.every((one) => one.confidence === 'possible'), JSON.stringify(result.json.causes));
  assertApart(result, ['client_unknown', 'secret_wrong']);
  assertSpent(result, spent);
}

test('oidc-provider', async (t) => {
  const provider = await startRealOidcProvider(t);
  const ask = (clientId, options = {}) => examine(t, provider, { clientId, ...options });

  await t.test('it is recognised', async () => {
    const { provider: seen } = (await ask('basic')).json;
    assert.equal(seen.name, 'oidc_provider');
  });
  await t.test('a right client is well', async () => assertWell(await ask('basic')));
  await t.test('a right client in the body is well', async () => {
    assertWell(await ask('post', { args: ['--auth-method', 'client_secret_post'] }));
  });
  await t.test('a secret that encoding changes is well', async () => {
    assertWell(await ask('encoded', { secret: SECRET_TO_ENCODE, args: BASIC }));
  });
  await t.test('a resource that it knows is well', async () => {
    assertWell(await ask('basic', { args: ['--resource', provider.resource, '--scope', 'orders.read'] }));
  });
  await t.test('a wrong secret', async () => assertUnclear(await ask('basic', { secret: WRONG }), 2));
  await t.test('an unknown client', async () => assertUnclear(await ask('nobody'), 2));
  await t.test('a client that signs in with a key', async () => assertUnclear(await ask('key'), 2));
  await t.test('a public client gets tokens without a secret', async () => {
    assertCause(await ask('public'), { cause: 'client_public', confidence: 'certain', row: 17, spent: 1 });
  });
  await t.test('a grant that the client does not have', async () => {
    assertCause(await ask('no-grant'), { cause: 'grant_refused', confidence: 'certain', row: 21, spent: 1 });
  });
  await t.test('a resource that nobody knows', async () => {
    assertCause(await ask('basic', { args: ['--resource', 'urn:nobody'] }), { cause: 'resource_unknown', spent: 1 });
  });
  await t.test('a secret encoded by hand', async () => {
    const options = { secret: encodeURIComponent(SECRET_TO_ENCODE), secrets: [SECRET_TO_ENCODE], args: ['--try-repairs'] };
    assertCause(await ask('encoded', options), { cause: 'secret_percent_encoded', confidence: 'certain', row: 33 });
  });
  await t.test('a secret with a blank behind it', async () => {
    const options = { secret: `${provider.secret} `, secrets: [provider.secret], args: ['--try-repairs'] };
    assertCause(await ask('basic', options), { cause: 'secret_whitespace', confidence: 'certain', row: 32 });
  });
  await t.test('an address without metadata', async () => {
    assertCause(await ask('basic', { issuer: `${provider.issuer}/realms/main` }), { cause: 'discovery_missing', spent: 0 });
  });
  await t.test('a token endpoint that is none', async () => {
    const args = ['--token-endpoint', `${provider.issuer}/oauth/token`];
    assertCause(await ask('basic', { args }), { cause: 'endpoint_missing', spent: 0 });
  });
});

// SPDX-License-Identifier: Apache-2.0
// The doctor at Debian's glewlwyd, set up wrongly in every way that its administration allows. It
// refuses a client with 403 and no word, whatever is wrong with it, and a request without a scope too.
import assert from 'node:assert/strict';
import test from 'node:test';
import { assertApart, assertCause, assertSpent, assertWell, causesOf, examine } from './examine.mjs';
import { startGlewlwyd } from './providers/glewlwyd.mjs';

const RESERVED = 'p+lus/sl=ash%41&amp-0123456789abc';
const SCOPE = ['--scope', 'orders'];
const BASIC = ['--auth-method', 'client_secret_basic'];

// The wordless 403: nothing is known for sure, and that is said.
function assertWordless(result, { spent = 2 } = {}) {
  assert.equal(result.code, 6, JSON.stringify(result.json, null, 1));
  assert.ok(result.json.causes.every((one) => one.confidence === 'possible'), JSON.stringify(result.json.causes));
  assertApart(result, ['client_unknown', 'secret_wrong']);
  assertSpent(result, spent);
}

test('glewlwyd', async (t) => {
  const glewlwyd = await startGlewlwyd(t);
  const ask = (clientId, options = {}) => examine(t, glewlwyd, { clientId, args: SCOPE, ...options });
  await glewlwyd.addClient('good');
  await glewlwyd.addClient('off', { enabled: false });
  await glewlwyd.addClient('no-grant', { authorization_type: ['code'] });
  await glewlwyd.addClient('no-scope', { scope: [] });
  await glewlwyd.addClient('post-only', { token_endpoint_auth_method: ['client_secret_post'] });
  await glewlwyd.addClient('basic-only', { token_endpoint_auth_method: ['client_secret_basic'] });
  await glewlwyd.addClient('key-only', { token_endpoint_auth_method: ['private_key_jwt'] });
  await glewlwyd.addClient('public', { confidential: false, password: undefined });
  await glewlwyd.addClient('reserved', { password: RESERVED });

  await t.test('a right client is well', async () => assertWell(await ask('good')));
  await t.test('a right client with a resource is well', async () => {
    assertWell(await ask('good', { args: [...SCOPE, '--resource', glewlwyd.resource] }));
  });
  await t.test('a wrong secret', async () => assertWordless(await ask('good', { secret: 'not-the-secret-0123456789' })));
  await t.test('an unknown client', async () => assertWordless(await ask('nobody')));
  await t.test('a client that is switched off', async () => {
    const result = await ask('off');
    assertWordless(result);
    assert.ok(causesOf(result).includes('client_suspended'));
  });
  await t.test('a public client', async () => assertWordless(await ask('public')));
  await t.test('a client for keys alone', async () => assertWordless(await ask('key-only')));
  await t.test('no scope: as wordless as a wrong secret', async () => {
    const result = await ask('good', { args: [] });
    assertWordless(result);
    assert.ok(causesOf(result).includes('scope_missing'), JSON.stringify(causesOf(result)));
  });
  await t.test('a grant that the client does not have', async () => {
    assertCause(await ask('no-grant'), { cause: 'grant_refused', confidence: 'certain', row: 21, spent: 1 });
  });
  await t.test('a scope that the client does not have', async () => {
    assertCause(await ask('no-scope'), { cause: 'scope_refused', confidence: 'certain', spent: 1 });
  });
  await t.test('a resource that nobody knows', async () => {
    const result = await ask('good', { args: [...SCOPE, '--resource', 'https://nobody.example/api'] });
    assertCause(result, { cause: 'resource_unknown', spent: 1 });
  });
  await t.test('Basic for a client of the body', async () => {
    const result = await ask('post-only', { args: [...SCOPE, ...BASIC] });
    assertCause(result, { cause: 'auth_method_mismatch', confidence: 'certain', spent: 2 });
  });
  await t.test('the body for a client of Basic', async () => {
    const result = await ask('basic-only', { args: [...SCOPE, '--auth-method', 'client_secret_post'] });
    assertCause(result, { cause: 'auth_method_mismatch', confidence: 'certain', spent: 2 });
  });
  await t.test('Basic is taken as it comes, so that an encoded secret is another', async () => {
    const result = await ask('reserved', { args: [...SCOPE, ...BASIC], secret: RESERVED });
    assertCause(result, { cause: 'basic_not_decoded', confidence: 'likely', row: 36, spent: 2 });
  });
  await t.test('the command that doctor gives works', async () => {
    const result = await ask('reserved', { args: [...SCOPE, ...BASIC], secret: RESERVED });
    assert.match(result.json.command, /--auth-method[= ]'?client_secret_post/);
  });
  await t.test('a secret with a line end too many', async () => {
    const result = await ask('good', { secret: `${glewlwyd.secret}\n\n`, args: [...SCOPE, '--try-repairs'] });
    assertCause(result, { cause: 'secret_whitespace', confidence: 'certain', row: 32 });
  });
  await t.test('a secret encoded by hand', async () => {
    const result = await ask('reserved', {
      secret: encodeURIComponent(RESERVED), secrets: [RESERVED], args: [...SCOPE, '--try-repairs'],
    });
    assertCause(result, { cause: 'secret_percent_encoded', confidence: 'certain', row: 33 });
  });
  await t.test('an address without metadata', async () => {
    const result = await ask('good', { issuer: `${glewlwyd.url}/api/nothing` });
    assertCause(result, { cause: 'discovery_missing', spent: 0 });
  });
});

// SPDX-License-Identifier: Apache-2.0
// Secrets where none belong: neither the store nor the log keeps them, and no administrator reads them.
// That they stand in neither is searched for when the server has stopped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dryRun, asDryRun } from '../lib/dry_run.mjs';
import { basic, bearer } from '../lib/http.mjs';
import { startServer } from '../lib/server.mjs';

// Words with hyphens: nothing in these bytes says that they are a secret.
const imported = 'correct-horse-battery-staple-under-the-moon';
const FINGERPRINT = /^fingerprint:[\w-]{16}$/;

async function start(t) {
  const server = await startServer(t, { args: ['--api-limit', '0', '--dry-run-limit', '0'] });
  server.secrets.add(imported);
  const json = { name: 'From elsewhere', clientId: 'elsewhere', clientSecret: imported, permissions: [{ permission: 'member.view' }] };
  assert.equal((await server.api('POST', '/api-clients/import', { json })).status, 201);
  return server;
}

const post = (server, fields, options) => server.form(server.tokenUrl, { grant_type: 'client_credentials', ...fields }, options);

async function rejectionOf(server, answer) {
  const { status, json, text } = await server.api('GET', `/rejections/${answer.headers['jeton-rejection']}`);
  assert.equal(status, 200, text);
  return json;
}

test('a genuine secret in the place of the client id is kept as a fingerprint, whatever its form', async (t) => {
  const server = await start(t);
  const cases = [
    ['credentials_swapped', await post(server, { client_id: imported, client_secret: 'elsewhere' })],
    ['credentials_swapped', await post(server, {}, { headers: { Authorization: basic(imported, 'elsewhere') } })],
    ['client_unknown', await post(server, { client_id: imported, client_secret: 'something-else' })],
    ['client_unknown', await post(server, {}, { headers: { Authorization: basic(imported, '') } })],
    ['client_id_conflict', await post(server, { client_id: 'somebody' }, { headers: { Authorization: basic(imported, 'elsewhere') } })],
  ];
  const seen = new Set();
  for (const [cause, answer] of cases) {
    const rejection = await rejectionOf(server, answer);
    assert.equal(rejection.cause, cause);
    assert.match(rejection.clientId, FINGERPRINT, JSON.stringify(rejection));
    seen.add(rejection.clientId);
    const tried = await dryRun(server, asDryRun(answer.sent));
    assert.equal(tried.json.clientId, rejection.clientId);
  }
  assert.equal(seen.size, 1, 'the same secret has the same fingerprint');
  const listed = await server.api('GET', `/rejections?clientId=${[...seen][0]}`);
  assert.equal(listed.json.results.length, 3, listed.text);
});

test('an id that is no secret is kept as it is', async (t) => {
  const server = await start(t);
  const near = imported.slice(0, 20);
  for (const [id, secret] of [['nobody', imported], ['elsewhere', 'wrong'], [near, 'wrong']]) {
    const rejection = await rejectionOf(server, await post(server, { client_id: id, client_secret: secret }));
    assert.equal(rejection.clientId, id);
  }
});

test('a secret in address, scope and headers is masked', async (t) => {
  const server = await start(t);
  const { client_id, client_secret } = server.credentials;
  const addresses = [`/${client_secret}`, `/auth/realms/${client_secret}/protocol/openid-connect/token`,
    `/api/identity/v1/users/${client_secret}`];
  for (const where of addresses) {
    const method = where.endsWith('/token') ? 'POST' : 'GET';
    assert.equal((await server.ask(where, { method, headers: bearer(await server.token()) })).status, 404, where);
  }
  const { clientSecret: other } = await server.createClient();
  const headers = { 'User-Agent': `curl ${other}` };
  const scoped = await post(server, { client_id, client_secret, scope: other }, { headers });
  const { cause, evidence, userAgent } = await rejectionOf(server, scoped);
  assert.equal(cause, 'scope_not_granted');
  assert.match(evidence, / jtn_\*+\.$/);
  assert.match(userAgent, /^curl jtn_\*+$/);
  const foreign = await rejectionOf(server, await post(server, { client_id: 'elsewhere', client_secret: imported, scope: imported },
    { headers: { 'User-Agent': `${'x'.repeat(70)} ${imported} ${imported}` } }));
  assert.match(foreign.evidence, / \*+\.$/);
  assert.match(foreign.userAgent, /^x+ \*{43} \*{43}$/);
  const cut = await rejectionOf(server, await post(server, { client_id: 'elsewhere', client_secret: imported, scope: 'x' },
    { headers: { 'User-Agent': `${'x'.repeat(130)} ${imported}` } }));
  assert.match(cut.userAgent, /^x{130} \*{20,}$/);
  assert.match(server.logs, /path=\/jtn_\*+ /);
});

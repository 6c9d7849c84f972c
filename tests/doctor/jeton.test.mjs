// SPDX-License-Identifier: Apache-2.0
// The doctor at a real jetond: what the server tells is certain, and one attempt is enough to be told.
import assert from 'node:assert/strict';
import test from 'node:test';
import { DAY } from '../lib/clock.mjs';
import { startServer } from '../lib/server.mjs';
import { assertCause, assertNamed, examine } from './examine.mjs';

const VIEW = [{ permission: 'member.view' }];
const IMPORTED = 'Qx7+vB/2mT=9kL-3D-pR4-sW8zN6cF1hJ0';

// examine() with what jetond's client has; it counts by doctor's own account.
function doctor(t, server, client, options = {}) {
  const { clientId = client.clientId, secret = client.clientSecret } = options;
  const provider = { issuer: server.base, clientId, secret, secretAttempts: 0 };
  return examine(t, provider, { secrets: [client.clientSecret], ...options, clientId, secret });
}

function assertTold(result, cause, { spent = 1 } = {}) {
  const { attempts } = result.json;
  assertCause(result, { cause, confidence: 'certain' });
  assert.equal(attempts.spent, spent, JSON.stringify(attempts));
  assert.equal(result.json.provider.name, 'jeton');
}

async function ok(answer) {
  const { status, text } = await answer;
  assert.ok(status < 300, text);
}

// change(server, client) makes the fault; the options are examine's.
const told = [
  { cause: 'client_deleted', change: (server, { key }) => ok(server.api('DELETE', `/api-clients/${key}`)) },
  { cause: 'client_suspended', change: (server, { key }) => ok(server.api('POST', `/api-clients/${key}/suspend`)) },
  {
    cause: 'secret_revoked',
    change: (server, { key, secrets }) => ok(server.api('DELETE', `/api-clients/${key}/secrets/${secrets[0].id}?reason=retired`)),
  },
  {
    cause: 'secret_superseded',
    change: async (server, { key }) => {
      const made = await server.api('POST', `/api-clients/${key}/secrets`, { json: { overlapHours: 0 } });
      assert.equal(made.status, 201, made.text);
      server.secrets.add(made.json.clientSecret);
    },
  },
  {
    cause: 'auth_method_mismatch',
    change: (server, { key }) => ok(server.api('PATCH', `/api-clients/${key}`, { json: { authMethods: ['client_secret_post'] } })),
    options: () => ({ args: ['--auth-method', 'client_secret_basic'] }),
  },
  {
    cause: 'secret_of_other_client',
    change: async (server, client) => (client.other = await server.createClient({ permissions: VIEW })),
    options: (client) => ({ secret: client.other.clientSecret, secrets: [client.other.clientSecret] }),
  },
  {
    cause: 'credentials_swapped', spent: 0,
    options: (client) => ({ clientId: client.clientSecret, secret: client.clientId, secrets: [] }),
  },
  { cause: 'secret_truncated', spent: 0, options: (client) => ({ secret: client.clientSecret.slice(0, 30), secrets: [] }) },
  {
    cause: 'secret_checksum', spent: 0,
    options: ({ clientSecret: text }) => ({ secret: text.slice(0, -1) + (text.endsWith('a') ? 'b' : 'a'), secrets: [] }),
  },
  { cause: 'secret_whitespace', spent: 0, options: (client) => ({ secret: ` ${client.clientSecret}` }) },
  { cause: 'permissions_missing', permissions: [] },
  { cause: 'scope_refused', options: () => ({ args: ['--scope', 'user.manage'] }) },
  { cause: 'resource_unknown', options: () => ({ args: ['--resource', 'https://nobody.example/api'] }) },
];

test('what jetond tells is certain', async (t) => {
  const server = await startServer(t, { args: ['--api-limit', '0'] });
  for (const { cause, change, options, permissions = VIEW, spent } of told) {
    await t.test(cause, async () => {
      const client = await server.createClient({ permissions });
      await change?.(server, client);
      assertTold(await doctor(t, server, client, options?.(client)), cause, { spent });
    });
  }
});

test('an imported secret whose plus signs became blanks', async (t) => {
  const server = await startServer(t, { args: ['--api-limit', '0'] });
  const clientId = 'orders-batch';
  await ok(server.api('POST', '/api-clients/import', { json: { name: 'Imported', clientId, clientSecret: IMPORTED, permissions: VIEW } }));
  server.secrets.add(IMPORTED);
  const result = await doctor(t, server, { clientId, clientSecret: IMPORTED }, { secret: IMPORTED.replaceAll('+', ' ') });
  assertNamed(result, { cause: 'secret_plus_as_space', confidence: 'certain' });
});

test('a secret that has ended', async (t) => {
  const server = await startServer(t, { args: ['--api-limit', '0'] });
  const expiresOn = new Date(Date.now() + DAY * 1000).toISOString().slice(0, 10);
  const client = await server.createClient({ permissions: VIEW, secret: { expiresOn } });
  await server.restartWithClock(3 * DAY);
  assertTold(await doctor(t, server, client), 'secret_expired');
});

test('a permission that is missing at a stage', async (t) => {
  const server = await startServer(t, { args: ['--api-limit', '0'] });
  const client = await server.createClient({ permissions: [{ permission: 'end_user.view', stages: ['development'] }] });
  const api = (stage) => ['--api', `${server.base}/api/identity/v1/stages/${stage}/users`];
  assert.equal((await doctor(t, server, client, { args: api('development') })).code, 0);
  const result = await doctor(t, server, client, { args: api('production') });
  assertTold(result, 'stage_permission_missing');
});

test('nothing is told to whoever proved nothing', async (t) => {
  const server = await startServer(t, { args: ['--api-limit', '0'] });
  const client = await server.createClient({ permissions: VIEW });
  const secret = 'not-the-secret-of-this-client-0123';
  const wrong = await doctor(t, server, client, { secret });
  const unknown = await doctor(t, server, client, { secret, clientId: '00000000-0000-4000-8000-000000000000' });
  for (const { json, code } of [wrong, unknown]) {
    assert.equal(code, 6);
    assert.ok(json.causes.every((one) => one.confidence === 'possible'), JSON.stringify(json.causes));
  }
  assert.deepEqual(wrong.json.causes.map((one) => one.cause), unknown.json.causes.map((one) => one.cause));
});

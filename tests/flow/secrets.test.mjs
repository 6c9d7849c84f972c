// SPDX-License-Identifier: Apache-2.0
// Client secrets: their form, shown once, their end, and the one answer for whoever proves nothing.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { basic } from '../lib/http.mjs';
import { DAY } from '../lib/clock.mjs';
import { startServer } from '../lib/server.mjs';

test('a generated secret survives every encoding and is shown once', async (t) => {
  const server = await startServer(t);
  const { clientSecret, key, secrets } = await server.createClient();
  assert.match(clientSecret, /^jtn_[0-9A-Za-z]{49}$/);
  assert.equal(encodeURIComponent(clientSecret), clientSecret);
  assert.equal(secrets[0].hint, clientSecret.slice(-4));
  const shown = await server.api('GET', `/api-clients/${key}`);
  assert.equal(shown.json.clientSecret, undefined);
  assert.equal(shown.text.includes(clientSecret), false);
});

test('whoever proves nothing gets the same bytes, whatever the cause', async (t) => {
  const server = await startServer(t);
  const wrong = 'none-of-this-house';
  const basicOnly = await server.createClient({ authMethods: ['client_secret_basic'] });
  const pairs = [
    { client_id: randomUUID(), client_secret: wrong },
    { client_id: server.credentials.client_id, client_secret: wrong },
    { client_id: basicOnly.clientId, client_secret: wrong },
    { client_id: 'not-a-uuid', client_secret: wrong },
  ];
  const seen = new Set();
  for (const pair of pairs) {
    const posted = await server.tokenAnswer(pair);
    const headers = { Authorization: basic(pair.client_id, pair.client_secret) };
    const sent = await server.form(server.tokenUrl, { grant_type: 'client_credentials' }, { headers });
    for (const answer of [posted, sent]) {
      const id = answer.json.rejection_id;
      assert.equal(answer.status, 401);
      const names = answer.rawHeaders.map((text) => text.replace(id, 'ID').replace(/^\w{3}, .* GMT$/, 'DATE'));
      seen.add(JSON.stringify([names, answer.text.replace(id, 'ID')]));
    }
  }
  assert.equal(seen.size, 1, [...seen].join('\n'));
});

test('an expired secret buys no token; the token that it bought lives on', async (t) => {
  const server = await startServer(t);
  const expiresOn = new Date(Date.now() + DAY * 1000).toISOString().slice(0, 10);
  const client = await server.createClient({ permissions: [{ permission: 'member.view' }], secret: { expiresOn } });
  assert.equal((await server.tokenAnswer(client)).status, 200);
  await server.restartWithClock(3 * DAY);
  const late = await server.tokenAnswer(client);
  assert.equal(late.status, 401);
  assert.equal(late.json.error, 'invalid_client');
  const shown = await server.api('GET', `/api-clients/${client.key}`);
  assert.equal(shown.json.status, 'Expired');
});

test('expiry dates that cannot be are refused', async (t) => {
  const server = await startServer(t);
  for (const expiresOn of ['2020-01-01', '2099-01-01', 'tomorrow', '2027-02-30', 7]) {
    const answer = await server.api('POST', '/api-clients', { json: { name: 'x', secret: { expiresOn } } });
    assert.equal(answer.status, 400, `${expiresOn}: ${answer.text}`);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
  }
});

test('authMethods says by which method a client may come', async (t) => {
  const server = await startServer(t);
  const permissions = [{ permission: 'member.view' }];
  const { clientId, clientSecret } = await server.createClient({ permissions, authMethods: ['client_secret_basic'] });
  const headers = { Authorization: basic(clientId, clientSecret) };
  const right = await server.form(server.tokenUrl, { grant_type: 'client_credentials' }, { headers });
  assert.equal(right.status, 200, right.text);
  const wrong = await server.tokenAnswer({ clientId, clientSecret });
  assert.equal(wrong.status, 401);
  assert.match(wrong.json.error_description, /Basic|basic/);
  for (const authMethods of [[], ['private_key_jwt'], 'client_secret_post']) {
    const answer = await server.api('POST', '/api-clients', { json: { name: 'x', authMethods } });
    assert.equal(answer.status, 400, JSON.stringify(authMethods));
  }
});

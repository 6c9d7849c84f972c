// SPDX-License-Identifier: Apache-2.0
// The flow that must always work, by the very curl lines that the manual shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curl } from '../lib/programs.mjs';
import { startServer } from '../lib/server.mjs';

test('from an API client to data behind a bearer token', async (t) => {
  const server = await startServer(t);
  const role = (await server.api('POST', '/application-roles', { json: { name: 'Reader' } })).json;
  const user = await server.createUser({ email: 'ada@example.org', name: 'Ada' });
  const granted = await server.api('POST', `/users/${user.key}/application-roles/${role.key}`);
  assert.ok(granted.status === 204 || granted.status === 200, granted.text);
  await server.createUser({ email: 'bob@example.org' });
  const client = await server.createClient({ name: 'Reports', permissions: [{ permission: 'member.view' }] });

  const discovery = await curl(['-X', 'GET', server.discoveryUrl, '-H', 'accept: application/json']);
  const endpoint = JSON.parse(discovery.stdout).token_endpoint;
  const form = `grant_type=client_credentials&client_id=${client.clientId}&client_secret=${client.clientSecret}`;
  const type = 'Content-Type: application/x-www-form-urlencoded';
  const bought = await curl(['-X', 'POST', endpoint, '-H', type, '-d', form]);
  const token = JSON.parse(bought.stdout);
  server.secrets.add(token.access_token);
  assert.deepEqual(
    { ...token, access_token: typeof token.access_token },
    { access_token: 'string', token_type: 'Bearer', expires_in: 43200, scope: 'member.view' },
  );

  const url = `${server.base}/api/identity/v1/users?hasApplicationRoles=true&limit=10&offset=0`;
  const listed = await curl(['-X', 'GET', url, '-H', `Authorization: Bearer ${token.access_token}`]);
  const { results, page } = JSON.parse(listed.stdout);
  assert.deepEqual(results.map((one) => one.email), ['ada@example.org']);
  const whole = { count: 1, limit: 10, offset: 0, nextPageOffset: 10, totalResults: 1, totalPages: 1 };
  assert.deepEqual(page, whole);
});

test('the same without Content-Type, which curl -d sets by itself, and with Basic by -u', async (t) => {
  const server = await startServer(t);
  const { client_id, client_secret } = server.credentials;
  const form = `grant_type=client_credentials&client_id=${client_id}&client_secret=${client_secret}`;
  const posted = await curl(['-d', form, server.tokenUrl]);
  const basic = await curl(['-u', `${client_id}:${client_secret}`, '-d', 'grant_type=client_credentials', server.tokenUrl]);
  for (const { stdout } of [posted, basic]) {
    server.secrets.add(JSON.parse(stdout).access_token);
    assert.equal(JSON.parse(stdout).token_type, 'Bearer');
  }
});

test('without a token, and with a bad one, there is no data', async (t) => {
  const server = await startServer(t);
  const url = `${server.base}/api/identity/v1/users`;
  const without = await curl(['-o', '-', '-w', '\n%{http_code}', url]);
  assert.match(without.stdout, /\n401$/);
  const bad = await curl(['-w', '\n%{http_code}', '-H', 'Authorization: Bearer x.y.z', url]);
  assert.match(bad.stdout, /\n401$/);
});

// SPDX-License-Identifier: Apache-2.0
// The description of the management API holds together, and what comes of the API client routes has
// exactly the members that it names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const describe = async (server) => (await server.ask('/api/identity/v1/openapi.json')).json;

function* refsIn(value) {
  if (value === null || typeof value !== 'object') return;
  if (value.$ref) yield value.$ref;
  for (const inner of Object.values(value)) yield* refsIn(inner);
}

test('every reference leads somewhere, and every schema is used', async (t) => {
  const server = await startServer(t);
  const document = await describe(server);
  const used = new Set(refsIn(document));
  const there = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  assert.deepEqual([...used].sort(), there.sort());
});

test('every place of a path is a parameter, and a change takes If-Match', async (t) => {
  const server = await startServer(t);
  for (const [path, methods] of Object.entries((await describe(server)).paths)) {
    const places = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    for (const [method, operation] of Object.entries(methods)) {
      const named = operation.parameters.filter((one) => one.in === 'path').map((one) => one.name);
      assert.deepEqual(named, places, `${method} ${path}`);
      const takes = operation.parameters.some((one) => one.name === 'If-Match');
      assert.equal(takes, method !== 'get' && places.length > 0, `${method} ${path}`);
    }
  }
});

test('answers have the members that are described, and no others', async (t) => {
  const server = await startServer(t);
  const { schemas } = (await describe(server)).components;
  const client = await server.createClient({ permissions: [{ permission: 'member.view' }] });
  const where = `/api-clients/${client.key}`;
  const secret = (await server.api('POST', `${where}/secrets`)).json;
  server.secrets.add(secret.clientSecret);
  const { paths } = await describe(server);
  const answers = {
    CreatedApiClient: client,
    CreatedSecret: secret,
    ApiClient: (await server.api('GET', where)).json,
    ApiClientPermissions: (await server.api('GET', `${where}/permissions`)).json,
    SecretList: (await server.api('GET', `${where}/secrets`)).json,
    Secret: (await server.api('GET', `${where}/secrets`)).json.results[0],
    ApiClientList: (await server.api('GET', '/api-clients')).json,
  };
  for (const [name, answer] of Object.entries(answers)) {
    assert.deepEqual(Object.keys(answer).sort(), Object.keys(schemas[name].properties).sort(), name);
    assert.deepEqual([...schemas[name].required].sort(), Object.keys(answer).sort(), name);
  }
  for (const path of ['', '/permissions', '/secrets', '/suspend', '/resume', '/duplicate', '/secrets/{id}']) {
    assert.ok(paths[`/api-clients/{key}${path}`], path);
  }
  const problem = (await server.api('PATCH', where, { json: { name: '' } })).json;
  for (const member of Object.keys(problem)) assert.ok(schemas.Problem.properties[member], member);
});

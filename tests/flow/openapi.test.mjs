// SPDX-License-Identifier: Apache-2.0
// The description of the management API holds together, and what comes of the API client routes has
// exactly the members that it names.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkExchange, closed, describeApi } from '../lib/openapi.mjs';
import { root, run } from '../lib/programs.mjs';
import { startServer, temporaryDirectory } from '../lib/server.mjs';

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
  const there = ['schemas', 'responses', 'headers'].flatMap((kind) => Object.keys(document.components[kind]).map((name) => `#/components/${kind}/${name}`));
  assert.deepEqual([...used].sort(), there.sort());
});

test('what is served is what the routes are', async (t) => {
  const server = await startServer(t);
  const document = await describe(server);
  const { routes, document: built } = describeApi();
  assert.deepEqual({ ...document, servers: [] }, { ...built, servers: [] });
  const named = Object.entries(document.paths).flatMap(([where, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${where}`));
  assert.deepEqual(named.sort(), routes.sort());
  const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId));
  assert.equal(new Set(ids).size, ids.length);
});

// A program of node_modules/.bin; what it said stands in the error when it fails.
async function tool(name, args) {
  const env = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', CI: '1' };
  const ended = await run(path.join(root, 'tests/node_modules/.bin', name), args, { env });
  if (ended.code !== 0) throw new Error(`${name}: ${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

test('Redocly has nothing to say against it, and a generated client compiles', async (t) => {
  const directory = temporaryDirectory(t);
  const file = path.join(directory, 'openapi.json');
  fs.writeFileSync(file, JSON.stringify(describeApi().document, null, 1));
  const lint = JSON.parse(await tool('redocly', ['lint', '--extends=recommended', '--format=json', file]));
  assert.deepEqual(lint.problems, []);
  await tool('openapi-typescript', [file, '-o', path.join(directory, 'api.d.ts')]);
  const use = (status) => `import type { components, operations, paths } from './api';
export const status: components['schemas']['ApiClient']['status'] = '${status}';
export const made: operations['postApiClients']['responses'][201]['content']['application/json']['clientSecret'] = 'x';
export const asked: NonNullable<paths['/users']['get']['parameters']['query']> = { limit: 7, isActive: true };
`;
  fs.writeFileSync(path.join(directory, 'good.ts'), use('Available'));
  fs.writeFileSync(path.join(directory, 'bad.ts'), use('Somehow'));
  const compile = (name) => tool('tsc', ['--noEmit', '--strict', path.join(directory, name)]);
  await compile('good.ts');
  await assert.rejects(compile('bad.ts'), /Somehow/);
});

test('the check of answers finds what is not described', () => {
  const answer = (status, json, more = {}) => ({ status, headers: { 'content-type': 'application/json', ...more }, json, text: JSON.stringify(json) });
  const role = { key: '7d444840-9dc0-11d1-b245-5ffdce74fad2', name: 'a', description: '', createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' };
  const where = `/api/identity/v1/application-roles/${role.key}`;
  const body = { name: 'a' };
  const problem = { type: 'https://jeton.test/reasons/object_unknown', title: 'a', status: 404, detail: 'a', code: 'object_unknown', errors: [] };
  checkExchange('GET', where, {}, answer(200, role, { etag: '"1-0"' }));
  checkExchange('POST', '/api/identity/v1/application-roles', { body }, answer(201, role));
  checkExchange('GET', where, {}, answer(404, problem, { 'content-type': 'application/problem+json' }));
  checkExchange('GET', '/identity/anything', {}, answer(299, { some: 'thing' }));
  for (const [method, url, request, bad] of [
    ['GET', where, {}, answer(202, role)],
    ['GET', where, {}, answer(404, problem)],
    ['GET', where, {}, answer(404, { ...problem, why: 'a' }, { 'content-type': 'application/problem+json' })],
    ['GET', where, {}, answer(200, { ...role, colour: 'red' })],
    ['GET', where, {}, answer(200, { ...role, createdAt: 'today' })],
    ['GET', where, {}, answer(200, { ...role, key: undefined })],
    ['GET', where, {}, answer(200, role, { 'x-extra': '1' })],
    ['GET', where, { body: {} }, answer(200, role)],
    ['GET', `${where}?colour=red`, {}, answer(200, role)],
    ['GET', `${where}/colour`, {}, answer(200, role)],
    ['PUT', where, {}, answer(200, role)],
    ['POST', '/api/identity/v1/application-roles', {}, answer(201, role)],
    ['POST', '/api/identity/v1/application-roles', { body: { ...body, colour: 'red' } }, answer(201, role)],
    ['POST', '/api/identity/v1/application-roles', { body: { name: '' } }, answer(201, role)],
  ]) {
    assert.throws(() => checkExchange(method, url, request, bad), assert.AssertionError, `${method} ${url} ${bad.status} ${bad.text}`);
  }
  assert.equal(closed({ type: 'object', properties: {} }).additionalProperties, false);
});

test('every place of a path is a parameter, and a change takes If-Match', async (t) => {
  const server = await startServer(t);
  for (const [path, methods] of Object.entries((await describe(server)).paths)) {
    const places = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    for (const [method, operation] of Object.entries(methods)) {
      const named = operation.parameters.filter((one) => one.in === 'path').map((one) => one.name);
      assert.deepEqual(named, places, `${method} ${path}`);
      const takes = operation.parameters.some((one) => one.name === 'If-Match');
      const makes = path.startsWith('/stages/{slug}/') && operation.responses['201'] !== undefined;
      assert.equal(takes, method !== 'get' && places.length > 0 && !makes, `${method} ${path}`);
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

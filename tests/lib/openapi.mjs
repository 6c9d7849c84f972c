// SPDX-License-Identifier: Apache-2.0
// Holds every request and answer of the management API to the OpenAPI document of the program under
// test: an unknown path, an undocumented status or header, a member that no schema knows is a failure.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { build } from './programs.mjs';

const PREFIX = '/api/identity/v1';
// Of HTTP, not of the API; each stands in every answer or in none.
const COMMON = ['allow', 'cache-control', 'connection', 'content-length', 'content-type', 'date', 'keep-alive', 'strict-transport-security', 'x-content-type-options'];
// Refused before a route is known: wrong path, method, or host.
const BEFORE_ROUTES = ['path_unknown', 'method_not_allowed', 'host_unknown', 'host_mismatch'];

// What the program was built with: {routes: ["GET /users", …], document}.
let described;
export function describeApi() {
  described ??= JSON.parse(execFileSync(path.join(build, 'describe_api'), { maxBuffer: 64 << 20 }));
  return described;
}

// An answer has no member besides those that its schema names.
export function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  if (copy.type === 'object' && copy.properties) copy.additionalProperties ??= false;
  return copy;
}

let compiler;
function validatorOf(schema) {
  if (!compiler) {
    compiler = addFormats(new Ajv2020({ strict: false, allErrors: true }));
    compiler.addSchema({ $id: 'api', components: { schemas: closed(describeApi().document.components.schemas) } });
  }
  const id = `api${schema.$ref}`;
  return compiler.getSchema(id) ?? compiler.compile({ $ref: id });
}

function assertFits(value, schema, what) {
  const check = validatorOf(schema);
  assert.ok(check(value), `${what} is not as openapi.json says: ${compiler.errorsText(check.errors)}\n${JSON.stringify(value)}`);
}

const resolve = (value) => (value.$ref ? value.$ref.slice(2).split('/').reduce((at, name) => at[name], describeApi().document) : value);

// A path with fixed segments stands before one with places.
function findPath(where) {
  const asked = where.split('/');
  const fits = (pattern) => {
    const own = pattern.split('/');
    return own.length === asked.length && own.every((part, i) => (part.startsWith('{') ? asked[i] !== '' : part === asked[i]));
  };
  const places = (pattern) => pattern.split('{').length;
  return Object.keys(describeApi().document.paths).filter(fits).sort((a, b) => places(a) - places(b))[0];
}

function assertQuery(operation, query, what) {
  const known = operation.parameters.filter((one) => one.in === 'query');
  for (const [name] of new URLSearchParams(query)) {
    assert.ok(known.some((one) => one.name === name), `${what}: openapi.json does not know the parameter ${name}`);
  }
}

function assertRequest(operation, { query, body, headers }, what) {
  assertQuery(operation, query, what);
  const inHeaders = operation.parameters.filter((one) => one.in === 'header').map((one) => one.name);
  for (const name of ['If-Match', 'If-None-Match'].filter((one) => one in headers)) {
    assert.ok(inHeaders.includes(name), `${what}: openapi.json does not know ${name} here`);
  }
  const wanted = operation.requestBody;
  if (body === undefined) {
    assert.ok(!wanted?.required, `${what}: accepted without a body`);
    return;
  }
  assert.ok(wanted, `${what}: a body was accepted, and openapi.json knows of none`);
  const value = typeof body === 'string' ? JSON.parse(body) : body;
  assertFits(value, wanted.content['application/json'].schema, `${what}: the accepted body`);
}

function assertHeaders(headers, response, what) {
  const known = Object.keys(response.headers ?? {}).map((name) => name.toLowerCase());
  for (const name of Object.keys(headers)) {
    assert.ok(COMMON.includes(name) || known.includes(name), `${what}: openapi.json does not know the header ${name}`);
  }
}

function assertAnswer(method, response, answer, what) {
  const type = answer.headers['content-type'];
  if (!response.content || method === 'HEAD') {
    assert.equal(answer.text, '', `${what}: a body where none is described`);
    return;
  }
  const content = response.content[type];
  assert.ok(content, `${what}: openapi.json does not know the type ${type}`);
  if (content.schema.$ref) assertFits(answer.json, content.schema, `${what}: the answer`);
}

const codeOf = (answer) => (answer.status < 400 || answer.text === '' ? undefined : answer.json.code);
const isRefusedEarly = (answer) => BEFORE_ROUTES.includes(codeOf(answer));

// One exchange. url: whole or from the path on; body: text or value of JSON, undefined when none.
export function checkExchange(method, url, { body, headers = {} }, answer) {
  const { pathname, search } = new URL(url, 'http://localhost');
  if (!pathname.startsWith(`${PREFIX}/`)) return;
  const what = `${method} ${pathname}: ${answer.status}`;
  const pattern = findPath(pathname.slice(PREFIX.length));
  const operation = pattern && describeApi().document.paths[pattern][method === 'HEAD' ? 'get' : method.toLowerCase()];
  if (isRefusedEarly(answer) || (method === 'HEAD' && answer.status >= 400)) return;
  assert.ok(operation, `${what}: openapi.json does not know this\n${answer.text}`);
  const found = operation.responses[answer.status];
  assert.ok(found, `${what}: openapi.json does not know this status\n${answer.text}`);
  const response = resolve(found);
  if (answer.status < 300) assertRequest(operation, { query: search, body, headers }, what);
  assertHeaders(answer.headers, response, what);
  assertAnswer(method, response, answer, what);
}

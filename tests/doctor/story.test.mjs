// SPDX-License-Identifier: Apache-2.0
// The story of a forum thread, played in full against a real jetond: a personal environment with two
// realms, the secret taken from the platform's client, the token endpoint of a stage's application realm
// written by hand, and the secret percent-encoded by hand. The doctor names both faults in one run, and
// the command that it prints works.
import assert from 'node:assert/strict';
import test from 'node:test';
import { jeton, run } from '../lib/programs.mjs';
import { startServer } from '../lib/server.mjs';
import { causesOf, examine } from './examine.mjs';

const IMPORTED = 'Qx7+vB/2mT=9kL%3D&pR4#sW8zN6cF1hJ0';

// What people do who were told to encode it "manually": everything but letters and digits.
const encodeByHand = (text) => text.replace(/[^A-Za-z0-9]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);

async function environment(t) {
  const server = await startServer(t, { args: ['--api-limit', '0'] });
  const stage = await server.metadataOf('development.localhost');
  const platform = await server.metadata();
  assert.notEqual(stage.issuer, platform.issuer);
  return { server, platform, stage };
}

// examine() counts what a mock has seen; jetond is asked by what its own account says.
function clientOf(server, clientId, secret) {
  return { issuer: server.base, clientId, secret, secretAttempts: 0 };
}

async function doctor(t, { server, stage }, clientId, secret, args = []) {
  server.secrets.add(secret);
  const pasted = encodeByHand(secret);
  const all = ['--token-endpoint', stage.token_endpoint, ...args];
  return examine(t, clientOf(server, clientId, secret), { secret: pasted, secrets: [secret], args: all });
}

// As a person does it: the printed line goes into a shell.
async function paste(result) {
  const home = { HOME: result.home, XDG_CONFIG_HOME: `${result.home}/config`, XDG_STATE_HOME: `${result.home}/state` };
  const line = `jeton() { '${jeton}' "$@"; }\n${result.json.command}`;
  return run('bash', ['-c', line], { env: home, cwd: result.home });
}

function assertBothFaults(result) {
  const text = JSON.stringify(result.json, null, 1);
  assert.equal(result.code, 6, text);
  assert.equal(result.json.verdict, 'cause_found', text);
  const sure = result.json.causes.filter((one) => one.confidence !== 'possible').map((one) => one.cause);
  assert.ok(sure.includes('wrong_realm'), text);
  assert.ok(sure.includes('secret_percent_encoded'), text);
  assert.ok(result.json.attempts.spent <= result.json.attempts.budget, text);
}

async function assertCommandWorks(result) {
  assert.ok(result.json.command, JSON.stringify(result.json, null, 1));
  const pasted = await paste(result);
  assert.equal(pasted.code, 0, `${result.json.command}\n${pasted.stderr}`);
  assert.match(pasted.stdout, /eyJ[\w-]+\.[\w-]+\.[\w-]+/, `${result.json.command}\n${pasted.stderr}`);
}

test('the story, with a generated secret', async (t) => {
  const where = await environment(t);
  const client = await where.server.createClient({ permissions: [{ permission: 'member.view' }] });
  const result = await doctor(t, where, client.clientId, client.clientSecret);
  assertBothFaults(result);
  await assertCommandWorks(result);
});

test('the story, with an imported secret that encoding changes', async (t) => {
  const where = await environment(t);
  const imported = await where.server.api('POST', '/api-clients/import', {
    json: { name: 'Imported', clientId: 'orders-batch', clientSecret: IMPORTED, permissions: [{ permission: 'member.view' }] },
  });
  assert.equal(imported.status, 201, imported.text);
  const result = await doctor(t, where, 'orders-batch', IMPORTED);
  assertBothFaults(result);
  await assertCommandWorks(result);
});

test('either fault alone is found alone', async (t) => {
  const where = await environment(t);
  const client = await where.server.createClient({ permissions: [{ permission: 'member.view' }] });
  const provider = clientOf(where.server, client.clientId, client.clientSecret);
  const realm = await examine(t, provider, { args: ['--token-endpoint', where.stage.token_endpoint] });
  assert.equal(realm.json.causes[0].cause, 'wrong_realm', JSON.stringify(realm.json, null, 1));
  assert.ok(!causesOf(realm).includes('secret_percent_encoded'));
  await assertCommandWorks(realm);
  const encoded = await examine(t, provider, { secret: encodeByHand(client.clientSecret), secrets: [client.clientSecret] });
  assert.equal(encoded.json.causes[0].cause, 'secret_percent_encoded', JSON.stringify(encoded.json, null, 1));
  assert.ok(!causesOf(encoded).includes('wrong_realm'));
  await assertCommandWorks(encoded);
});

test('with neither fault all is well', async (t) => {
  const where = await environment(t);
  const client = await where.server.createClient({ permissions: [{ permission: 'member.view' }] });
  const result = await examine(t, clientOf(where.server, client.clientId, client.clientSecret));
  assert.equal(result.code, 0, JSON.stringify(result.json, null, 1));
  assert.equal(result.json.verdict, 'well');
});

test("jetond's own answer tells the wrong realm", async (t) => {
  const { server, stage, platform } = await environment(t);
  const client = await server.createClient({ permissions: [{ permission: 'member.view' }] });
  const form = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: client.clientSecret };
  const answer = await server.form(stage.token_endpoint, form);
  assert.equal(answer.status, 401, answer.text);
  assert.equal(answer.json.error, 'invalid_client');
  assert.match(answer.json.error_uri, /wrong_realm/);
  assert.ok(answer.json.error_description.includes(server.discoveryUrl), `${answer.json.error_description}\n${platform.issuer}`);
  const wrong = await server.form(stage.token_endpoint, { ...form, client_secret: 'not-the-secret-of-this-client-0123' });
  assert.equal(wrong.json.error_uri, undefined, 'nothing is told to whoever proved nothing');
});

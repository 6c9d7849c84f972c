// SPDX-License-Identifier: Apache-2.0
// A client comes from another system with its id and its secret, if the secret is strong enough.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { startServer } from '../lib/server.mjs';

const view = [{ permission: 'member.view' }];

async function importClient(server, json) {
  const answer = await server.api('POST', '/api-clients/import', { json: { name: 'Imported', permissions: view, ...json } });
  server.secrets.add(json.clientSecret);
  return answer;
}

test('an imported client works with the credentials that it had', async (t) => {
  const server = await startServer(t);
  const clientSecret = `${randomBytes(24).toString('base64')} +%&"'`;
  const answer = await importClient(server, { clientId: 'legacy.App_1~x-y', clientSecret: `${clientSecret}z`, description: 'From before', authMethods: ['client_secret_post'] });
  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.json.clientId, 'legacy.App_1~x-y');
  assert.equal(answer.json.clientSecret, undefined, 'the caller has it already');
  assert.equal(answer.json.secrets[0].hint, `${clientSecret}z`.slice(-4));
  assert.equal((await server.tokenAnswer({ clientId: 'legacy.App_1~x-y', clientSecret: `${clientSecret}z` })).status, 200);
  assert.equal((await server.tokenAnswer({ clientId: 'legacy.App_1~x-y', clientSecret })).status, 401);
  assert.equal((await server.tokenAnswer({ clientId: 'LEGACY.App_1~x-y', clientSecret: `${clientSecret}z` })).status, 401);
  await server.restart();
  assert.equal((await server.tokenAnswer({ clientId: 'legacy.App_1~x-y', clientSecret: `${clientSecret}z` })).status, 200);
  const made = await server.api('POST', `/api-clients/${answer.json.key}/secrets`, { json: { overlapHours: 0 } });
  server.secrets.add(made.json.clientSecret);
  assert.equal((await server.tokenAnswer({ clientId: 'legacy.App_1~x-y', clientSecret: `${clientSecret}z` })).status, 401);
  assert.equal((await server.tokenAnswer({ clientId: 'legacy.App_1~x-y', clientSecret: made.json.clientSecret })).status, 200);
});

test('one secret may have been given to two clients; each is known by its id', async (t) => {
  const server = await startServer(t);
  const clientSecret = randomBytes(32).toString('hex');
  for (const clientId of ['one', 'two']) assert.equal((await importClient(server, { clientId, clientSecret })).status, 201);
  const tokens = await Promise.all(['one', 'two'].map((clientId) => server.tokenAnswer({ clientId, clientSecret })));
  const subjects = tokens.map(({ json }) => decodeJwt(json.access_token).client_id);
  assert.deepEqual(subjects, ['one', 'two']);
  assert.equal((await server.tokenAnswer({ clientId: 'three', clientSecret })).status, 401);
});

test('secrets of every usual random kind are strong enough', async (t) => {
  const server = await startServer(t);
  const good = [randomBytes(24).toString('hex'), randomBytes(24).toString('base64'), randomBytes(24).toString('base64url'), randomUUID() + randomUUID(), 'correct horse battery staple in the rain'];
  for (const [i, clientSecret] of good.entries()) {
    const answer = await importClient(server, { clientId: `good-${i}`, clientSecret });
    assert.equal(answer.status, 201, `${i}: ${answer.text}`);
  }
});

test('what can be guessed is refused with the estimate', async (t) => {
  const server = await startServer(t);
  const weak = ['hunter2', 'changeme123', 'a'.repeat(200), '0123456789'.repeat(20), 'abcdefghijklmnopqrstuvwxyz'.repeat(3), 'Pa55w0rd!'.repeat(9), randomBytes(15).toString('hex'), randomUUID()];
  for (const clientSecret of weak) {
    const answer = await server.api('POST', '/api-clients/import', { json: { clientId: 'weak', name: 'Weak', clientSecret } });
    assert.equal(answer.status, 400, clientSecret);
    const [error] = answer.json.errors;
    assert.deepEqual([error.pointer, error.code], ['/clientSecret', 'too_weak']);
    assert.match(error.detail, /About \d+ bits by estimate, and at least 128/);
    assert.equal(answer.text.includes(clientSecret), false, 'an answer never repeats a secret');
  }
  assert.equal((await server.api('GET', '/api-clients')).json.page.totalResults, 1);
});

test('a secret that everybody reads in the client id is none, however long', async (t) => {
  const server = await startServer(t);
  const clientId = `legacy.${randomBytes(32).toString('hex')}`;
  for (const clientSecret of [clientId, clientId.toUpperCase()]) {
    const answer = await server.api('POST', '/api-clients/import', { json: { clientId, name: 'Open', clientSecret } });
    assert.equal(answer.status, 400, answer.text);
    assert.deepEqual(answer.json.errors.map(({ pointer, code }) => [pointer, code]), [['/clientSecret', 'too_weak']]);
  }
  assert.equal((await importClient(server, { clientId: 'closed', clientSecret: randomBytes(32).toString('hex') })).status, 201);
});

test('what is no id and no secret is refused with the pointer to the fault', async (t) => {
  const server = await startServer(t);
  const good = { clientId: 'x', clientSecret: randomBytes(32).toString('hex'), name: 'x' };
  const own = await server.createClient();
  const damaged = `${own.clientSecret.slice(0, -1)}${own.clientSecret.endsWith('a') ? 'b' : 'a'}`;
  for (const [change, pointer] of [
    [{ clientId: undefined }, '/clientId'], [{ clientId: '' }, '/clientId'], [{ clientId: 'a b' }, '/clientId'], [{ clientId: 'ü' }, '/clientId'], [{ clientId: 'x'.repeat(129) }, '/clientId'], [{ clientId: 7 }, '/clientId'],
    [{ clientSecret: undefined }, '/clientSecret'], [{ clientSecret: '' }, '/clientSecret'], [{ clientSecret: `${good.clientSecret}\n` }, '/clientSecret'], [{ clientSecret: ` ${good.clientSecret}` }, '/clientSecret'], [{ clientSecret: `${good.clientSecret} ` }, '/clientSecret'],
    [{ clientSecret: `ä${good.clientSecret}` }, '/clientSecret'], [{ clientSecret: 'aB3$'.repeat(1025) }, '/clientSecret'], [{ clientSecret: damaged }, '/clientSecret'], [{ clientSecret: own.clientSecret.slice(0, -1) }, '/clientSecret'],
    [{ name: undefined }, '/name'], [{ permissions: ['**'] }, '/permissions/0'], [{ secret: { overlapHours: 1 } }, '/secret/overlapHours'], [{ secret: { expiresOn: '2020-01-01' } }, '/secret/expiresOn'], [{ key: randomUUID() }, '/key'],
  ]) {
    const answer = await server.api('POST', '/api-clients/import', { json: { ...good, ...change } });
    assert.equal(answer.status, 400, JSON.stringify(change));
    assert.equal(answer.json.errors[0].pointer, pointer, answer.text);
  }
  const taken = await server.api('POST', '/api-clients/import', { json: { ...good, clientId: own.clientId } });
  assert.equal(taken.status, 409);
  assert.equal(taken.json.code, 'object_exists');
});

// SPDX-License-Identifier: Apache-2.0
// The life of client secrets: generated with an overlap, revoked, renewed by the client itself.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { DAY, HOUR, dayIn } from '../lib/clock.mjs';
import { ok } from '../lib/http.mjs';
import { startServer, waitFor } from '../lib/server.mjs';

const view = [{ permission: 'member.view' }];
const rotating = [...view, { permission: 'api_client.rotate_self' }];
const endOf = (days) => `${dayIn(days)}T23:59:59Z`;

async function generate(server, client, json) {
  const made = (await ok(server.api('POST', `/api-clients/${client.key}/secrets`, { json }), 201)).json;
  server.secrets.add(made.clientSecret);
  return { ...made, clientId: client.clientId };
}

async function rotate(server, client, json = {}, token = undefined) {
  const bearer = token ?? (await server.token(client));
  const answer = await server.api('POST', '/api-clients/self/secrets', { token: bearer, json: { currentSecret: client.clientSecret, ...json } });
  if (answer.status === 201) server.secrets.add(answer.json.clientSecret);
  return answer;
}

const states = async (server, client) => (await server.api('GET', `/api-clients/${client.key}`)).json.secrets.map((one) => one.state);
const works = async (server, client) => (await server.tokenAnswer(client)).status === 200;
const causeOf = async (server, client) => {
  const refused = await ok(server.tokenAnswer(client), 401);
  return (await server.api('GET', `/rejections/${refused.json.rejection_id}`)).json.cause;
};

test('a generated secret is shown once and listed by its hint', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: view });
  const made = await generate(server, client);
  assert.match(made.clientSecret, /^jtn_[0-9A-Za-z]{49}$/);
  assert.equal(made.hint, made.clientSecret.slice(-4));
  assert.equal(made.expiresAt, endOf(90));
  assert.equal(made.state, 'active');
  const list = await ok(server.api('GET', `/api-clients/${client.key}/secrets`));
  assert.equal(list.text.includes(made.clientSecret), false);
  assert.deepEqual(list.json.results.map((one) => one.id), [client.secrets[0].id, made.id], 'in order of creation');
  assert.deepEqual(list.json.results.map((one) => one.state), ['overlapping', 'active']);
  const { clientSecret, clientId, ...shown } = made;
  assert.deepEqual(list.json.results[1], shown);
  const second = await ok(server.api('GET', `/api-clients/${client.key}/secrets?limit=1&offset=1`));
  assert.deepEqual(second.json.page, { count: 1, limit: 1, offset: 1, nextPageOffset: 2, totalResults: 2, totalPages: 2 });
  assert.equal(second.json.results[0].id, made.id);
  assert.deepEqual((await ok(server.api('GET', `/api-clients/${client.key}/secrets?offset=9`))).json.results, []);
  for (const query of ['limit=0', 'limit=101', 'offset=-1', 'state=active']) {
    await ok(server.api('GET', `/api-clients/${client.key}/secrets?${query}`), 400);
  }
});

test('at most two live; without an overlap every older one ends now', async (t) => {
  const server = await startServer(t);
  const first = await server.createClient({ permissions: view });
  const second = { key: first.key, ...(await generate(server, first)) };
  const third = { key: first.key, ...(await generate(server, first)) };
  assert.deepEqual(await states(server, first), ['active', 'overlapping', 'superseded']);
  assert.deepEqual([await works(server, first), await works(server, second), await works(server, third)], [false, true, true]);
  assert.equal(await causeOf(server, first), 'secret_superseded');
  const fourth = { key: first.key, ...(await generate(server, first, { overlapHours: 0 })) };
  assert.deepEqual(await states(server, first), ['active', 'superseded', 'superseded', 'superseded']);
  assert.deepEqual([await works(server, second), await works(server, third), await works(server, fourth)], [false, false, true]);
});

test('the last eight dead secrets are told of, for ninety days', async (t) => {
  const server = await startServer(t, { args: ['--api-limit', '0'] });
  const admin = await server.createClient({ permissions: ['*'], secret: { expiresOn: dayIn(700) } });
  Object.assign(server.bootstrap, { client_id: admin.clientId, client_secret: admin.clientSecret });
  const client = await server.createClient({ permissions: view });
  const all = [client];
  for (let i = 0; i < 10; i++) all.push({ key: client.key, ...(await generate(server, client, { overlapHours: 0 })) });
  assert.equal((await states(server, client)).length, 9);
  for (const [index, one] of all.slice(0, 10).entries()) {
    assert.equal(await causeOf(server, one), index < 2 ? 'secret_wrong' : 'secret_superseded', String(index));
  }
  await server.restartWithClock(89 * DAY);
  assert.equal(await causeOf(server, all[5]), 'secret_superseded');
  await server.restartWithClock(91 * DAY);
  assert.equal(await causeOf(server, all[5]), 'secret_wrong');
  assert.deepEqual(await states(server, client), ['expired'], 'dead since yesterday');
});

test('an overlap ends at its hour, and no later than the secret itself', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: view, secret: { expiresOn: dayIn(1) } });
  await generate(server, client, { overlapHours: 8760 });
  await server.restartWithClock(DAY);
  assert.equal(await works(server, client), true);
  await server.restartWithClock(2 * DAY + HOUR);
  assert.equal(await causeOf(server, client), 'secret_expired');
  const other = await server.createClient({ permissions: view });
  const now = 2 * DAY + HOUR;
  await generate(server, other, { overlapHours: 1 });
  await server.restartWithClock(now + HOUR - 120);
  assert.equal(await works(server, other), true);
  await server.restartWithClock(now + HOUR + 60);
  assert.equal(await causeOf(server, other), 'secret_superseded');
});

test('terms that cannot be are refused', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: view });
  for (const [json, pointer] of [
    [{ expiresOn: dayIn(-1) }, '/expiresOn'], [{ expiresOn: dayIn(25 * 31) }, '/expiresOn'], [{ expiresOn: 'soon' }, '/expiresOn'], [{ expiresOn: '2027-02-30' }, '/expiresOn'], [{ expiresOn: 7 }, '/expiresOn'],
    [{ overlapHours: -1 }, '/overlapHours'], [{ overlapHours: 8761 }, '/overlapHours'], [{ overlapHours: 1.5 }, '/overlapHours'], [{ overlapHours: '2' }, '/overlapHours'], [{ overlapHours: 1e300 }, '/overlapHours'],
    [{ remind: 'yes' }, '/remind'], [{ currentSecret: 'x' }, '/currentSecret'],
  ]) {
    const answer = await ok(server.api('POST', `/api-clients/${client.key}/secrets`, { json }), 400);
    assert.equal(answer.json.errors[0].pointer, pointer, answer.text);
  }
  const today = await generate(server, client, { expiresOn: dayIn(0), remind: false });
  assert.equal(today.expiresAt, endOf(0));
  assert.deepEqual(await states(server, client), ['active', 'overlapping']);
});

test('a revoked secret is dead with the next request; the others are not', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: view });
  const fresh = { key: client.key, ...(await generate(server, client)) };
  const where = `/api-clients/${client.key}/secrets`;
  await ok(server.api('DELETE', `${where}/${client.secrets[0].id}`), 204);
  assert.equal(await causeOf(server, client), 'secret_revoked');
  assert.equal(await works(server, fresh), true);
  await ok(server.api('DELETE', `${where}/${client.secrets[0].id}?reason=retired`), 204);
  await ok(server.api('DELETE', `${where}/${client.secrets[0].id}?reason=compromised&tokens=keep`), 204);
  assert.equal(await causeOf(server, client), 'secret_compromised');
  await ok(server.api('DELETE', `${where}/${client.secrets[0].id}?reason=retired`), 204);
  assert.equal(await causeOf(server, client), 'secret_compromised', 'nothing takes that back');
  await ok(server.api('DELETE', `${where}/${fresh.id}?reason=compromised`), 204);
  const shown = (await server.api('GET', `/api-clients/${client.key}`)).json;
  assert.equal(shown.status, 'Expired');
  assert.deepEqual(shown.secrets.map((one) => one.state), ['revoked', 'revoked']);
  await ok(server.api('DELETE', `/api-clients/${client.key}`), 204);
  assert.equal(await causeOf(server, fresh), 'secret_compromised', 'also not that the client is deleted');
  const other = await server.createClient();
  const place = `/api-clients/${other.key}/secrets`;
  for (const id of [client.secrets[0].id, randomUUID(), 'x', 'self']) await ok(server.api('DELETE', `${place}/${id}`), 404);
  for (const query of ['reason=lost', 'tokens=all', 'reason=', 'why=x', 'reason=retired&reason=retired']) {
    await ok(server.api('DELETE', `${place}/${other.secrets[0].id}?${query}`), 400);
  }
  assert.deepEqual(await states(server, other), ['active']);
});

test('revoking an expired secret puts the client in order', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: view, secret: { expiresOn: dayIn(0) } });
  await generate(server, client, { overlapHours: 8760 });
  await server.restartWithClock(2 * DAY);
  const where = `/api-clients/${client.key}`;
  const before = (await server.api('GET', where)).json;
  assert.equal(before.status, 'Needs attention', before.statusReason);
  await ok(server.api('DELETE', `${where}/secrets/${client.secrets[0].id}?reason=retired`), 204);
  assert.equal((await server.api('GET', where)).json.status, 'Available');
});

test('a client renews its own secret, and the old one works on for a while', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: rotating, secret: { expiresOn: dayIn(10), remind: false } });
  await server.restartWithClock(5 * DAY);
  const answer = await ok(rotate(server, client), 201);
  const fresh = { ...client, clientSecret: answer.json.clientSecret };
  assert.equal(answer.json.expiresAt, endOf(15), 'the term that it had, from now on');
  assert.deepEqual(await states(server, client), ['active', 'overlapping']);
  assert.deepEqual([await works(server, client), await works(server, fresh)], [true, true]);
  await server.restartWithClock(6 * DAY + 60);
  assert.deepEqual([await works(server, client), await works(server, fresh)], [false, true]);
  const short = await ok(rotate(server, fresh, { expiresOn: dayIn(7), overlapHours: 1, remind: true }), 201);
  assert.equal(short.json.expiresAt, endOf(7));
  const last = { ...client, clientSecret: short.json.clientSecret };
  assert.equal((await ok(rotate(server, last, { expiresOn: dayIn(30) }), 400)).json.code, 'body_invalid');
});

test('a lost answer locks nobody out: the unused secret goes', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: rotating });
  await ok(rotate(server, client), 201);
  const again = await ok(rotate(server, client), 201);
  assert.deepEqual(await states(server, client), ['active', 'superseded', 'overlapping']);
  const fresh = { ...client, clientSecret: again.json.clientSecret };
  await server.token(fresh);
  await waitFor('the use', async () => (await server.api('GET', `/api-clients/${client.key}`)).json.secrets[0].lastUsedAt);
  const third = await ok(rotate(server, client), 201);
  assert.deepEqual(await states(server, client), ['active', 'active', 'superseded', 'superseded'], 'a used one stays');
  assert.deepEqual([await works(server, client), await works(server, fresh), await works(server, { ...client, clientSecret: third.json.clientSecret })], [false, true, true]);
});

test('a stolen token renews nothing', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: rotating });
  const other = await server.createClient({ permissions: rotating });
  const token = await server.token(client);
  const send = (json) => server.api('POST', '/api-clients/self/secrets', { token, json });
  for (const currentSecret of ['x', '', other.clientSecret, `${client.clientSecret}x`, client.clientSecret.toLowerCase()]) {
    const answer = await ok(send({ currentSecret }), 403);
    assert.equal(answer.json.code, 'current_secret_invalid');
  }
  for (const [json, pointer] of [[{}, '/currentSecret'], [{ currentSecret: 7 }, '/currentSecret'], [{ overlapHours: 0 }, '/overlapHours'], [{ key: client.key }, '/key'], [{ expiresOn: dayIn(-1) }, '/expiresOn']]) {
    const answer = await ok(send({ currentSecret: client.clientSecret, ...json, ...(pointer === '/currentSecret' ? { currentSecret: json.currentSecret } : {}) }), 400);
    assert.equal(answer.json.errors[0].pointer, pointer);
  }
  await ok(server.api('DELETE', `/api-clients/${client.key}/secrets/${client.secrets[0].id}`), 204);
  assert.equal((await ok(send({ currentSecret: client.clientSecret }), 403)).json.code, 'current_secret_invalid', 'a dead one is none');
  assert.deepEqual(await states(server, other), ['active']);
  for (const method of ['GET', 'DELETE', 'PUT']) assert.equal((await ok(server.api(method, '/api-clients/self/secrets'), 405)).headers.allow, 'POST');
});

test('the last use is at most a second behind', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: view });
  for (let i = 0; i < 3; i++) {
    const before = performance.now();
    const used = Math.floor(Date.now() / 1000);
    await server.token(client);
    await waitFor('the use', async () => {
      const [secret] = (await server.api('GET', `/api-clients/${client.key}`)).json.secrets;
      return secret.lastUsedAt && Date.parse(secret.lastUsedAt) / 1000 >= used;
    });
    assert.ok(performance.now() - before < 1000, `${performance.now() - before} ms`);
  }
});

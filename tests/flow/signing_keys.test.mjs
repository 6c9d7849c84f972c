// SPDX-License-Identifier: Apache-2.0
// Signing keys: published before they sign, kept until their last token has ended, replaced at once
// in an emergency that says what it breaks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { DAY, HOUR } from '../lib/clock.mjs';
import { startServer, waitFor } from '../lib/server.mjs';

const rotate = (server, json, more) => server.api('POST', '/signing-keys/rotate', { json, ...more });
const kidOf = (token) => decodeProtectedHeader(token).kid;

async function keysOf(server) {
  const { json } = await server.api('GET', `/signing-keys?realm=${server.platform}`);
  return json.results;
}
async function published(server) {
  const { json } = await server.ask(`${server.bootstrap.issuer}/protocol/openid-connect/certs`);
  return json.keys.map((key) => key.kid);
}
const states = async (server) => (await keysOf(server)).map((key) => key.state);
const reach = (server, wanted) => waitFor(`keys to be ${wanted}`, async () => (await states(server)).join() === wanted);
const active = async (server) => (await keysOf(server)).find((key) => key.state === 'active').kid;

async function actions(server, action) {
  return (await server.api('GET', `/events?action=${action}`)).json.results;
}

test('keys are listed for every realm or one, and found by their id', async (t) => {
  const server = await startServer(t);
  const all = (await server.api('GET', '/signing-keys')).json;
  assert.equal(all.page.totalResults, 4);
  const [key, ...others] = await keysOf(server);
  assert.equal(others.length, 0);
  assert.deepEqual([key.state, key.alg, key.realm], ['active', 'ES256', server.platform]);
  assert.deepEqual(Object.keys(key), ['kid', 'realm', 'alg', 'state', 'createdAt', 'readyAt', 'activatedAt', 'retiredAt', 'publishedUntil', 'withdrawnAt', 'emergency']);
  const one = await server.api('GET', `/signing-keys/${key.kid}`);
  assert.deepEqual(one.json, key);
  const again = await server.api('GET', `/signing-keys/${key.kid}`, { headers: { 'If-None-Match': one.headers.etag } });
  assert.equal(again.status, 304);
  assert.equal((await server.api('GET', '/signing-keys/nothing')).status, 404);
  assert.deepEqual((await server.api('GET', '/signing-keys?realm=6f6d4f3e-8f3e-4f6e-9d3c-1c1f1f1f1f1f')).json.results, []);
  for (const query of ['realm=x', 'limit=0', 'limit=101', 'state=active']) {
    assert.equal((await server.api('GET', `/signing-keys?${query}`)).status, 400, query);
  }
});

test('a rotation publishes first, signs after a day, and lets the old tokens live', async (t) => {
  const server = await startServer(t);
  const old = await active(server);
  const answer = await rotate(server, { realm: server.platform });
  assert.equal(answer.status, 200, answer.text);
  const [next] = answer.json.keys;
  assert.deepEqual([answer.json.outcome, answer.json.breaks, next.state], ['published', [], 'next']);
  assert.equal(Date.parse(answer.json.activeAt) - Date.parse(next.createdAt), DAY * 1000);
  assert.deepEqual(await published(server), [next.kid, old]);
  assert.equal(kidOf(await server.token()), old, 'the next key does not sign yet');

  const early = await rotate(server, { realm: server.platform });
  assert.equal(early.status, 409);
  assert.equal(early.json.code, 'rotation_too_early');
  assert.ok(early.json.detail.includes(answer.json.activeAt), early.json.detail);

  await server.restart();
  assert.deepEqual(await published(server), [next.kid, old], 'a restart keeps both');
  await server.restartWithClock(23 * HOUR);
  assert.equal(kidOf(await server.token()), old);
  const living = await server.token();
  await server.restartWithClock(24 * HOUR + 60);
  await reach(server, 'retired,active');
  assert.deepEqual(await published(server), [next.kid, old]);
  assert.equal(kidOf(await server.token()), next.kid);
  assert.equal((await server.api('GET', '/users', { token: living })).status, 200, 'a token of the old key lives on');
  const [retired] = await keysOf(server);
  const kept = (Date.parse(retired.publishedUntil) - Date.parse(retired.retiredAt)) / 1000;
  assert.ok(kept >= 24 * HOUR, 'as long as the longest token');

  await server.restartWithClock(47 * HOUR);
  assert.deepEqual(await published(server), [next.kid, old]);
  await server.restartWithClock(49 * HOUR);
  await reach(server, 'withdrawn,active');
  assert.deepEqual(await published(server), [next.kid]);
  assert.equal((await keysOf(server))[0].emergency, false);
  for (const action of ['publish', 'rotate', 'withdraw']) {
    assert.ok((await actions(server, `signing_key.${action}`)).length > 0, action);
  }
  const [event] = await actions(server, 'signing_key.rotate');
  assert.deepEqual([event.actor.kind, event.actor.name, event.before.state, event.after.state], ['system', 'schedule', 'active', 'retired']);
});

test('an emergency replaces every key at once, says what breaks, and outlives a kill', async (t) => {
  const server = await startServer(t);
  const old = await active(server);
  await rotate(server, { realm: server.platform });
  const victim = await server.createClient({ permissions: [{ permission: 'member.view' }] });
  const stolen = await server.token(victim);
  assert.equal((await server.api('GET', '/users', { token: stolen })).status, 200);
  const answer = await rotate(server, { realm: server.platform, emergency: true });
  await server.kill9();
  await server.start();
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.outcome, 'replaced');
  assert.ok(answer.json.breaks.some((text) => /Every token .* is refused/.test(text)));
  assert.ok(answer.json.breaks.some((text) => /300 seconds/.test(text)));
  assert.deepEqual(answer.json.keys.map((key) => key.state).sort(), ['active', 'withdrawn', 'withdrawn']);
  assert.equal((await server.api('GET', '/users', { token: stolen })).status, 401);
  server.adminToken = undefined;
  const fresh = answer.json.keys.find((key) => key.state === 'active').kid;
  assert.notEqual(fresh, old);
  assert.deepEqual(await published(server), [fresh]);
  assert.equal(kidOf(await server.token()), fresh);
  const asked = await server.form(`${server.tokenUrl}/introspect`, { token: stolen, ...server.credentials });
  assert.deepEqual(asked.json, { active: false });
  const events = await actions(server, 'signing_key.rotate_emergency');
  assert.equal(events.length, 3);
  assert.ok(events.some((event) => event.after.kid === old && event.after.emergency === true));
  assert.equal(events[0].actor.name, 'bootstrap');
});

test('the schedule of a realm rotates by itself, and can be changed', async (t) => {
  const server = await startServer(t);
  const where = `/signing-keys/schedules/${server.platform}`;
  const present = await server.api('GET', where);
  assert.deepEqual(present.json, { realm: server.platform, rotationDays: 90 });
  const put = (json, headers) => server.api('PUT', where, { json, headers });
  const changed = await put({ rotationDays: 10 }, { 'If-Match': present.headers.etag });
  assert.deepEqual([changed.status, changed.json.rotationDays], [200, 10]);
  assert.equal((await put({ rotationDays: 11 }, { 'If-Match': present.headers.etag })).status, 412);
  for (const json of [{}, { rotationDays: -1 }, { rotationDays: 3651 }, { rotationDays: '9' }, { rotationDays: 9, more: 1 }]) {
    const bad = await put(json);
    assert.equal(bad.status, 400, JSON.stringify(json));
    assert.ok(bad.json.errors[0].pointer.startsWith('/'), bad.text);
  }
  assert.equal((await server.api('GET', '/signing-keys/schedules/nowhere')).status, 404);
  assert.equal((await server.api('PUT', '/signing-keys/schedules/6f6d4f3e-8f3e-4f6e-9d3c-1c1f1f1f1f1f', { json: { rotationDays: 1 } })).status, 404);
  const [event] = await actions(server, 'signing_schedule.update');
  assert.deepEqual([event.before.rotationDays, event.after.rotationDays], [90, 10]);

  await server.restartWithClock(8 * DAY);
  assert.deepEqual(await states(server), ['active']);
  await server.restartWithClock(9 * DAY + 60);
  await reach(server, 'active,next');
  await server.restartWithClock(10 * DAY + 600);
  await reach(server, 'retired,active');
  assert.equal((await server.api('GET', '/signing-keys')).json.page.totalResults, 5, 'other realms wait their 90 days');
});

test('a realm that is never to rotate does not', async (t) => {
  const server = await startServer(t);
  const all = (await server.api('GET', '/signing-keys')).json.results;
  for (const { realm } of all) {
    const json = { rotationDays: realm === server.platform ? 0 : 5 };
    assert.equal((await server.api('PUT', `/signing-keys/schedules/${realm}`, { json })).status, 200);
  }
  await server.restartWithClock(4 * DAY + 60);
  await waitFor('the other realms', async () => (await server.api('GET', '/signing-keys')).json.page.totalResults === 7);
  assert.deepEqual(await states(server), ['active']);
});

test('another algorithm takes over like any next key', async (t) => {
  const server = await startServer(t, { args: ['--signing-key-notice', '600'] });
  const realm = server.platform;
  await rotate(server, { realm });
  const answer = await rotate(server, { realm, alg: 'EdDSA' });
  assert.equal(answer.json.outcome, 'published', answer.text);
  assert.deepEqual(answer.json.keys.map((key) => [key.alg, key.state]), [['ES256', 'withdrawn'], ['EdDSA', 'next']]);
  await server.restartWithClock(601);
  await reach(server, 'retired,withdrawn,active');
  assert.equal((await server.api('GET', '/users')).status, 200);
});

test('what is no order is refused, and whoever may not rotate is told so', async (t) => {
  const server = await startServer(t);
  const realm = server.platform;
  const bad = [[{}, '/realm'], [{ realm: 'x' }, '/realm'], [{ realm: '6f6d4f3e-8f3e-4f6e-9d3c-1c1f1f1f1f1f' }, '/realm'], [{ realm, alg: 'HS256' }, '/alg'], [{ realm, alg: 5 }, '/alg'], [{ realm, emergency: 'yes' }, '/emergency'], [{ realm, kid: 'mine' }, '/kid']];
  for (const [json, pointer] of bad) {
    const answer = await rotate(server, json);
    assert.deepEqual([answer.status, answer.json.errors?.[0].pointer], [400, pointer], answer.text);
  }
  const token = await server.token(await server.createClient({ permissions: [{ permission: 'event.view' }] }));
  for (const [method, where] of [['GET', '/signing-keys'], ['GET', '/signing-keys/x'], ['POST', '/signing-keys/rotate'], ['GET', `/signing-keys/schedules/${realm}`], ['PUT', `/signing-keys/schedules/${realm}`]]) {
    const answer = await server.api(method, where, { token, ...(method === 'GET' ? {} : { json: {} }) });
    assert.deepEqual([answer.status, answer.json.code], [403, 'insufficient_scope'], where);
    assert.match(answer.text, /signing_key\.manage/);
  }
  assert.deepEqual(await states(server), ['active'], 'nothing was changed');
});

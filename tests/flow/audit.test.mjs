// SPDX-License-Identifier: Apache-2.0
// The audit log: who did what, in order and without gaps, chained by hashes that anybody can compute
// anew, signed now and then, and verified by `jeton event verify`.
import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { DAY, HOUR } from '../lib/clock.mjs';
import { startServer, temporaryDirectory, waitFor } from '../lib/server.mjs';

const ZERO = '0'.repeat(64);
const events = async (server, query = '') => (await server.api('GET', `/events${query}`)).json.results;
const checkpoints = async (server) => (await server.api('GET', '/events/checkpoints')).json.results;
const change = (server, i) => server.createUser({ email: `user${i}@example.org`, name: 'The "quote" \\ é \u2028 😀' });

// docs/audit.md, written down a second time.
function number(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
const text = (value) => [number(Buffer.byteLength(value ?? '')), Buffer.from(value ?? '')];
const key = (uuid) => Buffer.from((uuid ?? '').replaceAll('-', '').padEnd(32, '0'), 'hex');
const json = (value) => text(value === null ? '' : JSON.stringify(value));
function hashOf(event, previous) {
  const kind = ['system', 'api_client', 'member'].indexOf(event.actor.kind);
  const parts = [
    Buffer.from(previous, 'hex'), number(event.number), number(Date.parse(event.time) / 1000), number(kind),
    key(event.actor.key), text(event.actor.name), text(event.address), text(event.requestId),
    text(event.action), text(event.objectKind), key(event.object), json(event.before), json(event.after),
  ];
  return createHash('sha256').update(Buffer.concat(parts.flat())).digest('hex');
}

const credentials = (server) => ({ JETON_ISSUER: server.bootstrap.issuer, JETON_CLIENT_ID: server.bootstrap.client_id, JETON_CLIENT_SECRET: server.bootstrap.client_secret });
async function verified(server, args = []) {
  const ended = await server.jeton(['event', 'verify', '--json', ...args], { env: credentials(server) });
  return { code: ended.code, stderr: ended.stderr, ...(ended.stdout ? JSON.parse(ended.stdout) : {}) };
}
const signed = (server, count) => waitFor(`${count} checkpoints`, async () => (await checkpoints(server)).length >= count);

test('events say who, from where, what, before and after, and form a chain', async (t) => {
  const server = await startServer(t);
  await server.api('POST', '/application-roles', { json: { name: 'Reader', description: 'Line\nand\ttab' } });
  await change(server, 1);
  const list = await events(server);
  const made = list.at(-1);
  assert.deepEqual(Object.keys(made), ['number', 'time', 'actor', 'address', 'requestId', 'action', 'objectKind', 'object', 'before', 'after', 'hash', 'previousHash']);
  assert.deepEqual([made.actor.kind, made.actor.name, made.address, made.action, made.before], ['api_client', 'bootstrap', '127.0.0.1', 'user.create', null]);
  assert.equal(made.after.email, 'user1@example.org');
  let previous = ZERO;
  for (const [index, event] of list.entries()) {
    assert.equal(event.number, index + 1);
    assert.equal(event.previousHash, previous);
    assert.equal(event.hash, hashOf(event, previous), `event ${event.number}`);
    previous = event.hash;
  }
});

test('the list has filters, orders and pages', async (t) => {
  const server = await startServer(t);
  for (let i = 0; i < 5; i++) await change(server, i);
  const role = (await server.api('POST', '/application-roles', { json: { name: 'Reader', description: 'Line\nand\ttab' } })).json;
  const all = await events(server);
  const numbers = async (query) => (await events(server, query)).map((event) => event.number);
  const created = all.filter((event) => event.action === 'user.create' && event.actor.kind === 'api_client');
  assert.equal(created.length, 5);
  const actor = created[0].actor.key;
  assert.deepEqual(await numbers(`?actor=${actor}`), all.filter((event) => event.actor.key === actor).map((event) => event.number));
  assert.deepEqual(await numbers(`?object=${role.key}`), [all.at(-1).number]);
  assert.deepEqual(await numbers(`?action=user.create&actor=${actor}&order=desc&limit=2`), created.map((event) => event.number).reverse().slice(0, 2));
  assert.deepEqual(await numbers('?objectKind=application_role'), [all.at(-1).number]);
  assert.deepEqual(await numbers(`?after=${all.length - 2}`), [all.length - 1, all.length]);
  assert.deepEqual(await numbers('?order=desc&limit=1&offset=1'), [all.length - 1]);
  assert.deepEqual(await numbers('?from=2100-01-01T00:00:00Z'), []);
  assert.deepEqual(await numbers(`?to=${encodeURIComponent('2100-01-01T00:00:00+02:00')}&objectKind=application_role`), [all.length]);
  assert.equal((await numbers('?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z')).length, all.length);
  const beyond = (await server.api('GET', '/events?offset=100000')).json;
  assert.deepEqual([beyond.results, beyond.page.totalResults], [[], all.length]);
  for (const query of ['actor=x', 'object=0', 'from=yesterday', 'to=', 'after=-1', 'order=up', 'limit=0', 'limit=101', 'what=1', 'action=', 'order=asc&order=asc']) {
    const answer = await server.api('GET', `/events?${query}`);
    assert.deepEqual([answer.status, answer.json.code], [400, 'query_invalid'], query);
  }
  const token = await server.token(await server.createClient({ permissions: [{ permission: 'signing_key.manage' }] }));
  for (const where of ['/events', '/events/checkpoints', '/events/checkpoint-keys']) {
    const answer = await server.api('GET', where, { token });
    assert.deepEqual([answer.status, answer.json.code], [403, 'insufficient_scope'], where);
  }
});

test('checkpoints are signed by the platform realm, and stand in the program log too', async (t) => {
  const server = await startServer(t, { args: ['--checkpoint-events', '1', '--log-format', 'json'] });
  await signed(server, 1);
  const [first] = await checkpoints(server);
  const { keys } = (await server.ask(`${server.bootstrap.issuer}/protocol/openid-connect/certs`)).json;
  const [header, payload, signature] = first.jws.split('.');
  const { typ, kid, alg } = JSON.parse(Buffer.from(header, 'base64url'));
  assert.deepEqual([typ, kid, alg], ['audit-checkpoint+jws', keys[0].kid, 'ES256']);
  assert.deepEqual(JSON.parse(Buffer.from(payload, 'base64url')), { number: first.number, hash: first.hash, time: first.time });
  const publicKey = createPublicKey({ key: keys[0], format: 'jwk' });
  assert.ok(verify('sha256', Buffer.from(`${header}.${payload}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')));
  const event = (await events(server)).find((one) => one.number === first.number);
  assert.equal(event.hash, first.hash);
  const line = await waitFor('the line', () => server.logs.split('\n').find((one) => one.includes('audit.checkpoint')));
  assert.equal(JSON.parse(line).jws, first.jws);
  // No access token: another type (RFC 8725 §3.11).
  assert.equal((await server.api('GET', '/events', { token: first.jws })).status, 401);
});

test('a whole log is verified, with keys that were withdrawn and events that were cut', async (t) => {
  const server = await startServer(t, { args: ['--checkpoint-events', '2', '--events-max-age', '3'] });
  await change(server, 1);
  await signed(server, 1);
  const fresh = await verified(server);
  assert.deepEqual([fresh.code, fresh.whole, fresh.first], [0, true, 1], JSON.stringify(fresh));
  await server.api('POST', '/signing-keys/rotate', { json: { realm: server.platform, emergency: true } });
  server.adminToken = undefined;
  await server.restartWithClock(HOUR);
  await signed(server, 2);
  const kids = (await checkpoints(server)).map((one) => one.kid);
  assert.notEqual(kids[0], kids.at(-1), 'the new key signs at once');
  const home = temporaryDirectory(t);
  const both = await server.jeton(['event', 'verify'], { env: credentials(server), home });
  assert.equal(both.code, 0, both.stdout + both.stderr);
  assert.match(both.stdout, /^whole: events 1 to \d+, signed up to \d+ by \d+ checkpoints\n$/);

  server.options.args.push('--accept-clock');
  await server.restartWithClock(5 * DAY);
  server.home = undefined; // tokens of before have ended
  await waitFor('the cut', async () => (await events(server))[0].number > 1);
  const cut = await verified(server);
  assert.deepEqual([cut.code, cut.whole, cut.first > 1], [0, true, true], JSON.stringify(cut));
  const [event] = await events(server, '?action=event.cut');
  assert.equal(event.after.last, cut.first - 1);
  assert.equal((await events(server))[0].previousHash, event.after.hash);
  const total = (await server.api('GET', '/events')).json.page.totalResults;
  assert.equal(total, cut.last - cut.first + 1);
});

test('one changed byte, a missing event and a rewritten chain are found where they are', async (t) => {
  const server = await startServer(t, { args: ['--checkpoint-events', '1'] });
  for (let i = 0; i < 4; i++) await change(server, i);
  const last = (await events(server)).at(-1).number;
  await signed(server, 1);
  await server.restart(); // the next look at what is due comes at once
  await waitFor('the last to be signed', async () => (await checkpoints(server)).at(-1).number >= last);
  const before = await verified(server);
  assert.equal(before.code, 0, JSON.stringify(before));
  const log = path.join(temporaryDirectory(t), 'jetond.log');
  fs.writeFileSync(log, server.logs);
  assert.equal((await verified(server, [log])).checkpoints, before.checkpoints * 2);

  const n = last - 1;
  const cases = [
    [`UPDATE event SET after_json = replace(after_json, 'example.org', 'exbmple.org') WHERE number = ${n}`, n, /changed/],
    [`UPDATE event SET address = '::1' WHERE number = ${n}`.replace('address', 'actor_address'), n, /changed/],
    [`UPDATE event SET time = time + 1 WHERE number = ${n}`, n, /changed/],
    [`UPDATE event SET hash = zeroblob(32) WHERE number = ${n}`, n, /changed/],
    [`DELETE FROM event WHERE number = ${n}`, n, /missing/],
    [`DELETE FROM event WHERE number = 1`, 2, /no checkpoint vouches/],
    [`DELETE FROM event WHERE number = ${last}`, last, /signed and are missing/],
    [`UPDATE event_checkpoint SET hash = zeroblob(32) WHERE number = ${last}`, last, /something else than what was signed/],
    [`UPDATE event_checkpoint SET jws = substr(jws, 1, length(jws) - 4) || 'AAAA' WHERE number = ${last}`, last, /signature/],
  ];
  await server.stop();
  const file = path.join(server.data, 'jeton.db');
  const copy = path.join(temporaryDirectory(t), 'copy.db');
  for (const suffix of ['', '-wal', '-shm']) if (fs.existsSync(file + suffix)) fs.copyFileSync(file + suffix, copy + suffix);
  const restore = () => {
    for (const suffix of ['', '-wal', '-shm']) {
      fs.rmSync(file + suffix, { force: true });
      if (fs.existsSync(copy + suffix)) fs.copyFileSync(copy + suffix, file + suffix);
    }
  };
  for (const [sql, at, why] of cases) {
    restore();
    await server.start();
    await server.restartWithSql(sql);
    const found = await verified(server);
    assert.deepEqual([found.code, found.whole, found.brokenAt], [3, false, at], `${sql}: ${JSON.stringify(found)}`);
    assert.match(found.why, why, sql);
    await server.stop();
  }
  // The end cut off together with its checkpoints: the program log still knows.
  restore();
  await server.start();
  await server.restartWithSql(`DELETE FROM event WHERE number = ${last}; DELETE FROM event_checkpoint WHERE number = ${last}`);
  assert.equal((await verified(server)).code, 0, 'nobody else can know');
  const found = await verified(server, [log]);
  assert.deepEqual([found.code, found.brokenAt], [3, last]);
});

test('events are listed for people and programs; mistakes are told', async (t) => {
  const server = await startServer(t);
  await change(server, 1);
  const env = credentials(server);
  const lines = await server.jeton(['event', 'list', 'objectKind=user', 'order=desc', 'limit=1'], { env });
  assert.equal(lines.code, 0, lines.stderr);
  assert.match(lines.stdout, /^ +\d+ {2}\d{4}-\d\d-\d\dT\S+ +bootstrap +127\.0\.0\.1 +user\.create +\S+ *\n$/);
  const json = await server.jeton(['event', 'list', '--json', 'limit=2'], { env });
  assert.deepEqual(JSON.parse(json.stdout).results, await events(server, '?limit=2'));
  for (const [args, code] of [[[], 2], [['erase'], 2], [['list', 'nonsense'], 2], [['list', 'color=red'], 2], [['list', 'limit=0'], 3], [['verify', '/no/such/file'], 5]]) {
    const ended = await server.jeton(['event', ...args], { env });
    assert.deepEqual([ended.code, ended.stdout], [code, ''], args.join(' ') + ended.stderr);
    assert.notEqual(ended.stderr, '');
  }
});

test('reading a long log waits for the limit instead of failing', async (t) => {
  const server = await startServer(t, { args: ['--api-limit', '60'] });
  for (let i = 0; i < 50; i++) await server.api('POST', '/users', { json: { email: `u${i}@example.org` } });
  for (let i = 0; i < 60; i++) await server.api('GET', '/events?limit=1'); // the bucket is empty
  const found = await verified(server);
  assert.equal(found.code, 0, JSON.stringify(found));
  assert.match(found.stderr, /waiting/);
});

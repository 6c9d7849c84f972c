// SPDX-License-Identifier: Apache-2.0
// Every refusal has a reference; the administrator reads by it what the caller may not know.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { raw } from '../lib/http.mjs';
import { startServer, waitFor } from '../lib/server.mjs';

const wrong = (server) => ({ ...server.credentials, client_secret: 'none-of-this-house' });
const read = (server, id, token) => server.api('GET', `/rejections/${id}`, { token });

test('the administrator sees cause, trace, who, when, how often', async (t) => {
  const server = await startServer(t);
  const refused = await server.tokenAnswer(wrong(server));
  const { json } = await read(server, refused.json.rejection_id);
  assert.equal(json.cause, 'secret_wrong');
  assert.equal(json.proven, false);
  assert.deepEqual(json.also, []);
  assert.equal(json.clientId, server.bootstrap.client_id);
  assert.equal(json.address, '127.0.0.1');
  assert.equal(json.error, 'invalid_client');
  assert.equal(json.status, 401);
  assert.equal(json.count, 1);
  assert.ok(json.remedy.length > 0);
  assert.ok(Math.abs(Date.parse(json.firstAt) - Date.now()) < 30_000);
  assert.ok(json.trace.length > 1, JSON.stringify(json.trace));
});

test('the same failure is counted together, and every id leads to it', async (t) => {
  const server = await startServer(t);
  const ids = [];
  for (let i = 0; i < 5; i++) ids.push((await server.tokenAnswer(wrong(server))).json.rejection_id);
  assert.equal(new Set(ids).size, 5, 'every id is fresh');
  const seen = await Promise.all(ids.map((id) => read(server, id)));
  for (const { json } of seen) assert.equal(json.cause, 'secret_wrong');
  assert.equal((await read(server, ids[0])).json.count, 5);
});

test('it can be read as soon as the answer has arrived, and after a restart', async (t) => {
  const server = await startServer(t);
  for (let i = 0; i < 20; i++) {
    const { json } = await server.tokenAnswer({ client_id: `nobody-${i}`, client_secret: 'none-of-this-house' });
    assert.equal((await read(server, json.rejection_id)).json.cause, 'client_unknown', String(i));
  }
  const kept = (await server.tokenAnswer(wrong(server))).json.rejection_id;
  await server.restart();
  assert.equal((await read(server, kept)).json.cause, 'secret_wrong');
});

test('an id that is none is not found; whoever may not see clients sees no rejections', async (t) => {
  const server = await startServer(t);
  for (const id of ['x', 'A'.repeat(22), '../users', '0']) assert.equal((await read(server, encodeURIComponent(id))).status, 404, id);
  const refused = await server.tokenAnswer(wrong(server));
  const token = await server.token(await server.createClient({ permissions: [{ permission: 'member.view' }] }));
  const answer = await read(server, refused.json.rejection_id, token);
  assert.equal(answer.status, 403);
});

test('a secret sent in the place of the id is stored as a fingerprint', async (t) => {
  const server = await startServer(t);
  const { client_id, client_secret } = server.credentials;
  const refused = await server.tokenAnswer({ client_id: client_secret, client_secret: client_id });
  assert.equal(refused.status, 401);
  const seen = await read(server, refused.json.rejection_id);
  assert.equal(seen.text.includes(client_secret), false);
  assert.equal(refused.text.includes(client_secret), false);
});

const list = async (server, query = '') => (await server.api('GET', `/rejections?${query}`)).json;
const refuse = (server, fields, address) => server.form(server.tokenUrl, { grant_type: 'client_credentials', ...fields },
  address ? { headers: { 'X-Forwarded-For': address } } : {});
const behindProxy = ['--trusted-proxy', '127.0.0.1', '--failure-limit', '0', '--api-limit', '0'];

test('the list has what was answered just before, in order of creation, each with an id that finds it', async (t) => {
  const server = await startServer(t, { args: behindProxy });
  for (let i = 0; i < 7; i++) await refuse(server, { client_id: `nobody-${i}`, client_secret: 'none-of-this-house' });
  const all = await list(server);
  assert.deepEqual(all.results.map((one) => one.clientId), [0, 1, 2, 3, 4, 5, 6].map((i) => `nobody-${i}`));
  assert.deepEqual(all.page, { count: 7, limit: 100, offset: 0, nextPageOffset: 100, totalResults: 7, totalPages: 1 });
  const part = await list(server, 'limit=2&offset=5');
  assert.deepEqual(part.results.map((one) => one.clientId), ['nobody-5', 'nobody-6']);
  assert.deepEqual((await list(server, 'order=desc&limit=1')).results[0].clientId, 'nobody-6');
  assert.deepEqual((await list(server, 'offset=7')).results, []);
  const { id, ...listed } = all.results[3];
  const { id: own, ...found } = (await read(server, id)).json;
  assert.equal(own, id);
  assert.deepEqual(found, listed);
  assert.equal(found.section, 'RFC 6749 §5.2');
});

test('each filter narrows the list, alone and with others', async (t) => {
  const server = await startServer(t, { args: behindProxy });
  const begun = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
  const truncated = { ...server.credentials, client_secret: 'jtn_short' };
  await refuse(server, wrong(server), '192.0.2.1');
  await refuse(server, { client_id: 'nobody', client_secret: 'none-of-this-house' }, '192.0.2.1');
  await refuse(server, truncated, '2001:db8::1');
  await server.api('GET', '/users?limit=0');
  const totals = async (queries) => Object.fromEntries(await Promise.all(Object.entries(queries).map(
    async ([query, total]) => [query, [(await list(server, query)).page.totalResults, total]],
  )));
  const realm = (await server.api('GET', '/realms')).json.results.find((one) => one.kind === 'platform').key;
  const later = new Date(Date.parse(begun) + 3_600_000).toISOString();
  const id = server.credentials.client_id;
  const seen = await totals({
    '': 4, 'cause=secret_wrong': 1, 'cause=secret_checksum': 0, [`clientId=${id}`]: 3, 'clientId=nobody': 1,
    [`realm=${realm}`]: 4, 'realm=00000000-0000-4000-8000-000000000000': 0,
    'address=192.0.2.1': 2, 'address=2001:DB8:0::1': 1, 'address=2001:db8::2': 0, 'proven=true': 1, 'proven=false': 3,
    [`since=${begun}`]: 4, [`since=${later}`]: 0, [`until=${begun}`]: 0, [`until=${later}`]: 4,
    [`clientId=${id}&proven=false`]: 2, 'address=192.0.2.1&cause=client_unknown': 1, 'address=2001:db8::1&cause=secret_wrong': 0,
    [`since=${begun}&until=${later}&address=192.0.2.1&realm=${realm}&proven=false&clientId=nobody&cause=client_unknown`]: 1,
  });
  for (const [query, [is, wanted]] of Object.entries(seen)) assert.equal(is, wanted, query);
});

test('a wrong filter is refused and never ignored; a presented secret is found by its fingerprint', async (t) => {
  const server = await startServer(t);
  for (const query of ['cause=nothing', 'realm=x', 'address=somewhere', 'address=192.0.2.1/24', 'proven=1', 'since=yesterday',
    'until=', 'order=up', 'limit=101', 'secret=x', 'cause=secret_wrong&cause=secret_wrong', `clientId=${'x'.repeat(257)}`]) {
    assert.equal((await server.api('GET', `/rejections?${query}`)).status, 400, query);
  }
  const secret = 'QzX7wV9uT3sR1qP5nM8kJ6hG4fD2';
  await refuse(server, { client_id: secret, client_secret: 'none-of-this-house' });
  const { results } = await list(server, `clientId=${secret}`);
  assert.match(results[0].clientId, /^fingerprint:/);
  assert.equal((await list(server, `clientId=${results[0].clientId}`)).page.totalResults, 1);
  server.secrets.add(secret);
  const token = await server.token(await server.createClient({ permissions: [{ permission: 'member.view' }] }));
  assert.equal((await server.api('GET', '/rejections', { token })).status, 403);
});

test('one noisy address pushes out its own rejections and nobody else\'s', async (t) => {
  const server = await startServer(t, { args: [...behindProxy, '--rejections-max', '20'] });
  const unknown = (i) => ({ client_id: `nobody-${i}`, client_secret: 'none-of-this-house' });
  const quiet = (await refuse(server, wrong(server), '192.0.2.1')).json.rejection_id;
  const noisy = [];
  for (let i = 0; i < 60; i++) noisy.push((await refuse(server, unknown(i), '192.0.2.66')).json.rejection_id);
  for (let i = 0; i < 60; i++) await refuse(server, unknown(100 + i), `2001:db8:0:1::${i.toString(16)}`);
  const late = (await refuse(server, wrong(server), '192.0.2.2')).json.rejection_id;
  for (const id of [quiet, late]) assert.equal((await read(server, id)).status, 200);
  const gone = await read(server, noisy[0]);
  assert.equal(gone.status, 404);
  assert.match(gone.json.detail, /by age and number/);
  const { results, page } = await list(server);
  assert.equal(page.totalResults, 20);
  const of = (start) => results.filter((one) => one.address === start || (start.endsWith(':') && one.address.startsWith(start))).length;
  assert.deepEqual([of('192.0.2.1'), of('192.0.2.2'), of('127.0.0.1')], [1, 1, 1]);
  assert.ok(of('192.0.2.66') >= 8 && of('2001:') >= 8, 'an IPv6 network counts as one');
});

test('rejections end with their age, at once for whoever asks', async (t) => {
  const server = await startServer(t, { args: ['--rejections-max-age', '3600'] });
  const { rejection_id: id } = (await server.tokenAnswer(wrong(server))).json;
  assert.equal((await read(server, id)).status, 200);
  await server.restartWithClock(3500);
  assert.equal((await read(server, id)).status, 200);
  await server.restartWithClock(3700);
  assert.equal((await read(server, id)).status, 404);
  await waitFor('it to be dropped', async () => (await list(server, 'cause=secret_wrong')).page.totalResults === 0, 20_000);
});

test('what a caller sends forges no line and no terminal code, in the log or the store', async (t) => {
  const hostile = ['\u001b[2J\u001b[31m', 'a\r\nlevel=error event=forged', '\u202Eevil', '\u0000', '"}\n{"event":"forged"}', '%0d%0aforged', '\u009b31m'];
  for (const format of ['text', 'json']) {
    const server = await startServer(t, { args: ['--log-format', format, ...behindProxy] });
    for (const text of hostile) {
      await server.form(server.tokenUrl, { grant_type: 'client_credentials', client_id: text, client_secret: 'none-of-this-house' });
      const agent = Buffer.from(text.replace(/[\u0000-\u001f]/g, '')).toString('latin1');
      await server.ask(`/auth/${encodeURIComponent(text)}?client_id=${encodeURIComponent(text)}`, { headers: { 'User-Agent': agent } });
      await server.form(server.tokenUrl, { grant_type: text, scope: text }, { headers: { 'User-Agent': agent } });
      await raw(server.port, `POST /x HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${text}\r\nContent-Length: 0\r\n\r\n`);
    }
    const { text, json } = await server.api('GET', '/rejections');
    assert.doesNotMatch(text, /[^\x20-\x7e§]/);
    for (const one of json.results) assert.doesNotMatch(one.clientId + one.userAgent, /[^\x20-\x7e]/);
    await server.stop();
    assert.doesNotMatch(server.logs, /[^\x20-\x7e\n]/, format);
    for (const line of server.logs.trim().split('\n')) {
      if (format === 'json') assert.notEqual(JSON.parse(line).event, 'forged');
      else assert.match(line, /^(\d{4}-\d\d-\d\dT|jetond)/, line);
    }
  }
});

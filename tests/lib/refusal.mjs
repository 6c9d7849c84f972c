// SPDX-License-Identifier: Apache-2.0
// One case per row of the reason table: a fresh server is asked, the answer is compared whole (status,
// every header, every byte of the body but the fresh id), and the administrator's view of it is read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertDryRun } from './dry_run.mjs';
import { startServer, waitFor } from './server.mjs';

const REJECTION_ID = /^[A-Za-z0-9_-]{16,32}$/;
const OF_TRANSPORT = ['content-length', 'date', 'connection', 'keep-alive'];

// Headers without those that the connection adds and those that count requests, values as they came.
export function headersOf(answer) {
  const isOwn = ([name]) => !OF_TRANSPORT.includes(name) && !name.startsWith('ratelimit-');
  return Object.fromEntries(Object.entries(answer.headers).filter(isOwn));
}

function assertHeaders(answer, expected, id) {
  const wanted = {
    'content-type': expected.type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...expected.headers,
  };
  if (id !== undefined) wanted['jeton-rejection'] = id;
  const seen = headersOf(answer);
  // Seconds that are left depend on how long the test took: their pattern stands in the place of the value.
  for (const [name, value] of Object.entries(wanted)) {
    if (value instanceof RegExp && value.test(seen[name])) wanted[name] = seen[name];
  }
  assert.deepEqual(seen, wanted);
  assert.equal(Number(answer.headers['content-length']), answer.bytes.length);
  const date = Date.parse(answer.headers.date) - (expected.ahead ?? 0) * 1000;
  assert.ok(Math.abs(date - Date.now()) < 3_600_000, 'Date is the present');
}

// What an administrator reads: there as soon as the answer has arrived.
async function assertRejection(server, name, expected, id) {
  const seen = await server.api('GET', `/rejections/${id}`);
  assert.equal(seen.status, 200, seen.text);
  const { cause, also, proven, status, count, evidence, trace } = seen.json;
  const wanted = { cause: name, also: expected.also ?? [], proven: expected.proven ?? false, status: expected.status };
  assert.deepEqual({ cause, also, proven, status }, wanted);
  if (expected.evidence) assert.match(evidence, expected.evidence);
  assert.ok(count >= 1 && evidence.length > 0 && trace.length > 0, seen.text);
}

async function eachAnswer(server, expected, check) {
  const asks = [expected.ask].flat();
  for (const [index, ask] of asks.entries()) {
    const answer = await ask(server);
    try {
      await check(answer);
      await assertDryRun(server, answer, expected);
    } catch (error) {
      error.message = `answer ${index + 1} of ${asks.length}: ${error.message}\n${answer.status} ${answer.text}`;
      throw error;
    }
  }
}

// The text of the reason, and behind it what is told of this request alone.
function assertText(text, expected) {
  assert.ok(text.startsWith(expected.description), text);
  const detail = text.slice(expected.description.length).trim();
  if (expected.detail) assert.match(detail, expected.detail);
  else assert.equal(detail, '');
}

function start(t, expected) {
  return (expected.start ?? startServer)(t, { args: ['--dry-run-limit', '0', ...(expected.args ?? [])] });
}

// At the token, introspection and revocation endpoints (RFC 6749 §5.2).
export function oauthRefusal(name, expected) {
  test(name, async (t) => {
    const server = await start(t, expected);
    await eachAnswer(server, expected, async (answer) => {
      assert.equal(answer.status, expected.status);
      const { rejection_id: id, error_uri: uri, ...body } = answer.json;
      const { error_description: text, ...others } = body;
      assert.deepEqual(others, { error: expected.error });
      assertText(text, expected);
      assert.match(id, REJECTION_ID);
      assert.equal(uri === undefined, expected.uniform ?? false, 'error_uri stands in what was told alone');
      if (uri !== undefined) assert.equal(uri, `${server.base}/reasons/${name}`);
      const challenge = expected.status === 401 ? { 'www-authenticate': 'Basic realm="jeton"' } : {};
      const headers = { ...challenge, ...expected.headers };
      assertHeaders(answer, { ...expected, type: 'application/json', headers }, id);
      await assertRejection(server, name, expected, id);
    });
    assert.equal((await server.tokenAnswer()).status, 200, 'the next request is served');
  });
}

// At the management API: problem details (RFC 9457), with RFC 6750's challenge where it is due.
export function apiRefusal(name, expected) {
  test(name, async (t) => {
    const server = await start(t, expected);
    await eachAnswer(server, expected, async (answer) => {
      assert.equal(answer.status, expected.status);
      const { type, title, detail, status, code, errors, rejection_id: id } = answer.json;
      assert.deepEqual({ status, code }, { status: expected.status, code: expected.code ?? name });
      assert.equal(title, expected.description);
      assert.ok(type.endsWith(`/reasons/${name}`), type);
      if (expected.detail) assert.match(detail, expected.detail);
      else assert.equal(detail, title);
      if (expected.pointers) assert.deepEqual(errors.map((one) => one.pointer), expected.pointers);
      assert.equal(id, answer.headers['jeton-rejection']);
      assertHeaders(answer, { ...expected, type: 'application/problem+json' }, id);
      if (expected.recorded) await assertRejection(server, name, expected, id);
    });
    if (!expected.last) assert.equal((await server.tokenAnswer()).status, 200, 'the next request is served');
  });
}

// Where the request does not belong: a short JSON error.
export function publicRefusal(name, expected) {
  test(name, async (t) => {
    const server = await start(t, expected);
    await eachAnswer(server, expected, async (answer) => {
      assert.equal(answer.status, expected.status);
      const { error, error_description: text } = answer.json;
      assert.equal(error, expected.error);
      assertText(text, expected);
      assertHeaders(answer, { ...expected, type: 'application/json' }, answer.headers['jeton-rejection']);
    });
    await waitFor('the next request', async () => (await server.tokenAnswer()).status === 200);
  });
}

// SPDX-License-Identifier: Apache-2.0
// Logs: one line for each event, as text or JSON; no input forges a line, no secret stands in one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic } from '../lib/http.mjs';
import { findLeak } from '../lib/leaks.mjs';
import { startServer } from '../lib/server.mjs';

const nasty = 'x\r\n{"level":"error","forged":true}\u001b[31m\u202e';

async function busy(server) {
  const { client_id, client_secret } = server.credentials;
  await server.api('GET', '/users');
  await server.tokenAnswer({ client_id: nasty, client_secret: 'none-of-this-house' });
  await server.tokenAnswer({ client_id: client_secret, client_secret: client_id });
  await server.ask(`/nothing?client_secret=${client_secret}`, { headers: { 'User-Agent': 'a\tb"c' } });
  await server.form(`${server.tokenUrl}?client_secret=${client_secret}`, server.credentials);
  await server.form(server.tokenUrl, { grant_type: 'client_credentials' }, { headers: { Authorization: basic(client_id, `${client_secret}x`) } });
  await server.ask(`/api/identity/v1/users?access_token=${await server.token()}`);
  await server.stop();
}

test('JSON logs are JSON, line for line, with time, level, event and request id', async (t) => {
  const server = await startServer(t, { args: ['--log-format', 'json'] });
  await busy(server);
  const lines = server.logs.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  assert.ok(lines.length >= 6);
  for (const line of lines) {
    assert.equal(line.forged, undefined);
    assert.ok(Object.values(line).some((value) => /^\d{4}-\d\d-\d\dT/.test(String(value))), JSON.stringify(line));
  }
  const ids = lines.map((line) => line.request_id ?? line.requestId ?? line.request).filter(Boolean);
  assert.ok(ids.length >= 6, 'access lines carry a request id');
  assert.equal(new Set(ids).size, ids.length, 'each request has its own');
});

test('text logs hold one event a line and no control character', async (t) => {
  const server = await startServer(t);
  await busy(server);
  const text = server.logs.replaceAll('\n', '');
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f]/);
  assert.doesNotMatch(server.logs, /^\{"level":"error","forged"/m);
});

test('no secret stands in any log, whatever the caller does with it', async (t) => {
  for (const format of ['text', 'json']) {
    const server = await startServer(t, { args: ['--log-format', format] });
    await busy(server);
    assert.ok(server.logs.length > 200, 'there is a log');
    assert.equal(findLeak(server.logs, server.secrets), undefined);
  }
});

test('the search for leaks finds what it should', () => {
  const secret = `jtn_${'a1B2'.repeat(12)}c`;
  assert.ok(findLeak(`x ${secret} y`, [secret]));
  assert.ok(findLeak(Buffer.from(secret).toString('base64'), [secret]));
  assert.equal(findLeak('nothing here', [secret]), undefined);
});

// SPDX-License-Identifier: Apache-2.0
// request_timeout: RFC 9110 §15.5.9. The body stops coming; the connection is closed after the answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { raw } from '../lib/http.mjs';
import { startServer } from '../lib/server.mjs';

test('request_timeout', async (t) => {
  const server = await startServer(t, { args: ['--body-timeout-ms', '300'] });
  const where = new URL(server.tokenUrl).pathname;
  const head = `POST ${where} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  const answer = await raw(server.port, `${head}Content-Length: 40\r\n\r\ngrant_type=`, { quietMs: 5000 });
  assert.ok(answer.closed, 'the connection is closed');
  const [headers, body] = answer.text.split('\r\n\r\n');
  assert.match(headers, /^HTTP\/1\.1 408 /);
  assert.match(headers, /^connection: close$/im);
  assert.match(headers, /^cache-control: no-store$/im);
  const { error, error_description } = JSON.parse(body);
  const description = 'The request did not arrive in time. Send it again.';
  assert.deepEqual({ error, error_description }, { error: 'invalid_request', error_description: description });
  assert.equal((await server.tokenAnswer()).status, 200, 'the next request is served');
});

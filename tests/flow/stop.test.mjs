// SPDX-License-Identifier: Apache-2.0
// A graceful stop: what is under way is finished, nothing new is taken, the end comes within 5 s.
import assert from 'node:assert/strict';
import net from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { statuses } from '../lib/http.mjs';
import { Server, assertNoCrash, startServer, temporaryDirectory, waitFor } from '../lib/server.mjs';

test('SIGTERM ends an idle server with 0, and SIGINT too', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const server = await startServer(t);
    const begin = performance.now();
    assert.deepEqual(await server.end(signal), { code: 0, signal: null });
    assert.ok(performance.now() - begin < 5000);
  }
});

test('a request under way is answered, idle connections do not hold the end up', async (t) => {
  const server = await startServer(t);
  const idle = net.connect(server.port, '127.0.0.1');
  idle.on('error', () => {});
  const busy = net.connect(server.port, '127.0.0.1');
  await Promise.all([once(idle, 'connect'), once(busy, 'connect')]);
  let text = '';
  busy.on('data', (chunk) => (text += chunk));
  busy.on('error', () => {});
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...server.credentials }).toString();
  const head = `POST ${new URL(server.tokenUrl).pathname} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  busy.write(`${head}Content-Length: ${form.length}\r\nExpect: 100-continue\r\n\r\n`);
  await waitFor('the server to read the request', () => text.includes('100 Continue'));
  const begin = performance.now();
  server.child.kill('SIGTERM');
  busy.write(form);
  const { code } = await server.exited;
  assert.equal(code, 0);
  assert.ok(performance.now() - begin < 5000);
  assert.deepEqual(statuses(text), [100, 200], text);
  server.secrets.add(/"access_token":"([^"]+)"/.exec(text)[1]);
});

test('a request that never ends does not hold the end up beyond 5 s', async (t) => {
  const server = await startServer(t);
  const stuck = net.connect(server.port, '127.0.0.1');
  stuck.on('error', () => {});
  await once(stuck, 'connect');
  stuck.write('POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc');
  const begin = performance.now();
  assert.equal((await server.stop()).code, 0);
  assert.ok(performance.now() - begin < 6000);
});

test('these tests notice a crash, and what a sanitizer says', async (t) => {
  const server = await new Server({ data: path.join(temporaryDirectory(t), 'data') }).start();
  server.child.kill('SIGSEGV');
  await server.exited;
  await assert.rejects(server.stop(), /jetond crashed \(SIGSEGV\)|a sanitizer says/);
  for (const logs of ['==1==ERROR: AddressSanitizer: x', 'WARNING: ThreadSanitizer: data race', 'a.c:1:2: runtime error: x']) {
    assert.throws(() => assertNoCrash({ logs }), /a sanitizer says/);
  }
  assertNoCrash({ child: { ended: { signal: 'SIGKILL' } }, logs: 'level=error' });
});

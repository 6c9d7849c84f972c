// SPDX-License-Identifier: Apache-2.0
// No descriptors left: who is connected is served, who waits is served later, the log says so a few
// times, and nothing has to be started anew.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import { startServer, waitFor } from '../lib/server.mjs';

const lines = (server, event) => server.logs.split('\n').filter((line) => line.includes(event)).length;

test('when descriptors run out', async (t) => {
  const server = await startServer(t, { args: ['--threads', '1'] });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const ask = (options) => new Promise((resolve, reject) => {
    http.get(`${server.base}/readyz`, options, (answer) => answer.resume().on('end', () => resolve(answer.statusCode))).on('error', reject);
  });
  assert.equal(await ask({ agent }), 200);
  const pid = String(server.child.pid);
  const open = fs.readdirSync(`/proc/${pid}/fd`).length;
  execFileSync('prlimit', ['--pid', pid, `--nofile=${open + 5}`]);
  const sockets = Array.from({ length: 40 }, () => net.connect(server.port, '127.0.0.1').on('error', () => {}));
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  await waitFor('the log line', () => lines(server, 'accept.paused') > 0);
  assert.match(server.logs, /accept\.paused why="Too many open files"/);
  assert.equal(await ask({ agent }), 200, 'who is connected is served');
  const waiting = ask({ agent: false });
  assert.ok(lines(server, 'accept.paused') <= 5, `${lines(server, 'accept.paused')} lines`);
  sockets.forEach((socket) => socket.destroy());
  assert.equal(await waiting, 200, 'who waited is served');
  await waitFor('the word that it goes on', () => lines(server, 'accept.resumed') > 0);
  assert.equal((await server.tokenAnswer()).status, 200);
});

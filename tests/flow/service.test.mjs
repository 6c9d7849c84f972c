// SPDX-License-Identifier: Apache-2.0
// The systemd unit: well formed, and its filter of system calls lets the program do all of its work.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { request } from '../lib/http.mjs';
import { build, cleanEnv, jetond, root } from '../lib/programs.mjs';
import { freePorts, temporaryDirectory, waitFor } from '../lib/server.mjs';

const unit = fs.readFileSync(path.join(root, 'packaging/jetond.service.in'), 'utf8');

test('systemd finds nothing wrong with the unit', (t) => {
  const file = path.join(temporaryDirectory(t), 'jetond.service');
  fs.writeFileSync(file, unit.replaceAll('@CMAKE_INSTALL_FULL_BINDIR@', build).replaceAll('@CMAKE_INSTALL_FULL_SYSCONFDIR@', '/etc'));
  execFileSync('systemd-analyze', ['verify', '--man=no', file], { stdio: 'pipe' });
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('ProtectHome=yes', 'ProtectHome=perhaps').replace('Restart=', 'Rstart='));
  const said = execFileSync('sh', ['-c', `systemd-analyze verify --man=no "${file}" 2>&1 || true`]).toString();
  assert.match(said, /Rstart/, 'it would say so otherwise');
});

// The system calls of a group, those of the groups in it too.
function callsOf(name) {
  if (!name.startsWith('@')) return [name];
  const lines = execFileSync('systemd-analyze', ['syscall-filter', name]).toString().split('\n').slice(1);
  return lines.map((line) => line.trim()).filter((line) => line && !line.startsWith('#')).flatMap(callsOf);
}

function allowedByUnit() {
  const allowed = new Set();
  for (const [, list] of unit.matchAll(/^SystemCallFilter=(.*)$/gm)) {
    const takes = list.startsWith('~');
    for (const name of list.replace('~', '').split(' ').flatMap(callsOf)) allowed[takes ? 'delete' : 'add'](name);
  }
  return allowed;
}

// Not allowed and not missed: the unit has LimitCORE itself, and SQLite gives files away as root alone.
const harmless = new Set(['setrlimit', 'fchown']);

test('every system call of a whole life is allowed', async (t) => {
  const directory = temporaryDirectory(t);
  const trace = path.join(directory, 'trace');
  const config = path.join(directory, 'jetond.conf');
  fs.copyFileSync(path.join(root, 'packaging/jetond.conf'), config);
  const [port, admin] = await freePorts(2);
  const args = ['serve', '--config', config, '--data', `${directory}/data`, '--listen', `127.0.0.1:${port}`, '--admin-listen', `127.0.0.1:${admin}`];
  const child = spawn('strace', ['-f', '-qq', '-o', trace, jetond, ...args], { env: cleanEnv(), stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const ended = once(child, 'close');
  await waitFor('the server', () => request(`http://127.0.0.1:${admin}/readyz`).then((a) => a.status === 200, () => assert.ok(child.exitCode === null, said)));
  const pid = Number(/^\d+/.exec(fs.readFileSync(trace, 'utf8'))[0]);
  const { issuer, client_id, client_secret } = JSON.parse(fs.readFileSync(`${directory}/data/bootstrap.json`));
  const token = await request(`${issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret }).toString(),
  });
  assert.equal(token.status, 200, token.text);
  const made = await request(`http://127.0.0.1:${port}/api/identity/v1/users`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token.json.access_token}` },
    body: '{"email":"ada@example.org"}',
  });
  assert.equal(made.status, 201, made.text);
  process.kill(pid, 'SIGHUP');
  await waitFor('the reload', () => said.includes('config.reloaded'));
  process.kill(pid, 'SIGTERM');
  await ended;
  const used = new Set([...fs.readFileSync(trace, 'utf8').matchAll(/^\d+ +([a-z0-9_]+)\(/gm)].map((found) => found[1]));
  assert.ok(used.size > 30, 'there is something to compare');
  const allowed = allowedByUnit();
  const started = new Set(['execve']); // by systemd, before the filter
  assert.deepEqual([...used].filter((name) => !allowed.has(name) && !harmless.has(name) && !started.has(name)), []);
});

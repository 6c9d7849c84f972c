// SPDX-License-Identifier: Apache-2.0
// The part of jetond that sends mail is loaded when mail is configured, not before; where it is missing,
// or is not the one that belongs to this jetond, that is said before a reminder is due.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { makeCertificate } from '../lib/tls.mjs';
import { build, jetond, run } from '../lib/programs.mjs';
import { freePorts, startServer, temporaryDirectory, waitFor } from '../lib/server.mjs';

const MODULE = 'libjeton-smtp.so';
const mail = ['--mail-server', 'smtps://localhost', '--mail-from', 'a@example.org'];
const libraries = (server) => fs.readFileSync(`/proc/${server.child.pid}/maps`, 'utf8');

// jetond without the modules that lie beside it in the build.
function moveAway(t) {
  const folder = temporaryDirectory(t);
  const program = path.join(folder, 'jetond');
  fs.copyFileSync(jetond, program);
  return { folder, program };
}

// A module as another version would have it, or none at all.
function fake(folder, text) {
  const source = path.join(folder, 'fake.c');
  fs.writeFileSync(source, text);
  execFileSync('gcc', ['-shared', '-fPIC', '-o', path.join(folder, MODULE), source]);
}

async function assertRefused({ folder, program }, why) {
  const [port] = await freePorts(1);
  const args = ['--data', path.join(folder, 'data'), '--listen', `127.0.0.1:${port}`, '--admin-listen', 'none', ...mail];
  for (const command of ['check-config', 'serve']) {
    const ended = await run(program, [command, ...args], { timeoutMs: 20_000 });
    assert.equal(ended.code, 1, ended.stderr);
    assert.match(ended.stderr, /^jetond: the part of jetond that sends mail cannot be loaded: /m);
    assert.match(ended.stderr, why);
  }
}

test('a server without mail does without libcurl, until mail is configured', async (t) => {
  const file = path.join(temporaryDirectory(t), 'jetond.conf');
  fs.writeFileSync(file, '');
  const server = await startServer(t, { args: ['--config', file] });
  assert.match(libraries(server), /libsqlite3/);
  assert.doesNotMatch(libraries(server), /libcurl|libjeton-smtp/);
  fs.writeFileSync(file, 'mail-server = smtps://localhost\nmail-from = a@example.org\n');
  server.child.kill('SIGHUP');
  await waitFor('the reload', () => server.logs.includes('config.reloaded'));
  assert.match(libraries(server), /libcurl/);
  await server.restart();
  assert.match(libraries(server), /libjeton-smtp/, 'at a start, too');
});

test('where it is missing, a configuration with mail is refused, and no other', async (t) => {
  const alone = moveAway(t);
  const without = await run(alone.program, ['check-config', '--data', path.join(alone.folder, 'data')]);
  assert.equal(without.code, 0, without.stderr);
  await assertRefused(alone, /libjeton-smtp\.so: .*No such file/);
  const file = path.join(alone.folder, 'jetond.conf');
  fs.writeFileSync(file, 'api-limit = 50\n');
  const server = await startServer(t, { program: alone.program, args: ['--config', file] });
  fs.writeFileSync(file, 'api-limit = 40\nmail-server = smtps://localhost\nmail-from = a@example.org\n');
  server.child.kill('SIGHUP');
  await waitFor('the refusal', () => /config\.refused.*that sends mail cannot be loaded.*libjeton-smtp/.test(server.logs));
  assert.equal((await server.api('GET', '/users')).headers['ratelimit-limit'], '50');
});

test('one of another version is refused by name, and so is what is none', async (t) => {
  const alone = moveAway(t);
  fake(alone.folder, 'const char *const jt_smtp_module[2] = {"0.0.1-other"};\n');
  await assertRefused(alone, /libjeton-smtp\.so is version 0\.0\.1-other, but the program is version \d/);
  fake(alone.folder, 'int something_else;\n');
  await assertRefused(alone, /undefined symbol: jt_smtp_module/);
  fs.writeFileSync(path.join(alone.folder, MODULE), 'no library');
  await assertRefused(alone, /libjeton-smtp\.so: /);
});

test('a server that has loaded it goes on with it when another version is installed over it', async (t) => {
  const { folder, program } = moveAway(t);
  fs.copyFileSync(path.join(build, MODULE), path.join(folder, MODULE));
  const { cert } = makeCertificate(folder);
  const file = path.join(folder, 'jetond.conf');
  const config = 'mail-server = smtps://localhost\nmail-from = a@example.org\n';
  fs.writeFileSync(file, config);
  const server = await startServer(t, { program, args: ['--config', file] });
  fs.rmSync(path.join(folder, MODULE)); // as a package manager does it: a new file, not new bytes
  fake(folder, 'const char *const jt_smtp_module[2] = {"9.9"};\n');
  fs.writeFileSync(file, `${config}mail-ca-file = ${cert}\n`);
  server.child.kill('SIGHUP');
  await waitFor('the reload', () => /config\.(reloaded|refused)/.test(server.logs));
  assert.match(server.logs, /config\.reloaded.*mail-ca-file/);
});

// SPDX-License-Identifier: Apache-2.0
// Completion: what bash offers at each place, from the scripts that both programs print.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { jeton, jetond, run } from '../lib/programs.mjs';
import { temporaryDirectory } from '../lib/server.mjs';

const program = { jeton, jetond };

// What a bash offers behind these words; the last one is what stands there so far.
async function offered(t, name, ...words) {
  const script = (await run(program[name], ['completion', 'bash'])).stdout;
  const file = path.join(temporaryDirectory(t), name);
  writeFileSync(file, script);
  const ask = 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _$1; printf "%s\\n" "${COMPREPLY[@]}"';
  const result = await run('bash', ['--norc', '-c', ask, file, name, ...words]);
  assert.deepEqual([result.code, result.stderr], [0, '']);
  return result.stdout.split('\n').filter(Boolean);
}

test('commands, verbs and options are offered at their place', async (t) => {
  assert.deepEqual(await offered(t, 'jeton', 'cl'), ['client']);
  assert.ok((await offered(t, 'jeton', '')).includes('secret'));
  assert.deepEqual(await offered(t, 'jeton', 'client', 'su'), ['suspend']);
  assert.deepEqual(await offered(t, 'jeton', 'profile', ''), ['add', 'list', 'show', 'remove']);
  assert.deepEqual(await offered(t, 'jeton', 'event', ''), ['list', 'verify']);
  assert.deepEqual(await offered(t, 'jeton', 'token', ''), []);
  assert.deepEqual(await offered(t, 'jeton', 'help', 'sec'), ['secret']);
  assert.deepEqual(await offered(t, 'jeton', 'completion', ''), ['bash', 'zsh', 'fish']);
  assert.deepEqual(await offered(t, 'jeton', 'client', 'suspend', 'X', '--y'), ['--yes']);
  assert.deepEqual(await offered(t, 'jeton', 'client', 'list', '--y'), []);
  assert.deepEqual(await offered(t, 'jeton', 'nonsense', 'li'), []);
});

test('values are choices, paths, or nothing', async (t) => {
  assert.deepEqual(await offered(t, 'jeton', 'secret', 'revoke', 'X', 'Y', '--reason', 'c'), ['compromised']);
  assert.deepEqual(await offered(t, 'jeton', 'client', 'create', 'X', '--remind', ''), ['yes', 'no']);
  assert.deepEqual(await offered(t, 'jeton', 'client', 'list', '--issuer', ''), []);
  assert.deepEqual(await offered(t, 'jeton', 'client', 'list', '--ca-file', '/etc/hostn'), ['/etc/hostname']);
});

test('jetond has its own', async (t) => {
  assert.deepEqual(await offered(t, 'jetond', ''), ['serve', 'check-config', 'backup', 'restore', 'completion', 'version']);
  assert.deepEqual(await offered(t, 'jetond', 'serve', '--log'), ['--log-format']);
  assert.deepEqual(await offered(t, 'jetond', 'serve', '--log-format', 'j'), ['json']);
  assert.deepEqual(await offered(t, 'jetond', 'version', '--'), []);
});

test('zsh and fish get every command and every verb', async () => {
  for (const shell of ['zsh', 'fish']) {
    const { code, stdout } = await run(jeton, ['completion', shell]);
    assert.equal(code, 0);
    for (const word of ['client', 'suspend', 'rotate', 'overlap-hours']) assert.ok(stdout.includes(word), `${shell}: ${word}`);
    assert.equal(stdout.replaceAll("'\\''", '').split("'").length % 2, 1, `${shell}: quotes come in pairs`);
  }
});

test('another shell, or none, is a mistake', async () => {
  for (const [name, args] of [['jeton', ['completion']], ['jeton', ['completion', 'csh']], ['jetond', ['completion']],
    ['jetond', ['completion', 'csh']], ['jetond', ['completion', 'bash', 'zsh']]]) {
    const result = await run(program[name], args);
    assert.deepEqual([result.code, result.stdout], [2, ''], `${name} ${args}`);
    assert.match(result.stderr, /bash|csh/);
  }
});

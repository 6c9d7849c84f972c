// SPDX-License-Identifier: Apache-2.0
// Where the programs are, and how a test runs one to its end and reads what it said.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { remember, rememberIn } from './canaries.mjs';
import { assertClean } from './leaks.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
// The folder with the programs under test: JETON_TEST_BUILD names another build.
export const build = path.resolve(root, process.env.JETON_TEST_BUILD ?? 'build');
export const jetond = path.join(build, 'jetond');
export const jeton = path.join(build, 'jeton');

// The environment of children: nothing of the person who runs the tests may reach the programs.
export function cleanEnv(extra = {}) {
  const env = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^(JETON|JETOND|XDG|NODE_TEST|https?_proxy|HTTPS?_PROXY|ALL_PROXY|all_proxy)/.test(name)) {
      env[name] = value;
    }
  }
  return { ...env, ...extra };
}

// What our programs were given and printed is remembered; their messages, and a backup that one of them
// wrote, hold none of it. Other programs are not ours to judge.
export function judge(file, args, { env = {}, input = '' }, result) {
  if (!file.startsWith(build)) return result;
  remember(env.JETON_CLIENT_SECRET);
  rememberIn(String(input));
  rememberIn(result.stdout);
  assertClean(`what ${path.basename(file)} ${args[0]} says`, result.stderr);
  if (file === jetond && args[0] === 'backup' && result.code === 0) assertClean('the backup', fs.readFileSync(args[1]));
  return result;
}

// Runs file with args; resolves to {code, signal, stdout, stderr, milliseconds}. input goes to stdin.
export function run(file, args, { env = {}, input = '', cwd, timeoutMs = 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(file, args, { cwd, env: cleanEnv(env), stdio: 'pipe' });
    const out = [];
    const err = [];
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      try {
        resolve(judge(file, args, { env, input }, {
          code,
          signal,
          stdout: Buffer.concat(out).toString(),
          stderr: Buffer.concat(err).toString(),
          milliseconds: performance.now() - started,
        }));
      } catch (error) {
        reject(error);
      }
    });
  });
}

export const curl = (args, options) => run('curl', ['-sS', ...args], options);

// SPDX-License-Identifier: Apache-2.0
// Runs the built `jeton` in a home of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { assertCleanHome } from './leaks.mjs';
import { build, judge } from './programs.mjs';

export const BUILD = build;
export const JETON = join(BUILD, 'jeton');

// Starts it; `done` resolves with { code, signal, stdout, stderr }.
export function start(args, { env = {}, input, command = JETON, cwd } = {}) {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, cwd });
  const out = [];
  const err = [];
  child.stdout.on('data', (chunk) => out.push(chunk));
  child.stderr.on('data', (chunk) => err.push(chunk));
  child.stdin.on('error', () => {}); // it may end before it has read
  child.stdin.end(input ?? '');
  const done = new Promise((settle, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => {
      const result = { code, signal, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') };
      try {
        settle(judge(command, args, { env, input }, result));
      } catch (error) {
        fail(error);
      }
    });
  });
  return { child, done };
}

export function run(args, options) {
  return start(args, options).done;
}

// A fresh home: { env, tokens, profiles, key, files(), remove() }.
export function makeHome() {
  const path = mkdtempSync(join(tmpdir(), 'jeton-flow-'));
  const state = join(path, 'state');
  const config = join(path, 'config');
  const tokens = join(state, 'jeton', 'tokens');
  return {
    path,
    tokens,
    profiles: join(state, 'jeton', 'profiles'),
    key: join(config, 'jeton', 'store.key'),
    env: { HOME: path, XDG_STATE_HOME: state, XDG_CONFIG_HOME: config },
    files: (end) => readdirSync(tokens).filter((name) => name.endsWith(end)),
    tokenFile: () => join(tokens, readdirSync(tokens).find((name) => name.endsWith('.token'))),
    write: (name, text) => {
      const file = join(path, name);
      writeFileSync(file, text, { mode: 0o600 });
      return file;
    },
    remove: () => {
      try {
        assertCleanHome(path);
      } finally {
        rmSync(path, { recursive: true, force: true });
      }
    },
  };
}

// Home and server for one test, taken down at its end.
export async function setUp(test, startServer) {
  const home = makeHome();
  const as = await startServer();
  test.after(async () => {
    await as.close();
    home.remove();
  });
  const env = {
    ...home.env,
    JETON_ISSUER: as.url,
    JETON_CLIENT_ID: 'client-1',
    JETON_CLIENT_SECRET: as.behave.secret,
  };
  return { home, as, env };
}

// Waits until condition() is true; a test ends in its own time-out when it never is.
export async function until(condition) {
  while (!await condition()) {
    await new Promise((next) => setTimeout(next, 5));
  }
}

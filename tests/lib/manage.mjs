// SPDX-License-Identifier: Apache-2.0
// jeton as an administrator uses it: the bootstrap client's credentials come from the environment.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './programs.mjs';
import { jeton } from './programs.mjs';
import { startServer, temporaryDirectory } from './server.mjs';

export async function startAdmin(t, options = {}) {
  const server = await startServer(t, { args: ['--api-limit', '0'], ...options });
  const home = temporaryDirectory(t, 'jeton-admin-');
  const env = {
    JETON_ISSUER: server.base,
    JETON_CLIENT_ID: server.credentials.client_id,
    JETON_CLIENT_SECRET: server.credentials.client_secret,
  };
  return new Admin(server, home, env);
}

class Admin {
  constructor(server, home, env) {
    Object.assign(this, { server, home, env });
  }

  // The same home without credentials, for profiles.
  cli(args, options = {}) {
    return this.server.jeton(args, { home: this.home, env: this.env, ...options });
  }
  bare(args, options = {}) {
    return this.cli(args, { ...options, env: options.env ?? {} });
  }

  // Runs it, expects success, and answers with stdout.
  async ok(...args) {
    const result = await this.cli(args);
    assert.equal(result.code, 0, `jeton ${args.join(' ')}\n${result.stderr}`);
    for (const [secret] of result.stdout.matchAll(/jtn_[0-9A-Za-z]{49}/g)) this.server.secrets.add(secret);
    return result.stdout;
  }
  async json(...args) {
    const text = await this.ok(...args, '--json');
    return text ? JSON.parse(text) : undefined;
  }
  // Runs it, expects this exit code and nothing on stdout, and answers with stderr.
  async no(code, ...args) {
    const result = await this.cli(args);
    assert.deepEqual([result.code, result.stdout], [code, ''], `jeton ${args.join(' ')}\n${result.stderr}`);
    return result.stderr;
  }

  // At a terminal, where somebody types an answer. {code, stdout}: both streams, as the terminal has them.
  atTerminal(args, typed) {
    const quoted = [jeton, ...args].map((word) => `'${word}'`).join(' ');
    const own = { HOME: this.home, XDG_CONFIG_HOME: `${this.home}/config`, XDG_STATE_HOME: `${this.home}/state` };
    return run('script', ['-qec', quoted, '/dev/null'], {
      env: { ...own, TERM: 'xterm', NO_COLOR: '', ...this.env }, input: typed,
    });
  }

  file(name, text) {
    const where = path.join(this.home, name);
    writeFileSync(where, text, { mode: 0o600 });
    return where;
  }

  // A client and a profile that holds its credentials.
  async profileOf(client, name, more = []) {
    const file = this.file(`${name}.secret`, client.clientSecret);
    const added = await this.bare(['profile', 'add', name, '--issuer', this.server.base, '--client-id', client.clientId,
      '--client-secret-file', file, ...more]);
    assert.equal(added.code, 0, added.stderr);
  }
}

// SPDX-License-Identifier: Apache-2.0
// How the figures are taken: a server on one core, the load on another, the reference in between.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { freePorts } from '../tests/lib/server.mjs';

export const SERVER_CORE = '0';
export const LOAD_CORE = os.cpus().length > 1 ? '1' : '0';
const TICKS_PER_SECOND = 100;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// One try; undefined while nobody answers. agent: false, so that each try connects anew.
function tryOnce(url, options = {}, body) {
  return new Promise((resolve) => {
    const req = http.request(url, { agent: false, timeout: 5000, ...options }, (res) => {
      res.resume();
      res.on('end', () => resolve(res.statusCode));
    });
    req.on('timeout', () => req.destroy());
    req.on('error', () => resolve(undefined));
    req.end(body);
  });
}

// A caller of the management API, with a token of the first client: for all that it has, or for scope.
export async function manager(bench, scope) {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(bench.tokenUrl, { method: 'POST', headers, body: bench.form.replace(/&scope=.*/, scope ? `&scope=${encodeURIComponent(scope)}` : '') });
  const { access_token: token } = await answer.json();
  return async (method, where, json) => {
    const options = { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' } };
    const result = await fetch(`${bench.base}/api/identity/v1${where}`, { ...options, body: json && JSON.stringify(json) });
    const text = await result.text();
    const body = text && JSON.parse(text);
    if (!result.ok) throw new Error(`${method} ${where}: ${result.status} ${JSON.stringify(body)}`);
    return body;
  };
}

// A server that is measured: child is it; what it is asked for, tokenUrl and the file of forms, formFile.
export class Measured {
  memoryMb(what) {
    const status = fs.readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
  }

  cpuSeconds() {
    const fields = fs.readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  // wrk: one thread, 64 connections, keep-alive. A single failed request makes the figure worthless;
  // with refused, one that is answered 2xx or 3xx.
  load(seconds, { refused = false } = {}) {
    const before = this.cpuSeconds();
    const args = ['-c', LOAD_CORE, 'wrk', '-t1', '-c64', `-d${seconds}s`, '--latency', '-s', 'bench/token.lua', this.tokenUrl];
    const text = execFileSync('taskset', args, { encoding: 'utf8', env: { ...process.env, JETON_BENCH_FORM: this.formFile, ...(refused ? { JETON_BENCH_REFUSED: '1' } : {}) } });
    const cpu = this.cpuSeconds() - before;
    const [requests, microseconds, failed, p50Us, p99Us] = /RESULT (.*)/.exec(text)[1].split(' ').map(Number);
    if (failed > 0 || requests === 0) throw new Error(`${failed} of ${requests} requests failed:\n${text}`);
    return { perSecond: (requests / microseconds) * 1e6, perCpuSecond: requests / cpu, p50Us, p99Us };
  }
}

export class Bench extends Measured {
  // options: more of the server's own
  constructor(build, options = []) {
    super();
    this.build = build;
    this.options = options;
    this.directory = fs.mkdtempSync(path.join(os.tmpdir(), 'jeton-bench-'));
    this.data = path.join(this.directory, 'data');
    this.formFile = path.join(this.directory, 'form');
  }

  // cores: where the server may run, as taskset has it
  async spawnServer({ threads, cores = SERVER_CORE }) {
    this.ports ??= await freePorts(2);
    const [port, admin] = this.ports;
    this.base = `http://127.0.0.1:${port}`;
    const args = ['serve', '--data', this.data, '--listen', `127.0.0.1:${port}`, '--admin-listen', `127.0.0.1:${admin}`];
    const log = fs.openSync(path.join(this.directory, 'log'), 'w');
    const command = [path.join(this.build, 'jetond'), ...args, ...this.options, '--threads', String(threads)];
    this.child = spawn('taskset', ['-c', cores, ...command], { stdio: ['ignore', log, log] });
    this.ended = once(this.child, 'close');
    fs.closeSync(log);
  }

  async serve(options) {
    await this.spawnServer(options);
    while ((await tryOnce(`${this.base}/readyz`)) !== 200) {
      if (this.child.exitCode !== null) throw new Error(fs.readFileSync(path.join(this.directory, 'log'), 'utf8'));
    }
    this.bootstrap ??= JSON.parse(fs.readFileSync(path.join(this.data, 'bootstrap.json')));
    const { client_id, client_secret, issuer } = this.bootstrap;
    this.form = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret, scope: 'member.view' }).toString();
    fs.writeFileSync(this.formFile, this.form, { mode: 0o600 });
    this.tokenUrl = `${this.base}${new URL(issuer).pathname}/protocol/openid-connect/token`; // the port may be another one than at first
  }

  async stop() {
    this.child.kill('SIGTERM');
    await this.ended;
  }

  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async close() {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) await this.kill();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  // What openssl does in a second on the server's core: signatures and verifications.
  opensslSpeed(seconds) {
    const args = ['-c', SERVER_CORE, 'openssl', 'speed', '-seconds', String(seconds), 'ecdsap256'];
    const text = execFileSync('taskset', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [, signs, verifies] = /nistp256\)\s+\S+\s+\S+\s+([\d.]+)\s+([\d.]+)/.exec(text);
    return { signs: Number(signs), verifies: Number(verifies) };
  }

  // Nobody may be refused on the way: any answer but the first token ends the run.
  async startToFirstToken(form = this.form) {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': form.length };
    const begin = performance.now();
    await this.spawnServer({ threads: 1 });
    for (;;) {
      const status = await tryOnce(this.tokenUrl, { method: 'POST', headers }, form);
      if (status === 200) return performance.now() - begin;
      if (status !== undefined) throw new Error(`the first answer is ${status}`);
      if (performance.now() - begin > 20_000) throw new Error('no token within 20 s of the start');
    }
  }

  // Until everything is in memory; how long that took since the call, in milliseconds.
  async untilFilled() {
    const begin = performance.now();
    const filled = async () => /^jeton_registry_filled 1$/m.test(await (await fetch(`http://127.0.0.1:${this.ports[1]}/metrics`)).text());
    while (!(await filled())) await new Promise((wake) => setTimeout(wake, 50));
    return performance.now() - begin;
  }

  clientEnv() {
    const { client_id, issuer, client_secret } = this.bootstrap;
    const file = path.join(this.directory, 'secret');
    fs.writeFileSync(file, client_secret, { mode: 0o600 });
    return {
      PATH: process.env.PATH,
      HOME: this.directory,
      XDG_CONFIG_HOME: path.join(this.directory, 'config'),
      XDG_STATE_HOME: path.join(this.directory, 'state'),
      JETON_ISSUER: issuer,
      JETON_CLIENT_ID: client_id,
      JETON_CLIENT_SECRET_FILE: file,
    };
  }

  prepareClient() {
    this.env = this.clientEnv();
    this.spawner = path.join(this.directory, 'spawn');
    execFileSync('gcc', ['-O2', '-o', this.spawner, 'bench/spawn.c']);
    execFileSync(path.join(this.build, 'jeton'), ['token'], { env: this.env });
  }

  // Medians in microseconds of a cached `jeton token` and of /bin/true, run in turn.
  cachedAgainstTrue(count) {
    const args = [String(count), path.join(this.build, 'jeton'), 'token', '--', '/bin/true'];
    return execFileSync(this.spawner, args, { encoding: 'utf8', env: this.env }).trim().split(' ').map(Number);
  }
}

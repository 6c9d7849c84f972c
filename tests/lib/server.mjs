// SPDX-License-Identifier: Apache-2.0
// A real jetond on free ports with a directory of its own: started, waited for, asked, stopped, and at
// the end of the test its logs searched for every secret that the test has seen.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { clockShift } from './clock.mjs';
import { rememberExchange } from './canaries.mjs';
import { bearer, postForm, postJson, request } from './http.mjs';
import { cleanEnv, jeton, jetond, run } from './programs.mjs';
import { assertCleanHome, assertNoLeak } from './leaks.mjs';
import { checkExchange } from './openapi.mjs';

const START_LIMIT_MS = 60_000;

// node:test runs what stands in after() in the order in which it came; here the last comes first, so that
// a server has stopped and been searched before its directory goes.
const endings = new WeakMap();

export function atEnd(t, ending) {
  if (!endings.has(t)) {
    const own = [];
    endings.set(t, own);
    t.after(async () => {
      let failure;
      for (const one of own.reverse()) await Promise.resolve().then(one).catch((error) => (failure ??= error));
      if (failure) throw failure;
    });
  }
  endings.get(t).push(ending);
}

export function temporaryDirectory(t, name = 'jeton-test-') {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), name));
  if (t) atEnd(t, () => fs.rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function freePorts(count) {
  const servers = [];
  for (let i = 0; i < count; i++) {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
  }
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

// Polls until probe() gives something true; waiting is for a condition, never for a time.
export async function waitFor(what, probe, limitMs = 20_000) {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await probe();
    if (value) return value;
    assert.ok(performance.now() < end, `waited ${limitMs} ms in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

const CRASHES = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGSYS'];
const SANITIZER = /ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|: runtime error: /;

// A crash shows as a broken connection somewhere in the test, or nowhere at all: here it has its name.
export function assertNoCrash({ child, logs }) {
  assert.ok(!CRASHES.includes(child?.ended?.signal), `jetond crashed (${child?.ended?.signal}):\n${logs.slice(-2000)}`);
  const found = SANITIZER.exec(logs);
  assert.ok(!found, `a sanitizer says:\n${found && logs.slice(found.index, found.index + 4000)}`);
}

export class Server {
  constructor(options) {
    this.options = options;
    this.secrets = new Set();
    this.homes = new Set();
    this.stdout = '';
    this.stderr = '';
    this.data = options.data;
  }

  get logs() {
    return this.stdout + this.stderr;
  }

  async launch() {
    const [port, adminPort] = this.port ? [this.port, this.adminPort] : await freePorts(2);
    this.port = port;
    this.adminPort = adminPort;
    const scheme = this.options.scheme ?? 'http';
    this.base = this.options.publicUrl?.replace('PORT', port) ?? `${scheme}://127.0.0.1:${port}`;
    this.adminBase = `http://127.0.0.1:${adminPort}`;
    const args = ['serve', '--data', this.data, '--listen', `127.0.0.1:${port}`];
    args.push('--admin-listen', `127.0.0.1:${adminPort}`);
    if (this.options.publicUrl || scheme === 'https') args.push('--public-url', this.base);
    args.push(...(this.options.args ?? []));
    const child = spawn(this.options.program ?? jetond, args, { env: cleanEnv(this.options.env), stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    child.stdout.on('data', (chunk) => (this.stdout += chunk));
    child.stderr.on('data', (chunk) => (this.stderr += chunk));
    this.exited = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));
    this.exited.then((how) => (child.ended = how));
    child.on('error', (error) => (this.stderr += `cannot start ${child.spawnfile}: ${error.message}\n`));
  }

  async start() {
    await this.launch();
    await waitFor('GET /readyz to answer 200', async () => {
      assert.ok(!this.child.ended, `jetond ended at start (${JSON.stringify(this.child.ended)}):\n${this.logs}`);
      return request(`${this.adminBase}/readyz`).then((a) => a.status === 200, () => false);
    }, START_LIMIT_MS).catch(async (error) => {
      await this.kill9();
      throw new Error(`${error.message}\n${this.logs}`);
    });
    if (!this.bootstrap) {
      const text = fs.readFileSync(path.join(this.data, 'bootstrap.json'), 'utf8');
      rememberExchange({}, text);
      this.bootstrap = JSON.parse(text);
    }
    this.secrets.add(this.bootstrap.client_secret).add(this.bootstrap.admin_password);
    return this;
  }

  async end(signal) {
    if (this.child && !this.child.ended) this.child.kill(signal);
    return this.exited;
  }
  async stop() {
    const how = await this.end('SIGTERM');
    assertNoCrash(this);
    return how;
  }
  kill9() {
    return this.end('SIGKILL');
  }
  async restart() {
    await this.stop();
    return this.start();
  }

  get discoveryUrl() {
    return `${this.base}/identity/.well-known/openid-configuration`;
  }
  get tokenUrl() {
    return `${this.bootstrap.issuer}/protocol/openid-connect/token`;
  }
  // The key of the platform realm.
  get platform() {
    return this.bootstrap.issuer.split('/').pop();
  }
  get credentials() {
    return { client_id: this.bootstrap.client_id, client_secret: this.bootstrap.client_secret };
  }
  ask(url, options) {
    return request(url.startsWith('/') ? this.base + url : url, { ca: this.options.ca, ...options });
  }
  form(url, fields, options) {
    return postForm(url.startsWith('/') ? this.base + url : url, fields, { ca: this.options.ca, ...options });
  }
  async metadata() {
    return (await this.ask(this.discoveryUrl)).json;
  }
  // The discovery document of the realm whose own host is asked, by name.
  async metadataOf(host) {
    const headers = { Host: `${host}:${this.port}` };
    return (await this.ask('/identity/.well-known/openid-configuration', { headers })).json;
  }

  // Starts again with a wall clock that runs so many seconds ahead.
  async restartWithClock(seconds) {
    this.options.env = { ...this.options.env, ...clockShift(seconds) };
    this.adminToken = undefined;
    return this.restart();
  }
  // Changes the database while the program is stopped: for what no API can make yet.
  async restartWithSql(statement) {
    await this.stop();
    execFileSync('sqlite3', [path.join(this.data, 'jeton.db'), `PRAGMA foreign_keys = ON; ${statement}`]);
    this.adminToken = undefined;
    return this.start();
  }
  // Overwrites the database behind the program's back.
  damageStore() {
    for (const name of ['jeton.db', 'jeton.db-wal']) {
      const file = path.join(this.data, name);
      if (fs.existsSync(file)) fs.writeFileSync(file, Buffer.alloc(fs.statSync(file).size, 0xa5), { flag: 'r+' });
    }
  }

  // A token of the given client (the bootstrap client when none is given); the whole answer.
  async tokenAnswer(client = this.credentials, more = {}) {
    const answer = await this.form(this.tokenUrl, { grant_type: 'client_credentials', ...credentialsOf(client), ...more });
    if (answer.status === 200) this.secrets.add(answer.json.access_token);
    return answer;
  }
  async token(client, more) {
    const answer = await this.tokenAnswer(client, more);
    assert.equal(answer.status, 200, answer.text);
    return answer.json.access_token;
  }

  // What the introspection endpoint answers when this client (the bootstrap client) asks.
  async introspect(token, client = this.credentials, more = {}) {
    return this.form((await this.metadata()).introspection_endpoint, { token, ...credentialsOf(client), ...more });
  }

  // The management API with a bearer token (the bootstrap client's when none is given).
  async api(method, where, { json, token, headers = {}, ...rest } = {}) {
    this.adminToken ??= token ? undefined : await this.token();
    const url = `${this.base}/api/identity/v1${where}`;
    const all = { ...bearer(token ?? this.adminToken), Accept: 'application/json', ...headers };
    const answer = await (json === undefined
      ? this.ask(url, { method, headers: all, ...rest })
      : postJson(url, json, { method, headers: all, ca: this.options.ca, ...rest }));
    checkExchange(method, url, { body: json ?? rest.body, headers: all }, answer);
    return answer;
  }
  async createClient(value = {}) {
    const answer = await this.api('POST', '/api-clients', { json: { name: 'Test client', ...value } });
    assert.equal(answer.status, 201, answer.text);
    this.secrets.add(answer.json.clientSecret);
    return answer.json;
  }
  async createUser(value = {}) {
    const answer = await this.api('POST', '/users', { json: { email: 'ada@example.org', ...value } });
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  }
  async metrics() {
    return (await request(`${this.adminBase}/metrics`)).text;
  }

  // jeton with a home of its own; its secrets and tokens are searched for as well.
  async jeton(args, { home = (this.home ??= temporaryDirectory(this.options.t)), env = {}, ...rest } = {}) {
    if (this.options.t && !this.homes.has(home)) {
      this.homes.add(home);
      atEnd(this.options.t, () => assertCleanHome(home)); // before the directory goes, which came before
    }
    const own = { HOME: home, XDG_CONFIG_HOME: `${home}/config`, XDG_STATE_HOME: `${home}/state` };
    return run(jeton, args, { env: { ...own, ...env }, ...rest });
  }
}

// As a form names them: of what the API calls clientId and clientSecret, too.
export function credentialsOf(client) {
  return { client_id: client.client_id ?? client.clientId, client_secret: client.client_secret ?? client.clientSecret };
}

// Starts a server that ends with the test. options: program, data, args, env, publicUrl, scheme, ca.
export async function startServer(t, options = {}) {
  const data = options.data ?? path.join(temporaryDirectory(t), 'data');
  const server = new Server({ ...options, data, t });
  atEnd(t, async () => {
    const metrics = server.child?.ended ? '' : await server.metrics().catch(() => '');
    await server.stop();
    assertNoLeak(server, metrics);
  });
  return server.start();
}

// Runs a jetond that is expected to refuse to start: {code, stdout, stderr, milliseconds}.
export async function failedStart(args, options = {}) {
  const ended = await run(jetond, ['serve', ...args], { timeoutMs: 20_000, ...options });
  assert.notEqual(ended.signal, 'SIGKILL', `jetond was expected to refuse to start:\n${ended.stderr}`);
  return ended;
}

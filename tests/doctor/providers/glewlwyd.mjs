// SPDX-License-Identifier: Apache-2.0
// Debian's glewlwyd, a real authorization server in C: started on a free port over a database of its
// own, and set up over its administration API.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cleanEnv } from '../../lib/programs.mjs';
import { startProvider } from './provider.mjs';
import { freePorts, temporaryDirectory, waitFor } from '../../lib/server.mjs';

const SCHEMA = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3';
const MODULES = '/usr/lib/glewlwyd';
const SECRET = 'glewlwyd-secret-0123456789abcdef';
const API = 'https://api.example.com/orders';

function configuration(port, url, database) {
  const modules = ['user', 'client', 'plugin'].map((kind) => `${kind}_module_path="${MODULES}/${kind}"`);
  return `port=${port}
bind_address="127.0.0.1"
external_url="${url}"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="WARNING"
cookie_secure=0
admin_scope="g_admin"
profile_scope="g_profile"
session_key="SESSION"
use_secure_connection=false
secure_connection_key_file="none"
secure_connection_pem_file="none"
hash_algorithm="SHA512"
user_middleware_module_path="${MODULES}/user"
user_auth_scheme_module_path="${MODULES}/scheme"
${modules.join('\n')}
database = { type = "sqlite3"; path = "${database}"; };
`;
}

// What the plugin wants to be told, beyond its defaults. keyType: rsa or ecdsa, for RS256 or ES256.
function pluginParameters(url, keyType) {
  const { privateKey, publicKey } = generateKeyPairSync(keyType === 'rsa' ? 'rsa' : 'ec', {
    modulusLength: 2048,
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    iss: `${url}/api/oidc`,
    'jwt-type': keyType,
    'jwt-key-size': '256',
    key: privateKey,
    cert: publicKey,
    'access-token-duration': 3600,
    'refresh-token-duration': 86400,
    'code-duration': 600,
    'refresh-token-rolling': false,
    'allow-non-oidc': true,
    'auth-type-client-enabled': true,
    'auth-type-code-enabled': true,
    'auth-type-refresh-enabled': true,
    'jwks-show': true,
    'request-parameter-allow': true,
    'client-pubkey-parameter': 'pubkey',
    'client-jwks-parameter': 'jwks',
    'subject-type': 'public',
    'resource-allowed': true,
    'resource-scope': { orders: [API] },
  };
}

class Administrator {
  constructor(url) {
    this.url = url;
    this.cookie = '';
  }

  async ask(method, where, body) {
    const answer = await fetch(`${this.url}/api${where}`, {
      method,
      headers: { 'content-type': 'application/json', cookie: this.cookie },
      body: body && JSON.stringify(body),
    });
    const cookie = answer.headers.getSetCookie()[0];
    if (cookie) [this.cookie] = cookie.split(';');
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${where}: ${answer.status} ${text}`);
    return text;
  }

  async signIn() {
    await this.ask('POST', '/auth/', { username: 'admin', password: 'password' });
  }

  async addClient(id, more = {}) {
    await this.ask('POST', '/client/', {
      client_id: id,
      name: id,
      confidential: true,
      enabled: true,
      password: SECRET,
      authorization_type: ['client_credentials'],
      token_endpoint_auth_method: ['client_secret_basic', 'client_secret_post'],
      scope: ['orders'],
      redirect_uri: ['http://127.0.0.1/nowhere'],
      ...more,
    });
  }
}

// Everything goes through a server that counts secrets; glewlwyd believes that it stands there.
async function forward(behind, request) {
  const { host, connection, 'content-length': length, ...headers } = request.headers;
  const body = request.method === 'POST' ? request.body : undefined;
  const answer = await fetch(behind + request.url, { method: request.method, headers, body, redirect: 'manual' });
  const kept = [...answer.headers].filter(([name]) => !['connection', 'transfer-encoding', 'content-encoding'].includes(name));
  return { status: answer.status, headers: Object.fromEntries(kept), body: Buffer.from(await answer.arrayBuffer()) };
}

// How often the secret of a client is hashed; 150,000 times when nothing is said.
const iterate = (count) => `UPDATE g_client_module_instance SET gcmi_parameters =
  json_set(gcmi_parameters, '$."pbkdf2-iterations"', ${count});`;

// A glewlwyd that stops with the test, and its administrator; for its clients it stands at url, or at its
// own address. core: the one on which it may run.
export async function launchGlewlwyd(t, { directory, url: known, keyType = 'rsa', core, iterations }) {
  const database = path.join(directory, 'glewlwyd.db');
  execFileSync('sqlite3', [database], { input: fs.readFileSync(SCHEMA, 'utf8') + (iterations ? iterate(iterations) : '') });
  const [port] = await freePorts(1);
  const own = `http://127.0.0.1:${port}`;
  const url = known ?? own;
  const file = path.join(directory, 'glewlwyd.conf');
  fs.writeFileSync(file, configuration(port, url, database));
  const command = [...(core === undefined ? [] : ['taskset', '-c', core]), 'glewlwyd', `--config-file=${file}`];
  const child = spawn(command[0], command.slice(1), { env: cleanEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (chunk) => (log += chunk));
  child.stderr.on('data', (chunk) => (log += chunk));
  const exited = new Promise((done) => child.on('close', done));
  t.after(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  await waitFor('glewlwyd to answer', () => fetch(`${own}/config`).then((a) => a.ok, () => false), 10_000)
    .catch((error) => { throw new Error(`${error.message}\n${log}`); });
  const administrator = new Administrator(own);
  await administrator.signIn();
  await administrator.ask('POST', '/scope/', { name: 'orders', display_name: 'Orders', password_required: false });
  await administrator.ask('POST', '/mod/plugin/', {
    module: 'oidc', name: 'oidc', display_name: 'OpenID Connect', parameters: pluginParameters(url, keyType),
  });
  return { child, own, administrator, tokenEndpoint: `${url}/api/oidc/token`, secret: SECRET, scope: 'orders' };
}

// A glewlwyd with the plugin "oidc" and a scope "orders"; add clients with addClient().
export async function startGlewlwyd(t) {
  const directory = temporaryDirectory(t, 'glewlwyd-');
  let behind;
  const provider = await startProvider(t, (request) => forward(behind, request));
  const { url } = provider;
  const { own, administrator, ...known } = await launchGlewlwyd(t, { directory, url });
  behind = own;
  return Object.assign(provider, known, {
    issuer: `${url}/api/oidc`,
    resource: API,
    addClient: (id, more) => administrator.addClient(id, more),
  });
}

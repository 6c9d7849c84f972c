// SPDX-License-Identifier: Apache-2.0
// The search for leaked secrets, which follows every test, finds what is planted; and after a crash there is
// no core, and in the memory of the living server none of the secrets that it was sent.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Needles, canaries, disguises, remember, rememberExchange } from '../lib/canaries.mjs';
import { basic, bearer } from '../lib/http.mjs';
import { assertClean, assertCleanData, assertCleanHome, findKind, findLeak } from '../lib/leaks.mjs';
import { jeton, jetond, judge, run } from '../lib/programs.mjs';
import { freePorts, startServer, temporaryDirectory } from '../lib/server.mjs';

const fresh = () => `canary-${randomBytes(24).toString('base64url')}`;

test('a secret is found in each of its disguises, at every alignment', () => {
  const secret = `jtn_${randomBytes(40).toString('hex').slice(0, 49)}`;
  const needles = new Needles([secret]);
  for (const form of disguises(secret)) assert.equal(needles.find(`some text ${form} and more`)?.form, form);
  for (let ahead = 0; ahead < 5; ahead++) {
    assert.ok(needles.find(Buffer.from(`${'x'.repeat(ahead)}${secret}yz`).toString('base64')), `base64 behind ${ahead} bytes`);
  }
  for (const at of [4, 18, 31]) assert.ok(needles.find(`…${secret.slice(at, at + 16)}…`), 'a fragment');
  for (const text of ['', 'x', secret.slice(0, 11), secret.slice(-4), secret.slice(0, 15), 'y'.repeat(10_000)]) {
    assert.equal(needles.find(text), undefined, text.slice(0, 20));
  }
  assert.ok(needles.find(`${'é'.repeat(5000)}${secret}`), 'behind characters of several bytes');
  assert.equal(new Needles(['short', 'a'.repeat(60)]).find(`short ${'a'.repeat(60)}`), undefined, 'ordinary words are no canaries');
});

test('of a token the signature is searched for, and public documents are not', () => {
  const part = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');
  const token = (typ) => `${part({ alg: 'ES256', typ })}.${part({ sub: 'x' })}.${randomBytes(64).toString('base64url')}`;
  const access = token('at+jwt');
  assert.ok(findLeak(`x ${access.split('.')[2]}`, [access]));
  assert.equal(findLeak(`x ${access.split('.').slice(0, 2).join('.')}`, [access]), undefined);
  assert.match(findKind(Buffer.from(`got ${access}`)), /an access token/);
  assert.equal(findKind(Buffer.from(`got ${token('statuslist+jwt')}`)), undefined);
});

test('what is secret by its form is found although nobody remembered it', () => {
  const kind = (text) => findKind(Buffer.from(text, 'latin1'));
  assert.match(kind(`secret=jtn_${'aB3'.repeat(17).slice(0, 49)}`), /a client secret/);
  assert.match(kind('-----BEGIN EC PRIVATE KEY-----\n'), /a private key/);
  assert.match(kind(`{"kty":"EC","d":"${'x1'.repeat(20)}"}`), /private part/);
  assert.match(kind('..\x30\x77\x02\x01\x01\x04\x20..'), /DER/);
  assert.equal(kind('{"kty":"EC","x":"abc","y":"abc"} jtn_ -----BEGIN PUBLIC KEY-----'), undefined);
});

test('whatever goes over HTTP is remembered', () => {
  const [inForm, inJson, inBasic, inBearer, answered] = [fresh(), fresh(), fresh(), fresh(), fresh()];
  rememberExchange({ body: `grant_type=x&client_secret=${inForm}`, headers: { Authorization: basic('id', inBasic) } },
    `{"clientId":"${'known-client-id-1234'}","clientSecret":"${answered}"}`);
  rememberExchange({ body: JSON.stringify({ clientSecret: inJson }), headers: bearer(inBearer) }, '');
  for (const secret of [inForm, inJson, inBasic, inBearer, answered]) assert.ok(canaries.seen.has(secret), secret);
  rememberExchange({ body: 'client_secret=known-client-id-1234' }, '');
  assert.equal(canaries.seen.has('known-client-id-1234'), false, 'an id in the place of a secret is none');
});

test('a canary is found in every place that is searched', async (t) => {
  const server = await startServer(t);
  const secret = fresh();
  await server.tokenAnswer({ client_id: 'nobody', client_secret: secret });
  assert.ok(canaries.seen.has(secret), 'a secret that was presented is remembered');
  const leak = (check) => assert.throws(check, { name: 'AssertionError' });
  assertCleanData(server.data);
  for (const name of ['jeton.db', 'bootstrap.json', 'sub/anything']) {
    const planted = path.join(temporaryDirectory(t), 'data');
    fs.cpSync(server.data, planted, { recursive: true });
    assertCleanData(planted);
    const file = path.join(planted, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (name === 'bootstrap.json') {
      fs.writeFileSync(file, JSON.stringify({ ...server.bootstrap }).replace('}', ` , "x":{"y":"${secret}"}}`));
    } else {
      fs.appendFileSync(file, Buffer.from(secret).toString('hex'));
    }
    leak(() => assertCleanData(planted));
  }
  const key = path.join(temporaryDirectory(t), 'data');
  fs.cpSync(server.data, key, { recursive: true });
  fs.appendFileSync(path.join(key, 'jeton.db'), fs.readFileSync(path.join(key, 'master.key')));
  leak(() => assertCleanData(key));
  const home = temporaryDirectory(t);
  fs.mkdirSync(path.join(home, 'state/jeton/tokens'), { recursive: true });
  fs.writeFileSync(path.join(home, 'state/jeton/tokens/x.token'), `x${secret}`);
  leak(() => assertCleanHome(home));
  leak(() => assertClean('a log', `{"message":"${secret}"}`));
  const backup = path.join(home, 'backup.db');
  fs.writeFileSync(backup, secret);
  leak(() => judge(jetond, ['backup', backup], {}, { code: 0, stdout: '', stderr: '' }));
  leak(() => judge(jeton, ['token'], {}, { code: 0, stdout: '', stderr: secret }));
  remember(server.adminToken);
  assertClean('metrics', await server.metrics());
});

// A test of a test: what follows it is called by hand.
test('each server is searched at the end of its test, before its directory goes', async () => {
  const plants = {
    'in the data directory': (server, secret) => fs.writeFileSync(path.join(server.data, 'planted'), secret),
    'in the log': (server, secret) => (server.stdout += secret),
    'in the client': (server, secret) => {
      const store = path.join(server.home, 'state/jeton');
      fs.mkdirSync(store, { recursive: true });
      fs.writeFileSync(path.join(store, 'planted'), secret);
    },
    nowhere: () => {},
  };
  for (const [where, plant] of Object.entries(plants)) {
    const endings = [];
    const t = { after: (ending) => endings.push(ending) };
    const server = await startServer(t);
    await server.jeton(['version']);
    const secret = fresh();
    remember(secret);
    plant(server, secret);
    const end = async () => {
      for (const ending of endings) await ending();
    };
    if (where === 'nowhere') await end();
    else await assert.rejects(end, /a secret stands in/, where);
    assert.equal(fs.existsSync(server.data), false, 'its directory goes all the same');
  }
});

// Runs a program in a directory of its own, as far as may be with cores allowed, and aborts it: was there a core?
// until: Python that goes on when the program is where it should be.
async function abort(t, until, args) {
  const directory = temporaryDirectory(t);
  const python = `
import array, fcntl, os, resource, signal, subprocess, sys, termios
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
child = subprocess.Popen(sys.argv[2:], cwd=sys.argv[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
${until}
print([line for line in open(f'/proc/{child.pid}/limits') if 'core' in line][0])
child.send_signal(signal.SIGABRT)
_, status = os.waitpid(child.pid, 0)
print('core', os.WCOREDUMP(status), 'signal', os.WTERMSIG(status))
`;
  const ended = await run('python3', ['-c', python, directory, ...args]);
  assert.equal(ended.code, 0, ended.stderr);
  const [, limit, core, signal] = /core file size +(\w+) [^]*core (\w+) signal (\d+)/.exec(ended.stdout);
  assert.equal(signal, '6');
  return { limit, dumped: core === 'True', files: fs.readdirSync(directory) };
}

// The program has read a byte of its standard input.
const READING = `
waiting = array.array('i', [1])
child.stdin.write(b'x'); child.stdin.flush()
while waiting[0]:
    fcntl.ioctl(child.stdin, termios.FIONREAD, waiting)
`;
const SERVING = `
for line in child.stdout:
    if b'server.ready' in line: break
`;

test('neither program leaves a core when it is aborted, however much the system allows', async (t) => {
  const data = path.join(temporaryDirectory(t), 'data');
  const [port, adminPort] = await freePorts(2);
  const server = await abort(t, SERVING, [jetond, 'serve', '--data', data, '--listen', `127.0.0.1:${port}`,
    '--admin-listen', `127.0.0.1:${adminPort}`]);
  assert.deepEqual(server, { limit: '0', dumped: false, files: [] });
  const client = await abort(t, READING, [jeton, 'inspect', '-', '--issuer', 'http://127.0.0.1:1']);
  assert.deepEqual([client.dumped, client.files], [false, []]);
});

test('a program that does not forbid it leaves a core where the system writes any', async (t) => {
  const control = await abort(t, READING, ['cat']);
  if (!control.dumped) t.diagnostic(`this system writes no cores (limit ${control.limit}): the test before shows less`);
  assert.ok(control.dumped || control.limit === '0' || !fs.readFileSync('/proc/sys/kernel/core_pattern', 'utf8').startsWith('core'));
});

// Beyond lies only what a sanitizer reserves for its own shadow of the memory, terabytes of it.
const MAPPING_MAX = 256 << 20;

// The writable memory of a process, which a core would hold; undefined: the kernel does not show it to us.
function memoryOf(pid) {
  let memory;
  try {
    memory = fs.openSync(`/proc/${pid}/mem`, 'r');
  } catch (error) {
    assert.ok(['EACCES', 'EPERM'].includes(error.code), error.message);
    return undefined;
  }
  const chunks = [];
  for (const line of fs.readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    if (!from) continue;
    const size = Number(BigInt(`0x${to}`) - BigInt(`0x${from}`));
    if (size > MAPPING_MAX) continue;
    const chunk = Buffer.alloc(size);
    try {
      chunks.push(chunk.subarray(0, fs.readSync(memory, chunk, 0, chunk.length, BigInt(`0x${from}`))));
    } catch {
      // reserved, and never written
    }
  }
  fs.closeSync(memory);
  return chunks;
}

test('the memory of the server holds no secret that it was sent', async (t) => {
  const server = await startServer(t);
  const sent = new Needles();
  const before = memoryOf(server.child.pid);
  if (before === undefined) return; // the kernel shows it to nobody: it would not write it to a core either
  for (let i = 0; i < 40; i++) {
    const secrets = [fresh(), fresh(), fresh(), fresh()];
    for (const secret of secrets) sent.add(secret);
    await server.tokenAnswer({ client_id: server.bootstrap.client_id, client_secret: secrets[0] });
    await server.form(server.tokenUrl, { grant_type: 'client_credentials' }, { headers: { Authorization: basic('somebody', secrets[1]) } });
    await server.api('GET', '/users', { token: secrets[2] });
    await server.form(`${server.tokenUrl}/introspect`, { token: secrets[3], ...server.credentials });
  }
  const control = new Needles([server.bootstrap.issuer]);
  const memory = memoryOf(server.child.pid);
  assert.ok(memory.some((chunk) => control.find(chunk)), 'the memory is read at all');
  for (const chunk of memory) {
    const found = sent.find(chunk);
    assert.equal(found, undefined, found && `${found.form} behind ${JSON.stringify(chunk.toString('latin1', Math.max(0, found.at - 200), found.at))}`);
  }
});

// SPDX-License-Identifier: Apache-2.0
// jeton explain: a refusal by its reference, the list, and a pasted curl command that is only tried.
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { startAdmin } from '../lib/manage.mjs';
import { startServer } from '../lib/server.mjs';

const UNKNOWN = 'A'.repeat(22);

async function refusal(admin, more = {}) {
  const { json } = await admin.server.tokenAnswer({ client_id: 'nobody', client_secret: 'none-of-this-house' }, more);
  return json.rejection_id;
}

// Pastes a command: {code, stdout, stderr}.
const paste = (admin, input, ...args) => admin.cli(['explain', '--curl', '-', ...args], { input });

test('a refusal is explained to an administrator, and given as JSON', async (t) => {
  const admin = await startAdmin(t);
  const id = await refusal(admin);
  const text = await admin.ok('explain', id);
  assert.match(text, /^✗ client_unknown: refused with 401 invalid_client\.\n/);
  for (const line of [/^ {2}what happened +\S/m, /^ {2}what to do +\S/m, /^ {2}client id +nobody$/m,
    /^ {2}caller was told +Client authentication failed\.$/m, /^ {2}proven +no: /m, /^ {2}request +POST \/auth\/realms\//m, /^ {2}credentials by +client_secret_post$/m,
    /^ {2}from +127\.0\.0\.1/m, /^ {2}how often +once, 20/m, /^ {2}standard +RFC 6749/m, /^ {2}realm .*platform realm/m,
    /^ {4}✓ /m, /^ {4}✗ .*: refused$/m]) assert.match(text, line);
  await refusal(admin);
  assert.match(await admin.ok('explain', ` ${id}, `), /how often +2 times, first 20/);
  const json = await admin.json('explain', id);
  assert.deepEqual([json.id, json.cause, json.count], [id, 'client_unknown', 2]);
});

test('what the server cannot explain is explained by the command', async (t) => {
  const admin = await startAdmin(t);
  assert.match(await admin.no(3, 'explain', UNKNOWN), /object_unknown[\s\S]*what to do: .*--list/);
  assert.match(await admin.no(3, 'explain', '../users'), /object_unknown/);
  assert.match(await admin.no(3, 'explain', `-${UNKNOWN.slice(1)}`), /object_unknown/, 'a reference may begin with a hyphen');
  assert.match(await admin.no(3, 'explain', '--', `--${UNKNOWN.slice(2)}`), /object_unknown/);
  assert.match(await admin.no(2, 'explain', `-${UNKNOWN}`), /no option/);
  assert.match(await admin.no(2, 'explain', UNKNOWN, '--list'), /one of them alone/);
  assert.match(await admin.no(2, 'explain', UNKNOWN, 'x'), /one of them alone/);
  const client = await admin.server.createClient({ permissions: [{ permission: 'member.view' }] });
  const env = { ...admin.env, JETON_CLIENT_ID: client.clientId, JETON_CLIENT_SECRET: client.clientSecret };
  for (const args of [['explain', UNKNOWN], ['explain']]) {
    const denied = await admin.cli(args, { env });
    assert.equal(denied.code, 3);
    assert.match(denied.stderr, /insufficient_scope[\s\S]*api_client\.view/);
  }
});

test('rejections are listed and filtered, the newest first', async (t) => {
  const admin = await startAdmin(t);
  await refusal(admin);
  await admin.server.tokenAnswer({ ...admin.server.credentials, client_secret: 'none-of-this-house' });
  const listed = await admin.ok('explain');
  assert.match(listed, /^LAST +COUNT +CAUSE +CLIENT ID +FROM +REFERENCE\n20/);
  assert.equal(await admin.ok('explain', '--list').then((text) => text.split('\n').length), 4);
  const { results } = await admin.json('explain', '--list');
  assert.ok(results.length === 2 && results[0].lastAt >= results[1].lastAt);
  const only = async (...args) => (await admin.json('explain', '--list', ...args)).results.map((row) => row.cause);
  assert.deepEqual(await only('--client', 'nobody'), ['client_unknown']);
  assert.deepEqual(await only('--cause', 'secret_wrong'), ['secret_wrong']);
  assert.deepEqual(await only('--proven', 'true'), []);
  assert.deepEqual(await only('--since', '2999-01-01T00:00:00Z'), []);
  assert.equal((await only('--until', '2999-01-01T00:00:00Z', '--address', '127.0.0.1')).length, 2);
  assert.equal((await only('--limit', '1')).length, 1);
  assert.match(await admin.no(3, 'explain', '--cause', 'nonsense'), /cause/);
  const reference = listed.split('\n')[1].trim().split(/ +/).at(-1);
  assert.match(await admin.ok('explain', reference), /^✗ /, 'what is listed can be explained');
});

test('a pasted request that works is told what it would get, and is not carried out', async (t) => {
  const admin = await startAdmin(t);
  const { client_id: id, client_secret: secret } = admin.server.credentials;
  const before = await admin.server.metrics();
  const input = `$ curl -sS -u '${id}:${secret}' \\\n>  -d grant_type=client_credentials '${admin.server.tokenUrl}' | jq .\n`;
  const tried = await paste(admin, input);
  assert.equal(tried.code, 0, tried.stderr);
  assert.match(tried.stdout, /^✓ This request would succeed\.\n/);
  assert.match(tried.stdout, /^ {2}token lives +43200 s$/m);
  assert.match(tried.stdout, /^ {2}-u CLIENT_ID:CLIENT_SECRET \\$/m);
  assert.doesNotMatch(tried.stdout, /access_token|About the command/);
  const issued = (text) => Number(/^jeton_tokens_issued_total.* (\d+)$/m.exec(text)?.[1] ?? 0);
  assert.equal(issued(await admin.server.metrics()) - issued(before), 1, 'only the command had a token of its own');
  const json = JSON.parse((await paste(admin, input, '--json')).stdout);
  assert.deepEqual([json.verdict.wouldSucceed, json.partial, json.remarks], [true, false, []]);
});

test('a pasted request that fails is explained, with what went wrong on the way', async (t) => {
  const admin = await startAdmin(t);
  const { client_id: id, client_secret: secret } = admin.server.credentials;
  const wrong = `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`;
  const form = await paste(admin, `curl -k -d grant_type=client_credentials -d 'client_id=${id}&client_secret=a+b%zz' ${admin.server.tokenUrl}`);
  assert.match(form.stdout, /^✗ form_malformed: this request would be refused with 400 invalid_request/);
  assert.match(form.stdout, /line 1, column \d+ \(body\): -d sends a % as it is/);
  assert.match(form.stdout, /\(option\): This switches the check of the server's certificate off; it is ignored/);
  const damaged = await paste(admin, `curl -u ${id}:${wrong} -d grant_type=client_credentials ${admin.server.tokenUrl}`);
  assert.match(damaged.stdout, /^✗ secret_checksum: /);
  const file = await paste(admin, `curl -u ${id}:$SECRET -d @/etc/passwd ${admin.server.tokenUrl}`, '--json');
  const { verdict, remarks, partial } = JSON.parse(file.stdout);
  assert.equal(verdict.wouldSucceed, false);
  assert.equal(partial, true);
  assert.deepEqual(remarks.map(({ remark, part }) => [remark, part]), [['file_not_read', 'body'], ['shell_variable', 'user']]);
  for (const { stdout, stderr } of [form, damaged, file]) assert.ok(!`${stdout}${stderr}`.includes(secret.slice(4, 40)));
});

test('a genuine secret in disguise is told, and not shown', async (t) => {
  const admin = await startAdmin(t);
  const { clientId: id, clientSecret: secret } = await admin.server.createClient({ permissions: [{ permission: 'member.view' }] });
  const disguised = {
    secret_percent_encoded: `%25${secret.charCodeAt(0).toString(16)}${secret.slice(1)}`,
    secret_whitespace: `${secret}\u200b`,
  };
  for (const [cause, sent] of Object.entries(disguised)) {
    const tried = await paste(admin, `curl -d grant_type=client_credentials -d client_id=${id} -d 'client_secret=${sent}' ${admin.server.tokenUrl}`);
    assert.match(tried.stdout, new RegExp(`^✗ ${cause}: `), tried.stderr);
    assert.match(tried.stdout, /^ {2}proven +yes: /m);
    assert.ok(!tried.stdout.includes(secret.slice(1)));
  }
});

test('the secret of a pasted command is printed nowhere and kept nowhere', async (t) => {
  const admin = await startAdmin(t);
  const client = await admin.server.createClient({ permissions: [{ permission: 'member.view' }] });
  const { clientId: id, clientSecret: secret } = client;
  const url = admin.server.tokenUrl;
  const pastes = [
    `curl -u ${secret}:${id} -d grant_type=client_credentials ${url}`,
    `curl -d scope=${secret} -d client_id=${id} -d client_secret=${secret} ${url}`,
    `curl '${url}?client_secret=${secret}'`,
    `curl ${url}/${secret}`,
    `curl -X ${secret} -H 'X-${secret}: ${secret}' ${url}`,
    `curl --${secret} -Z${secret} ${url}`,
    `curl -H 'Authorization: Bearer ${secret}' -b a=${secret} ${admin.server.base}/api/identity/v1/users`,
  ];
  for (const input of pastes) {
    for (const more of [[], ['--json']]) {
      const { stdout, stderr } = await paste(admin, input, ...more);
      assert.ok(!`${stdout}${stderr}`.includes(secret.slice(4, 47)), `${input}\n${stdout}${stderr}`);
    }
  }
});

test('a command for another server is not sent, nor is what is none', async (t) => {
  const admin = await startAdmin(t);
  const no = async (code, input, pattern) => {
    const result = await paste(admin, input);
    assert.deepEqual([result.code, result.stdout], [code, ''], result.stderr);
    assert.match(result.stderr, pattern);
  };
  await no(2, 'curl -u a:b https://elsewhere.example/token', /another server[\s\S]*--allow-origin/);
  await no(2, 'wget x', /no curl command/);
  await no(2, '', /no curl command/);
  await no(2, 'curl -s', /names no address/);
  await no(2, 'curl ftp://127.0.0.1/x', /address/);
  await no(2, `curl ${'x'.repeat(70_000)}`, /longer than 64 kB/);
  await no(2, `curl ${'-d x '.repeat(400)}`, /too many/);
  assert.match(await admin.no(2, 'explain', '--curl', 'curl http://x'), /from stdin alone/);
  const events = await admin.json('event', 'list', 'action=rejection.dry_run');
  assert.equal(events.results.length, 0, 'the server was not asked');
});

test('a refused client is told how an administrator finds the cause', async (t) => {
  const admin = await startAdmin(t);
  const env = { ...admin.env, JETON_CLIENT_SECRET: 'none-of-this-house' };
  const token = await admin.cli(['token'], { env });
  const [, reference] = /what to do: .*jeton explain (?:-- )?([\w-]{22})$/m.exec(token.stderr);
  assert.match(await admin.ok('explain', reference), /^✗ secret_wrong/);
});

// A server that nobody should trust: what it says reaches the terminal without control characters, and does not
// stand behind a command that is offered for copying.
test('what a server says moves no cursor and adds no command', async (t) => {
  const server = await startServer(t);
  const evil = '\u001b[2J\u0007\u009b1m\u202e';
  const claims = Buffer.from(JSON.stringify({ aud: 'BASE/api/identity/v1', sub: 'x', iss: 'y' }));
  let base;
  let endpoint = '/token';
  const answers = {
    '/.well-known/openid-configuration': () => ({ issuer: base, token_endpoint: `${base}${endpoint}` }),
    '/refused': () => ({ error: 'invalid_client', rejection_id: 'x; rm -rf ~' }),
    '/token': () => ({ access_token: `e30.${Buffer.from(claims.toString().replace('BASE', base)).toString('base64url')}.c2ln`,
      token_type: 'Bearer', expires_in: 600 }),
    '/api/identity/v1/rejections/x': () => ({ cause: evil, error: evil, status: 401, evidence: evil, remedy: evil, also: [evil],
      clientId: evil, endpoint: evil, method: evil, address: evil, userAgent: evil, realm: evil, section: evil, count: 2,
      firstAt: evil, lastAt: evil, trace: [{ step: evil, outcome: evil }] }),
  };
  const as = http.createServer((req, res) => {
    const answer = answers[req.url];
    res.writeHead(req.url === '/refused' ? 401 : answer ? 200 : 404, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer?.() ?? {}));
  }).listen(0, '127.0.0.1');
  await new Promise((ready) => as.on('listening', ready));
  t.after(() => as.close());
  base = `http://127.0.0.1:${as.address().port}`;
  const env = { JETON_ISSUER: `${base}/.well-known/openid-configuration`, JETON_CLIENT_ID: 'a', JETON_CLIENT_SECRET: 'b' };
  const shown = await server.jeton(['explain', 'x'], { env });
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(shown.stdout, /^✗ /);
  assert.doesNotMatch(shown.stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  endpoint = '/refused';
  const refused = await server.jeton(['token', '--force'], { env });
  assert.equal(refused.code, 3, refused.stderr);
  assert.doesNotMatch(refused.stderr, /jeton explain/);
});

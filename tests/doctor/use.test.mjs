// SPDX-License-Identifier: Apache-2.0
// Using the doctor: exit codes, the account of attempts, the report, the history, stages and APIs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { run, setUp } from '../lib/jeton.mjs';
import { startMockAs } from '../lib/mock_as.mjs';
import { freePorts, startServer } from '../lib/server.mjs';

const json = (result) => JSON.parse(result.stdout);

test('missing configuration ends with 5, nonsense with 2', async (t) => {
  const { env } = await setUp(t, startMockAs);
  const without = (name) => Object.fromEntries(Object.entries(env).filter(([key]) => key !== name));
  for (const name of ['JETON_ISSUER', 'JETON_CLIENT_ID', 'JETON_CLIENT_SECRET']) {
    const result = await run(['doctor'], { env: without(name) });
    assert.deepEqual([result.code, result.stdout], [5, ''], name);
  }
  for (const args of [['--attempts', '11'], ['--attempts', '-1'], ['--attempts', 'x'], ['--nonsense'], ['word'], ['--auth-method', 'private_key_jwt'], ['--curl', 'curl https://x']]) {
    const result = await run(['doctor', ...args], { env });
    assert.deepEqual([result.code, result.stdout], [2, ''], args.join(' '));
  }
});

test('a command whose data are all in a file cannot be judged', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  for (const input of [`curl ${as.url}/token -d @/etc/hostname`, `curl ${as.url}/token --data-binary @-`]) {
    const result = await run(['doctor', '--curl', '-'], { env, input });
    assert.deepEqual([result.code, result.stdout], [2, ''], input);
    assert.match(result.stderr, /no file is ever read/);
  }
  assert.equal(as.requests.length, 0);
});

test('nobody there ends with 4', async (t) => {
  const { env } = await setUp(t, startMockAs);
  const [port] = await freePorts(1);
  const result = await run(['doctor', '--json'], { env: { ...env, JETON_ISSUER: `http://127.0.0.1:${port}` } });
  assert.equal(result.code, 4, result.stdout);
  assert.equal(json(result).verdict, 'unreachable');
  assert.deepEqual(json(result).causes, []);
});

test('attempts are said before and accounted for afterwards', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const wrong = { ...env, JETON_CLIENT_SECRET: 'wrong+secret/0123456789' };
  as.behave.token = () => as.json(401, { error: 'invalid_client' });
  for (const [attempts, spent] of [[0, 0], [1, 1], [2, 2], [10, 2]]) {
    as.requests.length = 0;
    const result = await run(['doctor', '--json', '--attempts', String(attempts)], { env: wrong });
    const carried = as.tokenRequests().filter((one) => one.headers.authorization || one.body.includes('client_secret='));
    assert.equal(carried.length, spent, `--attempts ${attempts}`);
    assert.equal(json(result).attempts.spent, spent);
    assert.equal(json(result).attempts.budget, attempts);
    if (attempts) assert.match(result.stderr, new RegExp(`at most ${attempts} times?`));
  }
  as.behave.token = null;
  const none = await run(['doctor', '--attempts', '0'], { env });
  assert.equal(none.code, 0, 'nothing was refused, and nothing looks wrong');
});

test('the report is new, private, and holds neither secret nor token nor the whole client id', async (t) => {
  const { home, as, env } = await setUp(t, startMockAs);
  const file = path.join(home.path, 'report.txt');
  const first = await run(['doctor', '--report', file], { env: { ...env, JETON_CLIENT_ID: 'a-long-client-id-of-mine' } });
  assert.equal(first.code, 0, first.stderr);
  const text = fs.readFileSync(file, 'utf8');
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  for (const hidden of [as.behave.secret, 'token-1', 'a-long-client-id-of-mine']) assert.ok(!text.includes(hidden), hidden);
  assert.match(text, /## Verdict/);
  assert.match(text, /P6 as configured/);
  as.requests.length = 0;
  const again = await run(['doctor', '--report', file], { env });
  assert.deepEqual([again.code, again.stdout], [5, '']);
  assert.equal(as.requests.length, 0, 'nothing is asked when the report cannot be had');
  assert.equal(fs.readFileSync(file, 'utf8'), text);
});

test('history: a secret that worked with `jeton token` and is refused now', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  assert.equal((await run(['token'], { env })).code, 0);
  as.behave.secret = 'another-secret-that-took-its-place';
  const result = await run(['doctor', '--json'], { env });
  const found = json(result);
  assert.equal(found.causes[0].cause, 'secret_expired', result.stdout);
  assert.match(found.causes[0].evidence[0], /worked until \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  assert.ok(found.history.lastSuccess);
});

test('history: a secret of another client costs no attempt', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  assert.equal((await run(['token'], { env })).code, 0);
  as.requests.length = 0;
  const result = await run(['doctor', '--json'], { env: { ...env, JETON_CLIENT_ID: 'client-2' } });
  assert.equal(json(result).causes[0].cause, 'secret_of_other_client', result.stdout);
  assert.equal(json(result).attempts.spent, 0);
  assert.match(json(result).command, /--client-id client-1/);
  assert.ok(as.tokenRequests().every((one) => !one.headers.authorization));
});

test('a profile that keeps the same secret for another client is named', async (t) => {
  const { env } = await setUp(t, startMockAs);
  const { JETON_CLIENT_SECRET: secret } = env;
  const add = (name, id, input) => run(['profile', 'add', name, '--issuer', env.JETON_ISSUER, '--client-id', id], { env, input });
  assert.equal((await add('prod', 'client-prod', secret)).code, 0);
  assert.equal((await add('other', 'client-other', 'unrelated-secret-0123456789')).code, 0);
  const { cause, confidence, evidence } = json(await run(['doctor', '--json', '--attempts', '0'], { env })).causes[0];
  assert.deepEqual([cause, confidence], ['secret_of_other_client', 'likely']);
  assert.match(evidence[0], /profile prod .*client-prod/);
  assert.equal((await run(['doctor', '--json'], { env })).code, 0, 'it works: nothing is wrong');
  assert.deepEqual(json(await run(['doctor', '--json', '--attempts', '0'], { env })).causes, [], 'and it is known to have worked');
  const unrelated = await run(['doctor', '--json', '--attempts', '0'], { env: { ...env, JETON_CLIENT_SECRET: 'fresh-secret-0123456789' } });
  assert.deepEqual(json(unrelated).causes, []);
});

test('a variable beside the file that holds another secret is mentioned', async (t) => {
  const { home, as, env } = await setUp(t, startMockAs);
  const file = home.write('secret', 'the-wrong-one-0123456789');
  const result = await run(['doctor', '--json', '--client-secret-file', file], { env });
  assert.ok(json(result).causes.some((one) => one.cause === 'secret_sources_differ'), result.stdout);
  assert.ok(as.tokenRequests().every((one) => !one.headers.authorization?.includes(Buffer.from(as.behave.secret).toString('base64'))));
});

test('stages and an API of a real server', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({
    permissions: [
      { permission: 'member.view' },
      { permission: 'stage.view', stages: ['development', 'test', 'production'] },
      { permission: 'end_user.view', stages: ['development'] },
    ],
  });
  const env = { JETON_ISSUER: server.base, JETON_CLIENT_ID: client.clientId, JETON_CLIENT_SECRET: client.clientSecret };
  const api = (stage) => `${server.base}/api/identity/v1/stages/${stage}/users`;
  const good = await server.jeton(['doctor', '--json', '--stages', '--api', api('development')], { env });
  assert.equal(good.code, 0, good.stdout + good.stderr);
  const stages = Object.fromEntries(JSON.parse(good.stdout).token.stages.map((one) => [one.stage, one.permissions]));
  assert.deepEqual(stages.development, ['end_user.view', 'stage.view'].sort((a, b) => stages.development.indexOf(a) - stages.development.indexOf(b)));
  assert.deepEqual(stages.production, ['stage.view']);
  const bad = await server.jeton(['doctor', '--json', '--api', api('production')], { env });
  assert.equal(bad.code, 6);
  const [first] = JSON.parse(bad.stdout).causes;
  assert.equal(first.cause, 'stage_permission_missing');
  assert.equal(first.confidence, 'certain');
  assert.match(JSON.stringify(first), /end_user\.view/);
  assert.match(JSON.stringify(first), /production/);
});

test('an API elsewhere gets the token only when it is named', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const other = await startMockAs();
  t.after(() => other.close());
  other.behave.api = () => other.json(200, {});
  const args = ['doctor', '--json', '--api', `${other.url}/api/x`];
  const refused = await run(args, { env });
  assert.equal(json(refused).causes[0].cause, 'api_origin_not_allowed', refused.stdout);
  assert.equal(other.requests.length, 0);
  const allowed = await run([...args, '--allow-origin', other.url], { env });
  assert.equal(allowed.code, 0, allowed.stdout);
  assert.match(other.requests[0].headers.authorization, /^Bearer token-/);
  assert.ok(as.granted > 0);
});

test('the secret is found where `jeton token` finds it: in a profile', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const { JETON_ISSUER, JETON_CLIENT_ID, JETON_CLIENT_SECRET, ...bare } = env;
  const added = await run(['profile', 'add', 'default', '--issuer', JETON_ISSUER, '--client-id', JETON_CLIENT_ID], { env: bare, input: JETON_CLIENT_SECRET });
  assert.equal(added.code, 0, added.stderr);
  const result = await run(['doctor', '--json'], { env: bare });
  assert.equal(result.code, 0, result.stdout);
  assert.match(json(result).command, /--profile default/);
  assert.ok(as.granted > 0);
});

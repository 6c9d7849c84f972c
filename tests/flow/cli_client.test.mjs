// SPDX-License-Identifier: Apache-2.0
// jeton client: the whole life of an API client, as tables and as JSON.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { startAdmin } from '../lib/manage.mjs';

test('create, show, edit, duplicate, suspend, resume, delete', async (t) => {
  const admin = await startAdmin(t);
  const { server } = admin;
  const made = await admin.json('client', 'create', 'Nightly', '--description', 'Every night', '--permission',
    'user.manage test:end_user.view development:end_user.view', '--expires-on', inDays(30), '--remind', 'no');
  assert.deepEqual(made.permissions, [{ permission: 'user.manage' },
    { permission: 'end_user.view', stages: ['development', 'test'] }]);
  assert.ok(made.secrets[0].expiresAt.startsWith(inDays(30)));
  const credentials = { client_id: made.clientId, client_secret: made.clientSecret };
  assert.equal((await server.tokenAnswer(credentials)).status, 200);

  const { clientSecret, ...rest } = made;
  for (const word of ['Nightly', made.key, made.clientId]) {
    assert.equal((await admin.json('client', 'show', word)).key, rest.key, word);
  }
  const edited = await admin.json('client', 'edit', 'Nightly', '--name', 'Daily', '--allow-method', 'client_secret_post');
  assert.deepEqual([edited.name, edited.authMethods], ['Daily', ['client_secret_post']]);

  const copy = await admin.json('client', 'duplicate', 'Daily', '--name', 'Weekly');
  assert.notEqual(copy.clientSecret, clientSecret);
  assert.deepEqual(copy.permissions, made.permissions);

  assert.equal((await admin.json('client', 'suspend', 'Daily', '--yes')).status, 'Suspended');
  assert.equal((await server.tokenAnswer(credentials)).status, 401);
  assert.equal((await admin.json('client', 'resume', 'Daily')).status, 'Available');
  assert.equal((await server.tokenAnswer(credentials)).status, 200);

  assert.equal(await admin.ok('client', 'delete', 'Daily', '--yes'), '');
  assert.match(await admin.no(3, 'client', 'show', made.key), /There is no API client/);
  assert.equal((await server.tokenAnswer(credentials)).status, 401);
});

const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('list is a table for people, and one page with everything for programs', async (t) => {
  const admin = await startAdmin(t);
  for (let i = 0; i < 104; i++) await admin.server.createClient({ name: `Client ${i}`, permissions: [{ permission: 'member.view' }] });
  const table = (await admin.ok('client', 'list')).split('\n');
  assert.match(table[0], /^NAME +STATUS +SECRET ENDS +CLIENT ID +KEY$/);
  assert.equal(table.length, 107, 'a heading, 105 clients, the last line end');
  const column = table[0].indexOf('STATUS');
  for (const line of table.slice(1, -1)) assert.match(line.slice(column), /^(Available|Needs attention) /, line);

  const all = await admin.json('client', 'list');
  assert.equal(new Set(all.results.map((one) => one.key)).size, 105);
  assert.deepEqual(all.page, { count: 105, limit: 105, offset: 0, nextPageOffset: 105, totalResults: 105, totalPages: 1 });
  const page = await admin.json('client', 'list', '--limit', '2', '--offset', '1');
  assert.deepEqual(page, (await admin.server.api('GET', '/api-clients?limit=2&offset=1')).json);
  assert.equal((await admin.json('client', 'list', '--name-contains', 'ient 10')).results.length, 5);
  assert.equal((await admin.json('client', 'list', '--status', 'Suspended')).results.length, 0);

  const none = await admin.cli(['client', 'list', '--status', 'Expired']);
  assert.deepEqual([none.code, none.stdout], [0, '']);
  assert.match(none.stderr, /There is none/);
  assert.match(await admin.no(3, 'client', 'list', '--limit', '0'), /limit/);
  assert.match(await admin.no(3, 'client', 'list', '--status', 'Odd'), /status/);
});

// Between jeton and the server; before a PATCH is handed on, meanwhile() runs once.
async function startBetween(t) {
  const between = { server: null, meanwhile: null, patches: [] };
  const proxy = http.createServer(async (incoming, answer) => {
    if (incoming.method === 'PATCH') {
      between.patches.push(incoming.headers['if-match']);
      const { meanwhile } = between;
      between.meanwhile = null;
      await meanwhile?.();
    }
    const { method, headers, url } = incoming;
    const onward = http.request({ port: between.server.port, method, headers, path: url }, (reply) => {
      answer.writeHead(reply.statusCode, reply.headers);
      reply.pipe(answer);
    });
    incoming.pipe(onward);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  between.url = `http://127.0.0.1:${proxy.address().port}`;
  return between;
}

test('an edit overwrites nobody else\'s change unseen', async (t) => {
  const between = await startBetween(t);
  const admin = await startAdmin(t, { publicUrl: between.url });
  between.server = admin.server;
  const { key } = await admin.server.createClient({ name: 'First' });
  const change = (name) => admin.server.api('PATCH', `/api-clients/${key}`, { json: { name } });
  between.meanwhile = () => change('Second');
  assert.match(await admin.no(3, 'client', 'edit', key, '--name', 'Mine'), /Somebody else changed it meanwhile: look at it and try again/);
  assert.equal((await admin.server.api('GET', `/api-clients/${key}`)).json.name, 'Second');
  assert.equal((await admin.json('client', 'edit', key, '--name', 'Mine')).name, 'Mine');
  assert.ok(between.patches.every((etag, i) => i === 1 || /^"[^"]+"$/.test(etag)), String(between.patches));
});

test('a long list waits as the server asks', async (t) => {
  const admin = await startAdmin(t, { args: ['--api-limit', '60'] });
  await admin.server.createClient({ name: 'One' });
  let last;
  for (let i = 0; i < 80; i++) {
    last = await admin.server.api('GET', '/api-clients');
    if (last.status === 429) break;
  }
  assert.equal(last.status, 429);
  const list = await admin.cli(['client', 'list', '--json']);
  assert.equal(list.code, 0, list.stderr);
  assert.match(list.stderr, /patience/);
  assert.equal(JSON.parse(list.stdout).results.length, 2);
});

test('a name that several have is refused with their keys', async (t) => {
  const admin = await startAdmin(t);
  const one = await admin.server.createClient({ name: 'Twin' });
  const other = await admin.server.createClient({ name: 'Twin' });
  await admin.server.createClient({ name: 'Twins' });
  const told = await admin.no(2, 'client', 'show', 'Twin');
  assert.ok(told.includes(one.key) && told.includes(other.key), told);
  assert.match(await admin.no(3, 'client', 'show', 'twin'), /no API client "twin"/);
  assert.match(await admin.no(3, 'client', 'show', '00000000-0000-4000-8000-000000000000'), /no API client/);
  await admin.no(3, 'client', 'show', '');
  await admin.no(3, 'client', 'show', '../users');
});

test('"self" and the own client id are the one that asks', async (t) => {
  const admin = await startAdmin(t);
  const self = await admin.json('client', 'show', 'self');
  assert.equal(self.name, 'bootstrap');
  assert.deepEqual(await admin.json('client', 'show', admin.server.credentials.client_id), self);
  assert.match(await admin.no(3, 'client', 'suspend', 'self', '--yes'), /self_suspension/);
});

test('permissions are shown, added, removed, set; another one\'s change is not undone', async (t) => {
  const admin = await startAdmin(t);
  const { key } = await admin.server.createClient({ name: 'P', permissions: [{ permission: 'end_user.view', stages: ['test'] }] });
  const change = async (...args) => (await admin.json('client', 'permissions', 'P', ...args)).permissions;
  assert.deepEqual(await change(), [{ permission: 'end_user.view', stages: ['test'] }]);
  assert.deepEqual(await change('--add', 'member.view', '--add', 'development:end_user.view'),
    [{ permission: 'member.view' }, { permission: 'end_user.view', stages: ['development', 'test'] }]);
  assert.deepEqual(await change('--remove', 'test:end_user.view'),
    [{ permission: 'member.view' }, { permission: 'end_user.view', stages: ['development'] }]);
  assert.deepEqual(await change('--set', '*:end_user.manage'), [{ permission: 'end_user.manage', stages: ['*'] }]);
  assert.match(await admin.no(2, 'client', 'permissions', 'P', '--remove', 'test:end_user.manage'), /every stage/);
  assert.match(await admin.no(2, 'client', 'permissions', 'P', '--remove', 'member.view'), /not granted/);
  assert.match(await admin.no(2, 'client', 'permissions', 'P', '--add', ':x'), /no permission/);
  assert.match(await admin.no(3, 'client', 'permissions', 'P', '--add', 'nope'), /permission/);
  assert.match(await admin.no(3, 'client', 'permissions', 'P', '--add', 'test:member.view'), /permissions\/\d/);
  assert.deepEqual(await change('--set', '*'), ['*']);
  assert.deepEqual(await change('--none'), []);
  assert.match(await admin.ok('client', 'permissions', key), /^permissions +-\n$/);
});

test('nobody hands out more than they hold, and is told what is missing', async (t) => {
  const admin = await startAdmin(t);
  const small = await admin.server.createClient({ permissions: [{ permission: 'api_client.manage' }, { permission: 'api_client.view' }] });
  const env = { ...admin.env, JETON_CLIENT_ID: small.clientId, JETON_CLIENT_SECRET: small.clientSecret };
  const greedy = await admin.cli(['client', 'create', 'Big', '--permission', 'user.manage'], { env });
  assert.equal(greedy.code, 3);
  assert.match(greedy.stderr, /grant_exceeds_caller/);
  const users = await admin.cli(['user', 'list'], { env });
  assert.equal(users.code, 3);
  assert.match(users.stderr, /insufficient_scope/);
  assert.match(users.stderr, /Missing: member\.view\..*--add member\.view/);
});

test('what the server finds wrong is named member by member', async (t) => {
  const admin = await startAdmin(t);
  const told = await admin.no(3, 'client', 'create', 'x'.repeat(201), '--expires-on', '2020-01-01');
  assert.match(told, /name: .*200/);
  assert.match(told, /secret\/expiresOn: /);
  const json = await admin.cli(['client', 'create', 'x', '--permission', 'nope', '--json']);
  assert.equal(json.stdout, '');
  const problem = JSON.parse(json.stderr);
  assert.deepEqual([problem.exit_code, problem.status, problem.error], [3, 400, 'body_invalid']);
  assert.match(await admin.no(2, 'client', 'create', 'x', '--remind', 'maybe'), /yes or no/);
  assert.match(await admin.no(2, 'client', 'create'), /name/);
  assert.match(await admin.no(2, 'client', 'edit', 'self'), /Nothing is said/);
});

test('import takes id and secret of another system, by file or stdin', async (t) => {
  const admin = await startAdmin(t);
  const secret = randomBytes(24).toString('base64');
  admin.server.secrets.add(secret);
  const file = admin.file('theirs', `${secret}\n`);
  const made = await admin.json('client', 'import', 'old-system.1', '--name', 'Old', '--import-secret-file', file,
    '--permission', 'member.view');
  assert.deepEqual([made.clientId, made.name, made.clientSecret], ['old-system.1', 'Old', undefined]);
  assert.equal((await admin.server.tokenAnswer({ client_id: 'old-system.1', client_secret: secret })).status, 200);
  assert.equal((await admin.json('client', 'show', 'old-system.1')).key, made.key);
  const weak = await admin.cli(['client', 'import', 'weak', '--name', 'Weak'], { input: 'password123' });
  assert.equal(weak.code, 3);
  assert.match(weak.stderr, /clientSecret: /);
  assert.ok(!weak.stderr.includes('password123'));
  assert.match(await admin.no(3, 'client', 'import', 'old-system.1', '--import-secret-file', file), /object_exists/);
});

test('a new secret goes into a file that nobody else may read, and nowhere else', async (t) => {
  const admin = await startAdmin(t);
  const file = path.join(admin.home, 'fresh.secret');
  const made = await admin.json('client', 'create', 'Filed', '--permission', 'member.view', '--secret-file', file);
  assert.deepEqual([made.clientSecret, made.secretFile], [undefined, file]);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const secret = readFileSync(file, 'utf8').trim();
  admin.server.secrets.add(secret);
  assert.equal((await admin.server.tokenAnswer({ client_id: made.clientId, client_secret: secret })).status, 200);

  const count = async () => (await admin.json('client', 'list')).results.length;
  const before = await count();
  assert.match(await admin.no(5, 'client', 'create', 'Never', '--secret-file', file), /File exists.*\n.*Nothing was asked/);
  await admin.no(5, 'client', 'create', 'Never', '--secret-file', path.join(admin.home, 'no/such/folder'));
  assert.equal(await count(), before);
  const refused = path.join(admin.home, 'refused.secret');
  await admin.no(3, 'client', 'create', 'Never', '--permission', 'nope', '--secret-file', refused);
  assert.ok(!existsSync(refused), 'nothing is left of a refusal');
});

test('text from a server moves no cursor', async (t) => {
  const admin = await startAdmin(t);
  const description = 'two\nlines \u202Ereversed';
  await admin.server.createClient({ name: 'Odd 永久', description, permissions: [] });
  const shown = await admin.ok('client', 'show', 'Odd 永久');
  assert.match(shown, /^description +two lines \?reversed$/m);
  const list = (await admin.ok('client', 'list')).split('\n');
  assert.equal(list[2].indexOf('Needs attention'), list[0].indexOf('STATUS') - 2, 'two characters are two columns wide');
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(shown, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
});

test('there is nothing to manage at another server, nor without credentials', async (t) => {
  const admin = await startAdmin(t);
  const none = await admin.bare(['client', 'list']);
  assert.equal(none.code, 2);
  assert.match(none.stderr, /issuer/i);
  for (const [args, words] of [[['client'], /jeton client list/], [['client', 'lst'], /no `jeton client lst`/],
    [['client', 'show'], /jeton client show CLIENT/], [['client', 'show', 'a', 'b'], /too many arguments at b/],
    [['client', 'list', '--yes'], /no option --yes/]]) {
    assert.match(await admin.no(2, ...args), words);
  }
  assert.match(await admin.ok('client', '--help'), /jeton client suspend/);
  assert.match(await admin.ok('client', 'create', '--help'), /--expires-on/);
  assert.match(await admin.ok('help', 'client', 'create'), /usage: jeton client create NAME/);
});

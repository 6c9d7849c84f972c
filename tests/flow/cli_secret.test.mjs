// SPDX-License-Identifier: Apache-2.0
// jeton secret: generated, listed, revoked; and renewed by the client itself, whatever happens meanwhile.
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { HOUR } from '../lib/clock.mjs';
import { startAdmin } from '../lib/manage.mjs';
import { jeton, run } from '../lib/programs.mjs';
import { waitFor } from '../lib/server.mjs';

const rotating = [{ permission: 'api_client.rotate_self' }, { permission: 'user.manage' }];

test('generate prints the secret alone; the old one overlaps; revoke ends one', async (t) => {
  const admin = await startAdmin(t);
  const { server } = admin;
  const client = await server.createClient({ name: 'S', permissions: rotating });
  const result = await admin.cli(['secret', 'generate', 'S', '--expires-on', '2027-01-31']);
  const fresh = result.stdout.trim();
  server.secrets.add(fresh);
  assert.match(result.stdout, /^jtn_[0-9A-Za-z]{49}\n$/);
  assert.match(result.stderr, /shown this once.*2027-01-31T23:59:59Z/);
  const list = await admin.json('secret', 'list', 'S');
  assert.deepEqual(list.results.map((one) => one.state), ['overlapping', 'active']);
  for (const secret of [client.clientSecret, fresh]) {
    assert.equal((await server.tokenAnswer({ client_id: client.clientId, client_secret: secret })).status, 200);
  }
  const table = await admin.ok('secret', 'list', 'S');
  assert.match(table, /^HINT +STATE +ENDS/);
  assert.ok(!table.includes(fresh));

  await admin.ok('secret', 'revoke', 'S', client.clientSecret.slice(-4), '--reason', 'compromised', '--tokens', 'revoke', '--yes');
  assert.equal((await server.tokenAnswer(client)).status, 401);
  assert.equal((await admin.json('secret', 'list', 'S')).results[0].state, 'revoked');
  assert.match(await admin.no(3, 'secret', 'revoke', 'S', 'zzzz', '--yes'), /no client secret/);
  assert.match(await admin.no(3, 'secret', 'revoke', 'S', fresh.slice(-4), '--reason', 'tired', '--yes'), /reason/);
  const cut = await admin.json('secret', 'generate', 'S', '--overlap-hours', '0', '--yes');
  assert.equal((await server.tokenAnswer({ client_id: client.clientId, client_secret: fresh })).status, 401);
  assert.equal((await server.tokenAnswer({ client_id: client.clientId, client_secret: cut.clientSecret })).status, 200);
  assert.match(await admin.no(2, 'secret', 'generate', 'S', '--overlap-hours', 'some'), /not a number/);
});

test('rotate renews the profile\'s secret and shows it to nobody', async (t) => {
  const admin = await startAdmin(t);
  const { server } = admin;
  const client = await server.createClient({ name: 'R', permissions: rotating });
  await admin.profileOf(client, 'r', ['--scope', 'user.manage']);
  const result = await admin.bare(['secret', 'rotate', '--profile', 'r', '--json', '--overlap-hours', '1']);
  assert.equal(result.code, 0, result.stderr);
  const told = JSON.parse(result.stdout);
  assert.deepEqual([told.profile, told.clientSecret, told.state], ['r', undefined, 'active']);
  assert.ok(!(result.stdout + result.stderr).includes('jtn_'));
  assert.equal((await server.tokenAnswer(client)).status, 200, 'the old one overlaps');
  await server.restartWithClock(2 * HOUR);
  assert.equal((await server.tokenAnswer(client)).status, 401);
  const token = await admin.bare(['token', '--profile', 'r', '--force', '--json']);
  assert.equal(token.code, 0, token.stderr);
  assert.equal(JSON.parse(token.stdout).scope, 'user.manage', 'the profile keeps its scope');
});

test('rotate without a profile prints the new secret, or puts it into a file', async (t) => {
  const admin = await startAdmin(t);
  const { server } = admin;
  const client = await server.createClient({ permissions: rotating });
  const old = admin.file('old', client.clientSecret);
  const who = ['--issuer', server.base, '--client-id', client.clientId, '--client-secret-file'];
  const shown = await admin.bare(['secret', 'rotate', ...who, old]);
  assert.equal(shown.code, 0, shown.stderr);
  const second = admin.file('second', shown.stdout);
  server.secrets.add(shown.stdout.trim());
  const file = path.join(admin.home, 'third');
  const filed = await admin.bare(['secret', 'rotate', ...who, second, '--secret-file', file]);
  assert.deepEqual([filed.code, filed.stdout], [0, ''], filed.stderr);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const secret = readFileSync(file, 'utf8').trim();
  server.secrets.add(secret);
  assert.equal((await server.tokenAnswer({ client_id: client.clientId, client_secret: secret })).status, 200);
  assert.equal(readFileSync(old, 'utf8'), client.clientSecret, 'what is not ours is not changed');
});

test('who may not rotate is told so, and the profile stays as it is', async (t) => {
  const admin = await startAdmin(t);
  const client = await admin.server.createClient({ permissions: [{ permission: 'user.manage' }] });
  await admin.profileOf(client, 'poor');
  const before = readFileSync(profileFile(admin, 'poor'));
  const result = await admin.bare(['secret', 'rotate', '--profile', 'poor']);
  assert.equal(result.code, 3);
  assert.match(result.stderr, /Missing: api_client\.rotate_self/);
  const short = await admin.bare(['secret', 'rotate', '--profile', 'poor', '--overlap-hours', '0']);
  assert.equal(short.code, 3);
  assert.deepEqual(readFileSync(profileFile(admin, 'poor')), before);
});

const profileFile = (admin, name) => path.join(admin.home, 'state/jeton/profiles', `${name}.profile`);

// Ends the program when it makes this system call for the n-th time.
async function killedAt(admin, call, n, args) {
  const own = { HOME: admin.home, XDG_CONFIG_HOME: `${admin.home}/config`, XDG_STATE_HOME: `${admin.home}/state` };
  return run('strace', ['-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${n}`,
    jeton, ...args], { env: { ...own, ASAN_OPTIONS: 'detect_leaks=0' } });
}

test('a rotation killed at any point leaves a profile that works, and can be done again', async (t) => {
  const admin = await startAdmin(t);
  const client = await admin.server.createClient({ permissions: rotating });
  await admin.profileOf(client, 'k');
  const killed = {};
  for (const call of ['renameat,renameat2', 'fsync', 'sendto', 'recvfrom', 'close']) {
    for (let n = 1; ; n++) {
      const result = await killedAt(admin, call, n, ['secret', 'rotate', '--profile', 'k']);
      const token = await admin.bare(['token', '--profile', 'k', '--force']);
      assert.equal(token.code, 0, `killed at ${call} ${n}: ${token.stderr}`);
      admin.server.secrets.add(token.stdout.trim());
      if (result.code === 0) break;
      killed[call] = n;
      assert.ok(n < 400, result.stderr);
    }
  }
  assert.ok(Object.values(killed).every((n) => n >= 3) && killed.close > 30, JSON.stringify(killed));
});

// Kills the rotation right after the profile got its second secret: the first rename in its folder.
async function interrupted(admin, name) {
  const before = readFileSync(profileFile(admin, name));
  for (let n = 1; n < 400; n++) {
    const result = await killedAt(admin, 'renameat,renameat2,fsync', n, ['secret', 'rotate', '--profile', name]);
    assert.notEqual(result.code, 0, 'it was killed before it came to its end');
    if (!readFileSync(profileFile(admin, name)).equals(before)) return;
  }
  assert.fail('the profile never changed');
}

test('the new secret of an interrupted rotation counts once the old one is gone', async (t) => {
  const admin = await startAdmin(t);
  const client = await admin.server.createClient({ name: 'I', permissions: rotating });
  await admin.profileOf(client, 'i');
  await interrupted(admin, 'i');
  await admin.server.restartWithClock(25 * HOUR);
  assert.equal((await admin.server.tokenAnswer(client)).status, 401, 'the overlap is over');
  const first = await admin.bare(['token', '--profile', 'i', '--force']);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stderr, /rotation that was cut short is finished/);
  const second = await admin.bare(['token', '--profile', 'i', '--force']);
  assert.deepEqual([second.code, second.stderr], [0, '']);
});

test('the old secret is used when the new one of an interrupted rotation was revoked', async (t) => {
  const admin = await startAdmin(t);
  const client = await admin.server.createClient({ name: 'V', permissions: rotating });
  await admin.profileOf(client, 'v');
  await interrupted(admin, 'v');
  const { results } = await admin.json('secret', 'list', 'V');
  await admin.ok('secret', 'revoke', 'V', results.at(-1).id, '--yes');
  const token = await admin.bare(['token', '--profile', 'v', '--force']);
  assert.equal(token.code, 0, token.stderr);
  const again = await admin.bare(['secret', 'rotate', '--profile', 'v']);
  assert.equal(again.code, 0, again.stderr);
  const clean = await admin.bare(['token', '--profile', 'v', '--force']);
  assert.deepEqual([clean.code, clean.stderr], [0, '']);
});

test('two rotations at once come one after the other', async (t) => {
  const admin = await startAdmin(t);
  const client = await admin.server.createClient({ permissions: rotating });
  await admin.profileOf(client, 'two');
  const both = await Promise.all([1, 2, 3].map(() => admin.bare(['secret', 'rotate', '--profile', 'two'])));
  for (const one of both) assert.equal(one.code, 0, one.stderr);
  assert.equal((await admin.bare(['token', '--profile', 'two', '--force'])).code, 0);
});

test('a damaged profile is said to be damaged, and nothing is asked of the server', async (t) => {
  const admin = await startAdmin(t);
  const client = await admin.server.createClient({ name: 'D', permissions: rotating });
  await admin.profileOf(client, 'd');
  writeFileSync(profileFile(admin, 'd'), 'junk');
  const result = await admin.bare(['secret', 'rotate', '--profile', 'd']);
  assert.deepEqual([result.code, result.stdout], [5, '']);
  assert.equal((await admin.json('secret', 'list', 'D')).results.length, 1);
});

test('list says who still uses the old secret, and from where', async (t) => {
  const admin = await startAdmin(t, { args: ['--api-limit', '0', '--trusted-proxy', '127.0.0.1'] });
  const { server } = admin;
  const client = await server.createClient({ name: 'U', permissions: rotating });
  const from = (address, secret) => server.form(server.tokenUrl, {
    grant_type: 'client_credentials', client_id: client.clientId, client_secret: secret,
  }, { headers: { 'X-Forwarded-For': address } });
  const uses = async () => (await server.api('GET', `/api-clients/${client.key}/secret-uses`)).json.results;
  const notes = async () => (await admin.cli(['secret', 'list', 'U'])).stderr;
  assert.equal(await notes(), '', 'one secret needs no words');
  const fresh = (await admin.ok('secret', 'generate', 'U', '--overlap-hours', '3')).trim();
  assert.match(await notes(), new RegExp(`^jeton: The old secret \u2026${client.clientSecret.slice(-4)} was never used\\. It works until 2`));
  assert.equal((await from('192.0.2.8', client.clientSecret)).status, 200);
  await waitFor('the first use', async () => (await uses())[0].usedFrom[0]?.address === '192.0.2.8');
  await new Promise((resolve) => setTimeout(resolve, 1100)); // a later second
  assert.equal((await from('192.0.2.7', client.clientSecret)).status, 200);
  assert.equal((await from('192.0.2.9', fresh)).status, 200);
  const [old, present] = await waitFor('the uses', async () => {
    const both = await uses();
    return both[0].usedFrom[0].address === '192.0.2.7' && both[1].usedFrom[0] && both;
  });
  assert.deepEqual(old.usedFrom.map((use) => use.address), ['192.0.2.7', '192.0.2.8']);
  assert.deepEqual(present.usedFrom.map((use) => use.address), ['192.0.2.9']);
  assert.ok(Math.abs(Date.parse(old.endsAt) - Date.now() - 3 * HOUR * 1000) < 60_000, old.endsAt);
  const words = await notes();
  const hint = client.clientSecret.slice(-4);
  assert.match(words, new RegExp(`^jeton: The old secret \u2026${hint} was last used (just now|\\d+ s ago) from 192\\.0\\.2\\.7; before that \\d+ s ago from 192\\.0\\.2\\.8\\. It works until`));
  assert.match((await admin.cli(['secret', 'list', 'U'])).stdout, new RegExp(`^${hint} +overlapping .* 192\\.0\\.2\\.7 `, 'm'));
  assert.equal((await admin.cli(['secret', 'list', 'U', '--json'])).stderr, '', 'programs read the list itself');
});

test('list says when nobody used the old secret any more since the new one was made', async (t) => {
  const admin = await startAdmin(t);
  const { server } = admin;
  const client = await server.createClient({ name: 'V', permissions: rotating });
  assert.equal((await server.tokenAnswer(client)).status, 200);
  await waitFor('the use', async () => (await server.api('GET', `/api-clients/${client.key}/secret-uses`)).json.results[0].usedFrom[0]);
  await new Promise((resolve) => setTimeout(resolve, 1100)); // a later second
  const fresh = (await admin.ok('secret', 'generate', 'V')).trim();
  const { stderr } = await admin.cli(['secret', 'list', 'V']);
  assert.match(stderr, new RegExp(` from 127\\.0\\.0\\.1\\. Nobody has used it since the new one \u2026${fresh.slice(-4)} was made\\. It works until`));
});

test('the uses of no client, a deleted one, and with a wrong query', async (t) => {
  const { server } = await startAdmin(t);
  const client = await server.createClient();
  const at = (where) => server.api('GET', `/api-clients/${where}`).then((answer) => answer.status);
  assert.equal(await at(`${client.key}/secret-uses?limit=1`), 200);
  assert.equal(await at(`${client.key}/secret-uses?limit=0`), 400);
  assert.equal(await at(`${client.key}/secret-uses?state=active`), 400);
  assert.equal(await at('00000000-0000-4000-8000-000000000000/secret-uses'), 404);
  assert.equal((await server.api('DELETE', `/api-clients/${client.key}`)).status, 204);
  assert.equal(await at(`${client.key}/secret-uses`), 404);
});

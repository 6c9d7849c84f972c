// SPDX-License-Identifier: Apache-2.0
// What deletes or cuts off asks first: at a terminal; without one it wants --yes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAdmin } from '../lib/manage.mjs';

const statusOf = async (admin, client) => (await admin.server.api('GET', `/api-clients/${client.key}`)).json.status;

test('without a terminal and --yes nothing is sent', async (t) => {
  const admin = await startAdmin(t);
  const client = await admin.server.createClient({ name: 'C', permissions: [{ permission: 'member.view' }] });
  const id = client.secrets[0].id;
  for (const args of [['client', 'suspend', 'C'], ['client', 'delete', 'C'], ['secret', 'revoke', 'C', id],
    ['secret', 'generate', 'C', '--overlap-hours', '0'], ['secret', 'generate', 'C', '--overlap-hours=00']]) {
    // Nobody is at home there: who asked would end with 4.
    const far = await admin.cli([...args, '--issuer', 'http://127.0.0.1:1']);
    assert.deepEqual([far.code, far.stdout], [2, ''], far.stderr);
    assert.match(await admin.no(2, ...args), /--yes/, args.join(' '));
  }
  assert.equal(await statusOf(admin, client), 'Available');
  assert.equal((await admin.server.tokenAnswer(client)).status, 200);
});

test('at a terminal it is asked, and only yes is yes', async (t) => {
  const admin = await startAdmin(t);
  const client = await admin.server.createClient({ name: 'Asked', permissions: [{ permission: 'member.view' }] });
  for (const typed of ['\n', 'n\n', 'yess\n', 'x y\n', '\u0004']) {
    const kept = await admin.atTerminal(['client', 'suspend', 'Asked'], typed);
    assert.equal(kept.code, 2, kept.stdout);
    assert.match(kept.stdout, /Suspend the API client "Asked" \([0-9a-f-]{36}\)\?.*\[y\/N\]/);
    assert.match(kept.stdout, /Nothing was changed/);
    assert.equal(await statusOf(admin, client), 'Available', JSON.stringify(typed));
  }
  for (const [typed, args, status] of [['y\n', ['suspend', 'Asked'], 'Suspended'], ['YES\n', ['delete', 'Asked'], 404]]) {
    const done = await admin.atTerminal(['client', ...args], typed);
    assert.equal(done.code, 0, done.stdout);
    assert.equal(await statusOf(admin, client), status);
  }
});

test('a terminal has colours for states, unless NO_COLOR is set; a pipe has none', async (t) => {
  const admin = await startAdmin(t);
  const shown = await admin.atTerminal(['client', 'list'], '');
  assert.match(shown.stdout, /\x1b\[1mNAME\x1b\[0m/);
  assert.match(shown.stdout, /\x1b\[32mAvailable\x1b\[0m/);
  assert.ok(!(await admin.ok('client', 'list')).includes('\x1b'));
  admin.env.NO_COLOR = '1';
  const plain = await admin.atTerminal(['client', 'list'], '');
  assert.ok(!plain.stdout.includes('\x1b'));
});

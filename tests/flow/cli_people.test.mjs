// SPDX-License-Identifier: Apache-2.0
// jeton user, role, group: people of the organization and of a stage.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAdmin } from '../lib/manage.mjs';

const emails = (list) => list.results.map((one) => one.email);

test('users are created, found by address or name, changed, deleted', async (t) => {
  const admin = await startAdmin(t);
  const made = await admin.json('user', 'create', 'ada@example.org', '--name', 'Ada');
  assert.deepEqual([made.email, made.name, made.status], ['ada@example.org', 'Ada', 'Invited']);
  for (const word of ['ada@example.org', 'Ada', made.key]) {
    assert.equal((await admin.json('user', 'show', word)).key, made.key, word);
  }
  assert.equal((await admin.json('user', 'edit', 'Ada', '--name', 'Ada L.')).name, 'Ada L.');
  assert.equal((await admin.json('user', 'edit', 'ada@example.org', '--is-active', 'false')).status, 'Inactive');
  assert.match(await admin.no(2, 'user', 'edit', made.key, '--is-active', 'no'), /true or false/);
  assert.deepEqual(emails(await admin.json('user', 'list', '--email-contains', 'ADA@')), ['ada@example.org']);
  assert.deepEqual(emails(await admin.json('user', 'list', '--is-active', 'true')), ['admin@localhost']);
  assert.match(await admin.ok('user', 'list'), /^EMAIL +NAME +STATUS +ROLES +LAST LOGIN +KEY\n/);
  assert.match(await admin.no(3, 'user', 'create', 'ada@example.org'), /object_exists/);
  assert.match(await admin.no(3, 'user', 'create', 'nowhere'), /email: /);
  assert.match(await admin.no(3, 'user', 'list', '--is-active', 'perhaps'), /isActive: /);
  assert.match(await admin.no(2, 'user', 'delete', 'Ada L.'), /--yes/);
  assert.equal(await admin.ok('user', 'delete', 'Ada L.', '--yes'), '');
  assert.match(await admin.no(3, 'user', 'show', made.key), /There is no user/);
});

test('bulk creates all or none, from a file or stdin', async (t) => {
  const admin = await startAdmin(t);
  const file = admin.file('users.json', JSON.stringify({ users: [{ email: 'a@example.org' }, { email: 'b@example.org' }] }));
  assert.match(await admin.ok('user', 'bulk', file), /^EMAIL.*\na@example\.org .*\nb@example\.org /);
  const input = JSON.stringify({ users: [{ email: 'c@example.org' }, { email: 'bad' }, { email: 'a@example.org', odd: 1 }] });
  const faulty = await admin.cli(['user', 'bulk', '-'], { input });
  assert.equal(faulty.code, 3);
  assert.match(faulty.stderr, /users\/1\/email: .*users\/2\/odd: /);
  assert.equal((await admin.json('user', 'list')).results.length, 3);
  await admin.no(5, 'user', 'bulk', '/nonexistent');
});

test('end users of a stage are others', async (t) => {
  const admin = await startAdmin(t);
  const made = await admin.json('user', 'create', 'eve@example.org', '--stage', 'test');
  assert.deepEqual(emails(await admin.json('user', 'list', '--stage', 'test')), ['eve@example.org']);
  assert.deepEqual(emails(await admin.json('user', 'list', '--stage', 'production')), []);
  assert.ok(!emails(await admin.json('user', 'list')).includes('eve@example.org'));
  assert.match(await admin.no(3, 'user', 'show', made.key), /no user/);
  assert.match(await admin.no(3, 'user', 'list', '--stage', 'nope'), /object_unknown/);
  assert.match(await admin.no(3, 'user', 'list', '--stage', '../../users'), /object_unknown|path_unknown/);
  await admin.json('group', 'create', 'Testers', '--stage', 'test');
  await admin.ok('group', 'add', 'Testers', 'eve@example.org', '--stage', 'test');
  assert.deepEqual(emails(await admin.json('group', 'members', 'Testers', '--stage', 'test')), ['eve@example.org']);
  await admin.ok('user', 'delete', 'eve@example.org', '--stage', 'test', '--yes');
});

test('roles are given and taken by name', async (t) => {
  const admin = await startAdmin(t);
  await admin.json('user', 'create', 'ada@example.org');
  const clerk = await admin.json('role', 'create', 'Clerk', '--description', 'At the desk');
  const helper = await admin.json('role', 'create', 'Helper', '--organization', '--permission', 'user.manage test:end_user.view');
  assert.deepEqual(helper.permissions, [{ permission: 'user.manage' }, { permission: 'end_user.view', stages: ['test'] }]);
  await admin.ok('user', 'grant', 'ada@example.org', 'Clerk');
  await admin.ok('user', 'grant', 'ada@example.org', 'Helper', '--organization');
  assert.deepEqual((await admin.json('user', 'roles', 'ada@example.org')).results.map((one) => one.key), [clerk.key]);
  assert.deepEqual((await admin.json('user', 'roles', 'ada@example.org', '--organization')).results.map((one) => one.key), [helper.key]);
  assert.match(await admin.ok('user', 'list', '--has-application-roles', 'true'), /organization, application/);
  await admin.ok('user', 'take', 'ada@example.org', 'Clerk');
  assert.deepEqual((await admin.json('user', 'roles', 'ada@example.org')).results, []);
  assert.match(await admin.no(3, 'user', 'grant', 'ada@example.org', 'Helper'), /no role "Helper"/);
  assert.match(await admin.no(3, 'user', 'grant', 'nobody@example.org', 'Clerk'), /no user/);
  assert.equal((await admin.json('role', 'edit', 'Clerk', '--name', 'Cleric')).name, 'Cleric');
  await admin.ok('role', 'delete', 'Cleric', '--yes');
  assert.deepEqual((await admin.json('role', 'list')).results, []);
});

test('groups have members', async (t) => {
  const admin = await startAdmin(t);
  await admin.json('user', 'create', 'ada@example.org');
  const staff = await admin.json('group', 'create', 'Staff');
  await admin.ok('group', 'add', 'Staff', 'ada@example.org');
  assert.deepEqual(emails(await admin.json('group', 'members', staff.key)), ['ada@example.org']);
  assert.deepEqual((await admin.json('user', 'groups', 'ada@example.org')).results.map((one) => one.name), ['Staff']);
  await admin.ok('group', 'remove', 'Staff', 'ada@example.org');
  assert.deepEqual(emails(await admin.json('group', 'members', 'Staff')), []);
  assert.equal((await admin.json('group', 'edit', 'Staff', '--description', 'All')).description, 'All');
  assert.match(await admin.no(2, 'group', 'delete', 'Staff'), /--yes/);
  await admin.ok('group', 'delete', 'Staff', '--yes');
  assert.match(await admin.no(3, 'group', 'members', 'Staff'), /no group/);
});

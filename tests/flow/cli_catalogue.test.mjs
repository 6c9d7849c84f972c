// SPDX-License-Identifier: Apache-2.0
// jeton stage, api, and permissions of APIs of one's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAdmin } from '../lib/manage.mjs';

test('stages are added, relabelled, moved, archived', async (t) => {
  const admin = await startAdmin(t);
  const made = await admin.json('stage', 'create', 'staging', '--label', 'Staging');
  assert.deepEqual([made.slug, made.label], ['staging', 'Staging']);
  const realm = await admin.json('stage', 'realm', 'Staging');
  assert.deepEqual([realm.key, realm.stage, realm.kind], [made.realm, 'staging', 'application']);
  const moved = await admin.json('stage', 'edit', 'staging', '--label', 'Before production', '--position', '3');
  assert.deepEqual([moved.slug, moved.label, moved.position], ['staging', 'Before production', 3]);
  assert.match(await admin.ok('stage', 'list'), /^SLUG +LABEL +POSITION +ARCHIVED +REALM\ndevelopment /);
  assert.match(await admin.no(3, 'stage', 'create', 'staging'), /object_exists/);
  assert.match(await admin.no(3, 'stage', 'create', 'Not A Slug'), /slug: /);
  assert.match(await admin.no(2, 'stage', 'edit', 'staging', '--position', 'first'), /not a number/);
  assert.match(await admin.no(2, 'stage', 'archive', 'staging'), /--yes/);
  assert.ok((await admin.json('stage', 'archive', 'staging', '--yes')).archivedAt);
  assert.equal((await admin.json('stage', 'restore', 'staging')).archivedAt, null);
  await admin.no(3, 'stage', 'restore', 'moon');
});

test('an API of one\'s own has permissions that clients are granted', async (t) => {
  const admin = await startAdmin(t);
  const audience = 'https://orders.example';
  const made = await admin.json('api', 'create', audience, '--name', 'Orders', '--token-lifetime', '600', '--defines',
    'order.list', '--defines-per-stage', 'order.read');
  assert.deepEqual(made.permissions, [{ name: 'order.list', perStage: false }, { name: 'order.read', perStage: true }]);
  for (const word of ['Orders', audience, made.key]) assert.equal((await admin.json('api', 'show', word)).key, made.key);
  assert.match(await admin.ok('api', 'permissions'), /^order\.read +yes +https:\/\/orders\.example$/m);

  const client = await admin.json('client', 'create', 'Shop', '--api', audience, '--permission', 'test:order.read order.list');
  const token = await admin.server.tokenAnswer(client, { resource: audience });
  assert.deepEqual([token.status, token.json.expires_in, token.json.scope.split(' ').sort()],
    [200, 600, ['order.list', 'test:order.read']]);
  const granted = (await admin.json('client', 'permissions', 'Shop', '--add', 'user.manage')).permissions;
  assert.equal(granted.length, 3);
  assert.match(await admin.ok('client', 'show', 'Shop'), /order\.list \(https:\/\/orders\.example\)/);
  const set = (await admin.json('client', 'permissions', 'Shop', '--set', 'member.view')).permissions;
  assert.deepEqual(set.map((one) => one.permission).sort(), ['member.view', 'order.list', 'order.read']);

  assert.equal((await admin.json('api', 'edit', 'Orders', '--token-lifetime', '900')).tokenLifetime, 900);
  assert.match(await admin.no(3, 'api', 'edit', 'Orders', '--token-lifetime', '1'), /tokenLifetime: /);
  assert.match(await admin.no(2, 'api', 'edit', 'Orders', '--token-lifetime', '-1'), /not a number/);
  assert.match(await admin.no(3, 'api', 'create', audience, '--name', 'Twice'), /object_exists/);
  await admin.ok('api', 'delete', 'Orders', '--yes');
  assert.match(await admin.no(3, 'api', 'show', 'Orders'), /no API "Orders"/);
});

test('a profile for an API of one\'s own manages all the same', async (t) => {
  const admin = await startAdmin(t);
  const audience = 'https://orders.example';
  await admin.json('api', 'create', audience, '--name', 'Orders', '--defines', 'order.list');
  const client = await admin.json('client', 'create', 'Both', '--api', audience, '--permission', 'order.list');
  await admin.json('client', 'permissions', 'Both', '--add', 'api_client.rotate_self');
  await admin.profileOf(client, 'orders', ['--resource', audience, '--scope', 'order.list']);
  const rotated = await admin.bare(['secret', 'rotate', '--profile', 'orders']);
  assert.equal(rotated.code, 0, rotated.stderr);
  const token = await admin.bare(['token', '--profile', 'orders', '--json', '--force']);
  assert.equal(JSON.parse(token.stdout).scope, 'order.list');
});

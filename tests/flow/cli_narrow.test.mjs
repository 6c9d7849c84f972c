// SPDX-License-Identifier: Apache-2.0
// jeton's management commands for a client that has more than one token can name: each asks for what it needs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAdmin } from '../lib/manage.mjs';

// More stages than a token of a client with everything can name.
// before: what happens while there are few; may resolve to another client's environment.
async function startCrowded(t, before = async () => undefined) {
  const admin = await startAdmin(t);
  admin.env = await before(admin) ?? admin.env;
  for (let i = 0; i < 120; i++) {
    const made = await admin.server.api('POST', '/stages', { json: { slug: `stage-${i}`, label: `Label ${i}` } });
    assert.equal(made.status, 201, made.text);
  }
  assert.match(await admin.no(3, 'token'), /invalid_scope/, 'a token for everything is too large');
  return admin;
}

const asked = async (admin) => Number((await admin.server.metrics()).match(/jeton_refusals_total\{cause="token_too_large"\} (\d+)/)?.[1] ?? 0);
const issued = async (admin) => (await admin.json('cache', 'list')).tokens.map((one) => one.scope);

test('every kind is managed beyond a hundred stages, and nothing is asked for twice', async (t) => {
  const admin = await startCrowded(t);
  const manage = async (...args) => admin.json(...args);

  await t.test('API clients and their secrets', async () => {
    const made = await manage('client', 'create', 'Report', '--permission', 'member.view stage-7:end_user.view');
    assert.equal((await manage('client', 'list')).results.length, 2);
    assert.equal((await manage('client', 'edit', 'Report', '--description', 'Nightly')).description, 'Nightly');
    assert.equal((await manage('client', 'permissions', 'Report')).permissions.length, 2);
    const more = await manage('client', 'permissions', 'Report', '--add', 'user.manage stage-8:end_user.view');
    assert.deepEqual(more.permissions.map((one) => one.permission).sort(), ['end_user.view', 'member.view', 'user.manage']);
    const twin = await manage('client', 'duplicate', 'Report', '--name', 'Twin');
    assert.equal(twin.permissions.length, 3);
    assert.ok((await manage('secret', 'generate', 'Report')).clientSecret);
    assert.equal((await manage('secret', 'list', 'Report')).results.length, 2);
    assert.equal((await manage('client', 'suspend', 'Twin', '--yes')).status, 'Suspended');
    assert.notEqual((await manage('client', 'resume', 'Twin')).status, 'Suspended');
    await manage('client', 'delete', 'Twin', '--yes');
    assert.equal((await manage('client', 'show', 'Report')).key, made.key);
  });

  await t.test('people, roles, groups, of the organization and of a stage', async () => {
    await manage('user', 'create', 'ada@example.org');
    await manage('user', 'edit', 'ada@example.org', '--name', 'Ada');
    await manage('role', 'create', 'Clerk');
    await manage('user', 'grant', 'Ada', 'Clerk');
    assert.equal((await manage('user', 'roles', 'Ada')).results.length, 1);
    await manage('user', 'take', 'Ada', 'Clerk');
    await manage('role', 'create', 'Helper', '--organization', '--permission', 'event.view stage-3:stage.view');
    await manage('role', 'edit', 'Helper', '--organization', '--permission', 'event.view stage-4:stage.view');
    await manage('user', 'grant', 'Ada', 'Helper', '--organization');
    assert.equal((await manage('user', 'roles', 'Ada', '--organization')).results.length, 1);
    await manage('user', 'edit', 'Ada', '--name', 'Ada L.'); // she has an organization role: member.manage too
    await manage('group', 'create', 'Readers');
    await manage('group', 'add', 'Readers', 'Ada L.');
    assert.equal((await manage('group', 'members', 'Readers')).results.length, 1);
    await manage('user', 'create', 'eve@example.org', '--stage', 'stage-99');
    await manage('group', 'create', 'Testers', '--stage', 'stage-99');
    await manage('group', 'add', 'Testers', 'eve@example.org', '--stage', 'stage-99');
    assert.equal((await manage('group', 'members', 'Testers', '--stage', 'stage-99')).results.length, 1);
    await manage('user', 'grant', 'eve@example.org', 'Clerk', '--stage', 'stage-99');
    assert.equal((await manage('user', 'list', '--stage', 'stage-99')).results.length, 1);
    await manage('user', 'delete', 'eve@example.org', '--stage', 'stage-99', '--yes');
    await manage('role', 'delete', 'Clerk', '--yes');
  });

  await t.test('stages, APIs, keys, events, rejections', async () => {
    assert.equal((await manage('stage', 'list')).results.length, 123);
    assert.equal((await manage('stage', 'show', 'Label 5')).slug, 'stage-5', 'a label is no slug');
    assert.equal((await manage('stage', 'realm', 'stage-5')).stage, 'stage-5');
    assert.equal((await manage('stage', 'edit', 'stage-5', '--label', 'Five')).label, 'Five');
    assert.ok((await manage('stage', 'archive', 'stage-5', '--yes')).archivedAt);
    assert.equal((await manage('stage', 'restore', 'stage-5')).archivedAt, null);
    await manage('stage', 'create', 'one-more', '--label', 'One more');
    await manage('api', 'create', 'https://orders.example', '--name', 'Orders', '--defines', 'order.list');
    await manage('api', 'edit', 'Orders', '--token-lifetime', '900');
    await manage('client', 'create', 'Shop', '--api', 'https://orders.example', '--permission', 'order.list');
    await manage('api', 'delete', 'Orders', '--yes');
    for (const realm of ['platform', 'stage-6', 'Label 6']) assert.equal((await manage('key', 'schedule', realm)).rotationDays, 90);
    assert.ok((await manage('key', 'list')).results.length > 100);
    assert.ok((await manage('event', 'list')).results.length > 0);
    assert.equal((await manage('explain', '--list')).results.some((one) => one.cause === 'token_too_large'), true);
  });

  await t.test('a token that is at hand is used again, and nothing is refused first', async () => {
    const [refusals, tokens] = [await asked(admin), (await issued(admin)).length];
    await manage('client', 'list');
    await manage('user', 'list', '--stage', 'stage-99');
    await manage('stage', 'show', 'stage-5');
    assert.deepEqual([await asked(admin), (await issued(admin)).length], [refusals, tokens]);
    await manage('user', 'list', '--stage', 'stage-98');
    assert.deepEqual([await asked(admin), (await issued(admin)).length], [refusals + 1, tokens + 1]);
    assert.ok((await issued(admin)).includes('stage-98:end_user.view'));
  });

  await t.test('what names every stage cannot be handed out, and it is said why', async () => {
    const said = await admin.no(3, 'client', 'create', 'Too much', '--permission', '*:end_user.view');
    assert.match(said, /every stage[^]*token-max[^]*grant_exceeds_caller/);
    assert.match(await admin.no(3, 'secret', 'generate', 'self'), /grant_exceeds_caller/);
  });

  await t.test('an explicit --scope is all that is asked for', async () => {
    const before = await asked(admin);
    assert.match(await admin.no(3, 'client', 'list', '--scope', 'member.view'), /Missing: api_client\.view/);
    assert.match(await admin.no(3, 'client', 'list', '--scope', 'nobody.knows'), /invalid_scope/);
    assert.match(await admin.no(3, 'explain', '--list', '--scope', 'member.view'), /Missing: api_client\.view/);
    assert.equal(await asked(admin), before);
    assert.equal((await admin.json('stage', 'list', '--scope', 'stage-1:stage.view')).results.length, 1);
  });
});

const EVERYWHERE = ['end_user.view', 'end_user.manage', 'end_user_group.manage', 'stage.view']
  .map((permission) => ({ permission, stages: ['*'] }));
const partly = (...names) => ({ permissions: [...names.map((permission) => ({ permission })), ...EVERYWHERE] });

test('a client that holds some of it is served as far as that goes, and told what it lacks', async (t) => {
  const admin = await startCrowded(t, async ({ server }) => {
    const part = await server.createClient({ name: 'Part', ...partly('api_client.view', 'user.manage', 'member.view') });
    return { JETON_ISSUER: server.base, JETON_CLIENT_ID: part.clientId, JETON_CLIENT_SECRET: part.clientSecret };
  });
  assert.equal((await admin.json('client', 'list')).results.length, 2);
  assert.ok((await admin.json('client', 'permissions', 'Part')).permissions.length > 0);
  assert.match(await admin.no(3, 'client', 'edit', 'Part', '--name', 'Other'), /Not granted: api_client\.manage/);
  await admin.json('user', 'create', 'ada@example.org');
  assert.equal((await admin.json('user', 'edit', 'ada@example.org', '--name', 'Ada')).name, 'Ada', 'member.manage is not needed here');
  assert.equal((await admin.json('stage', 'show', 'stage-5')).slug, 'stage-5');
  assert.match(await admin.no(3, 'stage', 'list'), /Not granted: stage\.manage/, 'never some of the stages as if they were all');
  assert.match(await admin.no(3, 'user', 'list', '--stage', 'no-such'), /Not granted: no-such:end_user\.view/);
  assert.match(await admin.no(3, 'user', 'list', '--stage', 'x y'), /invalid_scope/, 'no slug: nothing is asked in its name');
});

test('a client whose token is too large renews its own secret, in its profile', async (t) => {
  let client;
  const admin = await startCrowded(t, async ({ server }) => {
    client = await server.createClient({ name: 'Own', ...partly('api_client.rotate_self', 'api_client.view') });
  });
  await admin.profileOf(client, 'own');
  assert.match((await admin.bare(['token', '--profile', 'own'])).stderr, /invalid_scope/);
  for (let i = 0; i < 2; i++) {
    const rotated = await admin.bare(['secret', 'rotate', '--profile', 'own', '--json']);
    assert.equal(rotated.code, 0, rotated.stderr);
  }
  const listed = await admin.bare(['client', 'list', '--profile', 'own', '--json']);
  assert.equal(listed.code, 0, listed.stderr);
});

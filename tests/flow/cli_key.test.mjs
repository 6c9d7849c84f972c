// SPDX-License-Identifier: Apache-2.0
// jeton key: signing keys listed, rotated with notice, replaced in an emergency.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAdmin } from '../lib/manage.mjs';

test('keys are listed and shown, never their private part', async (t) => {
  const admin = await startAdmin(t);
  const { results } = await admin.json('key', 'list');
  assert.ok(results.length >= 4 && results.every((one) => one.state === 'active'));
  assert.match(await admin.ok('key', 'list'), /^STATE +ALG +REALM +CREATED +PUBLISHED UNTIL +KID\nactive /);
  const shown = await admin.json('key', 'show', results[0].kid);
  assert.deepEqual(shown, results[0]);
  assert.ok(!('d' in shown));
  assert.match(await admin.no(3, 'key', 'show', 'nope'), /no signing key/);
});

test('a rotation publishes the next key; an emergency withdraws the others and asks first', async (t) => {
  const admin = await startAdmin(t);
  const realm = admin.server.platform;
  const first = await admin.json('key', 'rotate', 'platform');
  assert.equal(first.outcome, 'published');
  assert.equal(first.keys.at(-1).realm, realm);
  assert.match(await admin.no(3, 'key', 'rotate', realm), /rotation_too_early/);
  assert.match(await admin.no(2, 'key', 'rotate', 'platform', '--emergency'), /--yes/);
  const now = await admin.ok('key', 'rotate', 'platform', '--emergency', '--yes');
  assert.match(now, /^outcome +replaced\n/);
  assert.match(now, /^ {2}Every token of this realm/m);
  assert.equal((await admin.cli(['key', 'list'])).code, 0, 'the token from before is renewed by itself');
  assert.match(await admin.no(3, 'key', 'rotate', 'nowhere'), /no stage/);
});

test('the schedule is shown and set', async (t) => {
  const admin = await startAdmin(t);
  assert.equal((await admin.json('key', 'schedule', 'platform')).rotationDays, 90);
  assert.equal((await admin.json('key', 'schedule', 'platform', '30')).rotationDays, 30);
  assert.equal((await admin.json('key', 'schedule', 'platform')).rotationDays, 30);
  assert.match(await admin.no(2, 'key', 'schedule', 'platform', 'often'), /not a number/);
  assert.match(await admin.no(3, 'key', 'schedule', 'platform', '99999'), /rotationDays: /);
});

test('the realm of a stage is named by the stage', async (t) => {
  const admin = await startAdmin(t);
  const { results } = await admin.json('stage', 'list');
  const order = await admin.json('key', 'rotate', results[0].slug, '--alg', 'EdDSA');
  assert.deepEqual([order.keys.at(-1).realm, order.keys.at(-1).alg], [results[0].realm, 'EdDSA']);
});

// SPDX-License-Identifier: Apache-2.0
// A disk that is full or broken: changes are refused with 503 or the process ends and says why; the
// database's own words reach the operator, no more often than the log can bear.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { preload } from '../lib/preload.mjs';
import { startServer, temporaryDirectory, waitFor } from '../lib/server.mjs';

async function startOnDisk(t) {
  const flag = path.join(temporaryDirectory(t), 'full');
  const server = await startServer(t, { env: { ...preload('full_disk'), FULL_DISK_WHILE: flag } });
  return { server, fail: (how) => fs.writeFileSync(flag, how), heal: () => fs.rmSync(flag) };
}

const create = (server, name) => server.api('POST', '/users', { json: { email: `${name}@example.org` } });
const faults = (server) => server.logs.split('\n').filter((line) => line.includes('store.fault'));

test('a full disk refuses changes with 503, and the log has the database\'s words', async (t) => {
  const { server, fail, heal } = await startOnDisk(t);
  await create(server, 'before');
  fail('full');
  for (let i = 0; i < 30; i++) assert.equal((await create(server, `during-${i}`)).status, 503);
  assert.equal((await server.tokenAnswer()).status, 200, 'tokens need no disk');
  await waitFor('the words of the database', () => faults(server).length > 0);
  assert.ok(faults(server).some((line) => /No space left on device|database or disk is full/.test(line)), faults(server)[0]);
  assert.ok(faults(server).every((line) => !line.includes('during-')), 'no data');
  assert.ok(faults(server).length <= 5, 'a bounded number of lines');
  heal();
  const after = await waitFor('changes again', async () => {
    const answer = await create(server, 'after');
    return answer.status === 201 && answer;
  });
  assert.equal(after.status, 201);
  const left = (await server.api('GET', '/users?emailContains=during')).json.page.totalResults;
  assert.equal(left, 0, 'nothing of what was refused');
});

test('a broken disk ends the process, which says what the database said', async (t) => {
  const { server, fail, heal } = await startOnDisk(t);
  await create(server, 'before');
  fail('broken');
  await create(server, 'during').catch(() => {});
  assert.notEqual((await server.exited).code, 0);
  assert.match(server.logs, /may or may not be on disk.*The database says: disk I\/O error/);
  heal();
  await server.start();
  assert.equal((await server.api('GET', '/users?emailContains=before')).json.page.totalResults, 1);
});

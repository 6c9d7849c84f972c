// SPDX-License-Identifier: Apache-2.0
// kill -9 at random instants while users are made and tokens revoked: whatever was acknowledged is
// there after the restart, and nothing is half made. JETON_KILL_ROUNDS sets the number of rounds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const rounds = Number(process.env.JETON_KILL_ROUNDS ?? 20);
const revokeUrl = (server) => `${server.bootstrap.issuer}/protocol/openid-connect/revoke`;

// Writes until the server is gone; returns what was acknowledged.
async function writeUntilKilled(server, round, spare) {
  const done = { users: [], revoked: [] };
  const state = { gone: false };
  const users = async () => {
    for (let i = 0; !state.gone; i++) {
      const json = { email: `r${round}-${i}@example.org`, name: `Round ${round}` };
      const answer = await server.api('POST', '/users', { json });
      if (answer.status === 201) done.users.push(answer.json);
    }
  };
  const revocations = async () => {
    while (!state.gone && spare.length > 0) {
      const token = spare.pop();
      const answer = await server.form(revokeUrl(server), { token, ...server.credentials });
      if (answer.status === 200) done.revoked.push(token);
    }
  };
  const kill = async () => {
    await new Promise((wake) => setTimeout(wake, 5 + Math.random() * 120));
    await server.kill9();
    state.gone = true;
  };
  const ignoreDeath = (work) => work().catch(() => {});
  await Promise.all([ignoreDeath(users), ignoreDeath(revocations), kill()]);
  return done;
}

test(`${rounds} times kill -9 during writes`, { timeout: 3_600_000 }, async (t) => {
  const server = await startServer(t, { args: ['--api-limit', '0'] });
  let total = 0;
  for (let round = 0; round < rounds; round++) {
    await server.api('GET', '/users?limit=1');
    const spare = await Promise.all(Array.from({ length: 10 }, () => server.token()));
    const done = await writeUntilKilled(server, round, spare);
    await server.start();
    for (const user of done.users) {
      const read = await server.api('GET', `/users/${user.key}`);
      assert.deepEqual(read.json, user, `round ${round}: an acknowledged user is there`);
    }
    for (const token of done.revoked) {
      const refused = await server.api('GET', '/users', { token });
      assert.equal(refused.status, 401, `round ${round}: an acknowledged revocation holds`);
    }
    total += done.users.length + done.revoked.length;
  }
  assert.ok(total > rounds, `only ${total} changes were acknowledged in ${rounds} rounds`);
  t.diagnostic(`${total} acknowledged changes, all there`);
});

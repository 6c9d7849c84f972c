// SPDX-License-Identifier: Apache-2.0
// kill -9 at random instants while users are made, tokens revoked and signing keys rotated: whatever was
// acknowledged is there after the restart, nothing is half made, and the audit log is a whole chain. JETON_KILL_ROUNDS sets the number of rounds.
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
  const rotations = async () => {
    const realm = (await server.metadataOf('test.localhost')).issuer.split('/').pop();
    while (!state.gone) {
      const answer = await server.api('POST', '/signing-keys/rotate', { json: { realm, emergency: true } });
      if (answer.status === 200) done.active = { realm, kid: answer.json.keys.find((key) => key.state === 'active').kid };
    }
  };
  const kill = async () => {
    await new Promise((wake) => setTimeout(wake, 5 + Math.random() * 120));
    await server.kill9();
    state.gone = true;
  };
  const ignoreDeath = (work) => work().catch(() => {});
  await Promise.all([ignoreDeath(users), ignoreDeath(revocations), ignoreDeath(rotations), kill()]);
  return done;
}

// Exactly one key signs, and it is the acknowledged one unless a later one took its place.
async function assertKeys(server, { realm, kid }, round) {
  const read = async (more) => (await server.api('GET', `/signing-keys?realm=${realm}${more}`)).json;
  const { totalResults } = (await read('&limit=1')).page;
  const { results } = await read(`&offset=${Math.max(0, totalResults - 100)}`);
  assert.deepEqual(results.filter((key) => key.state === 'active'), [results.at(-1)], `round ${round}: one key signs`);
  const found = (await server.api('GET', `/signing-keys/${kid}`)).json;
  assert.ok(found.kid === results.at(-1).kid || found.state === 'withdrawn', `round ${round}: ${JSON.stringify(found)}`);
}

async function assertChain(server, round) {
  const env = { JETON_ISSUER: server.bootstrap.issuer, JETON_CLIENT_ID: server.bootstrap.client_id, JETON_CLIENT_SECRET: server.bootstrap.client_secret };
  const ended = await server.jeton(['event', 'verify', '--json'], { env });
  assert.equal(ended.code, 0, `round ${round}: ${ended.stdout}${ended.stderr}`);
  return JSON.parse(ended.stdout);
}

test(`${rounds} times kill -9 during writes`, { timeout: 3_600_000 }, async (t) => {
  const server = await startServer(t, { args: ['--api-limit', '0', '--checkpoint-events', '10'] });
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
    if (done.active) await assertKeys(server, done.active, round);
    await assertChain(server, round);
    total += done.users.length + done.revoked.length;
  }
  assert.ok((await assertChain(server, rounds)).checkpoints > 0, 'checkpoints were made on the way');
  assert.ok(total > rounds, `only ${total} changes were acknowledged in ${rounds} rounds`);
  t.diagnostic(`${total} acknowledged changes, all there`);
});

// SPDX-License-Identifier: Apache-2.0
// Many at once: every answer belongs to its request, whatever the number of threads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

for (const threads of ['1', '4']) {
  test(`requests of every kind side by side, ${threads} threads`, async (t) => {
    const server = await startServer(t, { args: ['--threads', threads, '--api-limit', '0', '--failure-limit', '0'] });
    const clients = [];
    for (const permission of ['member.view', 'user.manage', 'event.view']) {
      clients.push([permission, await server.createClient({ permissions: [{ permission }] })]);
    }
    const works = [];
    for (let i = 0; i < 60; i++) {
      const [permission, client] = clients[i % 3];
      works.push(async () => assert.equal((await server.tokenAnswer(client)).json.scope, permission));
      works.push(async () => {
        const wrong = { ...server.credentials, client_id: `nobody-${i}` };
        const { json } = await server.tokenAnswer({ ...wrong, client_secret: 'none-of-this-house' });
        assert.equal((await server.api('GET', `/rejections/${json.rejection_id}`)).json.clientId, `nobody-${i}`);
      });
      works.push(async () => {
        const email = `user${i}@example.org`;
        const user = await server.createUser({ email });
        assert.equal((await server.api('GET', `/users/${user.key}`)).json.email, email);
      });
      works.push(async () => {
        const token = await server.token();
        const answer = await server.form(`${server.bootstrap.issuer}/protocol/openid-connect/revoke`, { token, ...server.credentials });
        assert.equal(answer.status, 200);
        assert.equal((await server.api('GET', '/users', { token })).status, 401);
      });
    }
    await server.api('GET', '/users');
    await Promise.all(works.map((work) => work()));
    const all = await server.api('GET', '/users?emailContains=user&limit=1');
    assert.equal(all.json.page.totalResults, 60);
  });
}

// SPDX-License-Identifier: Apache-2.0
// Authlib (Python) gets a token by discovery, with Basic and with post, and calls the API with it.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { root, run } from '../lib/programs.mjs';
import { startServer } from '../lib/server.mjs';

const script = path.join(root, 'tests/interop/authlib_client.py');

for (const method of ['client_secret_basic', 'client_secret_post']) {
  test(`Authlib, ${method}`, async (t) => {
    const server = await startServer(t);
    const client = await server.createClient({ permissions: [{ permission: 'member.view' }] });
    const args = [script, server.discoveryUrl, method, 'member.view', `${server.base}/api/identity/v1/users`];
    const input = `${client.clientId}\n${client.clientSecret}\n`;
    // Debian's own Python has python3-authlib, whatever else calls itself python3.
    const ended = await run('/usr/bin/python3', args, { input, env: { AUTHLIB_INSECURE_TRANSPORT: '1' } });
    assert.equal(ended.code, 0, ended.stderr);
    const { token, status } = JSON.parse(ended.stdout);
    server.secrets.add(token.access_token);
    assert.equal(status, 200);
    assert.deepEqual([token.token_type, token.expires_in, token.scope], ['Bearer', 43200, 'member.view']);
  });
}

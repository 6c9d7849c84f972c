// SPDX-License-Identifier: Apache-2.0
// The page that error_uri points at is there, and has the reason that was told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

test('error_uri and type lead to the reason', async (t) => {
  const server = await startServer(t);
  const told = await server.form(server.tokenUrl, { grant_type: 'password' });
  const problem = await server.ask('/api/identity/v1/users');
  for (const address of [told.json.error_uri, problem.json.type]) {
    const { pathname, hash } = new URL(address);
    const page = await server.ask(pathname);
    assert.equal(page.status, 200, address);
    assert.ok(page.text.includes(`id="${hash.slice(1)}"`), address);
  }
});

test('the page names no cause of the uniform answer', async (t) => {
  const server = await startServer(t);
  const page = await server.ask('/reasons');
  for (const cause of ['client_unknown', 'secret_wrong', 'secret_compromised']) assert.equal(page.text.includes(cause), false, cause);
});

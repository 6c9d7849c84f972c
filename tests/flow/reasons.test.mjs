// SPDX-License-Identifier: Apache-2.0
// The pages that error_uri points at are there, one for each reason.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

test('error_uri and type lead to the page of the reason', async (t) => {
  const server = await startServer(t);
  const told = await server.form(server.tokenUrl, { grant_type: 'password' });
  const problem = await server.ask('/api/identity/v1/users');
  for (const [address, name] of [[told.json.error_uri, 'grant_unsupported'], [problem.json.type, 'token_missing']]) {
    assert.equal(address, `${server.base}/reasons/${name}`);
    const page = await server.ask(new URL(address).pathname);
    assert.equal(page.status, 200, address);
    assert.ok(page.text.includes(`<h1>${name}</h1>`), address);
    for (const part of ['What the answer says', 'as the caller', 'as an administrator', 'Who is told', 'rfc-editor.org']) {
      assert.ok(page.text.includes(part), `${address}: ${part}`);
    }
  }
});

test('addresses of earlier answers lead to the reason in the list', async (t) => {
  const server = await startServer(t);
  const page = await server.ask('/reasons');
  assert.ok(page.text.includes('id="grant_unsupported"'));
  assert.ok(page.text.includes('href="reasons/grant_unsupported"'));
});

test('a page holds nothing but its own style, and its policy says so', async (t) => {
  const server = await startServer(t);
  for (const where of ['/reasons', '/reasons/secret_wrong']) {
    const page = await server.ask(where);
    const style = /<style>(.*?)<\/style>/s.exec(page.text)[1];
    const hash = createHash('sha256').update(style).digest('base64');
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
    assert.match(page.headers['content-security-policy'], /^default-src 'none'; /);
    assert.ok(page.headers['content-security-policy'].includes(`style-src 'sha256-${hash}'`));
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    assert.doesNotMatch(page.text, /<script|<img|<link|\son\w+=|\sstyle=/);
  }
});

test('there is no page for what is no reason', async (t) => {
  const server = await startServer(t);
  for (const name of ['nothing', 'secret_wrong%00', 'SECRET_WRONG', '%3Cb%3E', 'a/b']) {
    const page = await server.ask(`/reasons/${name}`);
    assert.equal(page.status, 404, name);
    assert.equal(page.headers['content-type'], 'application/json', name);
  }
});

test('the page names no cause of the uniform answer', async (t) => {
  const server = await startServer(t);
  const page = await server.ask('/reasons');
  for (const cause of ['client_unknown', 'secret_wrong', 'secret_compromised']) assert.equal(page.text.includes(cause), false, cause);
});

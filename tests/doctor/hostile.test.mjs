// SPDX-License-Identifier: Apache-2.0
// Servers that answer as no server should: without end, slowly, with giant headers, with redirects, with
// metadata of others, with characters that move a cursor. Each is bounded and explained, and none gets the
// secret that is not meant for it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { run, setUp } from '../lib/jeton.mjs';
import { startMockAs } from '../lib/mock_as.mjs';
import { listen } from '../lib/mock_http.mjs';

const LIMIT_MS = 60_000;

async function doctor(env, args = []) {
  const began = performance.now();
  const result = await run(['doctor', '--json', ...args], { env });
  assert.ok(performance.now() - began < LIMIT_MS, 'it ends in its time');
  const json = JSON.parse(result.stdout);
  return { ...result, json, causes: json.causes.map((one) => one.cause) };
}

const steps = (json, probe) => json.steps.filter((one) => one.probe === probe);

// A bare server: handle(request, response).
async function bare(t, handle) {
  const server = await listen(handle);
  t.after(() => server.close());
  return `http://127.0.0.1:${server.port}`;
}

function endless(response, type = 'application/json') {
  response.writeHead(200, { 'content-type': type });
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(65536)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

test('a body without end is cut and named', async (t) => {
  const { env } = await setUp(t, startMockAs);
  const url = await bare(t, (request, response) => endless(response));
  const { json, code, causes } = await doctor({ ...env, JETON_ISSUER: url });
  assert.equal(code, 6);
  assert.equal(causes[0], 'hostile_answer');
  assert.equal(json.attempts.spent, 0);
});

test('a token endpoint without end gets no secret', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const url = await bare(t, (request, response) => endless(response));
  const { json, causes } = await doctor(env, ['--token-endpoint', `${url}/token`]);
  assert.ok(causes.includes('hostile_answer'), JSON.stringify(json));
  assert.equal(json.attempts.spent, 0);
  assert.equal(as.tokenRequests().length, 0);
});

test('bytes that come slowly end in a time-out', async (t) => {
  const { env } = await setUp(t, startMockAs);
  const timers = [];
  t.after(() => timers.forEach(clearInterval));
  const url = await bare(t, (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    timers.push(setInterval(() => response.destroyed || response.write('{'), 200));
  });
  const { json, code } = await doctor({ ...env, JETON_ISSUER: url });
  assert.equal(json.attempts.spent, 0);
  assert.equal(code, 4, JSON.stringify(json));
  assert.match(json.summary, /timed out|Timeout/);
});

test('headers without end are cut and named', async (t) => {
  const { env } = await setUp(t, startMockAs);
  const url = await bare(t, (request, response) => {
    const headers = {};
    for (let i = 0; i < 40; i += 1) headers[`x-filler-${i}`] = 'y'.repeat(4096);
    response.writeHead(200, headers);
    response.end('{}');
  });
  const { json, causes } = await doctor({ ...env, JETON_ISSUER: url });
  assert.equal(causes[0], 'hostile_answer', JSON.stringify(json));
  assert.equal(json.attempts.spent, 0);
});

for (const status of [301, 302, 303, 307, 308]) {
  test(`a redirect with ${status} is named and not followed with credentials`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    const seen = [];
    const elsewhere = await bare(t, (request, response) => {
      seen.push(request);
      response.end('{}');
    });
    as.behave.token = () => ({ status, headers: { location: `${elsewhere}/token` }, body: '' });
    const { json, code, causes } = await doctor(env);
    assert.equal(code, 6);
    assert.equal(causes[0], 'redirected', JSON.stringify(json));
    assert.equal(json.attempts.spent, 0, 'a redirect is seen without the secret');
    assert.deepEqual(seen, []);
  });
}

test('a redirect that comes only for the secret is named, and the secret does not follow', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const seen = [];
  const elsewhere = await bare(t, (request, response) => {
    seen.push(request);
    response.end('{}');
  });
  as.behave.token = (request) => (request.headers.authorization
    ? { status: 307, headers: { location: `${elsewhere}/token` }, body: '' } : as.json(401, { error: 'invalid_client' }));
  const { json, code, causes } = await doctor(env, ['--attempts', '10', '--try-repairs']);
  assert.deepEqual([code, causes[0], json.attempts.spent], [6, 'redirected', 1], JSON.stringify(json));
  assert.deepEqual(seen, []);
});

test('a token endpoint of another origin gets nothing of the client', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const seen = [];
  const elsewhere = await bare(t, (request, response) => {
    seen.push(request.body + JSON.stringify(request.headers));
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end('{"error":"invalid_request"}');
  });
  as.behave.metadata = { token_endpoint: `${elsewhere}/token` };
  const { json, code, causes } = await doctor(env);
  assert.equal(code, 6);
  assert.equal(causes[0], 'endpoint_elsewhere');
  assert.equal(json.attempts.spent, 0);
  assert.match(json.command, new RegExp(`--token-origin ${elsewhere}`));
  for (const one of seen) assert.ok(!one.includes('client-1') && !one.includes(as.behave.secret));
});

test('metadata of another issuer are named and not used', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.issuer = 'https://id.example.com';
  const { json, causes } = await doctor(env);
  assert.equal(causes[0], 'issuer_differs', JSON.stringify(json));
  assert.equal(json.attempts.spent, 0);
  assert.equal(as.tokenRequests().length, 0);
});

for (const [name, body, cause] of [
  ['a web page', '<!doctype html><title>Sign in</title>', 'discovery_html'],
  ['broken JSON', '{"issuer":', 'discovery_invalid'],
  ['duplicate members', '{"issuer":"a","issuer":"b"}', 'discovery_invalid'],
]) {
  test(`metadata that are ${name}`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    as.behave.discovery = () => ({ status: 200, headers: { 'content-type': 'application/json' }, body });
    const { json, code, causes } = await doctor(env);
    assert.equal(causes[0], cause, JSON.stringify(json));
    assert.equal(code, 6);
    assert.equal(json.attempts.spent, 0);
  });
}

test('what a server says moves no cursor and breaks no line', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.token = () => as.json(401, {
    error: 'invalid_client',
    error_description: 'red \u001b[31m and\r\nnext \u009b line',
  });
  const result = await run(['doctor'], { env });
  assert.equal(result.code, 6);
  // eslint-disable-next-line no-control-regex
  assert.ok(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(result.stdout), JSON.stringify(result.stdout));
  assert.match(result.stdout, /red \?\[31m and\?\?next \? line/);
});

test('a server that repeats the secret does not get it shown', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const secret = 'repeated-secret-0123456789+/=';
  as.behave.token = (request) => as.json(401, { error: 'invalid_client', error_description: `got ${secret} in ${request.body} ${request.headers.authorization}` });
  const plain = await run(['doctor'], { env: { ...env, JETON_CLIENT_SECRET: secret } });
  const { stdout } = await run(['doctor', '--json'], { env: { ...env, JETON_CLIENT_SECRET: secret } });
  const form = Buffer.from(`client-1:${encodeURIComponent(secret)}`).toString('base64');
  for (const text of [plain.stdout, plain.stderr, stdout]) {
    for (const hidden of [secret, encodeURIComponent(secret), form]) assert.ok(!text.includes(hidden), hidden);
  }
});

test('disguises of the secret are struck out of text, JSON and report', async (t) => {
  const { as, env, home } = await setUp(t, startMockAs);
  const secret = 'repeated"secret-0123456789+/=';
  const base64 = Buffer.from(secret).toString('base64');
  const forms = [base64, base64.replace(/=+$/, ''), Buffer.from(secret).toString('base64url'),
    Buffer.from(`client-1:${secret}`).toString('base64'), Buffer.from(`someone:${encodeURIComponent(secret)}`).toString('base64'),
    Buffer.from(secret).toString('hex'), encodeURIComponent(secret).replace(/%../g, (one) => one.toLowerCase())];
  as.behave.token = () => as.json(401, { error: forms[0], error_description: forms.join(' '), note: secret });
  const report = path.join(home.path, 'report.txt');
  const known = { ...env, JETON_CLIENT_SECRET: secret };
  const texts = [(await run(['doctor', '--report', report], { env: known })).stdout, fs.readFileSync(report, 'utf8'),
    (await run(['doctor', '--json'], { env: known })).stdout];
  for (const text of texts) {
    assert.match(text, /struck out/);
    for (const hidden of [...forms, JSON.stringify(secret).slice(1, -1)]) assert.ok(!text.includes(hidden), hidden);
  }
});

test('text that turns its direction is shown as it stands', async (t) => {
  const { as, env, home } = await setUp(t, startMockAs);
  as.behave.token = () => as.json(401, { error: 'invalid_client', error_description: 'a\u202eb\u2066c\u200fd' });
  const report = path.join(home.path, 'report.txt');
  const { stdout } = await run(['doctor', '--report', report], { env });
  for (const text of [stdout, fs.readFileSync(report, 'utf8')]) {
    assert.match(text, /a\?b\?c\?d/);
    assert.ok(!/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text));
  }
});

test('a connection that is cut is no answer', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.token = () => ({ reset: true });
  const { json, code } = await doctor(env);
  assert.equal(json.attempts.spent, 0);
  assert.equal(steps(json, 'P3')[0].outcome, 'bad');
  assert.equal(json.verdict, 'unreachable');
  assert.equal(code, 4);
});

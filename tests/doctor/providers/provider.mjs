// SPDX-License-Identifier: Apache-2.0
// What the providers of the doctor's tests share: requests as they came, how many of them carried a
// secret, proof that no two of those were under way at once, and tokens that can be verified.
import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { html, json, listen } from '../../lib/mock_http.mjs';

export { html, json };

// Long enough that a second request sent without waiting is seen beside the first.
const SECRET_DELAY_MS = 15;

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', alg: 'RS256' }] };

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function jwt(claims, { lifetime = 3600 } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const all = { iat: now, exp: now + lifetime, jti: randomUUID(), ...claims };
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'key-1' })}.${part(all)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}

export const opaque = () => randomBytes(24).toString('base64url');

// A decoder of the halves of Basic: as RFC 6749 §2.3.1 wants it, and as many servers do it.
export const formDecode = (text) => decodeURIComponent(text.replaceAll('+', ' '));
export const rawDecode = (text) => text;

function basicOf(request, decode) {
  const match = /^Basic +(.*)$/i.exec(request.headers.authorization ?? '');
  if (!match) return null;
  const text = Buffer.from(match[1], 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return { malformed: true };
  try {
    return { id: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) };
  } catch {
    return { malformed: true };
  }
}

export function formOf(request) {
  const type = request.headers['content-type'] ?? '';
  return new URLSearchParams(type.startsWith('application/x-www-form-urlencoded') ? request.body : '');
}

// How a request authenticates its client: { id, secret, method: basic|post|none, both, malformed }.
export function credentialsOf(request, decode = formDecode) {
  const form = formOf(request);
  const basic = basicOf(request, decode);
  const posted = { id: form.get('client_id') || undefined, secret: form.get('client_secret') || undefined };
  if (basic?.malformed) return { ...posted, method: 'basic', malformed: true };
  if (basic) return { ...basic, method: 'basic', both: posted.secret !== undefined, posted };
  return { ...posted, method: posted.secret === undefined ? 'none' : 'post' };
}

export function carriesSecret(request) {
  const { secret, posted, malformed } = credentialsOf(request, rawDecode);
  const elsewhere = new URL(request.url, 'http://host').searchParams.has('client_secret');
  const inJson = /"client_secret"\s*:\s*"[^"]/.test(request.body);
  return Boolean(secret || posted?.secret || malformed || elsewhere || inJson || /client_assertion=./.test(request.body));
}

export const pathOf = (request) => request.url.split('?')[0];

function send(provider, answer, response) {
  if (answer.hang) return;
  if (answer.reset) {
    response.socket.resetAndDestroy();
    return;
  }
  if (provider.dateSkewS) response.setHeader('Date', new Date(Date.now() + provider.dateSkewS * 1000).toUTCString());
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}

// Starts a server that asks answer(request, provider) and ends with the test. `override` may be set to a
// function that answers instead whenever it gives something.
export async function startProvider(t, answer, { tls, host = '127.0.0.1' } = {}) {
  const provider = { requests: [], secretAttempts: 0, underWay: 0, parallel: false, override: null, dateSkewS: 0 };
  const handle = async (request, response) => {
    provider.requests.push(request);
    const secret = carriesSecret(request);
    if (secret) {
      provider.secretAttempts += 1;
      provider.underWay += 1;
      provider.parallel ||= provider.underWay > 1;
      await new Promise((done) => setTimeout(done, SECRET_DELAY_MS));
      provider.underWay -= 1;
    }
    send(provider, provider.override?.(request) || await answer(request, provider), response);
  };
  const listener = await listen(handle, { tls });
  provider.port = listener.port;
  provider.origin = (name) => `${listener.scheme}://${name}:${listener.port}`;
  provider.url = provider.origin(host);
  provider.posts = (path) => provider.requests.filter((one) => one.method === 'POST' && (!path || pathOf(one) === path));
  t.after(async () => {
    await listener.close();
    assert.equal(provider.parallel, false, 'two requests with a secret were under way at once');
  });
  return provider;
}

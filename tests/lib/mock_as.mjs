// SPDX-License-Identifier: Apache-2.0
// A small authorization server and API that can be told to misbehave. What it was asked stands in
// `requests`; what it answers is decided by `behave`, which a test may change at any time.
import { json, listen } from './mock_http.mjs';

export const SECRET = 'mock-secret-of-no-value-0123456789';

const DISCOVERY = '/.well-known/openid-configuration';

function defaults(origin) {
  return {
    issuer: origin,
    // Paths that answer with the metadata.
    discoveryPaths: [DISCOVERY],
    // Members added to the metadata, or taken away with undefined.
    metadata: {},
    // A function (request) => answer instead of the metadata.
    discovery: null,
    lifetime: 3600,
    // Members added to the token answer, or taken away with undefined.
    answer: {},
    // A function (request, count) => { status, headers, body, delayMs, hang, reset }.
    token: null,
    // Likewise for everything under /api.
    api: null,
    secret: SECRET,
    date: null, // value of the Date header
    delayMs: 0,
  };
}

function without(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function basic(request) {
  const match = /^Basic (.*)$/.exec(request.headers.authorization ?? '');
  if (!match) return null;
  const text = Buffer.from(match[1], 'base64').toString('utf8');
  const decode = (part) => decodeURIComponent(part.replaceAll('+', ' '));
  return text.split(':').map(decode);
}

export function credentialsOf(request) {
  const form = new URLSearchParams(request.body);
  const pair = basic(request);
  if (pair) return { method: 'client_secret_basic', id: pair[0], secret: pair[1] };
  return { method: 'client_secret_post', id: form.get('client_id'), secret: form.get('client_secret') };
}

function grant(as, request) {
  const { behave } = as;
  if (credentialsOf(request).secret !== behave.secret) {
    return json(401, {
      error: 'invalid_client',
      error_description: 'Client authentication failed.',
      rejection_id: 'rej-0001',
    });
  }
  return json(200, without({
    access_token: `token-${as.granted += 1}`,
    token_type: 'Bearer',
    expires_in: behave.lifetime,
    ...behave.answer,
  }));
}

function metadata(as) {
  return json(200, without({
    issuer: as.behave.issuer,
    token_endpoint: `${as.url}/token`,
    ...as.behave.metadata,
  }));
}

function answerFor(as, request) {
  const { behave } = as;
  const path = request.url.split('?')[0];
  if (path === '/token' && request.method === 'POST') {
    const count = as.tokenRequests().length;
    return (behave.token && behave.token(request, count)) ?? grant(as, request);
  }
  if (behave.discovery && path.includes('/.well-known/')) return behave.discovery(request);
  if (behave.discoveryPaths.includes(path)) return metadata(as);
  const api = path.startsWith('/api') && behave.api;
  return (api && api(request)) || json(404, { error: 'not_found' });
}

function respond(as, answer, response) {
  const { behave } = as;
  if (answer.hang) return;
  if (answer.reset) {
    response.socket.resetAndDestroy();
    return;
  }
  const send = () => {
    if (behave.date) response.setHeader('Date', behave.date);
    if (behave.date === '') response.sendDate = false;
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  };
  setTimeout(send, answer.delayMs ?? behave.delayMs);
}

export async function startMockAs({ tls } = {}) {
  const as = { requests: [], granted: 0 };
  const listener = await listen((request, response) => {
    as.requests.push(request);
    respond(as, answerFor(as, request), response);
  }, { tls });
  as.port = listener.port;
  as.host = `127.0.0.1:${as.port}`;
  as.url = `${listener.scheme}://${as.host}`;
  as.behave = defaults(as.url);
  as.tokenRequests = () => as.requests.filter((one) => one.url === '/token');
  as.discoveries = () => as.requests.filter((one) => one.url.includes('/.well-known/'));
  as.json = json;
  as.close = listener.close;
  return as;
}

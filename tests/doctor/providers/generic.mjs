// SPDX-License-Identifier: Apache-2.0
// What stands in front of a server or answers in its stead: nginx that wants a certificate, a firewall,
// a login page, a redirect, a proxy that eats a header, an error dressed as a success, a limit.
import { credentialsOf, formOf, html, json, jwks, jwt, pathOf, startProvider } from './provider.mjs';

const CLIENT_ID = 'service-one';
const SECRET = 'generic-secret-of-no-value-0123456789';

export const pages = {
  clientCertificate: () => html(400, '<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>\r\n<body>\r\n'
    + '<center><h1>400 Bad Request</h1></center>\r\n<center>No required SSL certificate was sent</center>\r\n'
    + '<hr><center>nginx/1.24.0</center>\r\n</body>\r\n</html>\r\n', { server: 'nginx/1.24.0' }),
  firewall: () => html(403, '<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head><body>'
    + '<h1>Sorry, you have been blocked</h1><p>Ray ID: 8c1f00d2ab34cd56</p></body></html>', { server: 'cloudflare', 'cf-ray': '8c1f00d2ab34cd56-FRA' }),
  login: () => html(200, '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action="/login"></form></body></html>'),
  redirect: (to) => html(302, '', { location: to }),
  limited: () => json(429, { error: 'too_many_requests', error_description: 'Slow down.' }, { 'retry-after': '120' }),
  incorrect: () => json(200, {
    error: 'incorrect_client_credentials',
    error_description: 'The client_id and/or client_secret passed are incorrect.',
    error_uri: 'https://docs.github.com/apps/troubleshooting',
  }),
  noAuthorization: () => json(400, {
    error: 'invalid_client', error_description: 'Client credentials were not found in the headers or body',
  }),
};

function metadata(server) {
  return json(200, {
    issuer: server.url,
    token_endpoint: `${server.url}/oauth/token`,
    jwks_uri: `${server.url}/jwks`,
    response_types_supported: ['token'],
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: server.methods,
    ...server.metadata,
  });
}

function token(server, request) {
  const form = formOf(request);
  // A proxy that takes the Authorization header away leaves what the body says.
  const given = server.stripsAuthorization ? { ...credentialsOf({ ...request, headers: { ...request.headers, authorization: '' } }) }
    : credentialsOf(request, server.decode);
  if (!form.get('grant_type')) return json(400, { error: 'invalid_request', error_description: 'grant_type is missing' });
  if (given.secret === undefined) return server.noCredential();
  const client = server.clients[given.id];
  if (!client || given.secret !== client.secret) return server.wrong();
  const claims = { iss: server.tokenIssuer ?? server.url, sub: given.id, aud: server.audience, client_id: given.id, scope: 'orders' };
  return json(200, { access_token: server.makeToken(claims), token_type: 'Bearer', expires_in: 600 });
}

function route(server, request) {
  const path = pathOf(request);
  if (path.startsWith('/.well-known/')) return metadata(server);
  if (path === '/jwks') return json(200, jwks);
  if (path === '/oauth/token') return token(server, request);
  if (path.startsWith('/api/')) return server.api(request);
  return json(404, { error: 'not_found' });
}

// A plain OAuth server of no known make. Everything in `server` may be changed by a test.
export async function startGeneric(t, { tls, host, secret = SECRET, clientId = CLIENT_ID } = {}) {
  const refused = () => json(401, { error: 'invalid_client', error_description: 'Bad client.' }, { 'www-authenticate': 'Basic realm="x"' });
  const client = { secret };
  const server = {
    clients: { [clientId]: client },
    methods: ['client_secret_basic', 'client_secret_post'],
    metadata: {},
    wrong: refused,
    noCredential: refused,
    makeToken: jwt,
    audience: 'https://api.example.com',
    api: () => json(200, { ok: true }),
    stripsAuthorization: false,
  };
  const provider = await startProvider(t, (request) => route(server, request), { tls, host });
  server.url = provider.url;
  return Object.assign(provider, { server, client, clientId, secret, issuer: provider.url, api: `${provider.url}/api/orders` });
}

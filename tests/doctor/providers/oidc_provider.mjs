// SPDX-License-Identifier: Apache-2.0
// node-oidc-provider as it answers at the token endpoint: body, then client, then grant; one text for
// everything that is wrong with the client.
import { credentialsOf, formOf, json, jwks, jwt, pathOf, startProvider } from './provider.mjs';

const CLIENT_ID = 'nightly-report';
const SECRET = 'r3p0rt-of-no-value-0123456789abcdef';

const refuse = (status, error, description, headers) => json(status, { error, error_description: description }, headers);

function metadata(op) {
  return json(200, {
    issuer: op.url,
    authorization_endpoint: `${op.url}/auth`,
    token_endpoint: `${op.url}/token`,
    jwks_uri: `${op.url}/jwks`,
    pushed_authorization_request_endpoint: `${op.url}/request`,
    claims_parameter_supported: false,
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    token_endpoint_auth_methods_supported: op.methods,
    authorization_response_iss_parameter_supported: true,
    scopes_supported: ['openid', 'offline_access'],
  });
}

function noClient(op, given) {
  const challenge = `Basic realm="${op.url}", error="invalid_client", error_description="client authentication failed"`;
  return refuse(401, 'invalid_client', 'client authentication failed', given.method === 'basic' ? { 'www-authenticate': challenge } : {});
}

function token(op, request) {
  if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
    return refuse(400, 'invalid_request', 'only application/x-www-form-urlencoded content-type bodies are supported on POST /token');
  }
  const form = formOf(request);
  const given = credentialsOf(request);
  if (!given.id) return refuse(400, 'invalid_request', 'no client authentication mechanism provided');
  if (given.malformed) return refuse(400, 'invalid_request', 'client_id and client_secret in the authorization header are not properly encoded');
  const client = op.clients[given.id];
  const method = `client_secret_${given.method}`;
  if (!client || client.method !== method || given.secret !== client.secret) return noClient(op, given);
  if (!form.get('grant_type')) return refuse(400, 'invalid_request', "missing required parameter 'grant_type'");
  if (form.get('grant_type') !== 'client_credentials') return refuse(400, 'unsupported_grant_type', 'unsupported grant_type requested');
  if (client.grants === false) return refuse(400, 'unauthorized_client', 'requested grant type is not allowed for this client');
  const claims = { iss: op.url, sub: given.id, client_id: given.id, aud: 'urn:orders' };
  return json(200, { access_token: jwt(claims, { lifetime: 600 }), expires_in: 600, token_type: 'Bearer' });
}

function route(op, request) {
  const path = pathOf(request);
  if (path === '/.well-known/openid-configuration') return metadata(op);
  if (path === '/jwks') return json(200, jwks);
  if (path === '/token' && request.method === 'POST') return token(op, request);
  return refuse(404, 'invalid_request', `unrecognized route or not allowed method (${request.method} on ${path})`);
}

// One client, registered for client_secret_basic.
export async function startOidcProvider(t) {
  const client = { secret: SECRET, method: 'client_secret_basic' };
  const op = { clients: { [CLIENT_ID]: client }, methods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] };
  const provider = await startProvider(t, (request) => route(op, request));
  op.url = provider.url;
  return Object.assign(provider, { op, client, clientId: CLIENT_ID, secret: SECRET, issuer: provider.url });
}

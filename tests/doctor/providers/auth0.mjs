// SPDX-License-Identifier: Apache-2.0
// Auth0: an issuer with a slash at its end, access_denied where others say invalid_client, and a token
// that is opaque when no audience was asked for.
import { credentialsOf, formOf, json, jwks, jwt, opaque, pathOf, startProvider } from './provider.mjs';

const CLIENT_ID = 'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY';
const SECRET = 'q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8l9Z0x1C2v3B4n5M6-_qWeRtYuIoP';

const headers = () => ({
  'cf-ray': '8c1f00d2ab34cd56-FRA',
  'x-auth0-requestid': 'a1b2c3d4e5f607182930',
  'x-ratelimit-limit': '100',
  'x-ratelimit-remaining': '99',
  vary: 'Origin, Accept-Encoding',
});

const refuse = (status, error, description, more = {}) => json(status, { error, error_description: description, ...more }, headers());

const GRANT_URI = 'https://auth0.com/docs/clients/client-grant-types';

function metadata(auth0) {
  return json(200, {
    issuer: `${auth0.url}/`,
    authorization_endpoint: `${auth0.url}/authorize`,
    token_endpoint: `${auth0.url}/oauth/token`,
    device_authorization_endpoint: `${auth0.url}/oauth/device/code`,
    userinfo_endpoint: `${auth0.url}/userinfo`,
    mfa_challenge_endpoint: `${auth0.url}/mfa/challenge`,
    jwks_uri: `${auth0.url}/.well-known/jwks.json`,
    registration_endpoint: `${auth0.url}/oidc/register`,
    revocation_endpoint: `${auth0.url}/oauth/revoke`,
    scopes_supported: ['openid', 'profile', 'offline_access'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  }, headers());
}

function audienceFault(auth0, client, audience) {
  if (audience === undefined) {
    return auth0.defaultAudience ? null : refuse(403, 'access_denied', 'Non-global clients are not allowed access to APIv1');
  }
  if (audience.startsWith(auth0.customDomain)) return refuse(403, 'access_denied', `Service not enabled within domain: ${audience}`);
  if (!client.audiences.includes(audience)) {
    return refuse(403, 'access_denied', `Client is not authorized to access "${audience}". You need to create a "client-grant" `
      + 'associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants');
  }
  return null;
}

function token(auth0, request) {
  const form = formOf(request);
  const given = credentialsOf(request);
  if (!form.get('grant_type')) return refuse(403, 'invalid_request', 'Missing required parameter: grant_type');
  const client = auth0.clients[given.id];
  if (!client || given.secret !== client.secret) return refuse(401, 'access_denied', 'Unauthorized');
  if (client.grants === false) {
    return refuse(403, 'unauthorized_client', "Grant type 'client_credentials' not allowed for the client.", { error_uri: GRANT_URI });
  }
  const audience = form.get('audience') ?? form.get('resource') ?? undefined;
  const fault = audienceFault(auth0, client, audience);
  if (fault) return fault;
  const claims = { iss: `${auth0.url}/`, sub: `${given.id}@clients`, aud: audience, gty: 'client-credentials', azp: given.id };
  const access = audience ? jwt({ ...claims, scope: 'read:orders' }, { lifetime: 86400 }) : opaque();
  return json(200, { access_token: access, expires_in: 86400, token_type: 'Bearer' }, headers());
}

function route(auth0, request) {
  const path = pathOf(request);
  if (path === '/.well-known/openid-configuration') return metadata(auth0);
  if (path === '/.well-known/jwks.json') return json(200, jwks, headers());
  if (path === '/oauth/token' && request.method === 'POST') return token(auth0, request);
  return { status: 404, headers: { 'content-type': 'text/plain', ...headers() }, body: 'Not Found' };
}

// An Auth0 tenant with one client and one API.
export async function startAuth0(t, { host } = {}) {
  const api = 'https://api.example.com/orders';
  const client = { secret: SECRET, audiences: [api] };
  const auth0 = { clients: { [CLIENT_ID]: client }, defaultAudience: false, customDomain: 'https://login.example.com' };
  const provider = await startProvider(t, (request) => route(auth0, request), { host });
  auth0.url = provider.url;
  return Object.assign(provider, { auth0, client, clientId: CLIENT_ID, secret: SECRET, audience: api, issuer: provider.url });
}

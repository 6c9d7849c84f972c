// SPDX-License-Identifier: Apache-2.0
// Okta: the org server, which takes private_key_jwt alone, and a custom server, which wants a scope. It
// answers an unknown client in another form than a known one.
import { randomBytes } from 'node:crypto';
import { credentialsOf, formOf, json, jwks, jwt, pathOf, startProvider } from './provider.mjs';

const CLIENT_ID = '0oa1b2c3d4e5f6g7h8i9';
const SECRET = 'Zt7wQ2mX9rLkV4nBs8YcJ1pGfD6hA3eT5uKoWiRq0Py_E-MxSvNbCzUjHgFaTlOd';

const headers = () => ({
  'x-okta-request-id': randomBytes(16).toString('hex'),
  'x-rate-limit-limit': '1200',
  'x-rate-limit-remaining': '1199',
  'x-rate-limit-reset': String(Math.floor(Date.now() / 1000) + 60),
  'x-content-type-options': 'nosniff',
  expires: '0',
  pragma: 'no-cache',
});

const answer = (status, object) => json(status, object, headers());
const refuse = (status, error, description) => answer(status, { error, error_description: description });

const unknown = () => answer(401, {
  errorCode: 'invalid_client',
  errorSummary: "Invalid value for 'client_id' parameter.",
  errorLink: 'invalid_client',
  errorId: `oae${randomBytes(12).toString('base64url')}`,
  errorCauses: [],
});

const ORG_SERVER = 'Client Credentials requests to the Org Authorization Server must use the private_key_jwt '
  + 'token_endpoint_auth_method.';
const TWO_METHODS = 'Cannot supply multiple client credentials. Use one of the following: credentials in the '
  + 'Authorization header, credentials in the post body, or a client_assertion in the post body.';
const NO_SCOPE = "The authorization server resource does not have any configured default scopes, 'scope' must be "
  + 'provided.';
const NO_POLICY = 'Policy evaluation failed for this request, please check the policy configurations.';

function metadata(okta, issuer, server) {
  const endpoints = server === 'org' ? `${issuer}/oauth2/v1` : `${issuer}/v1`;
  return answer(200, {
    issuer,
    authorization_endpoint: `${endpoints}/authorize`,
    token_endpoint: `${endpoints}/token`,
    jwks_uri: `${endpoints}/keys`,
    registration_endpoint: `${okta.url}/oauth2/v1/clients`,
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    response_types_supported: ['code', 'token'],
    token_endpoint_auth_methods_supported: [
      'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'none',
    ],
    dpop_signing_alg_values_supported: ['RS256', 'ES256'],
    scopes_supported: server === 'org' ? ['openid', 'okta.users.read'] : okta.scopes,
  });
}

function token(okta, server, request) {
  const form = formOf(request);
  const given = credentialsOf(request);
  if (!form.get('grant_type')) return refuse(400, 'invalid_request', "The token request must specify a 'grant_type' parameter.");
  if (given.both) return refuse(400, 'invalid_request', TWO_METHODS);
  if (!given.id) return refuse(401, 'invalid_client', 'Client authentication failed. No client_id was supplied.');
  const client = okta.clients[given.id];
  if (!client) return okta.softUnknown ? refuse(401, 'invalid_client', okta.softUnknown) : unknown();
  if (server === 'org') return refuse(401, 'invalid_client', ORG_SERVER);
  if (client.refuseEarly) return refuse(...client.refuseEarly);
  if (given.secret !== client.secret) {
    return refuse(401, 'invalid_client', 'The client secret supplied for a confidential client is invalid.');
  }
  const scope = form.get('scope');
  if (!scope) return refuse(400, 'invalid_scope', NO_SCOPE);
  if (scope.split(' ').some((one) => !okta.scopes.includes(one))) {
    return refuse(400, 'invalid_scope', 'One or more scopes are not configured for the authorization server resource.');
  }
  if (client.policy === false) return refuse(400, 'access_denied', NO_POLICY);
  const claims = { ver: 1, iss: `${okta.url}/oauth2/default`, aud: 'api://default', cid: given.id, sub: given.id };
  return answer(200, {
    token_type: 'Bearer',
    expires_in: 3600,
    access_token: jwt({ ...claims, scp: scope.split(' ') }),
    scope,
  });
}

const routes = {
  '/.well-known/openid-configuration': (okta) => metadata(okta, okta.url, 'org'),
  '/oauth2/default/.well-known/openid-configuration': (okta) => metadata(okta, `${okta.url}/oauth2/default`, 'custom'),
  '/oauth2/default/.well-known/oauth-authorization-server': (okta) => metadata(okta, `${okta.url}/oauth2/default`, 'custom'),
  '/oauth2/v1/keys': () => answer(200, jwks),
  '/oauth2/default/v1/keys': () => answer(200, jwks),
  '/oauth2/v1/token': (okta, request) => token(okta, 'org', request),
  '/oauth2/default/v1/token': (okta, request) => token(okta, 'custom', request),
};

function route(okta, request) {
  const found = routes[pathOf(request)];
  if (found && (request.method === 'POST' || !pathOf(request).endsWith('/token'))) return found(okta, request);
  return answer(found ? 405 : 404, {
    errorCode: found ? 'E0000022' : 'E0000007',
    errorSummary: found ? 'The endpoint does not support the provided HTTP method' : 'Not found: Resource not found',
    errorLink: 'E0000007',
    errorId: `oae${randomBytes(12).toString('base64url')}`,
    errorCauses: [],
  });
}

// An Okta with one client; issuer is the custom server "default", org the org server.
export async function startOkta(t, { host } = {}) {
  const okta = { clients: { [CLIENT_ID]: { secret: SECRET } }, scopes: ['orders.read', 'orders.write'], softUnknown: null };
  const provider = await startProvider(t, (request) => route(okta, request), { host });
  Object.assign(okta, { url: provider.url });
  return Object.assign(provider, {
    okta,
    client: okta.clients[CLIENT_ID],
    clientId: CLIENT_ID,
    secret: SECRET,
    issuer: `${provider.url}/oauth2/default`,
    org: provider.url,
    orgTokenEndpoint: `${provider.url}/oauth2/v1/token`,
  });
}

// SPDX-License-Identifier: Apache-2.0
// Ory Hydra (fosite): form-decodes the halves of Basic, holds each client to one method, and tells the
// reason in hints only where it is told to.
import { credentialsOf, formOf, json, jwks, opaque, pathOf, startProvider } from './provider.mjs';

const CLIENT_ID = '3f6b2a90-7c1d-4e58-a2b4-9d0c8e7f1a65';
const SECRET = 'Hy-dRa.5ecret_0f-NoValue.42';

const GENERIC = 'Client authentication failed (e.g., unknown client, no client authentication included, or unsupported '
  + 'authentication method).';
const INVALID = 'The request is missing a required parameter, includes an invalid parameter value, includes a parameter '
  + 'more than once, or is otherwise malformed.';

function refuse(hydra, status, error, description, hint) {
  const hinted = hydra.hints && hint;
  return json(status, { error, error_description: hinted ? `${description} ${hint}` : description });
}

function metadata(hydra) {
  return json(200, {
    issuer: hydra.url,
    authorization_endpoint: `${hydra.url}/oauth2/auth`,
    token_endpoint: `${hydra.url}/oauth2/token`,
    jwks_uri: `${hydra.url}/.well-known/jwks.json`,
    revocation_endpoint: `${hydra.url}/oauth2/revoke`,
    subject_types_supported: ['public'],
    grant_types_supported: ['authorization_code', 'implicit', 'client_credentials', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'none'],
    credentials_endpoint_draft_00: `${hydra.url}/credentials`,
    credentials_supported_draft_00: [],
  });
}

function authenticate(hydra, request) {
  const given = credentialsOf(request);
  const no = (hint) => refuse(hydra, 401, 'invalid_client', GENERIC, hint);
  if (given.malformed) {
    return refuse(hydra, 400, 'invalid_request', INVALID, "The client id in the HTTP authorization header could not be "
      + "decoded from 'application/x-www-form-urlencoded'.");
  }
  if (!given.id) return no('Client credentials missing or malformed in both HTTP Authorization header and HTTP POST body.');
  const client = hydra.clients[given.id];
  if (!client) return no('The requested OAuth 2.0 Client does not exist.');
  const method = `client_secret_${given.method}`;
  if (given.method !== 'none' && client.method !== method) {
    return no(`The OAuth 2.0 Client supports client authentication method '${client.method}', but method '${method}' was `
      + "requested. You must configure the OAuth 2.0 client's 'token_endpoint_auth_method' value to accept "
      + `'${method}'.`);
  }
  if (given.secret !== client.secret) return no('The provided client secret did not match.');
  return client.grants === false
    ? refuse(hydra, 400, 'unauthorized_client', 'The client is not authorized to request a token using this method.',
      "The OAuth 2.0 Client is not allowed to use authorization grant 'client_credentials'.")
    : null;
}

function token(hydra, request) {
  if (request.method !== 'POST') {
    return refuse(hydra, 400, 'invalid_request', INVALID, `HTTP method is '${request.method}', expected 'POST'.`);
  }
  const form = formOf(request);
  if (!form.get('grant_type')) {
    return refuse(hydra, 400, 'invalid_request', INVALID, "Request parameter 'grant_type' is missing");
  }
  const scope = form.get('scope') ?? '';
  const no = authenticate(hydra, request);
  if (no) return no;
  if (scope.split(' ').some((one) => one && !hydra.scopes.includes(one))) {
    return refuse(hydra, 400, 'invalid_scope', 'The requested scope is invalid, unknown, or malformed.',
      `The OAuth 2.0 Client is not allowed to request scope '${scope}'.`);
  }
  return json(200, { access_token: `ory_at_${opaque()}`, expires_in: 3599, scope, token_type: 'bearer' });
}

function route(hydra, request) {
  const path = pathOf(request);
  if (path === '/.well-known/openid-configuration') return metadata(hydra);
  if (path === '/.well-known/jwks.json') return json(200, jwks);
  if (path === '/oauth2/token') return token(hydra, request);
  return json(404, { error: 'Not Found', error_description: 'Unable to locate the resource' });
}

// A Hydra with one client that may use Basic alone.
export async function startHydra(t, { hints = true, secret = SECRET } = {}) {
  const client = { secret, method: 'client_secret_basic' };
  const hydra = { clients: { [CLIENT_ID]: client }, hints, scopes: ['orders.read'] };
  const provider = await startProvider(t, (request) => route(hydra, request));
  hydra.url = provider.url;
  return Object.assign(provider, { hydra, client, clientId: CLIENT_ID, secret, issuer: provider.url });
}

// SPDX-License-Identifier: Apache-2.0
// Keycloak as it answers at its token endpoint: before version 19 it took the halves of Basic as they
// came, before 20 it said which half was wrong, and before 17 everything stood under /auth.
import { randomUUID } from 'node:crypto';
import { credentialsOf, formDecode, formOf, json, jwks, jwt, pathOf, rawDecode, startProvider } from './provider.mjs';

const CLIENT_ID = 'orders-batch';
const SECRET = 'kJ8dR2vQ0xTn5LwZ3bYm7HcPqG4sUaEf';

const headers = {
  pragma: 'no-cache',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'x-xss-protection': '1; mode=block',
};

const answer = (status, object) => json(status, object, headers);
const refuse = (status, error, description) => answer(status, { error, error_description: description });

const INVALID_CLIENT = 'Invalid client or Invalid client credentials';

const lookOf = {
  new: {
    prefix: '',
    decode: formDecode,
    unknownRealm: () => answer(404, { error: 'Realm does not exist' }),
    unknownPath: () => answer(404, { error: 'Unable to find matching target resource method' }),
    unknownClient: () => refuse(401, 'invalid_client', INVALID_CLIENT),
    wrongSecret: () => refuse(401, 'unauthorized_client', INVALID_CLIENT),
  },
  old: {
    prefix: '/auth',
    decode: rawDecode,
    unknownRealm: () => answer(404, { error: 'Realm does not exist' }),
    unknownPath: (path) => answer(404, {
      error: `RESTEASY003210: Could not find resource for full path: http://host${path}`,
    }),
    unknownClient: () => refuse(400, 'invalid_client', 'Invalid client credentials'),
    wrongSecret: () => refuse(401, 'unauthorized_client', 'Invalid client secret'),
  },
};

export const keycloakLook = (version) => lookOf[version];

function metadata(keycloak, base, realm) {
  const issuer = `${base}${keycloak.prefix}/realms/${realm.name}`;
  const oidc = `${issuer}/protocol/openid-connect`;
  return answer(200, {
    issuer,
    authorization_endpoint: `${oidc}/auth`,
    token_endpoint: `${oidc}/token`,
    introspection_endpoint: `${oidc}/token/introspect`,
    userinfo_endpoint: `${oidc}/userinfo`,
    end_session_endpoint: `${oidc}/logout`,
    jwks_uri: `${oidc}/certs`,
    check_session_iframe: `${oidc}/login-status-iframe.html`,
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types_supported: ['code'],
    token_endpoint_auth_methods_supported: [
      'private_key_jwt', 'client_secret_basic', 'client_secret_post', 'tls_client_auth', 'client_secret_jwt',
    ],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'ES256', 'HS256'],
    registration_endpoint: `${issuer}/clients-registrations/openid-connect`,
    backchannel_logout_supported: true,
    'mtls_endpoint_aliases': { token_endpoint: `${oidc}/token` },
    ...realm.metadata,
  });
}

// Client authentication in the product's order; the client or the refusal.
function authenticate(keycloak, realm, request) {
  const given = credentialsOf(request, keycloak.look.decode);
  // What stands in the body wins over Basic, without a word.
  const { id, secret } = given.posted?.secret ? given.posted : given;
  if (given.malformed) return { no: refuse(400, 'unauthorized_client', 'Unexpected error when authenticating client') };
  const client = realm.clients[id];
  if (!client || client.disabled) return { no: keycloak.look.unknownClient() };
  if (client.refuseEarly) return { no: refuse(...client.refuseEarly) };
  if (client.type === 'bearer-only') return { no: refuse(400, 'invalid_client', 'Bearer-only not allowed') };
  if (client.type === 'client-jwt') {
    return { no: refuse(400, 'invalid_client', 'Parameter client_assertion_type is missing') };
  }
  if (client.type === 'client-x509') return { no: keycloak.look.unknownClient() };
  if (client.type === 'public') return { client };
  if (!client.secret) return { no: refuse(400, 'unauthorized_client', 'Client credentials setup required') };
  if (secret !== client.secret) return { no: keycloak.look.wrongSecret() };
  return { client };
}

// After authentication: what the service account may.
function serviceAccount(realm, client, base, prefix, form) {
  if (new Set(form.keys()).size !== [...form.keys()].length) return refuse(400, 'invalid_request', 'duplicated parameter');
  if (client.type === 'public') {
    return refuse(401, 'unauthorized_client', 'Public client not allowed to retrieve service account');
  }
  if (client.serviceAccounts === false) {
    return refuse(401, 'unauthorized_client', 'Client not enabled to retrieve service account');
  }
  if (client.refuseLate) return refuse(...client.refuseLate);
  const claims = {
    iss: `${base}${prefix}/realms/${realm.name}`,
    aud: client.audience ?? 'account',
    sub: randomUUID(),
    typ: 'Bearer',
    azp: client.id,
    scope: 'profile email',
    client_id: client.id,
    ...client.claims,
  };
  return answer(200, {
    access_token: jwt(claims, { lifetime: 300 }),
    expires_in: 300,
    refresh_expires_in: 0,
    token_type: 'Bearer',
    'not-before-policy': 0,
    scope: claims.scope,
  });
}

function token(keycloak, realm, base, request) {
  if (request.method !== 'POST') return answer(405, { error: 'HTTP 405 Method Not Allowed' });
  if (realm.sslRequired) return refuse(403, 'invalid_request', 'HTTPS required');
  if (realm.disabled) return refuse(403, 'access_denied', 'Realm not enabled');
  const form = formOf(request);
  const grant = form.get('grant_type');
  if (!grant) return refuse(400, 'invalid_request', 'Missing form parameter: grant_type');
  if (grant !== 'client_credentials') return refuse(400, 'unsupported_grant_type', 'Unsupported grant_type');
  // A registry in front of it, or a scheme it does not know: no word in JSON.
  const scheme = request.headers.authorization?.split(' ')[0];
  if (scheme && scheme !== 'Basic') {
    return { status: 401, headers: { ...headers, 'www-authenticate': `Basic realm="${realm.name}"` }, body: '' };
  }
  const { client, no } = authenticate(keycloak, realm, request);
  return no ?? serviceAccount(realm, client, base, keycloak.prefix, form);
}

export function keycloakAnswer(keycloak, request) {
  const base = `http${keycloak.tls ? 's' : ''}://${request.headers.host}`;
  const path = pathOf(request);
  const rest = path.startsWith(keycloak.prefix) ? path.slice(keycloak.prefix.length) : '';
  const match = /^\/realms\/([^/]+)(\/.*)?$/.exec(rest);
  if (!match) return keycloak.look.unknownPath(path);
  const realm = keycloak.realms[match[1]];
  if (!realm) return keycloak.look.unknownRealm();
  if (match[2] === '/.well-known/openid-configuration') return metadata(keycloak, base, realm);
  if (match[2] === '/protocol/openid-connect/token') return token(keycloak, realm, base, request);
  if (match[2] === '/protocol/openid-connect/certs') return answer(200, jwks);
  return keycloak.look.unknownPath(path);
}

export function makeRealm(name, clients = {}, more = {}) {
  for (const [id, client] of Object.entries(clients)) client.id = id;
  return { name, clients, metadata: {}, ...more };
}

// A Keycloak with the realms "main" (a client with a secret) and "other" (none). version: new, old.
export async function startKeycloak(t, { version = 'new', secret = SECRET, prefix, tls } = {}) {
  const look = lookOf[version];
  const keycloak = { look, prefix: prefix ?? look.prefix, tls, clientId: CLIENT_ID, secret };
  keycloak.client = { secret };
  keycloak.realms = { main: makeRealm('main', { [CLIENT_ID]: keycloak.client }), other: makeRealm('other') };
  const provider = await startProvider(t, (request) => keycloakAnswer(keycloak, request), { tls });
  const at = (realm) => `${provider.url}${keycloak.prefix}/realms/${realm}`;
  return Object.assign(provider, {
    ...keycloak,
    realm: keycloak.realms.main,
    issuer: at('main'),
    at,
    tokenOf: (realm) => `${at(realm)}/protocol/openid-connect/token`,
  });
}

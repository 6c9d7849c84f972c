// SPDX-License-Identifier: Apache-2.0
// Sections D and E of the catalogue: the method, and client assertions as far as answers show them.
import { startEntra } from '../providers/entra.mjs';
import { pages, startGeneric } from '../providers/generic.mjs';
import { startHydra } from '../providers/hydra.mjs';
import { startKeycloak } from '../providers/keycloak.mjs';
import { startOidcProvider } from '../providers/oidc_provider.mjs';
import { startOkta } from '../providers/okta.mjs';
import { carriesSecret, json } from '../providers/provider.mjs';
import { assertNamed, curlLine } from '../examine.mjs';

const BASIC = ['--auth-method', 'client_secret_basic'];
const POST = ['--auth-method', 'client_secret_post'];
const changed = (start, change, more = {}) => async (t) => {
  const provider = await start(t);
  Object.assign(provider.client, change);
  return { provider, ...more };
};

// A server that says these words to whoever shows a secret, and its own to everybody else.
const saying = (start, status, error, description, more = {}) => async (t) => {
  const provider = await start(t);
  provider.override = (request) => carriesSecret(request) && json(status, { error, error_description: description });
  return { provider, ...more };
};

export const method = [
  {
    row: 43, name: 'a client that signs in with a key',
    cause: 'client_wants_key', confidence: 'certain', spent: 0,
    arrange: changed(startKeycloak, { type: 'client-jwt' }),
  },
  {
    row: 44, name: 'a client of Hydra that may use the body alone',
    cause: 'auth_method_mismatch', confidence: 'certain',
    arrange: changed(startHydra, { method: 'client_secret_post' }, { args: BASIC }),
  },
  {
    row: 44, name: 'a client of Hydra that may use Basic alone',
    cause: 'auth_method_mismatch', confidence: 'certain',
    arrange: changed(startHydra, { method: 'client_secret_basic' }, { args: POST }),
  },
  {
    row: 45, name: 'a client of oidc-provider that may use the body alone',
    cause: 'auth_method_mismatch', confidence: 'certain', spent: 2,
    arrange: changed(startOidcProvider, { method: 'client_secret_post' }, { args: BASIC }),
  },
  {
    row: 46, name: 'a command with credentials in header and body',
    cause: 'two_methods',
    arrange: async (t) => {
      const provider = await startOkta(t);
      const words = [`-u '${provider.clientId}:${provider.secret}'`, '-d grant_type=client_credentials', '-d scope=orders.read',
        `-d client_id=${provider.clientId}`, `-d client_secret=${provider.secret}`];
      return { provider, input: curlLine(`${provider.issuer}/v1/token`, words) };
    },
  },
  {
    row: 47, name: 'a proxy that takes the Authorization header off',
    cause: 'credential_lost',
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.server.stripsAuthorization = true;
      provider.server.noCredential = pages.noAuthorization;
      return { provider, args: BASIC };
    },
  },
  {
    row: 47, name: 'the same before Entra ID',
    cause: 'credential_lost',
    arrange: async (t) => {
      const provider = await startEntra(t);
      provider.override = (request) => {
        delete request.headers.authorization;
        return null;
      };
      return { provider, args: [...BASIC, '--scope', provider.scope] };
    },
  },
  {
    row: 47, name: 'the same before Keycloak',
    cause: 'credential_lost', confidence: 'certain', spent: 2,
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      provider.override = (request) => {
        delete request.headers.authorization;
        return null;
      };
      return { provider, args: BASIC };
    },
  },
  {
    row: 48, name: 'another Authorization header before that of the client',
    cause: 'header_in_the_way', confidence: 'likely',
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      provider.override = (request) => carriesSecret(request) && {
        status: 401, headers: { 'www-authenticate': 'Basic realm="main"' }, body: '',
      };
      return { provider };
    },
  },
  {
    row: 59, name: 'a client without a credential',
    cause: 'credential_setup_missing', confidence: 'certain', spent: 0,
    arrange: changed(startKeycloak, { secret: '' }),
  },
  {
    row: 60, name: 'a client of Okta that has to prove a key',
    cause: 'dpop_required', confidence: 'likely',
    arrange: changed(startOkta, { refuseEarly: [400, 'invalid_dpop_proof', 'The DPoP proof JWT header is missing.'] },
      { args: ['--scope', 'orders.read'] }),
  },
  {
    row: 62, name: 'a certificate that does not match, at Duende',
    cause: 'client_certificate_refused', confidence: 'likely',
    arrange: saying(startGeneric, 400, 'invalid_client', 'mTLS authentication failed'),
  },
  {
    name: 'a server that takes certificates alone, at another address',
    cause: 'auth_method_mismatch', confidence: 'likely',
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.server.methods = ['tls_client_auth'];
      provider.server.metadata = { mtls_endpoint_aliases: { token_endpoint: `${provider.url}/mtls/token` } };
      return { provider, secret: 'not-the-secret-0123456789abcdef' };
    },
    also: (result) => assertNamed(result, { cause: 'mtls_other_host', confidence: 'possible' }),
  },
];

const okta = { args: ['--scope', 'orders.read'] };
const keycloak = (row, cause, description, status = 400) => ({
  row, cause, name: description, confidence: 'likely', arrange: saying(startKeycloak, status, 'invalid_client', description),
});
const oktaSays = (row, cause, description) => ({
  row, cause, name: description, confidence: 'likely', arrange: saying(startOkta, 401, 'invalid_client', description, okta),
});
const entra = (row, cause, number) => ({
  row, cause, name: `AADSTS${number}`, confidence: 'likely',
  arrange: async (t) => {
    const provider = await startEntra(t);
    provider.client.refuse = number;
    return { provider, args: ['--scope', provider.scope] };
  },
});

export const assertion = [
  oktaSays(49, 'assertion_audience', 'The audience claim for client_assertion must be the endpoint invoked for the request.'),
  keycloak(50, 'assertion_audience', 'Invalid token audience'),
  keycloak(50, 'assertion_audience', 'Multiple audiences not allowed'),
  entra(50, 'assertion_audience', 50027),
  oktaSays(51, 'assertion_lifetime', 'The client_assertion token has an expiration too far into the future.'),
  keycloak(52, 'assertion_lifetime', 'Token expiration is too far in the future and iat claim not present in token'),
  keycloak(53, 'assertion_time', 'Token is not active'),
  keycloak(53, 'assertion_time', 'Token was issued in the future'),
  keycloak(53, 'assertion_time', 'Token was issued too far in the past to be used now'),
  entra(53, 'assertion_time', 700024),
  keycloak(54, 'assertion_reused', 'Token reuse detected'),
  keycloak(54, 'assertion_reused', 'Token jti claim is required'),
  oktaSays(55, 'assertion_key', 'The client_assertion JWT kid is invalid.'),
  entra(56, 'assertion_key', 700027),
  keycloak(57, 'assertion_algorithm', 'Invalid signature algorithm'),
  {
    row: 57, cause: 'assertion_algorithm', name: 'the hint of Hydra', confidence: 'likely',
    arrange: saying(startHydra, 401, 'invalid_client', "The 'client_assertion' uses signing algorithm 'RS256' but the requested "
      + "OAuth 2.0 Client enforces signing algorithm 'ES256'."),
  },
  keycloak(58, 'assertion_subject', 'client_id parameter does not match sub claim'),
];

export const methodNot = [
  {
    name: 'a secret in the body where the client may use nothing else',
    arrange: changed(startOidcProvider, { method: 'client_secret_post' }, { args: POST }),
  },
  {
    name: 'an unknown client that answers alike with and without a secret has lost no credential',
    not: ['credential_lost', 'header_in_the_way'],
    arrange: async (t) => ({ provider: await startOidcProvider(t), clientId: 'nobody-of-this-house' }),
  },
  {
    name: 'words about assertions in a success are none',
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      provider.client.claims = { error_description: 'Invalid token audience' };
      return { provider };
    },
  },
];

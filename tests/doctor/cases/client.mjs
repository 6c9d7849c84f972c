// SPDX-License-Identifier: Apache-2.0
// Section B of the catalogue: the client.
import { json } from '../providers/provider.mjs';
import { startAuth0 } from '../providers/auth0.mjs';
import { startEntra } from '../providers/entra.mjs';
import { startHydra } from '../providers/hydra.mjs';
import { startKeycloak } from '../providers/keycloak.mjs';
import { startOdc } from '../providers/odc.mjs';
import { startOidcProvider } from '../providers/oidc_provider.mjs';
import { startOkta } from '../providers/okta.mjs';
import { examine } from '../examine.mjs';

// A provider whose one client is changed before the doctor comes.
const changed = (start, change, more) => async (t) => {
  const provider = await start(t);
  Object.assign(provider.client, change);
  return { provider, ...more?.(provider) };
};
const withoutSecret = (request) => !new URLSearchParams(request.body).has('client_secret') && !request.headers.authorization;
const entraScope = (provider) => ({ args: ['--scope', provider.scope] });
const oktaScope = () => ({ args: ['--scope', 'orders.read'] });

export const client = [
  {
    row: 15, name: 'a mistyped id at Keycloak',
    cause: 'client_unknown', confidence: 'likely', spent: 0, apart: ['client_suspended'],
    arrange: async (t) => ({ provider: await startKeycloak(t), clientId: 'orders-bach' }),
  },
  {
    row: 15, name: 'a mistyped id at an old Keycloak',
    cause: 'client_unknown', confidence: 'likely', spent: 0,
    arrange: async (t) => ({ provider: await startKeycloak(t, { version: 'old' }), clientId: 'orders-bach' }),
  },
  {
    row: 15, name: 'an id with a blank at its end',
    cause: 'client_id_malformed', spent: 0, beside: ['client_unknown'],
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      return { provider, clientId: `${provider.clientId} ` };
    },
  },
  {
    row: 15, name: 'a mistyped id at Hydra, which says so',
    cause: 'client_unknown', confidence: 'likely',
    arrange: async (t) => ({ provider: await startHydra(t), clientId: '00000000-7c1d-4e58-a2b4-9d0c8e7f1a65' }),
  },
  {
    name: 'row 16: a client that is switched off looks like one that is unknown',
    cause: 'client_unknown', confidence: 'likely', spent: 0, apart: ['client_suspended'],
    arrange: changed(startKeycloak, { disabled: true }),
    also: (result) => {
      if (!result.json.causes.some((one) => one.cause === 'client_suspended')) throw new Error('client_suspended is not named');
    },
  },
  {
    row: 16, name: 'a client that worked yesterday was suspended in ODC',
    cause: 'client_suspended', confidence: 'likely', spent: 0,
    arrange: async (t) => {
      const provider = await startOdc(t);
      const { home } = await examine(t, provider);
      provider.client.disabled = true;
      return { provider, home };
    },
  },
  {
    row: 17, name: 'a public client',
    cause: 'client_public', confidence: 'certain', spent: 0,
    arrange: changed(startKeycloak, { type: 'public' }),
  },
  {
    row: 18, name: 'a client without a service account',
    cause: 'service_accounts_off', confidence: 'certain', spent: 1,
    arrange: changed(startKeycloak, { serviceAccounts: false }),
  },
  {
    row: 19, name: 'a bearer-only client',
    cause: 'client_bearer_only', confidence: 'certain', spent: 0,
    arrange: changed(startKeycloak, { type: 'bearer-only' }),
  },
  {
    row: 20, name: "the service account's user is disabled",
    cause: 'service_account_user_missing', confidence: 'certain', spent: 1,
    arrange: changed(startKeycloak, {
      refuseLate: [401, 'invalid_request', "User 'service-account-orders-batch' disabled"],
    }),
  },
  {
    row: 20, name: "the service account's user is gone",
    cause: 'service_account_user_missing', confidence: 'certain', spent: 1,
    arrange: changed(startKeycloak, {
      refuseLate: [401, 'invalid_request', "The associated service account for the client doesn't exist"],
    }),
  },
  {
    row: 21, name: 'a grant that Auth0 does not allow the client',
    cause: 'grant_refused', confidence: 'likely', spent: 1,
    arrange: changed(startAuth0, { grants: false }),
  },
  {
    row: 21, name: 'a grant that oidc-provider does not allow the client',
    cause: 'grant_refused', confidence: 'certain', spent: 1,
    arrange: changed(startOidcProvider, { grants: false }),
  },
  {
    row: 21, name: 'a grant that Hydra does not allow the client',
    cause: 'grant_refused', confidence: 'certain', spent: 1,
    arrange: changed(startHydra, { grants: false }),
  },
  {
    row: 22, name: 'an application that is disabled in Entra ID',
    cause: 'client_suspended', confidence: 'likely', spent: 0,
    arrange: changed(startEntra, { disabled: true }, entraScope),
  },
  {
    row: 23, name: 'an id that Okta does not know',
    cause: 'client_unknown', confidence: 'likely', spent: 0,
    arrange: async (t) => ({ provider: await startOkta(t), clientId: '0oa00000000000000000', ...oktaScope() }),
  },
  {
    row: 24, name: 'Auth0 says access_denied of a wrong secret',
    cause: 'secret_wrong', confidence: 'possible', apart: ['client_unknown'],
    arrange: async (t) => ({ provider: await startAuth0(t), secret: 'not-the-secret-0123456789abcdef' }),
  },
  {
    name: 'id and secret in each other\'s place',
    cause: 'credentials_swapped', spent: 0,
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      return { provider, clientId: 'jtn_0123456789abcdefghijABCDEFGHIJ0123456789abcdefghi', secret: '91c7e4b2-5a38-4d6f-b0e9-8c2f1a7d4e53' };
    },
  },
];

export const clientNot = [
  {
    name: 'unauthorized_client before a secret was sent says nothing about the secret',
    arrange: async (t) => ({ provider: await startKeycloak(t) }),
  },
  {
    name: 'words of Keycloak in the answer to somebody else are not about this client',
    not: ['client_public', 'client_bearer_only'],
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      const words = json(400, { error: 'invalid_client', error_description: 'Bearer-only not allowed' });
      provider.override = (request) => request.method === 'POST' && withoutSecret(request)
        && !request.body.includes(provider.clientId) && words;
      return { provider };
    },
  },
  { name: 'a client of Auth0 with its audience', arrange: async (t) => {
    const provider = await startAuth0(t);
    return { provider, args: ['--resource', provider.audience] };
  } },
  { name: 'a client of Hydra', arrange: async (t) => ({ provider: await startHydra(t) }) },
  { name: 'a client of oidc-provider', arrange: async (t) => ({ provider: await startOidcProvider(t) }) },
  { name: 'a client of ODC', arrange: async (t) => ({ provider: await startOdc(t) }) },
];

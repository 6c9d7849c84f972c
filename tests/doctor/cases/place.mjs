// SPDX-License-Identifier: Apache-2.0
// Section A of the catalogue: the wrong place.
import assert from 'node:assert/strict';
import { json, startProvider } from '../providers/provider.mjs';
import { startAuth0 } from '../providers/auth0.mjs';
import { startEntra } from '../providers/entra.mjs';
import { pages, startGeneric } from '../providers/generic.mjs';
import { startKeycloak } from '../providers/keycloak.mjs';
import { startOkta } from '../providers/okta.mjs';
import { startOdc } from '../providers/odc.mjs';
import { curlLine, examine } from '../examine.mjs';

const isPost = (request) => request.method === 'POST';
const isDiscovery = (request) => request.url.includes('/.well-known/');

export const place = [
  {
    row: 1, name: 'the token endpoint of another realm, written by hand',
    cause: 'wrong_realm', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      return { provider, args: ['--token-endpoint', provider.tokenOf('other')] };
    },
  },
  {
    row: 1, name: 'the application realm of an ODC stage',
    cause: 'wrong_realm', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const provider = await startOdc(t);
      return { provider, args: ['--token-endpoint', provider.tokenOfApplication] };
    },
  },
  {
    row: 2, name: 'a realm that does not exist',
    cause: 'realm_missing', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      return { provider, issuer: provider.at('nowhere'), args: ['--token-endpoint', provider.tokenOf('nowhere')] };
    },
  },
  {
    row: 3, name: 'a realm that is switched off',
    cause: 'realm_disabled', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      provider.realm.disabled = true;
      return { provider };
    },
  },
  {
    row: 4, name: '/auth kept after the change to Keycloak 17',
    cause: 'auth_prefix', spent: 0,
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      return { provider, issuer: `${provider.url}/auth/realms/main` };
    },
  },
  {
    row: 4, name: '/auth forgotten at an old Keycloak',
    cause: 'auth_prefix', spent: 0,
    arrange: async (t) => {
      const provider = await startKeycloak(t, { version: 'old' });
      return { provider, issuer: `${provider.url}/realms/main` };
    },
  },
  {
    row: 5, name: 'a tenant that Entra ID does not know',
    cause: 'realm_missing', confidence: 'likely', spent: 0,
    arrange: async (t) => {
      const provider = await startEntra(t);
      return { provider, issuer: provider.of('contoso-gone.example'), args: ['--scope', provider.scope] };
    },
  },
  {
    row: 5, name: 'a tenant of another cloud',
    cause: 'cloud_differs', confidence: 'likely', spent: 0,
    arrange: async (t) => {
      const provider = await startEntra(t);
      provider.entra.tenantNumber = 90038;
      return { provider, issuer: provider.of('contoso.example'), args: ['--scope', provider.scope] };
    },
  },
  {
    row: 6, name: 'an application that the tenant does not have',
    cause: 'client_not_in_tenant', confidence: 'likely', spent: 0,
    arrange: async (t) => {
      const provider = await startEntra(t);
      return { provider, clientId: '11111111-2222-4333-8444-555555555555', args: ['--scope', provider.scope] };
    },
  },
  {
    row: 7, name: '/common instead of a tenant',
    cause: 'tenant_word', spent: 0,
    arrange: async (t) => {
      const provider = await startEntra(t);
      return { provider, issuer: provider.of('common'), args: ['--scope', provider.scope] };
    },
  },
  {
    row: 8, name: "Okta's organization server with a secret",
    cause: 'okta_org_server', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const provider = await startOkta(t);
      return { provider, issuer: provider.org, args: ['--scope', 'okta.users.read'] };
    },
  },
  {
    row: 9, name: 'the metadata of another Okta domain',
    cause: 'issuer_differs', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const provider = await startOkta(t);
      const elsewhere = `${provider.origin('tenant-two.localhost')}/oauth2/default`;
      provider.override = (request) => isDiscovery(request) && json(200, {
        issuer: elsewhere, token_endpoint: `${elsewhere}/v1/token`, jwks_uri: `${elsewhere}/v1/keys`,
      });
      return { provider };
    },
  },
  {
    row: 10, name: "a custom domain as Auth0's audience",
    cause: 'audience_custom_domain', confidence: 'likely', spent: 1,
    arrange: async (t) => {
      const provider = await startAuth0(t);
      const words = ['-d grant_type=client_credentials', `--data-urlencode 'client_id=${provider.clientId}'`,
        `--data-urlencode 'client_secret=${provider.secret}'`,
        '--data-urlencode audience=https://login.example.com/api/v2/'];
      return { provider, input: curlLine(`${provider.url}/oauth/token`, words) };
    },
  },
  {
    row: 11, name: "another client's secret, known from a success of that client",
    cause: 'secret_of_other_client', spent: 0,
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      provider.realm.clients['orders-production'] = { id: 'orders-production', secret: 'another-secret-0123456789' };
      const { home } = await examine(t, provider);
      return { provider, home, clientId: 'orders-production' };
    },
  },
  {
    row: 12, name: 'a redirect at the token endpoint',
    cause: 'redirected', spent: 0,
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.override = (request) => isPost(request) && pages.redirect('https://login.example.com/token');
      return { provider };
    },
  },
  {
    row: 13, name: 'http at a realm that wants https',
    cause: 'plain_http', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      provider.realm.sslRequired = true;
      return { provider };
    },
  },
  {
    row: 14, name: 'a web page where metadata should be',
    cause: 'discovery_html', spent: 0,
    arrange: async (t) => {
      const provider = await startProvider(t, () => pages.login());
      return { provider, issuer: provider.url, clientId: 'service-one', secret: 'a-secret-of-no-value-0123456789' };
    },
  },
  {
    name: 'a token endpoint at another host, written by hand',
    cause: 'host_differs', confidence: 'likely',
    arrange: async (t) => {
      const provider = await startGeneric(t);
      const other = await startGeneric(t, { clientId: 'somebody-else' });
      return { provider, args: ['--token-endpoint', `${other.url}/oauth/token`, '--attempts', '1'] };
    },
    also: (result) => assert.deepEqual([result.json.attempts.spent, result.spent], [1, 0]),
  },
  {
    name: 'metadata that send the secret to another host',
    cause: 'endpoint_elsewhere', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const provider = await startGeneric(t);
      const other = await startGeneric(t);
      provider.server.metadata = { token_endpoint: `${other.url}/oauth/token` };
      return { provider, other };
    },
    also: (_, { other }) => assert.equal(other.secretAttempts, 0),
  },
  {
    name: 'metadata that are no JSON',
    cause: 'discovery_invalid', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.override = (request) => isDiscovery(request) && { ...json(200, {}), body: '{"issuer": ' };
      return { provider };
    },
  },
  {
    name: 'no metadata at all',
    cause: 'discovery_missing', spent: 0,
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.override = (request) => isDiscovery(request) && json(404, { error: 'not_found' });
      return { provider };
    },
  },
  {
    name: 'a token endpoint that is not there',
    cause: 'endpoint_missing', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.server.metadata = { token_endpoint: `${provider.url}/oauth/tokens` };
      return { provider };
    },
  },
];

// What looks like one of these, and is none.
export const placeNot = [
  {
    name: 'the token endpoint named by hand is the discovered one',
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      return { provider, args: ['--token-endpoint', provider.tokenOf('main')] };
    },
  },
  {
    name: 'an old Keycloak lives under /auth',
    arrange: async (t) => ({ provider: await startKeycloak(t, { version: 'old' }) }),
  },
  {
    name: "Okta's custom server takes a secret",
    arrange: async (t) => ({ provider: await startOkta(t), args: ['--scope', 'orders.read'] }),
  },
  {
    name: 'Entra ID with its tenant',
    arrange: async (t) => {
      const provider = await startEntra(t);
      return { provider, args: ['--scope', provider.scope] };
    },
  },
];

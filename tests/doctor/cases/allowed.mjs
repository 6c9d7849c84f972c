// SPDX-License-Identifier: Apache-2.0
// Section H of the catalogue: authenticated, and yet not allowed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { jeton, run } from '../../lib/programs.mjs';
import { temporaryDirectory } from '../../lib/server.mjs';
import { json, jwt, opaque } from '../providers/provider.mjs';
import { startAuth0 } from '../providers/auth0.mjs';
import { startEntra } from '../providers/entra.mjs';
import { startGeneric } from '../providers/generic.mjs';
import { startHydra } from '../providers/hydra.mjs';
import { startOdc } from '../providers/odc.mjs';
import { startOkta } from '../providers/okta.mjs';

// A token in the store of home, as jeton puts it there.
async function storedToken(provider, home) {
  const makeToken = provider.server.makeToken;
  provider.tokens = [];
  provider.server.makeToken = (claims) => {
    provider.tokens.push(makeToken(claims));
    return provider.tokens.at(-1);
  };
  const secret = path.join(home, 'secret');
  fs.writeFileSync(secret, provider.secret, { mode: 0o600 });
  const env = { HOME: home, XDG_CONFIG_HOME: `${home}/config`, XDG_STATE_HOME: `${home}/state` };
  const args = ['token', '--issuer', provider.issuer, '--client-id', provider.clientId, '--client-secret-file', secret];
  assert.equal((await run(jeton, args, { env })).code, 0);
}

const at = (start, more) => async (t) => {
  const provider = await start(t);
  return { provider, ...more(provider) };
};
const entra = (scope) => at(startEntra, () => ({ args: ['--scope', scope] }));
const api = (change) => at(startGeneric, (provider) => {
  change(provider.server, provider);
  return { args: ['--api', provider.api] };
});
const unauthorized = (text) => () => json(401, { title: 'Unauthorized' }, { 'www-authenticate': text });

export const allowed = [
  {
    row: 75, name: 'no scope at Okta',
    cause: 'scope_missing', confidence: 'likely', spent: 1,
    arrange: at(startOkta, () => ({})),
  },
  {
    row: 75, name: 'a scope that Hydra does not allow',
    cause: 'scope_refused', confidence: 'certain', spent: 1,
    arrange: at(startHydra, () => ({ args: ['--scope', 'orders.write'] })),
  },
  {
    row: 76, name: 'no policy of Okta lets it in',
    cause: 'policy_refused', confidence: 'likely', spent: 1,
    arrange: at(startOkta, (provider) => {
      provider.client.policy = false;
      return { args: ['--scope', 'orders.read'] };
    }),
  },
  { row: 77, name: 'a scope without /.default', cause: 'scope_not_default', arrange: entra('api://orders/Orders.Read.All') },
  { row: 78, name: 'a resource that the tenant does not have', cause: 'resource_unknown', confidence: 'likely', spent: 1, arrange: entra('api://elsewhere/.default') },
  {
    row: 79, name: 'no audience at Auth0',
    cause: 'audience_missing',
    arrange: at(startAuth0, () => ({})),
  },
  {
    row: 79, name: 'no audience at Auth0, and a token that nobody can read',
    cause: 'audience_missing',
    arrange: at(startAuth0, (provider) => {
      provider.auth0.defaultAudience = true;
      return {};
    }),
  },
  {
    row: 80, name: 'no grant for the API at Auth0',
    cause: 'permissions_missing', confidence: 'likely', spent: 1,
    arrange: at(startAuth0, () => ({ args: ['--resource', 'https://api.example.com/invoices'] })),
  },
  {
    row: 81, name: 'a stage of ODC at which the client may nothing',
    cause: 'stage_permission_missing', spent: 1,
    arrange: at(startOdc, (provider) => {
      provider.odc.permissions = ['development'];
      return { args: ['--api', provider.apiOf('production')] };
    }),
  },
  {
    row: 83, name: 'an API that wants tokens of another issuer',
    cause: 'token_of_other_issuer',
    arrange: api((server) => {
      server.tokenIssuer = 'https://other-issuer.example/realms/elsewhere';
      server.api = unauthorized('Bearer error="invalid_token", error_description="the issuer is unknown"');
    }),
  },
  {
    row: 83, name: 'an API that refuses a token that is new',
    cause: 'token_refused',
    arrange: api((server, provider) => {
      server.audience = provider.api;
      server.api = unauthorized('Bearer error="invalid_token"');
    }),
  },
  {
    row: 83, name: 'an API that wants another audience',
    cause: 'token_other_audience',
    arrange: api((server) => {
      server.api = unauthorized('Bearer error="invalid_token", error_description="audience is not allowed"');
    }),
  },
  {
    row: 84, name: 'a token that is no JWT, and an API that wants one',
    cause: 'token_opaque',
    arrange: api((server) => {
      server.makeToken = opaque;
      server.api = unauthorized('Bearer error="invalid_token"');
    }),
  },
  {
    row: 74, name: 'the limit of an API of ODC',
    cause: 'api_rate_limited', spent: 1,
    arrange: at(startOdc, (provider) => {
      provider.odc.apiLimited = true;
      return { args: ['--api', provider.apiOf('development')] };
    }),
  },
  {
    row: 82, name: 'a stored token from before a change of permissions',
    cause: 'cached_token_old', confidence: 'certain', spent: 1,
    arrange: async (t) => {
      const provider = await startGeneric(t);
      const home = temporaryDirectory(t, 'doctor-');
      await storedToken(provider, home);
      const old = provider.tokens.length;
      provider.server.api = (request) => (provider.tokens.indexOf(request.headers.authorization.slice(7)) < old
        ? json(403, { title: 'Forbidden' }) : json(200, { ok: true }));
      return { provider, home, args: ['--api', provider.api] };
    },
  },
  {
    name: 'an API at a host that nobody named',
    cause: 'api_origin_not_allowed', confidence: 'certain', spent: 1,
    arrange: at(startGeneric, () => ({ args: ['--api', 'https://api.example.com/orders'] })),
  },
];

export const allowedNot = [
  { name: 'an API that says yes', arrange: api(() => {}) },
  {
    name: 'a stage of ODC at which the client may',
    arrange: at(startOdc, (provider) => ({ args: ['--api', provider.apiOf('production')] })),
  },
  {
    name: 'an opaque token that its API takes',
    arrange: api((server) => {
      server.makeToken = opaque;
    }),
  },
  {
    name: 'an encrypted token that its API takes',
    arrange: api((server) => {
      server.makeToken = (claims) => `${jwt(claims)}.x.y`;
    }),
  },
];

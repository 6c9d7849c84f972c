// SPDX-License-Identifier: Apache-2.0
// npm oidc-provider, a real authorization server, with a client for each way of being set up wrongly.
import http from 'node:http';
import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { errors, Provider } from 'oidc-provider';

export const SECRET = 'oidc-provider-secret-0123456789abcdef';
export const SECRET_TO_ENCODE = 'p+lus/sl=ash%41&amp-0123456789abcdef';
export const API = 'urn:example:orders';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signing = [
  { ...privateKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' },
  { ...elliptic.privateKey.export({ format: 'jwk' }), kid: 'key-2', alg: 'ES256', use: 'sig' },
];

function client(id, more = {}) {
  return {
    client_id: id,
    client_secret: SECRET,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_basic',
    ...more,
  };
}

const codeOnly = {
  grant_types: ['authorization_code'], response_types: ['code'], redirect_uris: ['https://client.example/callback'],
};

const clients = [
  client('basic'),
  client('post', { token_endpoint_auth_method: 'client_secret_post' }),
  client('encoded', { client_secret: SECRET_TO_ENCODE }),
  client('no-grant', codeOnly),
  client('public', { token_endpoint_auth_method: 'none', client_secret: undefined }),
  client('key', {
    token_endpoint_auth_method: 'private_key_jwt',
    client_secret: undefined,
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' }] },
  }),
];

// A resource server that the provider knows, with the one scope "orders.read"; alg signs its tokens.
const resourceServer = (alg) => (_, indicator) => {
  if (indicator !== API) throw new errors.InvalidTarget();
  return { scope: 'orders.read', audience: API, accessTokenTTL: 600, accessTokenFormat: 'jwt', jwt: { sign: { alg } } };
};

const configuration = (alg) => ({
  clients,
  scopes: ['openid', 'orders.read'],
  jwks: { keys: signing },
  ttl: { ClientCredentials: 600 },
  cookies: { keys: ['a key of no value'] },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: { enabled: true, getResourceServerInfo: resourceServer(alg) },
  },
});

export const makeProvider = (issuer, alg = 'RS256') => new Provider(issuer, configuration(alg));

// Starts it; secretAttempts counts the token requests that carried one.
export async function startRealOidcProvider(t) {
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = makeProvider(issuer);
  const running = { issuer, resource: API, secret: SECRET, secretAttempts: 0 };
  provider.use(async (context, next) => {
    await next();
    if (context.get('authorization') || context.oidc?.body?.client_secret) running.secretAttempts += 1;
  });
  server.on('request', provider.callback());
  t.after(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  return running;
}

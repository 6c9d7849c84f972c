// SPDX-License-Identifier: Apache-2.0
// OutSystems Developer Cloud: a Keycloak behind /identity, with a platform realm whose API clients call
// the platform's APIs and an application realm for each stage.
import { json, pathOf, startProvider } from './provider.mjs';
import { keycloakAnswer, keycloakLook, makeRealm } from './keycloak.mjs';

const PLATFORM = '0b8e6f1c-2d94-4a37-9c50-e1f7a3b86d24';
const APPLICATION = '7d3a9c58-6e0f-4b12-8f7d-52c4e9a1b036';
const CLIENT_ID = '91c7e4b2-5a38-4d6f-b0e9-8c2f1a7d4e53';
const SECRET = 'uX4nB7vK1pT9wQ3zR6mY0cLs8HdJ2gFa';

const denied = (code, text) => json(403, { status: 403, title: 'Forbidden', code, errors: [`${code}: ${text}`] });

function claimsOf(request) {
  const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  const [, middle] = token.split('.');
  return middle ? JSON.parse(Buffer.from(middle, 'base64url').toString()) : null;
}

function api(odc, request) {
  const claims = claimsOf(request);
  if (!claims || claims.iss !== odc.issuer || odc.client.disabled) {
    return json(401, { status: 401, title: 'Unauthorized' }, { 'www-authenticate': 'Bearer error="invalid_token"' });
  }
  if (odc.apiLimited) return json(429, { status: 429, title: 'Too Many Requests' }, { 'retry-after': '37' });
  const stage = /\/stages\/([^/]+)\//.exec(request.url)?.[1] ?? 'all';
  const may = odc.permissions.includes(stage) || odc.permissions.includes('*');
  return may ? json(200, { results: [] }) : denied('OS-APS-40300', 'Not enough permissions to perform this operation');
}

function route(odc, request) {
  const path = pathOf(request);
  const [name] = (request.headers.host ?? '').split(':');
  if (path === '/identity/.well-known/openid-configuration') {
    const realm = name === odc.stageHost ? APPLICATION : PLATFORM;
    return keycloakAnswer(odc, { ...request, url: `/auth/realms/${realm}/.well-known/openid-configuration` });
  }
  if (path.startsWith('/api/')) return api(odc, request);
  return keycloakAnswer(odc, request);
}

// A personal environment: the platform's host and a stage's, each with its realm.
export async function startOdc(t) {
  const client = { secret: SECRET, audience: 'odc' };
  const odc = {
    look: keycloakLook('new'),
    prefix: '/auth',
    realms: { [PLATFORM]: makeRealm(PLATFORM, { [CLIENT_ID]: client }), [APPLICATION]: makeRealm(APPLICATION) },
    client,
    permissions: ['*'],
    apiLimited: false,
    stageHost: 'company-dev.localhost',
  };
  const provider = await startProvider(t, (request) => route(odc, request), { host: 'company.localhost' });
  const stage = provider.origin(odc.stageHost);
  odc.issuer = `${provider.url}/auth/realms/${PLATFORM}`;
  return Object.assign(provider, {
    odc,
    client,
    clientId: CLIENT_ID,
    secret: SECRET,
    domain: provider.url,
    issuer: provider.url,
    stage,
    tokenOfPlatform: `${odc.issuer}/protocol/openid-connect/token`,
    tokenOfApplication: `${stage}/auth/realms/${APPLICATION}/protocol/openid-connect/token`,
    apiOf: (name) => `${provider.url}/api/portfolios/v1/stages/${name}/assets`,
  });
}

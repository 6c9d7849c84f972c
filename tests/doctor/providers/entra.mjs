// SPDX-License-Identifier: Apache-2.0
// Microsoft Entra ID: resolves the tenant, then the application, then looks at the credential; every
// refusal carries a number, a trace id and a time.
import { randomUUID } from 'node:crypto';
import { credentialsOf, formOf, json, jwks, jwt, pathOf, startProvider } from './provider.mjs';

const TENANT = '5f1d6a3c-8b0e-4c57-9a21-3e9f7d40b6c8';
const CLIENT_ID = 'c0a8e6d2-41b7-4f93-8e15-7d2b9a60f3e4';
const SECRET = 'mPq8Q~vT3nLz5WcY7bKdR1xHsJ0gFuEa9oNiZ_Xw';

const headers = () => ({
  'x-ms-request-id': randomUUID(),
  'x-ms-ests-server': '2.1.19492.4 - WEULR1 ProdSlices',
  'x-ms-srs': '1.P',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  p3p: 'CP="DSP CUR OTPi IND OTRi ONL FIN"',
  pragma: 'no-cache',
});

const stamp = () => new Date().toISOString().replace('T', ' ').replace(/\.\d+/, '');

// What Entra says with a number: [status, error, text].
const words = {
  7000215: [401, 'invalid_client', (e) => 'Invalid client secret provided. Ensure the secret being sent in the request is '
    + `the client secret value, not the client secret ID, for a secret added to app '${e.id}'.`],
  7000222: [401, 'invalid_client', (e) => `The provided client secret keys for app '${e.id}' are expired. Visit the Azure `
    + 'portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials '
    + 'for added security: https://aka.ms/certCreds.'],
  7000216: [401, 'invalid_client', () => "'client_assertion', 'client_secret' or 'request' is required for the "
    + "'client_credentials' grant type."],
  7000218: [401, 'invalid_client', () => "The request body must contain the following parameter: 'client_assertion' or "
    + "'client_secret'."],
  7000112: [401, 'unauthorized_client', (e) => `Application '${e.id}'(Orders) is disabled.`],
  700016: [400, 'unauthorized_client', (e) => `Application with identifier '${e.id}' was not found in the directory `
    + "'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or "
    + 'consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.'],
  700024: [401, 'invalid_client', () => 'Client assertion is not within its valid time range. Current time: '
    + '2026-11-22T01:00:00Z, assertion valid from 2026-11-22T02:00:00Z, expiry time of assertion 2026-11-22T02:10:00Z.'],
  700027: [401, 'invalid_client', (e) => 'The certificate with identifier used to sign the client assertion is not '
    + `registered on application. [Reason - The key was not found., Thumbprint of key used by client: 'AB12'] for app '${e.id}'.`],
  50027: [401, 'invalid_client', () => 'JWT token is invalid or malformed.'],
  90002: [400, 'invalid_tenant', (e) => `Tenant '${e.tenant}' not found. Check to make sure you have the correct tenant ID `
    + 'and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are '
    + 'no active subscriptions for the tenant.'],
  900023: [400, 'invalid_request', (e) => `Specified tenant identifier '${e.tenant}' is neither a valid DNS name, nor a `
    + 'valid external domain.'],
  90038: [400, 'invalid_request', (e) => `Tenant '${e.tenant}' request is being redirected to the National Cloud `
    + "'MicrosoftOnline.US'."],
  900432: [400, 'invalid_request', () => 'Confidential Client is not supported in Cross Cloud request.'],
  900382: [400, 'invalid_request', () => 'Confidential Client is not supported in Cross Cloud request.'],
  9001023: [400, 'invalid_request', () => 'The grant type is not supported over the /common or /consumers endpoints. '
    + 'Please use the /organizations or tenant-specific endpoint.'],
  90055: [429, 'temporarily_unavailable', () => 'The server has terminated the request because there are too many requests.'],
  90014: [400, 'invalid_request', () => "The required field 'scope' is missing from the credential. Ensure that you have "
    + 'all the necessary parameters for the login request.'],
  900144: [400, 'invalid_request', (e) => `The request body must contain the following parameter: '${e.missing}'.`],
  900561: [400, 'invalid_request', () => "The endpoint only accepts POST requests. Received a GET request."],
  70011: [400, 'invalid_scope', (e) => 'The provided request must include a \'scope\' input parameter. The provided value '
    + `for the input parameter 'scope' is not valid. The scope ${e.scope} is not valid.`],
  1002012: [400, 'invalid_scope', (e) => `The provided value for scope ${e.scope} is not valid. Client credential flows `
    + 'must have a scope value with /.default suffixed to the resource identifier (application ID URI).'],
  500011: [400, 'invalid_resource', (e) => `The resource principal named ${e.scope} was not found in the tenant named `
    + 'Contoso. This can happen if the application has not been installed by the administrator of the tenant.'],
};

export function refusal(number, about = {}) {
  const [status, error, text] = words[number];
  const [trace, correlation, at] = [randomUUID(), randomUUID(), stamp()];
  return json(status, {
    error,
    error_description: `AADSTS${number}: ${text(about)} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${at}`,
    error_codes: [number],
    timestamp: at,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${number}`,
  }, headers());
}

function metadata(entra, tenant) {
  const base = `${entra.url}/${tenant}`;
  const issuer = ['common', 'organizations'].includes(tenant) ? `${entra.url}/{tenantid}/v2.0` : `${base}/v2.0`;
  return json(200, {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    issuer,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    kerberos_endpoint: `${base}/kerberos`,
    tenant_region_scope: 'EU',
    cloud_instance_name: 'microsoftonline.com',
    msgraph_host: 'graph.microsoft.com',
    rbac_url: 'https://pas.windows.net',
  }, headers());
}

function credential(entra, client, { secret }) {
  if (client.disabled) return 7000112;
  if (!secret) return entra.missingCredential;
  if (client.refuse) return client.refuse;
  if (secret !== client.secret) return 7000215;
  return client.expired ? 7000222 : 0;
}

function scopeFault(entra, scope) {
  if (!scope) return 90014;
  if (!scope.endsWith('/.default')) return entra.scopeNumber;
  return entra.resources.includes(scope) ? 0 : 500011;
}

function token(entra, tenant, request) {
  const form = formOf(request);
  const given = credentialsOf(request);
  const about = { id: given.id, tenant, scope: form.get('scope') };
  if (request.method !== 'POST') return refusal(900561);
  if (!form.get('grant_type')) return refusal(900144, { missing: 'grant_type' });
  if (['common', 'consumers'].includes(tenant)) return refusal(9001023);
  if (tenant !== TENANT) return refusal(entra.tenantNumber, about);
  if (!given.id) return refusal(900144, { missing: 'client_id' });
  const client = entra.clients[given.id];
  if (!client) return refusal(700016, about);
  const number = credential(entra, client, given) || scopeFault(entra, about.scope);
  if (number) return refusal(number, about);
  const claims = { aud: about.scope.replace('/.default', ''), iss: `${entra.url}/${tenant}/v2.0`, azp: given.id, sub: given.id };
  const access = jwt({ ...claims, tid: tenant, ver: '2.0', roles: ['Orders.Read.All'] });
  return json(200, { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: access }, headers());
}

function route(entra, request) {
  const [, tenant, ...rest] = pathOf(request).split('/');
  const path = rest.join('/');
  if (path === 'oauth2/v2.0/token') return token(entra, tenant, request);
  if (path === 'discovery/v2.0/keys') return json(200, jwks, headers());
  if (path !== 'v2.0/.well-known/openid-configuration') return { status: 404, headers: headers(), body: '' };
  if (tenant === TENANT || ['common', 'consumers', 'organizations'].includes(tenant)) return metadata(entra, tenant);
  return refusal(entra.tenantNumber, { tenant });
}

// An Entra ID with one tenant and one application.
export async function startEntra(t, { host } = {}) {
  const entra = {
    clients: { [CLIENT_ID]: { secret: SECRET } },
    resources: ['https://graph.microsoft.com/.default', 'api://orders/.default'],
    missingCredential: 7000216,
    tenantNumber: 90002,
    scopeNumber: 1002012,
  };
  const provider = await startProvider(t, (request) => route(entra, request), { host });
  entra.url = provider.url;
  const of = (tenant) => `${provider.url}/${tenant}/v2.0`;
  return Object.assign(provider, {
    entra,
    client: entra.clients[CLIENT_ID],
    clientId: CLIENT_ID,
    secret: SECRET,
    tenant: TENANT,
    scope: 'api://orders/.default',
    issuer: of(TENANT),
    of,
  });
}

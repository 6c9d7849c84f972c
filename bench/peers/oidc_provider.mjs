// SPDX-License-Identifier: Apache-2.0
// npm oidc-provider as the doctor's tests set it up, signing access tokens (JWT) with ES256.
import http from 'node:http';
import { once } from 'node:events';
import { API, makeProvider, SECRET } from '../../tests/doctor/providers/real_oidc_provider.mjs';

const server = http.createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;
server.on('request', makeProvider(issuer, 'ES256').callback());
const form = new URLSearchParams({
  grant_type: 'client_credentials', client_id: 'post', client_secret: SECRET, scope: 'orders.read', resource: API,
});
console.log(JSON.stringify({ tokenUrl: `${issuer}/token`, form: form.toString() }));

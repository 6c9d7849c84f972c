// SPDX-License-Identifier: Apache-2.0
// auth_method_unsupported: RFC 7521 §4.2. The client_id beside an assertion is no second method.
import { oauthRefusal } from '../lib/refusal.mjs';

const assertion = {
  grant_type: 'client_credentials',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: 'e30.e30.e30',
};

oauthRefusal('auth_method_unsupported', {
  ask: [
    (server) => server.form(server.tokenUrl, assertion),
    (server) => server.form(server.tokenUrl, { ...assertion, client_id: server.credentials.client_id }),
    (server) => server.form(server.tokenUrl, { ...assertion, client_id: 'nobody' }),
    (server) => server.form(server.tokenUrl, { ...assertion, client_id: server.credentials.client_id, client_secret: '' }),
  ],
  status: 401,
  error: 'invalid_client',
  description: 'Client assertions are not supported here. Use HTTP Basic, or send client_id and client_secret in the body.',
});
